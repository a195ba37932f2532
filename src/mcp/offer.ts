/** What this service offers to assistants, put together: the surface, who is told of changes, and servers that speak for it. */
import type { Log } from '../log.ts';
import type { Health } from '../record/health.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from './clock.ts';
import type { ConnectionOptions } from './connection.ts';
import { noDataYet } from './failure.ts';
import type { Limits } from './limit.ts';
import { createNotifier } from './notifier.ts';
import { prompts } from './prompt-list.ts';
import { createRate } from './rate.ts';
import { readResource } from './resource.ts';
import { createServers, type Servers } from './servers.ts';
import { createSurface } from './surface.ts';
import { tools } from './tool-list.ts';

export interface OfferOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  version: string;
  log: Pick<Log, 'debug' | 'error'>;
  limits: Limits;
  clock: Clock;
  /** Wall time. */
  now: () => number;
}

export function createOffer(
  options: OfferOptions,
): ConnectionOptions & { version: string; servers: Servers } {
  const { snapshot: holder, health, version, log, limits, clock, now } = options;
  const surface = createSurface({ tools, prompts, snapshot: holder, health, log, now });
  const snapshot = () => {
    const current = holder.current();
    if (current === null) throw new Error(noDataYet.message);
    return current;
  };
  const notifier = createNotifier({
    snapshot: holder,
    clock,
    limits,
    hintsOf: (uri) => {
      try {
        return readResource(uri, { snapshot, health })._meta;
      } catch {
        return null; // it is gone, which is the news
      }
    },
  });
  const connection = {
    surface,
    notifier,
    limits,
    takeCall: createRate(limits.maxCallsPerMinute, clock),
    log,
    version,
  };
  return { ...connection, servers: createServers(connection) };
}
