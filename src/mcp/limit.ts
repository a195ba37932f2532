/** How much of everything is allowed. */

export interface Limits {
  maxBodyBytes: number;
  /** Messages in one JSON-RPC batch. */
  maxBatch: number;
  maxSessions: number;
  /** A session without a request and without an open stream for this long is closed. Its id stays good: it is revived when used. */
  idleMs: number;
  /** Open streams of all kinds. */
  maxStreams: number;
  /** Bytes waiting for a slow reader; more, and its stream is dropped. */
  maxQueueBytes: number;
  maxSubscriptionsPerSession: number;
  maxSubscriptionsPerResource: number;
  /** Of one session. */
  maxCallsAtOnce: number;
  /** Of everybody together: those of the current generation have no session. */
  maxCallsAtOnceInAll: number;
}

export const defaultLimits: Limits = {
  maxBodyBytes: 1024 * 1024,
  maxBatch: 100,
  maxSessions: 1000,
  idleMs: 10 * 60_000,
  maxStreams: 1000,
  maxQueueBytes: 2 * 1024 * 1024,
  maxSubscriptionsPerSession: 200,
  maxSubscriptionsPerResource: 100,
  maxCallsAtOnce: 10,
  maxCallsAtOnceInAll: 100,
};

/** Between two comments on a silent stream, so that nothing on the way takes it for dead. */
export const HEARTBEAT_MS = 20_000;
/** Changes within this time are told at once. */
export const COALESCE_MS = 500;
