/** Kinds of devices that filters, words and counts share. */
import type { Device } from '../../record/device.ts';
import { WEAK_DBM } from './quality.ts';

export function isWeak({ signal_dbm }: Pick<Device, 'signal_dbm'>): boolean {
  return signal_dbm !== null && signal_dbm <= WEAK_DBM;
}

/** Its signal is unknown although it may be connected. */
export function mayBeWeak({ connected, signal_dbm }: Pick<Device, 'connected' | 'signal_dbm'>): boolean {
  return connected !== false && signal_dbm === null;
}

function isUnnamed({ known, guest }: Pick<Device, 'known' | 'guest'>): boolean {
  return !known && !guest;
}

/** Connected, and nobody named it or let it in as a guest. */
export function isStranger(device: Pick<Device, 'known' | 'guest' | 'connected'>): boolean {
  return device.connected === true && isUnnamed(device);
}

/** A stranger if it is connected, which is unknown. */
export function mayBeStranger(device: Pick<Device, 'known' | 'guest' | 'connected'>): boolean {
  return device.connected === null && isUnnamed(device);
}

/** On its access point: connected, or held, which is what was read last while the router gives no data. */
export function isHere(device: Pick<Device, 'connected' | 'presence'>): boolean {
  return device.connected === true || isHeld(device);
}

export function isHeld({ connected, presence }: Pick<Device, 'connected' | 'presence'>): boolean {
  return connected === null && presence === 'home';
}
