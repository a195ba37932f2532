/** A rate as a bucket that fills steadily: a burst may empty it, after which things come at the rate. */

const MINUTE_MS = 60_000;

/** Takes `count` (0 only asks), or says in how many milliseconds there will be room for one. What is too much for the bucket is owed to it. */
export type Take = (count?: number) => number;

/** `now` is monotonic, in milliseconds. */
export function createBucket(perMinute: number, now: () => number): Take {
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
