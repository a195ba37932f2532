/** Checks of every request, in this order: host and origin, key, method and content type, body; then the rate. */
import type { AccessKey, Right } from '../auth/access-key.ts';
import { type Admission, tooOften } from '../http/admission.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { HttpResult } from '../http/handler.ts';
import { accepts } from '../http/negotiate.ts';
import { readBody } from '../http/read-body.ts';
import type { HostCheck } from '../http/host.ts';
import type { Problem } from '../http/problem.ts';
import type { Audit } from './audit.ts';
import type { Limits } from './limit.ts';
import { refuse } from './refusal.ts';

export interface Admitted {
  key: AccessKey;
  /** Undefined for a request without one. */
  body: unknown;
  /** Until this key may call a tool again; 0: now. Other requests over the rate are refused here. */
  waitMs: number;
}

export interface GateOptions {
  hosts: HostCheck;
  admission: Admission;
  limits: Pick<Limits, 'maxBodyBytes' | 'maxBatch'>;
  /** What a tool of this name needs; null when there is none. */
  rightOf: (tool: unknown) => Right | null;
  /** 403 for a key or token without the right. */
  lacks: (right: Right, key: AccessKey) => Problem;
  audit: Audit;
}

export const METHODS = 'GET, POST, DELETE';

export function createMcpGate({
  hosts,
  admission,
  limits,
  rightOf,
  lacks,
  audit,
}: GateOptions): (request: HttpRequest) => Promise<Admitted | HttpResult> {
  function refusalOf({ method, headers }: HttpRequest): HttpReply | null {
    if (method !== 'GET' && method !== 'POST' && method !== 'DELETE')
      return refuse({ status: 405, message: 'Use GET, POST or DELETE.', headers: { Allow: METHODS } });
    // of the other methods, any Accept is taken: their answers end
    if (method === 'GET' && !accepts(headers.accept, 'text/event-stream'))
      return refuse({
        status: 406,
        message: 'GET opens an event stream: the Accept must allow text/event-stream.',
      });
    if (method === 'POST' && !isJson(headers['content-type']))
      return refuse({ status: 415, message: 'The Content-Type must be application/json.' });
    return null;
  }

  /** The body, and the messages in it. */
  async function read(request: HttpRequest): Promise<{ messages: object[]; body: unknown } | HttpReply> {
    if (request.method !== 'POST') return { messages: [], body: undefined };
    const bytes = await readBody(request, limits.maxBodyBytes);
    if (bytes === 'too_large') return tooLarge(limits.maxBodyBytes);
    const body = bytes === 'cut' ? undefined : parse(bytes);
    if (body === undefined)
      return refuse({ status: 400, code: -32700, message: 'The body is not valid JSON.' });
    const messages: unknown[] = Array.isArray(body) ? body : [body];
    if (messages.length > limits.maxBatch) return tooMany(limits.maxBatch);
    if (
      messages.length === 0 ||
      !messages.every((message) => typeof message === 'object' && message !== null)
    )
      return refuse({ status: 400, code: -32600, message: 'The body is not a JSON-RPC message.' });
    return { messages, body };
  }

  function neededBy(message: object): Right | null {
    const params = isCall(message) ? paramsOf(message) : null;
    return params === null ? null : rightOf(params.name);
  }

  return async (request) => {
    const { host, origin } = request.headers;
    if (!hosts.isHostAllowed(host)) return HOST_REFUSED;
    if (!hosts.isOriginAllowed(origin, host)) return ORIGIN_REFUSED;
    const key = await admission.anyKeyOf(request);
    if (key === null) return admission.missing;
    if ('detail' in key) return key;
    if (!key.may.includes('read')) return lacks('read', key);
    const given = refusalOf(request) ?? (await read(request));
    if ('status' in given) return given;
    const { messages, body } = given;
    // the answer with which a client asks for the scope; the model of a client with a key gets a result instead
    const lacking = key.isToken
      ? messages.map(neededBy).find((right) => right !== null && !key.may.includes(right))
      : null;
    if (lacking != null) {
      const problem = lacks(lacking, key);
      const caller = { keyName: key.name, correlationId: request.correlationId };
      for (const message of messages)
        if (isCall(message)) audit(paramsOf(message) ?? {}, caller, problem.detail);
      return problem;
    }
    // ending a session is always allowed
    const waitMs = request.method === 'DELETE' ? 0 : admission.consume(key, Math.max(1, messages.length));
    // a model gets the refusal of a tool call as a result; anything else gets an HTTP status
    if (waitMs > 0 && (messages.length === 0 || !messages.every(isCall))) return tooOften(waitMs);
    return { key, body, waitMs };
  };
}

const HOST_REFUSED = {
  status: 403,
  detail: 'This Host is not allowed. If it is a name of this service, add it to ALLOWED_HOSTS.',
};
const ORIGIN_REFUSED = {
  status: 403,
  detail: 'This Origin is not allowed. To allow its pages, add it to ALLOWED_ORIGINS.',
};

function isJson(contentType = ''): boolean {
  return contentType === 'application/json' || /^application\/json\s*(?:;|$)/i.test(contentType);
}

/** Undefined when it is not JSON. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function isCall(message: object): boolean {
  return 'method' in message && message.method === 'tools/call';
}

function paramsOf(message: object): { name?: unknown; arguments?: unknown } | null {
  const params = 'params' in message ? message.params : null;
  return typeof params === 'object' ? params : null;
}

function tooLarge(maxBytes: number): HttpReply {
  return refuse({
    status: 413,
    message: `The body is larger than ${maxBytes} bytes.`,
    headers: { Connection: 'close' },
    data: { limit: 'body_bytes' },
  });
}

function tooMany(maxBatch: number): HttpReply {
  return refuse({
    status: 400,
    code: -32600,
    message: `A batch may have at most ${maxBatch} messages.`,
    data: { limit: 'batch' },
  });
}
