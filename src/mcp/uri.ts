/** The URIs of the resources. */

export const DEVICES = 'mikrotik://devices';
export const ACCESS_POINTS = 'mikrotik://access-points';
export const INTERFACES = 'mikrotik://interfaces';
export const SYSTEM = 'mikrotik://system';
export const EVENTS = 'mikrotik://events';
export const FINDINGS = 'mikrotik://findings';
export const HEALTH = 'mikrotik://health';
export const PEOPLE = 'mikrotik://people';
export const SESSIONS = 'mikrotik://sessions';
export const ACCESS_POINT_HISTORY_TEMPLATE = 'mikrotik://access-points/{access_point_id}/history';
export const ROUTER_HEALTH_TEMPLATE = 'mikrotik://health/{router}';
export const DEVICE_TEMPLATE = 'mikrotik://devices/{device_id}';

export function deviceUri(deviceId: string): string {
  return `${DEVICES}/${deviceId}`;
}

/** The part of a device's URI that names the device; null for another URI. */
export function deviceOf(uri: string): string | null {
  return namedIn(uri, DEVICE_TEMPLATE);
}

/** What stands in a URI where the template has its name in braces; null for a URI of another form. */
export function namedIn(uri: string, template: string): string | null {
  const [before = '', after = ''] = template.split(/\{\w+\}/);
  const named = uri.slice(before.length, uri.length - after.length);
  if (named === '' || !uri.startsWith(before) || !uri.endsWith(after)) return null;
  if (after !== '' && named.includes('/')) return null;
  try {
    return decodeURIComponent(named);
  } catch {
    return null;
  }
}
