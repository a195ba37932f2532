/** Which devices a router's reading may say something about without having seen them: so that nobody has to go through all of them. */
import type { DeviceMemory } from './device.ts';

export interface DeviceIndex {
  /** device_id by router: those whose last place it was. */
  byRouter: ReadonlyMap<string, ReadonlySet<string>>;
  /** Not away and in no table: any router that could hold them may tell. */
  unlocated: ReadonlySet<string>;
}

/** A device before and after; null where there is none. */
export type Change = readonly [before: DeviceMemory | null, after: DeviceMemory | null];

export const emptyIndex: DeviceIndex = { byRouter: new Map(), unlocated: new Set() };

/** Those it could miss, or hear of again: its own, and all who are unlocated. */
export function* affectedBy({ byRouter, unlocated }: DeviceIndex, router: string): Generator<string> {
  const own = byRouter.get(router);
  if (own !== undefined) yield* own;
  for (const deviceId of unlocated) if (own?.has(deviceId) !== true) yield deviceId;
}

/** The index after some devices have changed; sets that nobody entered or left are the same. */
export function advanceIndex(index: DeviceIndex, changes: Iterable<Change>): DeviceIndex {
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
  return copied.size === 0 && unlocated === null
    ? index
    : { byRouter, unlocated: unlocated ?? index.unlocated };
}

function isUnlocated(device: DeviceMemory | null): boolean {
  return device !== null && device.presence !== 'away' && device.connected !== true;
}
