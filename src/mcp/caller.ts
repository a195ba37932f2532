/** What the handlers need to know of a request, in the shape that the SDKs pass through: `authInfo`. */
import { randomUUID } from 'node:crypto';
import type { Right } from '../auth/access-key.ts';

export type CallContext = {
  correlationId: string;
  /** Milliseconds until this key may call again; 0: now. */
  waitMs: number;
  /** Digest of the key; '' over stdio. */
  keyDigest: string;
  /** For the log; null without one. */
  keyName: string | null;
  may: readonly Right[];
  /** IP address of the client. */
  address?: string;
  /** The page on which a person approves changes; null where none is served. */
  reviewUrl?: string | null;
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

/** Requests over stdio carry no `authInfo`: who starts the program may do what it offers. */
export function contextOf(authInfo: { extra?: Record<string, unknown> } | undefined): CallContext {
  const { correlationId, waitMs, keyDigest, may, keyName, address, reviewUrl } = authInfo?.extra ?? {};
  return {
    correlationId: typeof correlationId === 'string' ? correlationId : randomUUID(),
    waitMs: typeof waitMs === 'number' ? waitMs : 0,
    keyDigest: typeof keyDigest === 'string' ? keyDigest : '',
    may: Array.isArray(may) ? (may as Right[]) : ['read', 'query', 'propose'],
    keyName: textOrNull(keyName),
    reviewUrl: textOrNull(reviewUrl),
    ...(typeof address === 'string' && { address }),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
