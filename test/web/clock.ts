/** The time of a house under test: that of this machine, or one that stands still and leaps when it is told to. */
import { type Clock, systemClock } from '../../src/telemetry/clock.ts';

export interface StillClock extends Clock {
  /** Leaps so far, as soon as so many sleep again; resolves when they do after it. */
  leap: (ms: number, sleeperCount: number) => Promise<void>;
}

/** Timers other than sleep keep to the time of this machine. */
export function createStillClock(startAt: number): StillClock {
  let at = startAt;
  const sleepers = new Map<() => void, number>();
  let waiting: { count: number; resolve: () => void }[] = [];
  const asleep = (count: number) =>
    sleepers.size >= count
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  const look = () => {
    const met = waiting.filter(({ count }) => sleepers.size >= count);
    waiting = waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  };
  return {
    ...systemClock,
    now: () => at,
    monotonicNow: () => at - startAt,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        sleepers.set(wake, at + ms);
        look();
        signal.addEventListener('abort', wake);
        if (signal.aborted) wake();
      }),
    leap: async (ms, sleeperCount) => {
      await asleep(sleeperCount);
      at += ms;
      for (const [wake, dueAt] of sleepers) if (dueAt <= at) wake();
      await asleep(sleeperCount);
    },
  };
}

const STEP_MS = 5;

/**
 * A time that runs so many times faster, in steps that it never makes up for: where this machine is busy it passes more slowly, so that
 * what takes a moment stays a moment. It stands still while nobody sleeps. Timers other than sleep keep to the time of this machine:
 * they bound real requests.
 */
export function createFastClock(times: number): Clock {
  const startAt = Date.now();
  let elapsedMs = 0;
  const sleepers = new Map<() => void, number>();
  let steps: NodeJS.Timeout | null = null;
  function step(): void {
    elapsedMs += STEP_MS * times;
    for (const [wake, dueAt] of sleepers) if (dueAt <= elapsedMs) wake();
    if (sleepers.size > 0 || steps === null) return;
    clearInterval(steps);
    steps = null;
  }
  return {
    ...systemClock,
    now: () => startAt + elapsedMs,
    monotonicNow: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        sleepers.set(wake, elapsedMs + ms);
        steps ??= setInterval(step, STEP_MS);
        signal.addEventListener('abort', wake);
        if (signal.aborted) wake();
      }),
  };
}
