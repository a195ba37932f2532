/** Whether a sighting somewhere else is a roam. */
import type { Client } from '../join/client.ts';
import { isOtherAccessPoint, isRoam, isSamePlace } from '../join/place.ts';
import type { DeviceMemory } from './device.ts';

/** Uptimes are whole seconds and polls take time: associations that began this close together are the same one. */
export const SAME_ASSOCIATION_MS = 5_000;

/**
 * A roam is a change of access point or band by an association that is not older than the one it left. None are: an interface that was renamed, or
 * has another owner now; an older row that another table left behind; another band under the same association, as with several links.
 */
export function hasRoamed({ place, connectedSinceAt }: DeviceMemory, client: Client): boolean {
  const { place: now, associatedAt } = client;
  if (place === null) return false;
  const newerMs = associatedAt === null || connectedSinceAt === null ? null : associatedAt - connectedSinceAt;
  if (newerMs !== null && newerMs < -SAME_ASSOCIATION_MS) return false;
  const isNewer = newerMs !== null && newerMs > SAME_ASSOCIATION_MS;
  if (isSamePlace(place, now)) return isNewer && isRoam(place, now);
  // under the same association, only another access point is somewhere else
  return newerMs !== null && !isNewer ? isOtherAccessPoint(place, now) : isRoam(place, now);
}
