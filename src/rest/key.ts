/** What a request without a valid key is answered. Which keys are valid is decided by the authenticator. */
import type { AuthResult } from '../auth/authenticator.ts';
import type { Problem } from '../http/problem.ts';

export function refusalOf(result: Exclude<AuthResult, { status: 'valid' }>): Problem {
  if (result.status === 'missing')
    return unauthorized('This needs the API key, as "Authorization: Bearer <key>" or "X-API-Key: <key>".');
  if (result.waitMs === 0) return unauthorized('That is not the API key of the REST interface.');
  return tooMany('Too many wrong keys came from this address.', result.waitMs);
}

/** For a valid key that exceeds its rate. */
export function tooOften(waitMs: number): Problem {
  return tooMany('This key has asked as often as it may for now (RATE_LIMIT).', waitMs);
}

function unauthorized(detail: string): Problem {
  return { status: 401, detail, headers: { 'WWW-Authenticate': 'Bearer realm="mikrotik-presence"' } };
}

function tooMany(sentence: string, waitMs: number): Problem {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return {
    status: 429,
    detail: `${sentence} Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
  };
}

export const restIsOff: Problem = {
  status: 404,
  detail: 'REST is off, because this service was started without API_KEY.',
};
