/** OAuth tokens of one issuer (JWT) to what their subject may do. Signature first, then issuer, audience and time; scopes become rights. */
import { hash } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyOptions } from 'jose';
import type { AccessKey, Right } from './access-key.ts';
import type { Issuer, IssuerKeys } from './issuer.ts';

export type TokenResult =
  | { readonly status: 'valid'; readonly key: AccessKey }
  /** `reason`: a sentence. `isUnchecked`: for want of the issuer's keys. */
  | { readonly status: 'invalid'; readonly reason: string; readonly isUnchecked: boolean };

export type CheckToken = (token: string) => Promise<TokenResult>;

export interface TokenCheckOptions {
  issuer: Issuer;
  /** As configured; its own spelling may end in a slash. */
  issuerUrl: string;
  audience: string;
  /** Epoch ms. */
  now?: () => number;
}

/** What each scope allows. No scope allows to approve. */
export const scopes = {
  'presence:read': 'read',
  'presence:query': 'query',
  'presence:propose': 'propose',
} as const satisfies Record<string, Right>;

/** Signatures with a key pair only: with a shared secret, whoever can read the public key could sign. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const SKEW_SECONDS = 60;
const MAX_NAME_LENGTH = 128;

/** Three parts, of which the last may be empty. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

export function createTokenCheck(options: TokenCheckOptions): CheckToken {
  const { issuer, issuerUrl, audience, now = Date.now } = options;

  async function verify(token: string, keys: IssuerKeys): Promise<JWTPayload> {
    const rules: JWTVerifyOptions = {
      issuer: keys.issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now()),
    };
    try {
      return checkedType(await jwtVerify(token, keys.find, rules));
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      // without a kid, each key of the algorithm is tried
      for await (const key of error) {
        try {
          return checkedType(await jwtVerify(token, key, rules));
        } catch (failure) {
          if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
        }
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  }

  /** A key that is not known may be new. */
  async function verifyWithNewest(token: string, keys: IssuerKeys): Promise<JWTPayload> {
    try {
      return await verify(token, keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await issuer.renewed();
      if (newer === null || newer === keys) throw error;
      return verify(token, newer);
    }
  }

  const refuse = (reason: string, isUnchecked = false): TokenResult => ({
    status: 'invalid',
    reason,
    isUnchecked,
  });

  return async (token) => {
    const claimed = issuerIn(token);
    if (claimed === null) return refuse('The token is no JWT.');
    if (withoutSlash(claimed) !== withoutSlash(issuerUrl))
      return refuse(`The token is of another issuer than ${issuerUrl}.`);
    const keys = await issuer.keys();
    if (keys === null) return refuse(`${issuer.problem() ?? NO_KEYS} The token cannot be checked.`, true);
    try {
      return { status: 'valid', key: subjectOf(await verifyWithNewest(token, keys)) };
    } catch (error) {
      const problem = error instanceof errors.JWKSNoMatchingKey ? issuer.problem() : null;
      return problem === null
        ? refuse(reasonOf(error, audience))
        : refuse(`No known key of the issuer has signed the token. ${problem}`, true);
    }
  };
}

const NO_KEYS = 'The keys of the issuer are not known yet.';

function issuerIn(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    return null;
  }
}

class WrongType extends Error {}

/** Issuers sign other things than access tokens with the same keys. */
function checkedType({ payload, protectedHeader }: Awaited<ReturnType<typeof jwtVerify>>): JWTPayload {
  const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt';
  if (type !== 'jwt' && type !== 'at+jwt') throw new WrongType();
  return payload;
}

/** The subject in place of a key. Its name is for the log, and no configured key can have it. */
function subjectOf({ iss, sub, ...claims }: JWTPayload): AccessKey {
  const granted = new Set([claims['scope'], claims['scp']].flatMap(wordsOf));
  return {
    name: `oauth:${sub!.replaceAll(/\p{C}/gu, '').slice(0, MAX_NAME_LENGTH)}`,
    plain: null,
    digest: hash('sha256', JSON.stringify([iss, sub])),
    may: Object.entries(scopes).flatMap(([scope, right]) => (granted.has(scope) ? [right] : [])),
    isToken: true,
  };
}

/** Of a list, or of a text with spaces. */
function wordsOf(claim: unknown): string[] {
  const texts: unknown[] = Array.isArray(claim) ? claim : [claim];
  return texts.flatMap((text) => (typeof text === 'string' ? text.split(' ') : []));
}

function reasonOf(error: unknown, audience: string): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (reason === 'missing') return `The token has no ${claim}.`;
    if (claim === 'aud') return `The token is for another audience than ${audience}.`;
    if (claim === 'iss') return 'The token is of another issuer.';
    return claim === 'nbf' ? 'The token is not valid yet.' : `The token has a wrong ${claim}.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is not signed with a key pair, such as RS256 or ES256.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'No key of the issuer has signed the token.';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong.';
  if (error instanceof WrongType) return 'The token is no access token.';
  return 'The token is no valid JWT.';
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
