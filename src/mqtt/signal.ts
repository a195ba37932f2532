/** The fast topic: at once on a change that means something, else now and then, and never just because time passed. */
import type { Device } from '../record/device.ts';

const DEAD_BAND_DB = 3;
const INTERVAL_MS = 60_000;

/** What was told last, and when (epoch ms). */
export interface Told {
  device: Device;
  at: number;
}

export function isDue(told: Told, device: Device, at: number): boolean {
  const before = told.device;
  if (before === device) return false;
  const [was, is] = [before.signal_dbm, device.signal_dbm];
  if ((was === null) !== (is === null)) return true;
  if (was !== null && is !== null && Math.abs(is - was) >= DEAD_BAND_DB) return true;
  const hasChanged =
    was !== is || before.tx_rate_bps !== device.tx_rate_bps || before.rx_rate_bps !== device.rx_rate_bps;
  // a clock set back must not silence it
  return hasChanged && (at - told.at >= INTERVAL_MS || at < told.at);
}
