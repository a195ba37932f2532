/** Channels on which a radio must listen for radar before it may send (Europe and most of the world). */
import type { bands } from '../record/device.ts';
import type { WifiInterfaceRecord } from '../record/network.ts';

/** A check takes a minute, near weather radars ten; the rest is for devices to come back. */
export const RADAR_WATCH_MS = 12 * 60_000;

const RADAR_MHZ = [
  [5250, 5350],
  [5470, 5725],
] as const;
const WEATHER_MHZ = [5600, 5650] as const;

/** Seconds off the air for the check; 0 where none is needed. Null frequencies: the radio chooses among all. */
export function radarCheckSeconds(
  band: (typeof bands)[number],
  frequenciesMhz: readonly number[] | null,
  width: string | null,
): number {
  if (band !== '5GHz') return 0;
  if (frequenciesMhz === null) return 600;
  const spans = frequenciesMhz.map((mhz) => spanOf(mhz, width));
  const meets = ([from, to]: readonly [number, number]) =>
    spans.some(([low, high]) => low < to && high > from);
  if (meets(WEATHER_MHZ)) return 600;
  return RADAR_MHZ.some(meets) ? 60 : 0;
}

/** Seconds off the air for the check when a radio restarts on the channel that it has. */
export function recheckSeconds({
  channel,
  frequency_mhz: mhz,
}: Pick<WifiInterfaceRecord, 'channel' | 'frequency_mhz'>): number {
  const seconds = mhz === null || mhz >= 5900 ? 0 : radarCheckSeconds('5GHz', [mhz], '20mhz');
  // RouterOS marks the channels that need one
  return channel !== null && /\/D\b/.test(channel) ? Math.max(60, seconds) : seconds;
}

/** What a channel covers: at 80 and 160 MHz one of the fixed blocks, at 40 MHz either side. */
function spanOf(mhz: number, width: string | null): [number, number] {
  if (width === null || /160|320/.test(width)) return block(mhz, 160);
  if (/80/.test(width)) return block(mhz, 80);
  return width.includes('40') ? [mhz - 30, mhz + 30] : [mhz - 10, mhz + 10];
}

function block(mhz: number, size: number): [number, number] {
  const first = mhz < 5450 ? 5170 : mhz < 5730 ? 5490 : 5735;
  const low = first + Math.floor((mhz - first) / size) * size;
  return [low, low + size];
}
