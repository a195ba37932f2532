/** Reads one router again and again. `schedule.ts` decides when, `once.ts` reads. */
import { createDecoder } from '../parse/charset.ts';
import type { Mac } from '../parse/mac.ts';
import type { Menu } from '../parse/menu.ts';
import type { Breaker, Reading, Table } from '../parse/reading.ts';
import { connectRouter } from '../routeros/connect.ts';
import type { RouterOptions } from '../routeros/connection.ts';
import { type Clock, systemClock } from '../telemetry/clock.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';
import { breakerOf } from './breaker.ts';
import { emptyPollMemory } from './memory.ts';
import { pollOnce, quickPollOnce } from './once.ts';
import {
  newSchedule,
  nextStep,
  overdueMs,
  paused,
  pollBegan,
  pollEnded,
  type QuickPoll,
  quickPollBegan,
  quickPollEnded,
  requested,
} from './schedule.ts';
import { inSlices } from '../telemetry/slices.ts';

export interface PollerOptions {
  router: RouterOptions;
  /** From the start of one poll to the start of the next. */
  intervalMs: number;
  /** Whether a device of this router that is home or unknown is not among these. */
  hasMissing: (router: string, macs: ReadonlySet<Mac>) => boolean;
  /** The same for the devices that the last read found in the registration tables. Default: as above. */
  hasNewlyMissing?: (router: string, macs: ReadonlySet<Mac>) => boolean;
  /** Whether every poll reads access lists and the interfaces that may be switched off. Default: it does not. */
  readsRules?: () => boolean;
  /** Called with each reading; the next poll waits for what it returns. */
  onReading: (reading: Reading) => void | Promise<void>;
  /** Called with each table of a poll as soon as it is read. */
  onTable?: (path: Menu, table: Table<unknown>) => void;
  /** A quick poll has ended; false when it could not read everything it wanted. */
  onQuickPoll?: (isWhole: boolean) => void;
  /** A defect in the program: one of the functions above threw. Polling goes on. */
  onDefect?: (error: unknown) => void;
  trace?: Trace;
  clock?: Pick<Clock, 'now' | 'monotonicNow' | 'sleep'>;
}

/** What `/health` shows of a poller. */
interface Progress {
  /** Polls begun. */
  readonly pollCount: number;
  /** Quick polls begun. */
  readonly quickPollCount: number;
  /** Start of the last poll that did not count as failed (epoch ms). */
  readonly lastSuccessAt: number | null;
  readonly lastDurationMs: number | null;
  /** Epoch ms; null while a poll runs. */
  readonly nextPollAt: number | null;
}

export interface PollerState extends Progress {
  breaker: Breaker;
  /** How far the poller is past its due time. More than a few seconds means that it has stalled. */
  overdueMs: number;
}

export interface Poller {
  /** Ends the read that is running and resolves when nothing runs any more. No reading comes afterwards. */
  stop(): Promise<void>;
  /**
   * Requests a quick poll: as soon as the running read has ended, at most once a second, and never while polls fail. Several requests
   * are one. The next poll keeps its time.
   */
  quickPoll(asked: QuickPoll): void;
  state(): PollerState;
}

/** Polls at once, and then at every interval. */
export function startPoller(options: PollerOptions): Poller {
  const { router, intervalMs, hasMissing, onReading, onTable, onQuickPoll, onDefect } = options;
  const { hasNewlyMissing = hasMissing, trace = noTrace, clock = systemClock } = options;
  const { now, monotonicNow, sleep } = clock;
  const { id, timeoutMs } = router;
  const budgetMs = Math.max(intervalMs, timeoutMs);
  const connection = connectRouter(router, createDecoder, inSlices);
  const stopping = new AbortController();
  const { readsRules } = options;
  const common = { router: id, timeoutMs, clock, trace, readsRules, signal: stopping.signal };
  const polling = {
    ...common,
    budgetMs,
    hasMissing: (macs: ReadonlySet<Mac>) => hasMissing(id, macs),
    hasNewlyMissing: (macs: ReadonlySet<Mac>) => options.hasNewlyMissing?.(id, macs) === true,
    onTable,
  };
  const quickPolling = {
    ...common,
    budgetMs: Math.min(intervalMs, timeoutMs),
    hasMissing: (macs: ReadonlySet<Mac>) => hasNewlyMissing(id, macs),
    hasNewlyMissing: (macs: ReadonlySet<Mac>) => hasNewlyMissing(id, macs),
  };
  let memory = emptyPollMemory;
  let schedule = newSchedule(monotonicNow());
  let progress: Progress = {
    pollCount: 0,
    quickPollCount: 0,
    lastSuccessAt: null,
    lastDurationMs: null,
    nextPollAt: null,
  };
  let pause: AbortController | null = null;

  async function poll(): Promise<void> {
    const startedMs = monotonicNow();
    schedule = pollBegan(schedule, startedMs, budgetMs);
    progress = { ...progress, pollCount: progress.pollCount + 1, nextPollAt: null };
    const isWhole = await guarded('poll', async () => {
      const { reading, memory: after } = await pollOnce(connection, memory, polling);
      if (stopping.signal.aborted) return false;
      memory = after;
      progress = { ...progress, lastDurationMs: reading.durationMs };
      if (memory.failures === 0) progress = { ...progress, lastSuccessAt: reading.startedAt };
      await onReading(reading);
      return true;
    });
    const endedMs = monotonicNow();
    schedule = pollEnded(schedule, { startedMs, endedMs, intervalMs, failures: memory.failures, isWhole });
    progress = { ...progress, nextPollAt: now() + schedule.dueMs - endedMs };
  }

  async function quickPoll(wanted: QuickPoll): Promise<void> {
    schedule = quickPollBegan(schedule, monotonicNow());
    progress = { ...progress, quickPollCount: progress.quickPollCount + 1 };
    const isWhole = await guarded('look', async () => {
      const polled = await quickPollOnce(connection, memory, quickPolling, wanted);
      if (stopping.signal.aborted) return false;
      onQuickPoll?.(polled !== null);
      if (polled === null) return false;
      memory = polled.memory;
      await onReading(polled.reading);
      return true;
    });
    schedule = quickPollEnded(schedule, monotonicNow(), isWhole);
  }

  /** False after a defect. */
  async function guarded(span: string, read: () => Promise<boolean>): Promise<boolean> {
    try {
      return await trace.span(span, { router: id }, read);
    } catch (error) {
      onDefect?.(error);
      return false;
    }
  }

  async function rest(ms: number): Promise<void> {
    pause = new AbortController();
    await sleep(ms, pause.signal);
    pause = null;
    schedule = paused(schedule);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const step = nextStep(schedule, monotonicNow());
      if (step.do === 'poll') await poll();
      else if (step.do === 'quick poll') await quickPoll(step.wanted);
      else await rest(step.ms);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      pause?.abort();
      connection.close();
      await running;
    },
    quickPoll(asked) {
      const isFirst = schedule.wanted === null;
      schedule = requested(schedule, asked);
      if (isFirst && !schedule.pollFirst) pause?.abort();
    },
    state: () => {
      const breaker = breakerOf(memory.failures);
      return {
        ...progress,
        breaker: schedule.isPolling && breaker === 'open' ? 'half_open' : breaker,
        overdueMs: overdueMs(schedule, monotonicNow()),
      };
    },
  };
}
