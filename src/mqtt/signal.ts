/** When the fast topics of a device are published. The signal: at once on a change that means something, otherwise at most once a minute. */
import type { Device } from '../record/device.ts';

const DEAD_BAND_DB = 3;
const INTERVAL_MS = 60_000;
/** Counters move with every packet. */
const ACTIVITY_INTERVAL_MS = 300_000;

/** What was published last. */
export interface Sent {
  device: Device;
  /** Epoch ms. */
  at: number;
  payload: string;
}

/** False when signal and rates are unchanged, however long ago they were sent. */
export function isSignalDue(sent: Sent, device: Device, at: number): boolean {
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

/** Traffic and last seen: every five minutes while connected, and at the end of it. A device that is held has nothing new. */
export function isActivityDue(sent: Sent, device: Device, at: number): boolean {
  const { device: before } = sent;
  if (before === device || device.connected === null) return false;
  if (before.connected !== device.connected) return true;
  return device.connected && (at - sent.at >= ACTIVITY_INTERVAL_MS || at < sent.at);
}
