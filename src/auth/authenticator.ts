/** Which keys one interface accepts, how often each may be used, and what happens to invalid ones. Knows no protocol but two headers. */
import { type AccessKey, createKeyRing } from './access-key.ts';
import { createFailedAttempts, type FailedAttempts } from './failed-attempts.ts';
import { type Consume, createTokenBucket } from './token-bucket.ts';
import { networkOf } from './client-address.ts';

export type AuthResult =
  | { readonly status: 'valid'; readonly key: AccessKey }
  | { readonly status: 'missing' }
  /** `waitMs`: 0, or the network is locked out and may try again after this time. */
  | { readonly status: 'invalid'; readonly waitMs: number };

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
  /** Counts requests with this key (default 1). Above its rate, the milliseconds until the next one is allowed, else 0. */
  consume: (key: AccessKey, count?: number) => number;
}

export interface AuthenticatorOptions {
  keys: readonly AccessKey[];
  /** Shared by all authenticators of the service. */
  attempts?: FailedAttempts;
  /** Of each key; null means no limit. */
  requestsPerMinute?: number | null;
  /** Takes the key as the password of Basic authentication too, for clients that can be given a URL only. */
  takesBasic?: boolean;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

const MISSING: AuthResult = { status: 'missing' };
/** Only valid keys add networks, but one key may come from many. */
const MAX_TRUSTED_NETWORKS = 10_000;

export function createAuthenticator({
  keys,
  attempts = createFailedAttempts(),
  requestsPerMinute = null,
  takesBasic = false,
  now = () => performance.now(),
}: AuthenticatorOptions): Authenticator {
  const find = createKeyRing(keys);
  const validResults = new Map(keys.map((key) => [key, { status: 'valid', key } as const]));
  const rates = new Map<AccessKey, Consume>(
    requestsPerMinute === null ? [] : keys.map((key) => [key, createTokenBucket(requestsPerMinute, now)]),
  );
  /** Networks a valid key has come from. */
  const trustedNetworks = new Set<string>();

  function trust(network: string): void {
    const [oldest] = trustedNetworks.size >= MAX_TRUSTED_NETWORKS ? trustedNetworks : [];
    if (oldest !== undefined) trustedNetworks.delete(oldest);
    trustedNetworks.add(network);
  }

  return {
    authenticate: ({ authorization, apiKey, address }) => {
      const bearer = bearerOf(authorization);
      const presented = bearer ?? apiKey ?? (takesBasic ? passwordOf(authorization) : null);
      if (presented == null) return MISSING;
      const network = networkOf(address);
      const isTrusted = trustedNetworks.has(network);
      const waitMs = isTrusted ? 0 : attempts.waitMs(network);
      if (waitMs > 0) return { status: 'invalid', waitMs };
      const found = find(presented);
      const isValid = found !== null && (bearer == null || apiKey == null || find(apiKey) !== null);
      if (!isValid) return { status: 'invalid', waitMs: attempts.record(network) };
      if (!isTrusted) trust(network);
      return validResults.get(found)!;
    },
    consume: (key, count) => rates.get(key)?.(count) ?? 0,
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
