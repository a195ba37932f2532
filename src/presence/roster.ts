/** Which devices a router's reading may say something about without having seen them: so that nobody has to go through all of them. */
import type { DeviceMemory } from './device.ts';

export interface Roster {
  /** device_id by router: those whose last place it was. */
  placed: ReadonlyMap<string, ReadonlySet<string>>;
  /** Not away and in no table: any router that could hold them may tell. */
  adrift: ReadonlySet<string>;
}

/** A device before and after; null where there is none. */
export type Change = readonly [before: DeviceMemory | null, after: DeviceMemory | null];

export const emptyRoster: Roster = { placed: new Map(), adrift: new Set() };

/** Those it could miss, or hear of again: its own, and all who are adrift. */
export function* concerned({ placed, adrift }: Roster, router: string): Generator<string> {
  const own = placed.get(router);
  if (own !== undefined) yield* own;
  for (const deviceId of adrift) if (own?.has(deviceId) !== true) yield deviceId;
}

/** The roster after some devices have changed; sets that nobody entered or left are the same. */
export function advanceRoster(roster: Roster, changes: Iterable<Change>): Roster {
  const placed = new Map(roster.placed);
  const copied = new Set<string>();
  let adrift: Set<string> | null = null;
  const setOf = (router: string) => {
    const copy = copied.has(router) ? (placed.get(router) as Set<string>) : new Set(placed.get(router));
    copied.add(router);
    placed.set(router, copy);
    return copy;
  };
  for (const [before, after] of changes) {
    const { deviceId } = (after ?? before)!;
    const [from, to] = [before?.place?.router, after?.place?.router];
    if (from !== to) {
      if (from !== undefined) setOf(from).delete(deviceId);
      if (to !== undefined) setOf(to).add(deviceId);
    }
    if (isAdrift(before) === isAdrift(after)) continue;
    adrift ??= new Set(roster.adrift);
    if (isAdrift(after)) adrift.add(deviceId);
    else adrift.delete(deviceId);
  }
  for (const router of copied) if (placed.get(router)!.size === 0) placed.delete(router);
  return copied.size === 0 && adrift === null ? roster : { placed, adrift: adrift ?? roster.adrift };
}

function isAdrift(device: DeviceMemory | null): boolean {
  return device !== null && device.presence !== 'away' && device.connected !== true;
}
