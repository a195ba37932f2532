/**
 * What counts of connections cannot know. A count keeps the number of the last reading for a minute without evidence. After that, tables that
 * could hold a device, and devices that are held, leave a gap in every count that includes them.
 */
import { type Dialect, dialectNames } from '../parse/dialect.ts';
import type { DeviceMemory } from './device.ts';
import type { Instant } from './instant.ts';
import { couldHold, couldHoldIn } from './router.ts';
import type { Routers, RouterState } from './router-state.ts';
import { type Settings, twoPollsMs } from './settings.ts';
import type { TableMoments } from './table-moments.ts';

export interface CountGaps {
  /** Ids of routers with a table that has not been read for too long, or that never answered. */
  routers: ReadonlySet<string>;
  /** These tables, each by `tableKey`. */
  tables: ReadonlySet<string>;
  /** Ids of access points whose clients are in such a table, or cannot be placed. */
  accessPoints: ReadonlySet<string>;
  /** device_id of devices that were connected when last seen, and have been without evidence for too long. */
  devices: ReadonlySet<string>;
  /** device_id of devices that are unknown by now, but still count where they were last seen. */
  kept: ReadonlySet<string>;
  /** No router has ever answered: nothing can be counted. */
  isUnread: boolean;
}

/** A count keeps its number for so long, and for two polls at least, so that one failed poll never changes one. */
const KEPT_MS = 60_000;

export const noGaps: CountGaps = {
  routers: new Set(),
  tables: new Set(),
  accessPoints: new Set(),
  devices: new Set(),
  kept: new Set(),
  isUnread: false,
};

/** Names one registration table of one router. */
export function tableKey(router: string, dialect: Dialect): string {
  return `${router} ${dialect}`;
}

/** `before` itself when the gaps are the same. `unlocated`: device_id of the devices that are not away and in no table. */
export function findCountGaps(
  before: CountGaps,
  routers: Routers,
  devices: ReadonlyMap<string, DeviceMemory>,
  unlocated: Iterable<string>,
  settings: Settings,
  now: Instant,
): CountGaps {
  const latestMs = now.monotonicMs - Math.max(KEPT_MS, twoPollsMs(settings.pollIntervalMs));
  const isLate = (ms: number | null) => (ms ?? -Infinity) < latestMs;
  const late = new Set<string>();
  const tables = new Set<string>();
  const accessPoints = new Set<string>();
  for (const [id, state] of routers) {
    const { memory, moments } = state;
    if (!memory.everAnswered) late.add(id);
    if (!couldHold(memory)) continue;
    const dialectsThat = (field: keyof TableMoments) =>
      dialectNames.filter((name) => couldHoldIn(memory, name) && isLate(moments[name][field]));
    for (const name of dialectsThat('registeredMs')) tables.add(tableKey(id, name));
    if (dialectsThat('registeredMs').length > 0) late.add(id);
    for (const lost of unplaced(state, dialectsThat('placedMs'))) accessPoints.add(lost);
  }
  const held = [...unlocated].map((id) => devices.get(id)!).filter(isHeld);
  const found: CountGaps = {
    routers: late,
    tables,
    accessPoints,
    devices: idsOf(held.filter(({ lastSeenMs }) => isLate(lastSeenMs))),
    kept: idsOf(held.filter(({ presence, lastSeenMs }) => presence === 'unknown' && !isLate(lastSeenMs))),
    isUnread: [...routers.values()].every(({ memory }) => !memory.everAnswered),
  };
  return isSame(before, found) ? before : found;
}

/** There is no evidence about it, and when there was, it was connected. */
function isHeld({ connected, isAttached }: DeviceMemory): boolean {
  return connected === null && isAttached;
}

function idsOf(devices: readonly DeviceMemory[]): Set<string> {
  return new Set(devices.map(({ deviceId }) => deviceId));
}

/** Ids of the access points with clients in a table of these dialects. A router's own radios may speak several. */
function unplaced({ memory }: RouterState, late: readonly Dialect[]): string[] {
  if (late.length === 0) return [];
  const own = [...memory.accessPoints.values()];
  return own.filter(({ cap, source }) => cap === null || late.includes(source)).map(({ ref }) => ref.id);
}

function isSame(a: CountGaps, b: CountGaps): boolean {
  const sets = ['routers', 'tables', 'accessPoints', 'devices', 'kept'] as const;
  return a.isUnread === b.isUnread && sets.every((name) => isSameSet(a[name], b[name]));
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
