/** How long an interface is off the air when it restarts. */
import { type RouterRow, textOf } from './row.ts';

const RESTART_MS = 3000;
const RADAR_CHECK_MS = 60_000;
/** Where weather radars are. */
const LONG_RADAR_CHECK_MS = 600_000;

/** For ever on a channel on which radar is heard. */
export function outageMs(row: RouterRow, radarMhz: readonly number[]): number {
  const text = textOf(row['channel.frequency'] ?? row['frequency'] ?? '');
  // without one channel it chooses one that needs no check
  if (!/^\d+$/.test(text.split(',')[0] ?? '')) return RESTART_MS;
  const mhz = Number(text.split(',')[0]);
  if (radarMhz.includes(mhz)) return Number.POSITIVE_INFINITY;
  if (mhz >= 5590 && mhz <= 5650) return LONG_RADAR_CHECK_MS;
  const isChecked = (mhz >= 5260 && mhz <= 5340) || (mhz >= 5480 && mhz <= 5720);
  return isChecked ? RADAR_CHECK_MS : RESTART_MS;
}
