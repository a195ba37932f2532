/** The time of the program. Parts receive it as an argument, so that a test controls it. */
export interface Clock {
  /** Wall time (epoch ms). It may jump: it dates what happens and measures nothing. */
  now: () => number;
  /** Monotonic time (ms since an arbitrary start). Every duration is measured on it. */
  monotonicNow: () => number;
  /** Resolves after the time or when the signal aborts; never rejects. Keeps the process alive. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls once after the time. Does not keep the process alive. Returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
  /** Calls after each period. Does not keep the process alive. Returns the function that ends it. */
  every: (ms: number, run: () => void) => () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonicNow: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    }),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};
