/**
 * Whether two snapshots call for the same topics and the same entity ids, so that only what changed about single devices needs to be
 * looked at. Entity ids depend on the names of everything that is listed before.
 */
import type { Device } from '../record/device.ts';
import type { NetworkView } from './network-view.ts';

export function hasSameEntities(before: NetworkView, now: NetworkView): boolean {
  return (
    hasSame(before.routers, now.routers, (a, b) => a.router === b.router && a.identity === b.identity) &&
    hasSame(
      before.accessPoints,
      now.accessPoints,
      (a, b) => a.access_point_id === b.access_point_id && a.name === b.name,
    ) &&
    hasSame([...before.ssids], [...now.ssids], (a, b) => a[0] === b[0] && a[1] === b[1]) &&
    hasSame(before.people, now.people, (a, b) => a.person_id === b.person_id && a.name === b.name) &&
    hasSame(before.clients, now.clients, (a, b) => a === b || isSameClient(a, b, before, now))
  );
}

function isSameClient(a: Device, b: Device, before: NetworkView, now: NetworkView): boolean {
  return (
    a.device_id === b.device_id &&
    a.name === b.name &&
    a.name_source === b.name_source &&
    a.vendor === b.vendor &&
    before.snapshot.known.has(a.device_id) === now.snapshot.known.has(a.device_id)
  );
}

function hasSame<T>(before: readonly T[], now: readonly T[], isSame: (a: T, b: T) => boolean): boolean {
  return before.length === now.length && now.every((item, index) => isSame(before[index]!, item));
}
