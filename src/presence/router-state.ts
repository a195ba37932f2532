/** One router now: what is remembered of it, and its latest reading. */
import { isSighting } from '../join/client.ts';
import type { RouterView } from '../join/view.ts';
import type { Mac } from '../parse/mac.ts';
import { byDialect, type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import { type Menu, menuPaths, registrationMenus } from '../parse/menu.ts';
import { isSuspiciouslyEmpty } from './sudden-empty.ts';
import { advanceRouter, type RouterMemory } from './router.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './settings.ts';
import { advanceMoments, neverRead, type TableMoments } from './table-moments.ts';

export interface RouterState {
  memory: RouterMemory;
  /** The latest reading, joined; null before the first. */
  view: RouterView | null;
  /** Since when each menu has failed, or been suspiciously empty, without a break (epoch ms). */
  failingSinceAt: ReadonlyMap<Menu, number>;
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
    failingSinceAt: new Map(),
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
  const emptied = dialectNames.filter((dialect) => isSuspiciouslyEmpty(memory.dialects[dialect]));
  const suspicious = new Set<Menu>(emptied.map((dialect) => dialects[dialect].registrations));
  const failing = menuPaths.filter(
    (path) => reading.tables[path].status === 'failed' || suspicious.has(path),
  );
  const isSuccess = registrationMenus.some((path) => reading.tables[path].status === 'complete');
  return {
    memory,
    view,
    failingSinceAt: new Map(
      failing.map((path) => [path, before.failingSinceAt.get(path) ?? reading.tables[path].readAt]),
    ),
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
