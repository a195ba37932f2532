/** Puts together what this service offers to assistants: the surface, the notifier and the servers. */
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { ChangeDoor } from '../question/change.ts';
import type { RouterDoor } from '../question/router/door.ts';
import type { PeerOptions } from './peer.ts';
import { noDataYet } from './failure.ts';
import type { Limits } from './limit.ts';
import { createNotifier } from './notifier.ts';
import { prompts } from './prompt-list.ts';
import { readResource } from './resource.ts';
import { createServers, type Servers } from './servers.ts';
import { createSurface } from './surface.ts';
import { toolsFor } from './tool-list.ts';

export interface OfferOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null where none is kept; tools that need one are then not offered. */
  history: History | null;
  /** Null without ROUTER_QUERIES=on. */
  routerDoor?: RouterDoor | null;
  /** Null without CHANGES=on. */
  changes?: ChangeDoor | null;
  /** Whether changes may be proposed too. */
  mcpChanges?: 'off' | 'propose';
  /** Configured; null: that of the first router. */
  timeZone?: string | null;
  version: string;
  log: Pick<Log, 'debug' | 'info' | 'error'>;
  counters?: Pick<Counters, 'mcpCall'> | undefined;
  trace?: Trace | undefined;
  limits: Limits;
  clock: Pick<Clock, 'now' | 'after'>;
}

export function createOffer(options: OfferOptions): PeerOptions & { version: string; servers: Servers } {
  const {
    snapshot: holder,
    health,
    journal,
    history,
    routerDoor = null,
    changes = null,
    mcpChanges = 'off',
    timeZone = null,
    version,
    log,
    counters,
    trace,
    limits,
    clock,
  } = options;
  const tools = toolsFor(history, {
    canAskRouters: routerDoor !== null,
    changes: changes === null ? 'off' : mcpChanges === 'propose' ? 'propose' : 'look',
  });
  const surface = createSurface({
    tools,
    prompts,
    snapshot: holder,
    health,
    journal,
    history,
    routerDoor,
    changes,
    timeZone,
    log,
    counters,
    trace,
    now: clock.now,
  });
  const snapshot = () => {
    const current = holder.current();
    if (current === null) throw new Error(noDataYet.message);
    return current;
  };
  const notifier = createNotifier({
    snapshot: holder,
    journal,
    clock,
    limits,
    hintsOf: (uri) => {
      try {
        return readResource(uri, { snapshot, health })._meta;
      } catch {
        return null; // the resource no longer exists
      }
    },
  });
  const peerOptions = {
    surface,
    notifier,
    limits,
    calls: { count: 0 },
    log,
    version,
  };
  return { ...peerOptions, servers: createServers(peerOptions) };
}
