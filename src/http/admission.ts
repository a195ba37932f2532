/** Checks the key of a request, for every route in the same words. */
import type { AccessKey } from '../auth/access-key.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { HttpRequest } from './exchange.ts';
import type { Problem } from './problem.ts';

/** How refusals name the keys of a route. */
export interface KeyWords {
  /** The variables that hold them. */
  keys: string;
  /** Of `WWW-Authenticate`. */
  realm: string;
}

export interface Admission {
  /** Null when no key was sent; a problem when it is refused. The name of a valid key is noted in the request. */
  keyOf: (request: HttpRequest) => AccessKey | Problem | null;
  /** 401 for a request without a key. */
  missing: Problem;
  /** Counts requests with this key (default 1). Above its rate, the milliseconds until the next one is allowed, else 0. */
  consume: Authenticator['consume'];
}

/** Without an authenticator every key counts as missing. */
export function createAdmission(authenticator: Authenticator | null, words: KeyWords): Admission {
  const [missing, wrong] = [noKey(words), wrongKey(words)];
  return {
    missing,
    keyOf: (request) => {
      const { authorization, 'x-api-key': apiKey, 'x-ingress-path': ingressPath } = request.headers;
      const { address } = request;
      const remote = request.incoming?.socket.remoteAddress;
      const credentials = { authorization, apiKey, address, remote, ingressPath };
      const result = authenticator?.authenticate(credentials);
      if (result === undefined || result.status === 'missing') return null;
      if (result.status === 'invalid') return result.waitMs > 0 ? lockedOut(result.waitMs) : wrong;
      request.keyName = result.key.name;
      return result.key;
    },
    consume: (key, count) => authenticator?.consume(key, count) ?? 0,
  };
}

/** The key of a request, counted as one use of it; a problem when it is missing, refused or above its rate. */
export function admit(admission: Admission, request: HttpRequest): AccessKey | Problem {
  const key = admission.keyOf(request) ?? admission.missing;
  if ('detail' in key) return key;
  const waitMs = admission.consume(key);
  return waitMs === 0 ? key : tooOften(waitMs);
}

/** The same for routes that need to know nothing of the key: null when the request may pass. */
export function refusalOf(admission: Admission, request: HttpRequest): Problem | null {
  const key = admit(admission, request);
  return 'detail' in key ? key : null;
}

export function noKey({ keys, realm }: KeyWords): Problem {
  return {
    status: 401,
    reason: `${keys} is missing`,
    detail: `Send ${keys} as "Authorization: Bearer <key>" or "X-API-Key: <key>".`,
    headers: challenge(realm),
  };
}

export function wrongKey({ keys, realm }: KeyWords): Problem {
  return {
    status: 401,
    reason: `The key is not ${keys}`,
    detail: `The key is not ${keys}.`,
    headers: challenge(realm),
  };
}

/** Without `resource_metadata`, because there is no OAuth to discover. */
function challenge(realm: string): Record<string, string> {
  return { 'WWW-Authenticate': `Bearer realm="${realm}"` };
}

/** For a network from which too many wrong keys came. */
export function lockedOut(waitMs: number): Problem {
  return tooMany('wrong_keys', 'Too many wrong keys came from this address.', waitMs);
}

/** For a valid key above its rate. */
export function tooOften(waitMs: number): Problem {
  return tooMany('requests_per_minute', 'This key has reached its request limit (RATE_LIMIT).', waitMs);
}

function tooMany(limit: string, sentence: string, waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return {
    status: 429,
    detail: `${sentence} Try again in ${seconds} s.`,
    limit,
    headers: { 'Retry-After': String(seconds) },
  };
}
