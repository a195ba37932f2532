/** Ids of sessions: random and signed, so that an id issued before a restart differs from an invented one. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface SessionIds {
  create: (keyDigest: string) => string;
  isOurs: (id: string, keyDigest: string) => boolean;
}

const RANDOM_BYTES = 18;
const SIGNATURE_BYTES = 18;

/** An id is valid only with the key that opened the session. */
export function createSessionIds(signingKey: Uint8Array): SessionIds {
  const sign = (random: string, keyDigest: string) => {
    const key = createHmac('sha256', signingKey).update(Buffer.from(keyDigest, 'hex')).digest();
    return createHmac('sha256', key).update(random).digest().subarray(0, SIGNATURE_BYTES);
  };
  return {
    create: (keyDigest) => {
      const random = randomBytes(RANDOM_BYTES).toString('base64url');
      return `${random}.${sign(random, keyDigest).toString('base64url')}`;
    },
    isOurs: (id, keyDigest) => {
      const [, random, signature] = /^([\w-]{24})\.([\w-]{24})$/.exec(id) ?? [];
      if (random === undefined || signature === undefined) return false;
      return timingSafeEqual(Buffer.from(signature, 'base64url'), sign(random, keyDigest));
    },
  };
}
