/** Requests in progress, so that a stop can wait for them. A stream counts as answered once it is open. */
import type { Clock } from '../telemetry/clock.ts';

export interface InFlight {
  /** Counts the request until it is settled. */
  add: <T>(answering: Promise<T>) => Promise<T>;
  /** Resolves when all present requests are settled, at the latest after `ms`. */
  wait: (ms: number) => Promise<void>;
}

export function createInFlight(clock: Pick<Clock, 'after'>): InFlight {
  const all = new Set<Promise<unknown>>();
  return {
    add: (answering) => {
      all.add(answering);
      const remove = () => void all.delete(answering);
      answering.then(remove, remove);
      return answering;
    },
    wait: async (ms) => {
      let stopTimer = () => {};
      const tooLong = new Promise<void>((resolve) => void (stopTimer = clock.after(ms, resolve)));
      await Promise.race([Promise.allSettled(all), tooLong]);
      stopTimer();
    },
  };
}
