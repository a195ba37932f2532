/** Time, as everything here is given it: a monotonic clock and timers that keep no process alive. */

export interface Clock {
  /** Milliseconds since some moment. */
  now: () => number;
  /** Both return the call that ends them. */
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
