/** Requests that are being answered: who stops waits for them, but not for long. A stream is answered once it is open. */
import type { Clock } from './clock.ts';

export interface InFlight {
  /** Until it is settled. */
  add: <T>(answering: Promise<T>) => Promise<T>;
  /** Resolves when all that are answered now have been, or after this time. */
  wait: (ms: number) => Promise<void>;
}

export function createInFlight(clock: Clock): InFlight {
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
