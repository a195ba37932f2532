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

/** A time that runs so many times faster. Timers other than sleep keep to the time of this machine: they bound real requests. */
export function createFastClock(times: number): Clock {
  const startAt = Date.now();
  const monotonicNow = () => (systemClock.monotonicNow() - begin) * times;
  const begin = systemClock.monotonicNow();
  return {
    ...systemClock,
    now: () => startAt + Math.round(monotonicNow()),
    monotonicNow,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}
