/** CORS headers, which let a page of an allowed origin read the answers. */

const ALLOWED_HEADERS =
  'Authorization, X-API-Key, Content-Type, Accept, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID, X-Correlation-ID';
const EXPOSED_HEADERS = 'Mcp-Session-Id, Retry-After, WWW-Authenticate, X-Correlation-ID';
const MAX_AGE_SECONDS = '600';

/** The answer to the preflight request of a browser, which carries no key. */
export function preflight(origin: string, methods: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': ALLOWED_HEADERS,
      'Access-Control-Max-Age': MAX_AGE_SECONDS,
      Vary: 'Origin',
    },
  });
}

export function expose(headers: Headers, origin: string): void {
  headers.set('Access-Control-Allow-Origin', origin);
  headers.set('Access-Control-Expose-Headers', EXPOSED_HEADERS);
  headers.append('Vary', 'Origin');
}
