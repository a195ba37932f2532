/**
 * Time for the whole program: it stands still until it is told to pass, and passes only when everybody it woke has gone back to sleep. So
 * what takes an hour takes seconds, and what takes a moment may take as long as it likes.
 */
import type { Clock } from '../../src/telemetry/clock.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const BEGINNING = Date.UTC(2026, 10, 20, 8);

export type Time = ReturnType<typeof createTime>;

export function createTime() {
  let elapsedMs = 0;
  let wallErrorMs = 0;
  let count = 0;
  let awake = 0;
  let told: (() => void)[] = [];
  const due = new Map<number, { at: number; wake: () => void }>();

  function fallAsleep(): void {
    awake--;
    if (awake > 0) return;
    for (const tell of told) tell();
    told = [];
  }

  function quiet(): Promise<void> {
    return awake === 0 ? Promise.resolve() : new Promise((resolve) => told.push(resolve));
  }

  const after: Clock['after'] = (ms, wake) => {
    const timer = ++count;
    due.set(timer, { at: elapsedMs + ms, wake });
    return () => void due.delete(timer);
  };

  return {
    /** What the house goes by. */
    true: () => BEGINNING + elapsedMs,
    /** What the program takes for the time. */
    now: () => BEGINNING + elapsedMs + wallErrorMs,
    monotonicNow: () => elapsedMs,
    after,
    /** So many loops begin their first turn now. */
    begin: (loops: number) => {
      awake += loops;
    },
    quiet,
    sleep: (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const cancel = after(ms, () => {
          awake++;
          signal.removeEventListener('abort', stop);
          resolve();
        });
        function stop(): void {
          cancel();
          resolve();
        }
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
        fallAsleep();
      }),
    pass: async (ms: number) => {
      const end = elapsedMs + ms;
      await quiet();
      for (;;) {
        const next = [...due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (next === undefined) break;
        due.delete(next[0]);
        elapsedMs = Math.max(elapsedMs, next[1].at);
        next[1].wake();
        await quiet();
      }
      elapsedMs = end;
    },
    /** It passes, and nobody was awake to notice: the machine slept, or was busy with something else. */
    leap: (ms: number) => {
      elapsedMs += ms;
    },
    /** Somebody sets the clock. */
    setClock: (ms: number) => {
      wallErrorMs += ms;
    },
  };
}
