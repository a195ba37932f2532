/** How many wrong keys came from where: so many a minute from one network. What becomes of more is for the door to say. */
import { createBucket, type Take } from './token-bucket.ts';

export interface Attempts {
  /** Counts a wrong key; above the limit, the milliseconds until there may be another, else 0. */
  fail: (network: string) => number;
  /** The same, and counts nothing. */
  waitMs: (network: string) => number;
}

export interface AttemptsOptions {
  perMinute?: number;
  /** Remembered at once; the one that was quiet the longest is forgotten first. */
  maxNetworks?: number;
  /** Monotonic. */
  now?: () => number;
}

export const MAX_FAILURES_PER_MINUTE = 20;
const MAX_NETWORKS = 10_000;

export function createAttempts({
  perMinute = MAX_FAILURES_PER_MINUTE,
  maxNetworks = MAX_NETWORKS,
  now = () => performance.now(),
}: AttemptsOptions = {}): Attempts {
  const buckets = new Map<string, Take>();
  return {
    fail: (network) => {
      const take = buckets.get(network) ?? createBucket(perMinute, now);
      buckets.delete(network);
      buckets.set(network, take);
      const [oldest] = buckets.size > maxNetworks ? buckets.keys() : [];
      if (oldest !== undefined) buckets.delete(oldest);
      return take();
    },
    waitMs: (network) => buckets.get(network)?.(0) ?? 0,
  };
}
