/** Limits of the MCP interface. */

export interface Limits {
  maxBodyBytes: number;
  /** Messages in one JSON-RPC batch. */
  maxBatch: number;
  maxSessions: number;
  /** A session without a request or open stream for so long is closed. Its id stays valid: the next request revives it. */
  idleMs: number;
  /** Open streams of all kinds. */
  maxStreams: number;
  /** Bytes queued for a slow reader. Beyond that its stream is dropped. */
  maxQueueBytes: number;
  maxSubscriptionsPerSession: number;
  maxSubscriptionsPerResource: number;
  /** Of one session. */
  maxCallsAtOnce: number;
  /** Of all assistants together, as the current protocol version has no sessions. */
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

/** Changes within this time are notified together. */
export const COALESCE_MS = 500;
