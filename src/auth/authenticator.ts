/** Which keys one interface accepts, how often each may be used, and what happens to invalid ones. Knows no protocol but two headers. */
import { type AccessKey, createKeyRing, type Right } from './access-key.ts';
import { createFailedAttempts, type FailedAttempts } from './failed-attempts.ts';
import { type CheckToken, looksLikeToken } from './oauth.ts';
import { type Consume, createTokenBucket } from './token-bucket.ts';
import { networkOf } from './client-address.ts';

export type AuthResult =
  | { readonly status: 'valid'; readonly key: AccessKey }
  | { readonly status: 'missing' }
  /**
   * `waitMs`: 0, or the network is locked out and may try again after this time. `reason`: why an OAuth token is refused, as a sentence;
   * absent for a key.
   */
  | { readonly status: 'invalid'; readonly waitMs: number; readonly reason?: string };

export interface Credentials {
  authorization: string | null | undefined;
  /** X-API-Key. */
  apiKey: string | null | undefined;
  /** Of the client, as `client-address.ts` resolves it. */
  address: string;
  /** The remote end of the connection itself, whatever a proxy reports. */
  remote?: string | undefined;
  /** X-Ingress-Path, which Home Assistant's ingress sends. */
  ingressPath?: string | undefined;
}

export interface Authenticator {
  /**
   * Accepts the key as a bearer token or in X-API-Key; if both are sent, both must be valid. Another authorization scheme counts as no
   * key, because a proxy in front may need it for itself; Basic only where it is taken and no other key is sent. A network with too many failed attempts is locked out, valid keys included.
   * Networks a valid key has already come from are exempt, so that wrong keys cannot lock out other users behind the same address.
   */
  authenticate: (credentials: Credentials) => AuthResult;
  /** The same, and accepts an OAuth token as a bearer token where an issuer is configured. */
  authenticateAny: (credentials: Credentials) => Promise<AuthResult>;
  /** Accepts these keys from here on, in place of those before. Rates go on; every network must show a valid key again. */
  replace: (keys: readonly AccessKey[]) => void;
  /** Counts requests with this key (default 1). Above its rate, the milliseconds until the next one is allowed, else 0. */
  consume: (key: AccessKey, count?: number) => number;
  /** Whether any configured key has the right. */
  grants: (right: Right) => boolean;
}

export interface AuthenticatorOptions {
  keys: readonly AccessKey[];
  /** Shared by all authenticators of the service. */
  attempts?: FailedAttempts;
  /** Of each key; null means no limit. */
  requestsPerMinute?: number | null;
  /** Takes the key as the password of Basic authentication too, for clients that can be given a URL only. */
  takesBasic?: boolean;
  /** Null without an issuer: then a token is a wrong key. */
  checkToken?: CheckToken | null;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

const MISSING: AuthResult = { status: 'missing' };
/** Only valid keys add networks, but one key may come from many. */
const MAX_TRUSTED_NETWORKS = 10_000;
/** Keys and subjects of tokens whose rate is remembered. */
const MAX_RATES = 10_000;

export function createAuthenticator({
  keys,
  attempts = createFailedAttempts(),
  requestsPerMinute = null,
  takesBasic = false,
  checkToken = null,
  now = () => performance.now(),
}: AuthenticatorOptions): Authenticator {
  let current = keys;
  let find = createKeyRing(keys);
  /** By key, so that a valid key costs no new object. */
  let validResults = new WeakMap<AccessKey, AuthResult>();
  /** By digest. */
  const rates = new Map<string, Consume>();
  /** Networks a valid key has come from. */
  const trustedNetworks = new Set<string>();

  function trust(network: string): void {
    const [oldest] = trustedNetworks.size >= MAX_TRUSTED_NETWORKS ? trustedNetworks : [];
    if (oldest !== undefined) trustedNetworks.delete(oldest);
    trustedNetworks.add(network);
  }

  function rateOf(digest: string, perMinute: number): Consume {
    const known = rates.get(digest);
    if (known !== undefined) return known;
    const [oldest] = rates.size >= MAX_RATES ? rates.keys() : [];
    if (oldest !== undefined) rates.delete(oldest);
    const created = createTokenBucket(perMinute, now);
    rates.set(digest, created);
    return created;
  }

  function valid(key: AccessKey, network: string): AuthResult {
    if (!trustedNetworks.has(network)) trust(network);
    const known = validResults.get(key);
    if (known !== undefined) return known;
    const created = { status: 'valid', key } as const;
    validResults.set(key, created);
    return created;
  }

  /** Null when the network may try. */
  function lockOutOf(network: string): AuthResult | null {
    const waitMs = trustedNetworks.has(network) ? 0 : attempts.waitMs(network);
    return waitMs > 0 ? { status: 'invalid', waitMs } : null;
  }

  function authenticate({ authorization, apiKey, address }: Credentials): AuthResult {
    const bearer = bearerOf(authorization);
    const presented = bearer ?? apiKey ?? (takesBasic ? passwordOf(authorization) : null);
    if (presented == null) return MISSING;
    const network = networkOf(address);
    const lockOut = lockOutOf(network);
    if (lockOut !== null) return lockOut;
    const found = find(presented);
    const isValid = found !== null && (bearer == null || apiKey == null || find(apiKey) !== null);
    if (!isValid) return { status: 'invalid', waitMs: attempts.record(network) };
    return valid(found, network);
  }

  async function authenticateAny(credentials: Credentials): Promise<AuthResult> {
    const { authorization, apiKey, address } = credentials;
    const token = bearerOf(authorization);
    const isToken = checkToken !== null && token !== undefined && looksLikeToken(token);
    // a key beside the token must be valid too, and a key may look like a token
    if (!isToken || apiKey != null || find(token) !== null) return authenticate(credentials);
    const network = networkOf(address);
    const lockOut = lockOutOf(network);
    if (lockOut !== null) return lockOut;
    const result = await checkToken(token);
    if (result.status === 'valid') return valid(result.key, network);
    const { reason } = result;
    // what the issuer causes is no attempt
    return { status: 'invalid', waitMs: result.isUnchecked ? 0 : attempts.record(network), reason };
  }

  return {
    authenticate,
    authenticateAny,
    replace: (next) => {
      current = next;
      find = createKeyRing(next);
      validResults = new WeakMap();
      trustedNetworks.clear();
    },
    consume: (key, count) => (requestsPerMinute === null ? 0 : rateOf(key.digest, requestsPerMinute)(count)),
    grants: (right) => current.some(({ may }) => may.includes(right)),
  };
}

function bearerOf(authorization: string | null | undefined): string | undefined {
  return authorization == null ? undefined : /^bearer +(.*)$/i.exec(authorization)?.[1];
}

/** One character per byte, as in other header values. */
function passwordOf(authorization: string | null | undefined): string | null {
  const encoded = authorization == null ? undefined : /^basic +(\S+)\s*$/i.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString('latin1');
  return pair.slice(pair.indexOf(':') + 1);
}
