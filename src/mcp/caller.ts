/** What the handlers need to know of a request, in the shape that the SDKs pass through: `authInfo`. */
import { randomUUID } from 'node:crypto';

export type CallContext = {
  correlationId: string;
  /** Milliseconds until this key may call again; 0: now. */
  waitMs: number;
};

export interface Caller {
  token: string;
  /** Digest of the key. */
  clientId: string;
  scopes: string[];
  extra: CallContext;
}

/** The key was checked before and is not passed on. */
export function callerOf(keyDigest: string, context: CallContext): Caller {
  return { token: '', clientId: keyDigest, scopes: [], extra: context };
}

/** Requests over stdio carry no `authInfo` and are not limited. */
export function contextOf(authInfo: { extra?: Record<string, unknown> } | undefined): CallContext {
  const { correlationId, waitMs } = authInfo?.extra ?? {};
  return {
    correlationId: typeof correlationId === 'string' ? correlationId : randomUUID(),
    waitMs: typeof waitMs === 'number' ? waitMs : 0,
  };
}
