/** The keys of one interface: several at a time, so that one can be replaced while the other is still in use. */
import { hash, timingSafeEqual } from 'node:crypto';

/** What a key may do, where it is valid. `approve`: also what changes something. */
export const rights = ['read', 'query', 'propose', 'approve'] as const;
export type Right = (typeof rights)[number];

export interface AccessKey {
  /** Its configured name, for the log; null without one. */
  readonly name: string | null;
  /** The key itself; null where only its digest is configured. */
  readonly plain: string | null;
  /** SHA-256 in lower-case hex digits. */
  readonly digest: string;
  readonly may: readonly Right[];
  /** It stands for the subject of an OAuth token. */
  readonly isToken?: true;
}

const READS: readonly Right[] = ['read'];

export function plainKey(plain: string, name: string | null = null): AccessKey {
  return { name, plain, digest: hash('sha256', plain), may: READS };
}

/** A key of which only the digest is known. */
export function digestKey(digest: string, name: string | null): AccessKey {
  return { name, plain: null, digest, may: READS };
}

/**
 * Returns a function that finds the key of a header value (one character per byte); null when there is none. It compares every key, in a
 * time that depends on the length of the value and on nothing else of it.
 */
export function createKeyRing(keys: readonly AccessKey[]): (presented: string) => AccessKey | null {
  const tests = keys.map((key) => ({
    key,
    matches: key.plain === null ? createDigestTest(key) : createTextTest(key.plain),
  }));
  return (presented) => {
    let found: AccessKey | null = null;
    for (const { key, matches } of tests) if (matches(presented)) found = key;
    return found;
  };
}

function createDigestTest({ digest }: AccessKey): (presented: string) => boolean {
  const expected = Buffer.from(digest, 'hex');
  return (presented) => timingSafeEqual(hash('sha256', Buffer.from(presented, 'latin1'), 'buffer'), expected);
}

// Comparing digests would hide the length too, and cost a third of what answering 304 does.
function createTextTest(plain: string): (presented: string) => boolean {
  const expected = Buffer.from(plain);
  const bytes = Buffer.alloc(expected.length);
  return (presented) => {
    if (presented.length !== expected.length) return false;
    bytes.write(presented, 'latin1');
    return timingSafeEqual(bytes, expected);
  };
}
