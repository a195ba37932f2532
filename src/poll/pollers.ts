/** The pollers, one per router: started, stopped and replaced as the configuration says. */
import type { Counters, PollResult } from '../telemetry/counters.ts';
import { createFailureLog } from './failure-log.ts';
import type { Log } from '../telemetry/log.ts';
import { answered, type Reading } from '../parse/reading.ts';
import type { RouterOptions } from '../routeros/connection.ts';
import { type Poller, type PollerOptions, type PollerState, startPoller } from './poller.ts';
import type { QuickPoll } from './schedule.ts';

/** What the pollers need of the configuration. */
export interface PollSettings {
  routers: readonly RouterOptions[];
  pollIntervalMs: number;
}

export interface PollersOptions
  extends Required<Pick<PollerOptions, 'hasMissing' | 'hasNewlyMissing' | 'onReading' | 'trace' | 'clock'>> {
  config: PollSettings;
  readsRules?: () => boolean;
  log: Log;
  counters: Counters;
}

export interface Pollers {
  /** Starts a poller for each router that has none. */
  start: () => void;
  /** Stops the pollers of routers that are gone or are read with other settings, and drops what they are reading. Starts none. */
  configure: (config: PollSettings) => void;
  /** Requests a quick poll of one router; null: of each. */
  quickPoll: (router: string | null, asked: QuickPoll) => void;
  /** By id of the router. */
  states: () => ReadonlyMap<string, PollerState>;
  /** Resolves when no poller runs any more. */
  stop: () => Promise<void>;
}

export function createPollers(options: PollersOptions): Pollers {
  const { config: first, onReading, log, counters, ...rest } = options;
  let config = first;
  const pollers = new Map<string, Poller>();
  const ending = new Set<Promise<void>>();

  function begin(router: RouterOptions): Poller {
    const logFailures = createFailureLog(log);
    return startPoller({
      ...rest,
      router,
      intervalMs: config.pollIntervalMs,
      onReading: async (reading) => {
        if (!reading.isPartial) counters.poll(router.id, resultOf(reading), reading.durationMs);
        await onReading(reading);
        // "router ready" means that the snapshot has it
        if (!reading.isPartial) logFailures(reading);
      },
      onTable: (path, { status, durationMs }) => counters.tableRead(router.id, path, status, durationMs),
      onQuickPoll: (isWhole) => counters.quickPoll(router.id, isWhole),
      onDefect: (error) => log.error({ router: router.id, error }, 'poll failed'),
    });
  }

  function end(id: string): void {
    const ended = pollers.get(id)!.stop();
    pollers.delete(id);
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  }

  return {
    start: () => {
      for (const router of config.routers) if (!pollers.has(router.id)) pollers.set(router.id, begin(router));
    },
    configure: (next) => {
      const readAs = new Map(config.routers.map((router) => [router.id, sourceOf(router, config)]));
      const kept = next.routers.filter((router) => readAs.get(router.id) === sourceOf(router, next));
      const keptIds = new Set(kept.map(({ id }) => id));
      config = next;
      for (const id of pollers.keys()) if (!keptIds.has(id)) end(id);
    },
    quickPoll: (router, asked) => {
      for (const [id, poller] of pollers) if (router === null || router === id) poller.quickPoll(asked);
    },
    states: () => new Map([...pollers].map(([id, poller]) => [id, poller.state()])),
    stop: async () => {
      await Promise.all([...ending, ...[...pollers.values()].map((poller) => poller.stop())]);
    },
  };
}

function resultOf(reading: Reading): PollResult {
  if (!answered(reading)) return 'failed';
  return Object.values(reading.tables).some(({ status }) => status === 'failed') ? 'partial' : 'complete';
}

/** Everything that a poller is made from, as text to compare. */
function sourceOf(router: RouterOptions, { pollIntervalMs }: PollSettings): string {
  // a zone changes what a reading means, not how the router is read
  return JSON.stringify({ ...router, zone: null, pollIntervalMs });
}
