/** The loop that reads one router: when the next poll begins, and patience when it does not answer. What a poll reads is in poll-once.ts. */
import type { Mac } from './parse/mac.ts';
import type { Menu } from './parse/menu.ts';
import type { Breaker, Reading, Table } from './parse/reading.ts';
import { breakerOf, openPauseMs } from './poll-breaker.ts';
import { emptyPollMemory, pollOnce } from './poll-once.ts';
import { connectRouter, type RouterOptions } from './routeros/connection.ts';

export { emptyPollMemory, type PollContext, type PollMemory, pollOnce } from './poll-once.ts';

export interface PollOptions {
  router: RouterOptions;
  /** Start to start. A poll that takes longer is followed at once; the beats it missed are left out. */
  intervalMs: number;
  /** Whether a device that is home or unknown on this router is not among these. */
  someoneMissing: (router: string, macs: ReadonlySet<Mac>) => boolean;
  onReading: (reading: Reading) => void;
  /** Each table as soon as it is read. */
  onTable?: (path: Menu, table: Table<unknown>) => void;
  /** A defect in the program: one of the functions above threw. The loop goes on. */
  onDefect?: (error: unknown) => void;
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
  /** Polls now; after the current one if there is one. Ignored while the breaker is open. */
  wake(): void;
  state(): PollState;
}

export function startPoll(options: PollOptions): Poll {
  const { router, intervalMs, someoneMissing, onReading, onTable, onDefect } = options;
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
    signal: stopping.signal,
  };
  let memory = emptyPollMemory;
  let pollCount = 0;
  let lastSuccessAt: number | null = null;
  let lastDurationMs: number | null = null;
  let nextPollAt: number | null = null;
  let dueAt = monotonicNow() + budgetMs;
  let pause: AbortController | null = null;
  let isWoken = false;

  async function poll(): Promise<void> {
    pollCount += 1;
    const { reading, memory: after } = await pollOnce(connection, memory, context);
    if (stopping.signal.aborted) return;
    memory = after;
    lastDurationMs = reading.durationMs;
    if (memory.failures === 0) lastSuccessAt = reading.startedAt;
    onReading(reading);
  }

  async function rest(startedAt: number): Promise<void> {
    const isOpen = breakerOf(memory.failures) === 'open';
    const restMs = isWoken && !isOpen ? 0 : startedAt + intervalMs - monotonicNow();
    const pauseMs = isOpen ? openPauseMs(memory.failures) : Math.max(0, restMs);
    pause = new AbortController();
    nextPollAt = now() + pauseMs;
    dueAt = monotonicNow() + pauseMs;
    await sleep(pauseMs, pause.signal);
    pause = null;
    nextPollAt = null;
    isWoken = false;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = monotonicNow();
      dueAt = startedAt + budgetMs;
      try {
        await poll();
      } catch (error) {
        onDefect?.(error);
      }
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
    wake() {
      isWoken = true;
      if (breakerOf(memory.failures) === 'closed') pause?.abort();
    },
    state: () => ({
      breaker:
        pause === null && breakerOf(memory.failures) === 'open' ? 'half_open' : breakerOf(memory.failures),
      pollCount,
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
