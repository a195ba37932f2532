/** What lets pages of other origins read the answers: of those that are configured, each by its own name, and never of all. */
import type { Asked, Reply } from './exchange.ts';

export interface Cors {
  /** The answer to a browser that asks whether it may ask; null for whoever is none, or may not. */
  preflight: (asked: Asked) => Reply | null;
  /** Adds to the headers of an answer. */
  expose: (headers: Record<string, string>, origin: string | undefined) => void;
}

const ALLOWED_HEADERS = 'Authorization, X-API-Key, X-Correlation-ID, If-None-Match, Last-Event-ID';
const EXPOSED_HEADERS = 'ETag, Age, Retry-After, WWW-Authenticate, X-Correlation-ID';
const MAX_AGE_SECONDS = '600';

/** Null without origins: then no answer depends on who asks. */
export function createCors(origins: readonly string[]): Cors | null {
  const allowed = new Set(origins);
  if (allowed.size === 0) return null;
  const expose: Cors['expose'] = (headers, origin) => {
    headers['Vary'] = headers['Vary'] === undefined ? 'Origin' : `${headers['Vary']}, Origin`;
    if (origin === undefined || !allowed.has(origin)) return;
    headers['Access-Control-Allow-Origin'] = origin;
    headers['Access-Control-Expose-Headers'] = EXPOSED_HEADERS;
  };
  return {
    expose,
    preflight: ({ method, headers: { origin, 'access-control-request-method': wanted } }) => {
      if (method !== 'OPTIONS' || wanted === undefined || origin === undefined || !allowed.has(origin))
        return null;
      const headers = {
        'Access-Control-Allow-Methods': 'GET, HEAD',
        'Access-Control-Allow-Headers': ALLOWED_HEADERS,
        'Access-Control-Max-Age': MAX_AGE_SECONDS,
      };
      return { status: 204, headers, body: null };
    },
  };
}
