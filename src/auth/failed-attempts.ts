/** Counts failed attempts: so many a minute from one network. What a network above the limit may do is decided by the authenticator. */
import { type Consume, createTokenBucket } from './token-bucket.ts';

export interface FailedAttempts {
  /** Counts an invalid key. Above the limit, the milliseconds until another attempt is allowed, else 0. */
  record: (network: string) => number;
  /** The same without counting. */
  waitMs: (network: string) => number;
}

export interface FailedAttemptsOptions {
  perMinute?: number;
  /** Most networks remembered; the one without an attempt for the longest time is forgotten first. */
  maxNetworks?: number;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

export const MAX_FAILURES_PER_MINUTE = 20;
const MAX_NETWORKS = 10_000;

export function createFailedAttempts({
  perMinute = MAX_FAILURES_PER_MINUTE,
  maxNetworks = MAX_NETWORKS,
  now = () => performance.now(),
}: FailedAttemptsOptions = {}): FailedAttempts {
  const buckets = new Map<string, Consume>();
  return {
    record: (network) => {
      const consume = buckets.get(network) ?? createTokenBucket(perMinute, now);
      buckets.delete(network);
      buckets.set(network, consume);
      const [oldest] = buckets.size > maxNetworks ? buckets.keys() : [];
      if (oldest !== undefined) buckets.delete(oldest);
      return consume();
    },
    waitMs: (network) => buckets.get(network)?.(0) ?? 0,
  };
}
