/** Who may pass. */
import { timingSafeEqual } from 'node:crypto';
import type { Asked } from './frame.ts';
import type { Problem } from './problem.ts';

export type Presented = 'right' | 'wrong' | 'none';

/**
 * The key as a bearer token or in X-API-Key. Whoever sends both must be right in both. Another authorization scheme is no key, since
 * a proxy in front may need one for itself.
 */
export function createKeyCheck(apiKey: string): (asked: Asked) => Presented {
  const isRight = createComparison(apiKey);
  return (asked) => {
    const bearer = bearerOf(asked.headers.authorization);
    const header = asked.headers['x-api-key'];
    if (bearer === undefined && header === undefined) return 'none';
    const right = (bearer === undefined || isRight(bearer)) && (header === undefined || isRight(header));
    return right ? 'right' : 'wrong';
  };
}

// Takes the same time whatever was presented, but for its length. Comparing digests would hide that too, and cost a third of what
// answering 304 does.
function createComparison(apiKey: string): (presented: string) => boolean {
  const expected = Buffer.from(apiKey);
  const bytes = Buffer.alloc(expected.length);
  return (presented) => {
    if (presented.length !== expected.length) return false;
    bytes.write(presented, 'latin1'); // a header value has one character per byte
    return timingSafeEqual(bytes, expected);
  };
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^bearer +(.*)$/i.exec(authorization)?.[1];
}

export function unauthorized(presented: 'wrong' | 'none'): Problem {
  return {
    status: 401,
    detail:
      presented === 'none'
        ? 'This needs the API key, as "Authorization: Bearer <key>" or "X-API-Key: <key>".'
        : 'That is not the API key of the REST interface.',
    headers: { 'WWW-Authenticate': 'Bearer realm="mikrotik-presence"' },
  };
}

/** No key, no door. */
export const restIsOff: Problem = {
  status: 404,
  detail: 'REST is off, because this service was started without API_KEY.',
};
