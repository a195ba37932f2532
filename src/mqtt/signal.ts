/** When the fast topic of a device is published: at once on a change that means something, otherwise at most once a minute. */
import type { Device } from '../record/device.ts';

const DEAD_BAND_DB = 3;
const INTERVAL_MS = 60_000;

/** What was published last. */
export interface SentSignal {
  device: Device;
  /** Epoch ms. */
  at: number;
}

/** False when signal and rates are unchanged, however long ago they were sent. */
export function isSignalDue(sent: SentSignal, device: Device, at: number): boolean {
  const before = sent.device;
  if (before === device) return false;
  const [was, is] = [before.signal_dbm, device.signal_dbm];
  if ((was === null) !== (is === null)) return true;
  if (was !== null && is !== null && Math.abs(is - was) >= DEAD_BAND_DB) return true;
  const hasChanged =
    was !== is || before.tx_rate_bps !== device.tx_rate_bps || before.rx_rate_bps !== device.rx_rate_bps;
  // a clock set back must not silence it
  return hasChanged && (at - sent.at >= INTERVAL_MS || at < sent.at);
}
