/** A clock that stands still until it is told otherwise. */
import type { Clock } from '../../src/telemetry/clock.ts';
import { takenAt } from './house.ts';

export interface TestClock extends Pick<Clock, 'now' | 'after'> {
  /** Fires what falls due, in order. */
  advance: (ms: number) => void;
  /** The spans of the timers that run. */
  pending: () => number[];
}

export function createClock(): TestClock {
  let at = takenAt;
  let count = 0;
  const running = new Map<number, { due: number; ms: number; callback: () => void }>();
  return {
    now: () => at,
    after: (ms, callback) => {
      const timer = ++count;
      running.set(timer, { due: at + ms, ms, callback });
      return () => void running.delete(timer);
    },
    advance: (ms) => {
      const end = at + ms;
      for (;;) {
        const next = [...running]
          .filter(([, { due }]) => due <= end)
          .sort(([, a], [, b]) => a.due - b.due)[0];
        if (next === undefined) break;
        running.delete(next[0]);
        at = Math.max(at, next[1].due);
        next[1].callback();
      }
      at = end;
    },
    pending: () => [...running.values()].map(({ ms }) => ms),
  };
}
