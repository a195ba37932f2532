/** The URIs of the resources. */

export const DEVICES = 'mikrotik://devices';
export const ACCESS_POINTS = 'mikrotik://access-points';
export const INTERFACES = 'mikrotik://interfaces';
export const SYSTEM = 'mikrotik://system';
export const EVENTS = 'mikrotik://events';
export const FINDINGS = 'mikrotik://findings';
export const HEALTH = 'mikrotik://health';
export const DEVICE_TEMPLATE = 'mikrotik://devices/{device_id}';

export function deviceUri(deviceId: string): string {
  return `${DEVICES}/${deviceId}`;
}

/** The part of a device's URI that names the device; null for another URI. */
export function deviceOf(uri: string): string | null {
  if (!uri.startsWith(`${DEVICES}/`)) return null;
  try {
    return decodeURIComponent(uri.slice(DEVICES.length + 1));
  } catch {
    return null;
  }
}
