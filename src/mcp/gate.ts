/** Checks of every request, in this order: host and origin, key, method and content type, body; then the rate. */
import type { AccessKey } from '../auth/access-key.ts';
import type { Authenticator, AuthResult } from '../auth/authenticator.ts';
import { readBody } from './body.ts';
import { preflight } from './cors.ts';
import { createHostCheck, type HostOptions } from './host.ts';
import type { Limits } from './limit.ts';
import { refuse, refuseForNow } from './refusal.ts';

/** `waitMs`: until this key may call a tool again; 0: now. Other requests over the rate are refused here. */
export type GateResult =
  | { key: AccessKey; body: unknown; waitMs: number }
  | { key: AccessKey | null; refused: Response };

export interface GateOptions extends HostOptions {
  authenticator: Authenticator;
  limits: Pick<Limits, 'maxBodyBytes' | 'maxBatch'>;
}

const METHODS = 'GET, POST, DELETE, OPTIONS';

/** `body` is undefined for a request without one. */
export function createMcpGate({
  authenticator,
  limits,
  ...hosts
}: GateOptions): (request: Request, address: string) => Promise<GateResult> {
  const { isHostAllowed, isOriginAllowed } = createHostCheck(hosts);

  function admit({ headers, method }: Request, address: string): AccessKey | Response {
    const [host, origin] = [headers.get('host'), headers.get('origin')];
    if (!isHostAllowed(host))
      return refuse({
        status: 403,
        message: 'This Host is not allowed. If it is a name of this service, add it to ALLOWED_HOSTS.',
      });
    if (!isOriginAllowed(origin, host))
      return refuse({
        status: 403,
        message: 'This Origin is not allowed. To allow its pages, add it to ALLOWED_ORIGINS.',
      });
    if (method === 'OPTIONS' && origin !== null) return preflight(origin, METHODS);
    const result = authenticator.authenticate({
      authorization: headers.get('authorization'),
      apiKey: headers.get('x-api-key'),
      address,
    });
    return result.status === 'valid' ? result.key : unauthorized(result);
  }

  function refusalOf({ headers, method }: Request): Response | null {
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE')
      return refuse({ status: 405, message: 'Use GET, POST or DELETE.', headers: { Allow: METHODS } });
    if (method === 'POST' && !/^application\/json\s*(?:;|$)/i.test(headers.get('content-type') ?? ''))
      return refuse({ status: 415, message: 'The Content-Type must be application/json.' });
    return null;
  }

  async function read(request: Request): Promise<{ messages: object[]; body: unknown } | Response> {
    if (request.method !== 'POST') return { messages: [], body: undefined };
    const body = await readBody(request, limits.maxBodyBytes);
    if (body.status === 'too_large') return tooLarge(limits.maxBodyBytes);
    if (body.status === 'not_json')
      return refuse({ status: 400, code: -32700, message: 'The body is not valid JSON.' });
    const messages: unknown[] = [body.value].flat();
    if (messages.length > limits.maxBatch) return tooMany(limits.maxBatch);
    if (
      messages.length === 0 ||
      !messages.every((message) => typeof message === 'object' && message !== null)
    )
      return refuse({ status: 400, code: -32600, message: 'The body is not a JSON-RPC message.' });
    return { messages, body: body.value };
  }

  return async (request, address) => {
    const key = admit(request, address);
    if (key instanceof Response) return { key: null, refused: key };
    const refused = refusalOf(request);
    if (refused !== null) return { key, refused };
    const given = await read(request);
    if (given instanceof Response) return { key, refused: given };
    const { messages, body } = given;
    // ending a session is always allowed
    const waitMs = request.method === 'DELETE' ? 0 : authenticator.consume(key, Math.max(1, messages.length));
    // a model gets the refusal of a tool call as a result; anything else gets an HTTP status
    if (waitMs > 0 && (messages.length === 0 || !messages.every(isCall)))
      return { key, refused: refuseForNow('requests_per_minute', TOO_OFTEN, waitMs, 429) };
    return { key, body, waitMs };
  };
}

const TOO_OFTEN = 'This key exceeds its request limit (RATE_LIMIT).';

function isCall(message: object): boolean {
  return 'method' in message && message.method === 'tools/call';
}

function unauthorized(result: Exclude<AuthResult, { status: 'valid' }>): Response {
  if (result.status === 'invalid' && result.waitMs > 0)
    return refuseForNow('wrong_keys', 'Too many wrong keys came from this address.', result.waitMs, 429);
  return refuse({
    status: 401,
    message:
      result.status === 'missing'
        ? 'Send the MCP key as "Authorization: Bearer <key>" or "X-API-Key: <key>".'
        : 'The key is not the key of the MCP interface (MCP_API_KEY).',
    // without resource_metadata, because there is no OAuth to discover
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
