/** A rate as a bucket that fills steadily: a burst may empty it, after which calls come at the rate. */
import type { Clock } from './clock.ts';

const MINUTE_MS = 60_000;

/** Takes one, or says in how many milliseconds there will be one. Null for no limit. */
export function createRate(perMinute: number | null, clock: Clock): () => number {
  if (perMinute === null) return () => 0;
  let available = perMinute;
  let at = clock.now();
  return () => {
    const now = clock.now();
    available = Math.min(perMinute, available + ((now - at) / MINUTE_MS) * perMinute);
    at = now;
    if (available < 1) return ((1 - available) / perMinute) * MINUTE_MS;
    available -= 1;
    return 0;
  };
}
