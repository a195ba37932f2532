/** The loop that reads one router: when the next poll begins, and patience when it does not answer. What a poll reads is in poll-once.ts. */
import type { Mac } from '../parse/mac.ts';
import type { Menu } from '../parse/menu.ts';
import type { Breaker, Reading, Table } from '../parse/reading.ts';
import { breakerOf, openPauseMs } from './breaker.ts';
import { emptyPollMemory, type Look, lookOnce, pollOnce } from './read-tables.ts';
import { connectRouter, type RouterOptions } from '../routeros/connection.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';

export { emptyPollMemory, type PollContext, type PollMemory, pollOnce } from './read-tables.ts';

export interface PollOptions {
  router: RouterOptions;
  /** Start to start. A poll that takes longer is followed at once; the beats it missed are left out. */
  intervalMs: number;
  /** Whether a device that is home or unknown on this router is not among these. */
  someoneMissing: (router: string, macs: ReadonlySet<Mac>) => boolean;
  /** The same of those who were in the registration tables when they were last read. Default: as above. */
  someoneNewlyMissing?: (router: string, macs: ReadonlySet<Mac>) => boolean;
  onReading: (reading: Reading) => void;
  /** Each table as soon as it is read. */
  onTable?: (path: Menu, table: Table<unknown>) => void;
  /** A look has ended; false when it could not read what it wanted. */
  onLook?: (isWhole: boolean) => void;
  /** A defect in the program: one of the functions above threw. The loop goes on. */
  onDefect?: (error: unknown) => void;
  trace?: Trace;
  /** Wall clock (epoch ms). */
  now?: () => number;
  monotonicNow?: () => number;
  /** Resolves after the time or when the signal aborts; never rejects. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface PollState {
  breaker: Breaker;
  /** Polls begun. */
  pollCount: number;
  /** Looks between polls, begun. */
  lookCount: number;
  /** Start of the last poll that did not count as failed (epoch ms). */
  lastSuccessAt: number | null;
  lastDurationMs: number | null;
  /** Epoch ms; null while a poll runs. */
  nextPollAt: number | null;
  /** How long the loop has been doing nothing it should; anything but small means that it has stalled. */
  overdueMs: number;
}

export interface Poll {
  /** Ends what is being read and resolves when nothing runs any more. No reading comes afterwards. */
  stop(): Promise<void>;
  /**
   * Something has moved: looks at the registration tables now, after what is being read; at most once a second, and not at all while polls
   * fail. Several calls are one look. The next poll keeps its time.
   */
  look(look: Look): void;
  state(): PollState;
}

/** From the start of one look to the next. */
const LOOK_EVERY_MS = 1000;

export function startPoll(options: PollOptions): Poll {
  const { router, intervalMs, someoneMissing, onReading, onTable, onLook, onDefect } = options;
  const { someoneNewlyMissing = someoneMissing, trace = noTrace } = options;
  const { now = Date.now, monotonicNow = () => performance.now(), sleep = sleepFor } = options;
  const budgetMs = Math.max(intervalMs, router.timeoutMs);
  const connection = connectRouter(router);
  const stopping = new AbortController();
  const context = {
    router: router.id,
    timeoutMs: router.timeoutMs,
    budgetMs,
    now,
    monotonicNow,
    someoneMissing: (macs: ReadonlySet<Mac>) => someoneMissing(router.id, macs),
    onTable,
    trace,
    signal: stopping.signal,
  };
  let memory = emptyPollMemory;
  let pollCount = 0;
  let lastSuccessAt: number | null = null;
  let lastDurationMs: number | null = null;
  let nextPollAt: number | null = null;
  let dueAt = monotonicNow() + budgetMs;
  let pause: AbortController | null = null;
  let lookCount = 0;
  let lookedMs = -Infinity;
  let lookTookMs = 0;
  let wanted: Look | null = null;
  /** The last read failed: the next one is a poll. */
  let isShaken = true;

  async function poll(): Promise<void> {
    pollCount += 1;
    wanted = null;
    isShaken = true;
    const { reading, memory: after } = await pollOnce(connection, memory, context);
    if (stopping.signal.aborted) return;
    memory = after;
    lastDurationMs = reading.durationMs;
    if (memory.failures === 0) lastSuccessAt = reading.startedAt;
    isShaken = memory.failures > 0;
    onReading(reading);
  }

  async function look(asked: Look): Promise<void> {
    lookCount += 1;
    wanted = null;
    lookedMs = monotonicNow();
    const budget = Math.min(intervalMs, router.timeoutMs);
    const newly = (macs: ReadonlySet<Mac>) => someoneNewlyMissing(router.id, macs);
    const looked = await lookOnce(
      connection,
      memory,
      { ...context, budgetMs: budget, someoneMissing: newly, onTable: undefined },
      asked,
    );
    lookTookMs = monotonicNow() - lookedMs;
    if (stopping.signal.aborted) return;
    onLook?.(looked !== null);
    isShaken = looked === null;
    if (looked === null) return;
    memory = looked.memory;
    onReading(looked.reading);
  }

  /** Until the next poll is due; what there is to be looked at meanwhile is looked at. */
  async function rest(startedAt: number): Promise<void> {
    const isOpen = breakerOf(memory.failures) === 'open';
    const restMs = startedAt + intervalMs - monotonicNow();
    dueAt = monotonicNow() + (isOpen ? openPauseMs(memory.failures) : Math.max(0, restMs));
    const untilMs = dueAt;
    nextPollAt = now() + untilMs - monotonicNow();
    do {
      const lookInMs = wanted === null || isShaken ? Infinity : lookedMs + LOOK_EVERY_MS - monotonicNow();
      const leftMs = Math.max(0, untilMs - monotonicNow());
      // one that would not be over in time is left to the poll
      if (lookInMs <= 0 && leftMs > lookTookMs)
        await guarded(() => trace.span('look', { router: router.id }, () => look(wanted!)));
      else {
        pause = new AbortController();
        await sleep(lookInMs <= 0 ? leftMs : Math.min(leftMs, lookInMs), pause.signal);
        pause = null;
      }
    } while (!stopping.signal.aborted && monotonicNow() < untilMs);
    nextPollAt = null;
  }

  async function guarded(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      isShaken = true;
      onDefect?.(error);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = monotonicNow();
      dueAt = startedAt + budgetMs;
      await guarded(() => trace.span('poll', { router: router.id }, poll));
      if (!stopping.signal.aborted) await rest(startedAt);
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
    look(asked) {
      const isFirst = wanted === null;
      wanted = { leases: asked.leases || wanted?.leases === true };
      if (isFirst && !isShaken) pause?.abort();
    },
    state: () => ({
      breaker:
        pause === null && breakerOf(memory.failures) === 'open' ? 'half_open' : breakerOf(memory.failures),
      pollCount,
      lookCount,
      lastSuccessAt,
      lastDurationMs,
      nextPollAt,
      overdueMs: Math.max(0, Math.round(monotonicNow() - dueAt)),
    }),
  };
}

/** Resolves after the time or when the signal aborts. */
export function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
