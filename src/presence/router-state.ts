/** One router now: what is remembered of it, and its latest reading. */
import { clockAheadMs, gatesOf, type Gates } from '../join/access.ts';
import { isSighting } from '../join/client.ts';
import type { RouterView } from '../join/view.ts';
import type { Mac } from '../parse/mac.ts';
import { byDialect, type Dialect } from '../parse/dialect.ts';
import { type Menu, registrationMenus } from '../parse/menu.ts';
import { advanceRouter, pauseOf, type RouterMemory } from './router.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import { type Doubt, doubtsOf, pauseSince, type Since } from './pause.ts';
import type { Settings } from './settings.ts';
import { advanceMoments, neverRead, type TableMoments } from './table-moments.ts';

export interface RouterState {
  memory: RouterMemory;
  /** The latest reading, joined; null before the first. */
  view: RouterView | null;
  /** The menus that cannot be taken at their word, and since when without a break. */
  doubts: ReadonlyMap<Menu, Since<Doubt>>;
  /** Why no absence is counted; null while it is. */
  pause: Since<string> | null;
  /** The access lists as last read. */
  gates: Gates;
  /** How far the router's clock was ahead of UTC when it was last read; null when it never was. */
  clockAheadMs: number | null;
  /** Start of the last poll in which a registration table was complete (epoch ms). */
  lastSuccessAt: number | null;
  moments: Readonly<Record<Dialect, TableMoments>>;
}

/** By id, in the order of the configuration. */
export type Routers = ReadonlyMap<string, RouterState>;

/** A router that this run has not read. `seenMs`: when a device was last seen on it (monotonic), which a table must have shown; null: never. */
export function unreadRouter(memory: RouterMemory, seenMs: number | null = null): RouterState {
  const moments = seenMs === null ? neverRead : { registeredMs: seenMs, placedMs: seenMs };
  return {
    memory,
    view: null,
    doubts: new Map(),
    pause: null,
    gates: {},
    clockAheadMs: null,
    lastSuccessAt: null,
    moments: byDialect(() => moments),
  };
}

/** The state after one more reading. */
export function advanceState(
  before: RouterState,
  view: RouterView,
  settings: Settings,
  now: Instant,
): RouterState {
  const { reading } = view;
  const memory = advanceRouter(before.memory, view, settings.pollIntervalMs, now);
  const aheadMs = clockAheadMs(reading) ?? before.clockAheadMs;
  const isSuccess = registrationMenus.some((path) => reading.tables[path].status === 'complete');
  return {
    memory,
    view,
    doubts: doubtsOf(before.doubts, before.view?.reading ?? null, reading, memory),
    pause: pauseSince(before.pause, pauseOf(memory, reading), reading),
    gates: gatesOf(reading, before.gates, aheadMs),
    clockAheadMs: aheadMs,
    lastSuccessAt: isSuccess ? reading.startedAt : before.lastSuccessAt,
    moments: byDialect((dialect) => advanceMoments(before.moments[dialect], reading, dialect)),
  };
}

/** Every router's latest joined reading. */
export function viewsOf(routers: Routers): Map<string, RouterView | null> {
  return new Map([...routers].map(([id, { view }]) => [id, view]));
}

/** The MAC of each device that a router's registration tables show. */
export function sightedIn(view: RouterView, identity: Identity): Map<string, Mac> {
  const seen = new Map<string, Mac>();
  for (const [mac, clients] of view.clients) {
    if (clients.some(isSighting)) seen.set(identity.idOf(mac), mac);
  }
  return seen;
}
