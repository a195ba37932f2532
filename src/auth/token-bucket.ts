/** A rate limit as a bucket of tokens that fills steadily: a burst may empty it, after which the rate applies. */

const MINUTE_MS = 60_000;

/**
 * Consumes `count` tokens (default 1; 0 only asks) and returns 0, or returns the milliseconds until one token is available. A count above
 * what is left leaves the bucket in debt.
 */
export type Consume = (count?: number) => number;

/** `now` is monotonic, in milliseconds. */
export function createTokenBucket(perMinute: number, now: () => number): Consume {
  let available = perMinute;
  let at = now();
  return (count = 1) => {
    const moment = now();
    available = Math.min(perMinute, available + ((moment - at) / MINUTE_MS) * perMinute);
    at = moment;
    if (available < 1) return ((1 - available) / perMinute) * MINUTE_MS;
    available -= count;
    return 0;
  };
}
