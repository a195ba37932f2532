/** A clock that moves when told to; the wall time stands still, four seconds after the snapshot. */
import type { Clock } from '../../src/telemetry/clock.ts';
import { takenAt } from './snapshot.ts';

export interface TestClock extends Omit<Clock, 'sleep'> {
  advance: (ms: number) => void;
  timerCount: () => number;
}

export function createTestClock(): TestClock {
  let now = 0;
  const timers = new Set<{ at: number; every: number | null; run: () => void }>();
  const add = (ms: number, every: number | null, run: () => void) => {
    const timer = { at: now + ms, every, run };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  return {
    now: () => takenAt + 4000,
    monotonicNow: () => now,
    every: (ms, run) => add(ms, ms, run),
    after: (ms, run) => add(ms, null, run),
    timerCount: () => timers.size,
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        now = next.at;
        if (next.every === null) timers.delete(next);
        else next.at += next.every;
        next.run();
      }
      now = end;
    },
  };
}
