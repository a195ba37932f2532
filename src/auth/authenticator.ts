/** One door of the service: which keys open it, how often each may ask, and what becomes of wrong ones. Knows no protocol but two headers. */
import { type AccessKey, createKeyRing } from './access-key.ts';
import { type Attempts, createAttempts } from './failed-attempts.ts';
import { createBucket, type Take } from './token-bucket.ts';
import { networkOf } from './client-address.ts';

export type Passage =
  | { readonly presented: 'right'; readonly key: AccessKey }
  | { readonly presented: 'none' }
  /** `waitMs`: 0, or too many wrong keys came from there, and this is when another may. */
  | { readonly presented: 'wrong'; readonly waitMs: number };

export interface Presenting {
  authorization: string | null | undefined;
  /** X-API-Key. */
  apiKey: string | null | undefined;
  /** Of the client, as `client-address.ts` finds it. */
  address: string;
}

export interface Door {
  /**
   * The key as a bearer token or in X-API-Key. Whoever sends both must be right in both. Another authorization scheme is no key, since
   * a proxy in front may need one for itself. Where too many wrong keys come from, no key is looked at, or guessing would go on as before;
   * but where a right one came from already, all are, or anybody could lock out who shares his address.
   */
  open: (presenting: Presenting) => Passage;
  /** Counts requests with this key; above its rate, the milliseconds until there may be another, else 0. */
  take: (key: AccessKey, count?: number) => number;
}

export interface DoorOptions {
  keys: readonly AccessKey[];
  /** Shared by all doors. */
  attempts?: Attempts;
  /** Of each key; null for any number. */
  requestsPerMinute?: number | null;
  /** Monotonic. */
  now?: () => number;
}

const NONE: Passage = { presented: 'none' };
/** Only who has a key adds to them, but he may have many addresses. */
const MAX_FAMILIAR = 10_000;

export function createDoor({
  keys,
  attempts = createAttempts(),
  requestsPerMinute = null,
  now = () => performance.now(),
}: DoorOptions): Door {
  const find = createKeyRing(keys);
  const passages = new Map(keys.map((key) => [key, { presented: 'right', key } as const]));
  const rates = new Map<AccessKey, Take>(
    requestsPerMinute === null ? [] : keys.map((key) => [key, createBucket(requestsPerMinute, now)]),
  );
  /** Networks that a right key came from. */
  const familiar = new Set<string>();

  function welcome(network: string): void {
    const [oldest] = familiar.size >= MAX_FAMILIAR ? familiar : [];
    if (oldest !== undefined) familiar.delete(oldest);
    familiar.add(network);
  }

  return {
    open: ({ authorization, apiKey, address }) => {
      const bearer = bearerOf(authorization);
      const presented = bearer ?? apiKey;
      if (presented == null) return NONE;
      const network = networkOf(address);
      const isFamiliar = familiar.has(network);
      const waitMs = isFamiliar ? 0 : attempts.waitMs(network);
      if (waitMs > 0) return { presented: 'wrong', waitMs };
      const found = find(presented);
      // with both of them, each must be right
      const isRight = found !== null && (bearer == null || apiKey == null || find(apiKey) !== null);
      if (!isRight) return { presented: 'wrong', waitMs: attempts.fail(network) };
      if (!isFamiliar) welcome(network);
      return passages.get(found)!;
    },
    take: (key, count) => rates.get(key)?.(count) ?? 0,
  };
}

function bearerOf(authorization: string | null | undefined): string | undefined {
  return authorization == null ? undefined : /^bearer +(.*)$/i.exec(authorization)?.[1];
}
