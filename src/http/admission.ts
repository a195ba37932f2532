/** Checks the key of a request, for every route in the same words. */
import type { AccessKey, Right } from '../auth/access-key.ts';
import type { AuthResult, Authenticator, Credentials } from '../auth/authenticator.ts';
import type { HttpRequest } from './exchange.ts';
import type { Problem } from './problem.ts';

/** How refusals name the keys of a route. */
export interface KeyWords {
  /** The variables that hold them. */
  keys: string;
  /** Of `WWW-Authenticate`. */
  realm: string;
  /** Null or absent where no OAuth token is taken. */
  oauth?: OAuthWords | null;
}

/** Of `/metrics`; documented by REST. */
export const metricsKeyWords: KeyWords = { keys: 'METRICS_KEY or API_KEY', realm: 'metrics' };

/** What clients need to get a token. */
export interface OAuthWords {
  issuerUrl: string;
  /** Of the protected-resource metadata (RFC 9728). */
  metadataUrl: string;
  /** Those to ask for at first. */
  firstScopes: readonly string[];
}

export interface Admission {
  /** Null when no key was sent; a problem when it is refused. The name of a valid key is noted in the request. */
  keyOf: (request: HttpRequest) => AccessKey | Problem | null;
  /** The same, and takes OAuth tokens where an issuer is configured. */
  anyKeyOf: (request: HttpRequest) => Promise<AccessKey | Problem | null>;
  /** 401 for a request without a key. */
  missing: Problem;
  /** Counts requests with this key (default 1). Above its rate, the milliseconds until the next one is allowed, else 0. */
  consume: Authenticator['consume'];
  /** Whether any key of the route has the right. */
  grants: Authenticator['grants'];
}

/** Without an authenticator every key counts as missing. */
export function createAdmission(authenticator: Authenticator | null, words: KeyWords): Admission {
  const [missing, wrong] = [noKey(words), wrongKey(words)];
  const toKey = (request: HttpRequest, result: AuthResult | undefined): AccessKey | Problem | null => {
    if (result === undefined || result.status === 'missing') return null;
    if (result.status === 'invalid') {
      if (result.waitMs > 0) return lockedOut(result.waitMs);
      return result.reason === undefined ? wrong : wrongToken(words, result.reason);
    }
    request.keyName = result.key.name;
    return result.key;
  };
  return {
    missing,
    keyOf: (request) => toKey(request, authenticator?.authenticate(credentialsOf(request))),
    anyKeyOf: async (request) => toKey(request, await authenticator?.authenticateAny(credentialsOf(request))),
    consume: (key, count) => authenticator?.consume(key, count) ?? 0,
    grants: (right) => authenticator?.grants(right) ?? false,
  };
}

function credentialsOf({ headers, address, incoming }: HttpRequest): Credentials {
  const { authorization, 'x-api-key': apiKey, 'x-ingress-path': ingressPath } = headers;
  return { authorization, apiKey, address, remote: incoming?.socket.remoteAddress, ingressPath };
}

/** The key of a request, counted as one use of it; a problem when it is missing, refused or above its rate. */
export function admit(admission: Admission, request: HttpRequest): AccessKey | Problem {
  const key = admission.keyOf(request) ?? admission.missing;
  if ('detail' in key) return key;
  const waitMs = admission.consume(key);
  return waitMs === 0 ? key : tooOften(waitMs);
}

/** The same for routes that only read: null when the request may pass. */
export function refusalOf(admission: Admission, request: HttpRequest): Problem | null {
  const key = admit(admission, request);
  if ('detail' in key) return key;
  return key.may.includes('read') ? null : lacksRight('read', key.may);
}

/** For a valid key that may not do what the route does. */
export function lacksRight(right: Right, may: readonly Right[]): Problem {
  const has = may.length === 0 ? 'none' : may.join(', ');
  return { status: 403, detail: `This route needs a key with the right "${right}"; this key has ${has}.` };
}

/** For a valid token without the scope. A client asks its user for those in the header, and comes back with a token that has no others. */
export function lacksScope(words: KeyWords, scope: string, granted: readonly string[]): Problem {
  const detail = `The token lacks the scope ${scope}.`;
  return {
    status: 403,
    detail,
    headers: challenge(words, {
      error: 'insufficient_scope',
      description: detail,
      scopes: [...new Set([...granted, scope])],
    }),
  };
}

export function noKey(words: KeyWords): Problem {
  const { keys, oauth } = words;
  const token = oauth ? ` Or send a token of ${oauth.issuerUrl} as "Authorization: Bearer <token>".` : '';
  return {
    status: 401,
    reason: `${keys} is missing`,
    detail: `Send ${keys} as "Authorization: Bearer <key>" or "X-API-Key: <key>".${token}`,
    headers: challenge(words),
  };
}

export function wrongKey(words: KeyWords): Problem {
  const { keys, oauth } = words;
  const detail = oauth
    ? `It is neither ${keys} nor a token of ${oauth.issuerUrl}.`
    : `The key is not ${keys}.`;
  return {
    status: 401,
    reason: `The key is not ${keys}`,
    detail,
    headers: challenge(words, oauth ? { error: 'invalid_token', description: detail } : {}),
  };
}

/** `reason`: a sentence of ours. */
function wrongToken(words: KeyWords, reason: string): Problem {
  return {
    status: 401,
    reason: 'The token is refused',
    detail: reason,
    headers: challenge(words, { error: 'invalid_token', description: reason }),
  };
}

/** Without OAuth no `resource_metadata`, because there is none to discover. */
function challenge(
  { realm, oauth }: KeyWords,
  { error, description, scopes }: { error?: string; description?: string; scopes?: readonly string[] } = {},
): Record<string, string> {
  const wanted = scopes ?? oauth?.firstScopes;
  const parts = {
    realm,
    error,
    error_description: description,
    scope: wanted?.join(' '),
    resource_metadata: oauth?.metadataUrl,
  };
  const written = Object.entries(parts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value.replaceAll(/[^\x20-\x7e]|["\\]/g, "'")}"`],
  );
  return { 'WWW-Authenticate': `Bearer ${written.join(', ')}` };
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
