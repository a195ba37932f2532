/** The poll loops, one for each router: begun, ended and begun anew as the configuration says. */
import type { Counters, PollResult } from '../telemetry/counters.ts';
import { createFailureLog } from './failure-log.ts';
import type { Log } from '../telemetry/log.ts';
import { answered, type Reading } from '../parse/reading.ts';
import type { RouterOptions } from '../routeros/connection.ts';
import { type Poll, type PollOptions, type PollState, startPoll } from './poller.ts';
import type { Look } from './read-tables.ts';

/** What the loops need of the configuration. */
export interface PollSettings {
  routers: readonly RouterOptions[];
  pollIntervalMs: number;
}

export interface LoopsOptions
  extends Required<
    Pick<
      PollOptions,
      'someoneMissing' | 'someoneNewlyMissing' | 'onReading' | 'trace' | 'now' | 'monotonicNow' | 'sleep'
    >
  > {
  config: PollSettings;
  log: Log;
  count: Counters;
}

export interface Loops {
  /** Begins a loop for each router that has none. */
  start: () => void;
  /** Loops of routers that are gone, or read otherwise from here on, end; what they are reading is dropped. None begins. */
  configure: (config: PollSettings) => void;
  /** Looks at the registration tables of a router now; of each, when it is null. */
  look: (router: string | null, look: Look) => void;
  /** By id of the router. */
  states: () => ReadonlyMap<string, PollState>;
  /** Resolves when no loop runs any more. */
  stop: () => Promise<void>;
}

export function createLoops(options: LoopsOptions): Loops {
  const { config: first, onReading, log, count, ...rest } = options;
  let config = first;
  const polls = new Map<string, Poll>();
  const ending = new Set<Promise<void>>();

  function begin(router: RouterOptions): Poll {
    const told = createFailureLog(log);
    return startPoll({
      ...rest,
      router,
      intervalMs: config.pollIntervalMs,
      onReading: (reading) => {
        if (!reading.isLook) {
          told(reading);
          count.poll(router.id, resultOf(reading), reading.durationMs);
        }
        onReading(reading);
      },
      onTable: (path, { status, durationMs }) => count.tableRead(router.id, path, status, durationMs),
      onLook: (isWhole) => count.look(router.id, isWhole),
      onDefect: (error) => log.error({ router: router.id, error }, 'poll failed'),
    });
  }

  function end(id: string): void {
    const ended = polls.get(id)!.stop();
    polls.delete(id);
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
  }

  return {
    start: () => {
      for (const router of config.routers) if (!polls.has(router.id)) polls.set(router.id, begin(router));
    },
    configure: (next) => {
      const readAs = new Map(config.routers.map((router) => [router.id, readingOf(router, config)]));
      const kept = next.routers.filter((router) => readAs.get(router.id) === readingOf(router, next));
      const keptIds = new Set(kept.map(({ id }) => id));
      config = next;
      for (const id of polls.keys()) if (!keptIds.has(id)) end(id);
    },
    look: (router, look) => {
      for (const [id, poll] of polls) if (router === null || router === id) poll.look(look);
    },
    states: () => new Map([...polls].map(([id, poll]) => [id, poll.state()])),
    stop: async () => {
      await Promise.all([...ending, ...[...polls.values()].map((poll) => poll.stop())]);
    },
  };
}

function resultOf(reading: Reading): PollResult {
  if (!answered(reading)) return 'failed';
  return Object.values(reading.tables).some(({ status }) => status === 'failed') ? 'partial' : 'complete';
}

/** All that a router's loop was made from. */
function readingOf(router: RouterOptions, { pollIntervalMs }: PollSettings): string {
  // a zone is what a reading means, not how it is read
  return JSON.stringify({ ...router, zone: null, pollIntervalMs });
}
