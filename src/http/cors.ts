/** CORS: lets pages of the configured origins read the replies. Each origin is allowed by name; there is no wildcard. */
import type { HttpRequest, HttpReply } from './exchange.ts';

export interface Cors {
  /** The reply to a preflight request of an allowed origin; null for any other request. */
  preflight: (request: HttpRequest) => HttpReply | null;
  /** Adds CORS headers to those of a reply. */
  expose: (headers: Record<string, string>, origin: string | undefined) => void;
}

const ALLOWED_HEADERS = 'Authorization, X-API-Key, X-Correlation-ID, If-None-Match, Last-Event-ID';
const EXPOSED_HEADERS = 'ETag, Age, Retry-After, WWW-Authenticate, X-Correlation-ID';
const MAX_AGE_SECONDS = '600';

/** Null without origins: then no reply depends on the Origin header. */
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
