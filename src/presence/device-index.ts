/** Which devices a reading of a router can affect without showing them, so that a poll does not visit every device. */
import type { DeviceMemory } from './device.ts';

export interface DeviceIndex {
  /** device_id of the devices last seen on each router. */
  byRouter: ReadonlyMap<string, ReadonlySet<string>>;
  /** device_id of the devices that are not away and in no table: any router that could hold them counts. */
  unlocated: ReadonlySet<string>;
}

/** A device before and after; null where there is none. */
export type DeviceChange = readonly [before: DeviceMemory | null, after: DeviceMemory | null];

export const emptyIndex: DeviceIndex = { byRouter: new Map(), unlocated: new Set() };

/** The devices last seen on a router, and all that are unlocated; each once. */
export function* affectedBy({ byRouter, unlocated }: DeviceIndex, router: string): Generator<string> {
  const own = byRouter.get(router);
  if (own !== undefined) yield* own;
  for (const deviceId of unlocated) if (own?.has(deviceId) !== true) yield deviceId;
}

/** The index after some devices have changed. Sets whose members stay are the same objects. */
export function advanceIndex(index: DeviceIndex, changes: Iterable<DeviceChange>): DeviceIndex {
  const byRouter = new Map(index.byRouter);
  const copied = new Set<string>();
  let unlocated: Set<string> | null = null;
  const setOf = (router: string) => {
    const copy = copied.has(router) ? (byRouter.get(router) as Set<string>) : new Set(byRouter.get(router));
    copied.add(router);
    byRouter.set(router, copy);
    return copy;
  };
  for (const [before, after] of changes) {
    const { deviceId } = (after ?? before)!;
    const [from, to] = [before?.place?.router, after?.place?.router];
    if (from !== to) {
      if (from !== undefined) setOf(from).delete(deviceId);
      if (to !== undefined) setOf(to).add(deviceId);
    }
    if (isUnlocated(before) === isUnlocated(after)) continue;
    unlocated ??= new Set(index.unlocated);
    if (isUnlocated(after)) unlocated.add(deviceId);
    else unlocated.delete(deviceId);
  }
  for (const router of copied) if (byRouter.get(router)!.size === 0) byRouter.delete(router);
  if (copied.size === 0 && unlocated === null) return index;
  return { byRouter, unlocated: unlocated ?? index.unlocated };
}

function isUnlocated(device: DeviceMemory | null): boolean {
  return device !== null && device.presence !== 'away' && device.connected !== true;
}
