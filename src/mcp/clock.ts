/** The time of this folder: a monotonic clock, and timers that do not keep the process alive. */

export interface Clock {
  /** Monotonic, in milliseconds. */
  now: () => number;
  /** Both return the call that cancels the timer. */
  every: (ms: number, run: () => void) => () => void;
  after: (ms: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
