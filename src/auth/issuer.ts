/** The signing keys of an OAuth issuer: found by its metadata, read again at times and when a token names a new one, kept while it is down. */
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { createTokenBucket } from './token-bucket.ts';

export interface IssuerKeys {
  /** As tokens and metadata write it. */
  readonly issuer: string;
  /** Throws the errors of `jose` when no key matches. */
  readonly find: JWTVerifyGetKey;
}

export interface Issuer {
  /** The keys read last; null when none could be read, or the last reading was too long ago. */
  keys: () => Promise<IssuerKeys | null>;
  /** The same after another reading, unless there were many of late. */
  renewed: () => Promise<IssuerKeys | null>;
  /** Why the last reading failed, as a sentence; null when it did not. */
  problem: () => string | null;
}

export interface IssuerOptions {
  url: string;
  /** Called when the outcome of reading changes. `problem`: as a sentence; null when the keys could be read again. */
  onOutcome?: (problem: string | null) => void;
  /** Monotonic, in milliseconds. */
  now?: () => number;
}

/** Tokens with unknown keys cause no more readings than these. */
const READINGS_PER_MINUTE = 6;
/** Keys this old are read again behind the back of the request. */
const REFRESH_MS = 10 * 60_000;
/** The longest time that keys count without a new reading. */
const HOLD_MS = 24 * 60 * 60_000;
const TIMEOUT_MS = 5000;
const MAX_BYTES = 512 * 1024;

export function createIssuer({
  url,
  onOutcome = () => {},
  now = () => performance.now(),
}: IssuerOptions): Issuer {
  let known: IssuerKeys | null = null;
  let readAt = 0;
  let problem: string | null = null;
  let reading: Promise<void> | null = null;
  const mayRead = createTokenBucket(READINGS_PER_MINUTE, now);

  async function read(): Promise<void> {
    const before = problem;
    try {
      known = await readKeys(url);
      readAt = now();
      problem = null;
    } catch (error) {
      problem = error instanceof IssuerError ? error.message : `The issuer ${url} cannot be reached.`;
    }
    if (problem !== before) onOutcome(problem);
  }

  /** Requests that come during a reading wait for it. */
  async function renew(): Promise<void> {
    if (reading === null && mayRead() > 0) return;
    reading ??= read().finally(() => (reading = null));
    await reading;
  }

  const held = () => (now() - readAt > HOLD_MS ? null : known);

  return {
    keys: async () => {
      if (held() === null) await renew();
      else if (now() - readAt > REFRESH_MS) void renew();
      return held();
    },
    renewed: async () => {
      // a reading that began before may be too early
      await reading;
      await renew();
      return held();
    },
    problem: () => problem,
  };
}

/** Its message is a sentence. */
class IssuerError extends Error {}

async function readKeys(url: string): Promise<IssuerKeys> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const { issuer, jwks_uri: keysUrl } = await readMetadata(url, signal);
  if (typeof issuer !== 'string' || withoutSlash(issuer) !== withoutSlash(url))
    throw new IssuerError(
      `The metadata of ${url} is of the issuer ${JSON.stringify(issuer)?.slice(0, 200)}. Write that as OAUTH_ISSUER.`,
    );
  if (typeof keysUrl !== 'string' || !isWeb(keysUrl))
    throw new IssuerError(`The metadata of the issuer ${url} names no jwks_uri.`);
  const set = await readJson(keysUrl, signal);
  if (set === null) throw new IssuerError(`The keys of the issuer ${url} cannot be read from its jwks_uri.`);
  try {
    return { issuer, find: createLocalJWKSet(set as unknown as JSONWebKeySet) };
  } catch {
    throw new IssuerError(`What the jwks_uri of the issuer ${url} returns are no keys.`);
  }
}

/** That of OpenID Connect, else that of OAuth (RFC 8414). */
async function readMetadata(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const { origin, pathname } = new URL(url);
  const openId = `${withoutSlash(url)}/.well-known/openid-configuration`;
  const oauth = `${origin}/.well-known/oauth-authorization-server${withoutSlash(pathname)}`;
  const metadata = (await readJson(openId, signal)) ?? (await readJson(oauth, signal));
  if (metadata === null)
    throw new IssuerError(`The issuer ${url} has no metadata at ${openId} and none at ${oauth}.`);
  return metadata;
}

/** Null when the answer is no object. Rejects when there is no answer. */
async function readJson(url: string, signal: AbortSignal): Promise<Record<string, unknown> | null> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { Accept: 'application/json' } });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).byteLength;
    if (bytes > MAX_BYTES) return null; // leaving the loop ends the connection
    chunks.push(chunk as Uint8Array);
  }
  if (!response.ok) return null;
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isWeb(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
