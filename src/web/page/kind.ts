/** Kinds of devices that filters, words and counts share. */
import type { Device } from '../../record/device.ts';
import { toQuality } from './quality.ts';

/** The strongest signal that is weak, in dBm. */
export const WEAK_DBM = -76;

export function isWeak({ signal_dbm }: Pick<Device, 'signal_dbm'>): boolean {
  if (signal_dbm === null) return false;
  const quality = toQuality(signal_dbm);
  return quality === 'weak' || quality === 'poor';
}

/** Connected, and nobody named it or let it in as a guest. */
export function isStranger({
  known,
  guest,
  connected,
}: Pick<Device, 'known' | 'guest' | 'connected'>): boolean {
  return connected === true && !known && !guest;
}

/** On its access point: connected, or held, which is what was read last while the router gives no data. */
export function isHere(device: Pick<Device, 'connected' | 'presence'>): boolean {
  return device.connected === true || isHeld(device);
}

export function isHeld({ connected, presence }: Pick<Device, 'connected' | 'presence'>): boolean {
  return connected === null && presence === 'home';
}
