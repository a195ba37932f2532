/** CORS: lets pages of allowed origins read the replies. Each origin is allowed by name; there is no wildcard. */
import type { HttpReply, HttpRequest } from './exchange.ts';

export interface Cors {
  /** The reply to a preflight request of an allowed origin; null for any other request. */
  preflight: (request: HttpRequest) => HttpReply | null;
  /** Adds CORS headers to those of a reply. */
  expose: (headers: Record<string, string>, request: HttpRequest) => void;
}

export interface CorsOptions {
  /** `host` is the Host header of the request. */
  isAllowed: (origin: string, host: string | undefined) => boolean;
  /** Comma-separated. */
  methods: string;
}

const ALLOWED_HEADERS =
  'Authorization, X-API-Key, Content-Type, Accept, X-Correlation-ID, If-None-Match, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name';
const EXPOSED_HEADERS = 'ETag, Age, Retry-After, WWW-Authenticate, X-Correlation-ID, Mcp-Session-Id';
const MAX_AGE_SECONDS = '600';

export function createCors({ isAllowed, methods }: CorsOptions): Cors {
  return {
    expose: (headers, { headers: { origin, host } }) => {
      headers['Vary'] = headers['Vary'] === undefined ? 'Origin' : `${headers['Vary']}, Origin`;
      if (origin === undefined || !isAllowed(origin, host)) return;
      headers['Access-Control-Allow-Origin'] = origin;
      headers['Access-Control-Expose-Headers'] = EXPOSED_HEADERS;
    },
    preflight: ({ method, headers: { origin, host, 'access-control-request-method': wanted } }) => {
      if (method !== 'OPTIONS' || wanted === undefined || origin === undefined || !isAllowed(origin, host))
        return null;
      const headers = {
        'Access-Control-Allow-Methods': methods,
        'Access-Control-Allow-Headers': ALLOWED_HEADERS,
        'Access-Control-Max-Age': MAX_AGE_SECONDS,
      };
      return { status: 204, headers, body: null };
    },
  };
}

/** Null without origins: then no reply depends on the Origin header. */
export function createReadCors(origins: readonly string[]): Cors | null {
  const allowed = new Set(origins);
  return allowed.size === 0
    ? null
    : createCors({ isAllowed: (origin) => allowed.has(origin), methods: 'GET, HEAD' });
}
