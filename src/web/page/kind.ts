/** Kinds of devices that filters, words and counts share. */
import type { Device } from '../../record/device.ts';
import { WEAK_DBM } from './quality.ts';

export function isWeak({ signal_dbm }: Pick<Device, 'signal_dbm'>): boolean {
  return signal_dbm !== null && signal_dbm <= WEAK_DBM;
}

/** Nobody knows how well it is heard, or whether it is heard at all. */
export function mayBeWeak({ connected, signal_dbm }: Pick<Device, 'connected' | 'signal_dbm'>): boolean {
  return connected !== false && signal_dbm === null;
}

/** Connected, and nobody named it or let it in as a guest. */
export function isStranger({
  known,
  guest,
  connected,
}: Pick<Device, 'known' | 'guest' | 'connected'>): boolean {
  return connected === true && !known && !guest;
}

/** A stranger if it is connected, which nobody knows. */
export function mayBeStranger({
  known,
  guest,
  connected,
}: Pick<Device, 'known' | 'guest' | 'connected'>): boolean {
  return connected === null && !known && !guest;
}

/** On its access point: connected, or held, which is what was read last while the router gives no data. */
export function isHere(device: Pick<Device, 'connected' | 'presence'>): boolean {
  return device.connected === true || isHeld(device);
}

export function isHeld({ connected, presence }: Pick<Device, 'connected' | 'presence'>): boolean {
  return connected === null && presence === 'home';
}
