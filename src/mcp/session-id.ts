/** Ids of sessions: random, and signed, so that after a restart one that we gave is told from one that somebody made up. */
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface SessionIds {
  create: () => string;
  isOurs: (id: string) => boolean;
}

const RANDOM_BYTES = 18;
const SIGNATURE_BYTES = 18;

/** An id is good for the key it was opened with, and for no other. */
export function createSessionIds(signingKey: Uint8Array, apiKey: string): SessionIds {
  const key = createHmac('sha256', signingKey)
    .update(hash('sha256', apiKey, 'buffer'))
    .digest();
  const sign = (random: string) =>
    createHmac('sha256', key).update(random).digest().subarray(0, SIGNATURE_BYTES);
  return {
    create: () => {
      const random = randomBytes(RANDOM_BYTES).toString('base64url');
      return `${random}.${sign(random).toString('base64url')}`;
    },
    isOurs: (id) => {
      const [, random, signature] = /^([\w-]{24})\.([\w-]{24})$/.exec(id) ?? [];
      if (random === undefined || signature === undefined) return false;
      return timingSafeEqual(Buffer.from(signature, 'base64url'), sign(random));
    },
  };
}
