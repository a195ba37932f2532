/** What changes that are being made to routers reach. A device there may vanish because of the change, so its absence proves nothing. */
import type { Place } from '../join/place.ts';

export interface Reach {
  /** device_id of devices that a change is about. */
  devices: ReadonlySet<string>;
  /** Interfaces that a change restarts or alters. */
  interfaces: readonly { router: string; interface: string }[];
}

export const noReach: Reach = { devices: new Set(), interfaces: [] };

/** Whether a change reaches the device, or the interface on which it was seen last. */
export function isReached(
  { devices, interfaces }: Reach,
  { deviceId, place }: { deviceId: string; place: Place | null },
): boolean {
  if (devices.has(deviceId)) return true;
  return (
    place !== null &&
    interfaces.some(({ router, interface: name }) => router === place.router && name === place.interface)
  );
}
