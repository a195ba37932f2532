/** The device that an address means: by its id, any notation of a MAC address, or its name. */
import type { Device } from '../../record/device.ts';
import { fold } from './fold.ts';
import { toMacDigits } from './mac.ts';

export type Found =
  | { status: 'one'; deviceId: string }
  /** Several devices have this name. */
  | { status: 'several'; devices: readonly Device[] }
  /** `deviceId` when the text is a MAC address: its history may be recorded. */
  | { status: 'none'; deviceId: string | null };

export function findDevice(text: string, devices: ReadonlyMap<string, Device>): Found {
  const digits = toMacDigits(text);
  if (digits !== null) {
    if (devices.has(digits)) return { status: 'one', deviceId: digits };
    // a configured device with several addresses has the id of the first
    const own = [...devices.values()].find(
      ({ mac_address }) => mac_address.replaceAll(':', '').toLowerCase() === digits,
    );
    return own === undefined
      ? { status: 'none', deviceId: digits }
      : { status: 'one', deviceId: own.device_id };
  }
  const wanted = fold(text).trim();
  const named = [...devices.values()].filter(({ name }) => fold(name).trim() === wanted);
  if (named.length > 1) return { status: 'several', devices: named };
  return named.length === 1
    ? { status: 'one', deviceId: named[0]!.device_id }
    : { status: 'none', deviceId: null };
}
