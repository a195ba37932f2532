/** Who may pass. Knows the key only as a digest. */
import { hash, timingSafeEqual } from 'node:crypto';

export type Presented = 'right' | 'wrong' | 'none';

/** The key as a bearer token or in X-API-Key; whoever sends both must be right in both. */
export function createKeyCheck(apiKey: string): (headers: Headers) => Presented {
  const expected = hash('sha256', apiKey, 'buffer');
  // header values arrive as one character per byte
  const isRight = (key: string) =>
    timingSafeEqual(hash('sha256', Buffer.from(key, 'latin1'), 'buffer'), expected);
  return (headers) => {
    const bearer = /^bearer +(.*)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
    const keys = [bearer, headers.get('x-api-key')].filter((key) => key !== null);
    if (keys.length === 0) return 'none';
    return keys.every(isRight) ? 'right' : 'wrong';
  };
}
