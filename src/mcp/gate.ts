/** What is checked before a body is read, in this order: host and origin, key, method and content type, size. */
import { readBody } from './body.ts';
import { preflight } from './cors.ts';
import { createHostCheck, type HostOptions } from './host.ts';
import { createKeyCheck } from './key.ts';
import type { Limits } from './limit.ts';
import { refuse } from './refusal.ts';

export type Passage = { body: unknown } | { refused: Response };

export interface GateOptions extends HostOptions {
  apiKey: string;
  limits: Pick<Limits, 'maxBodyBytes' | 'maxBatch'>;
}

const METHODS = 'GET, POST, DELETE, OPTIONS';

/** `body` is undefined for a request without one. */
export function createGate({
  apiKey,
  limits,
  ...hosts
}: GateOptions): (request: Request) => Promise<Passage> {
  const { isHostAllowed, isOriginAllowed } = createHostCheck(hosts);
  const check = createKeyCheck(apiKey);

  function refusalOf({ headers, method }: Request): Response | null {
    const [host, origin] = [headers.get('host'), headers.get('origin')];
    if (!isHostAllowed(host))
      return refuse({
        status: 403,
        message: 'This Host is not allowed. If it is a name of this service, add it to ALLOWED_HOSTS.',
      });
    if (!isOriginAllowed(origin, host))
      return refuse({
        status: 403,
        message: 'Pages of this Origin are not allowed. If it should be, add it to ALLOWED_ORIGINS.',
      });
    if (method === 'OPTIONS' && origin !== null) return preflight(origin, METHODS);
    const presented = check(headers);
    if (presented !== 'right') return unauthorized(presented);
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE')
      return refuse({ status: 405, message: 'Use GET, POST or DELETE.', headers: { Allow: METHODS } });
    if (method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(headers.get('content-type') ?? ''))
      return refuse({ status: 415, message: 'The Content-Type must be application/json.' });
    return null;
  }

  return async (request) => {
    const refused = refusalOf(request);
    if (refused !== null) return { refused };
    if (request.method !== 'POST') return { body: undefined };
    const body = await readBody(request, limits.maxBodyBytes);
    if (body.status === 'too_large') return { refused: tooLarge(limits.maxBodyBytes) };
    if (body.status === 'not_json')
      return { refused: refuse({ status: 400, code: -32700, message: 'The body is not valid JSON.' }) };
    const messages = [body.value].flat();
    if (messages.length > limits.maxBatch) return { refused: tooMany(limits.maxBatch) };
    if (messages.length === 0 || messages.some((message) => typeof message !== 'object' || message === null))
      return { refused: refuse({ status: 400, code: -32600, message: 'The body is no JSON-RPC message.' }) };
    return { body: body.value };
  };
}

function unauthorized(presented: 'wrong' | 'none'): Response {
  return refuse({
    status: 401,
    message:
      presented === 'none'
        ? 'This needs the MCP key, as "Authorization: Bearer <key>" or "X-API-Key: <key>".'
        : 'That is not the key of the MCP interface (MCP_API_KEY).',
    // and no resource_metadata: there is no OAuth here to be discovered
    headers: { 'WWW-Authenticate': 'Bearer realm="mcp"' },
  });
}

function tooLarge(maxBytes: number): Response {
  return refuse({
    status: 413,
    message: `The body is larger than ${maxBytes} bytes.`,
    headers: { Connection: 'close' },
    data: { limit: 'body_bytes' },
  });
}

function tooMany(maxBatch: number): Response {
  return refuse({
    status: 400,
    code: -32600,
    message: `A batch may have at most ${maxBatch} messages.`,
    data: { limit: 'batch' },
  });
}
