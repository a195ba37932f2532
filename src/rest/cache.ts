/** Answers of the current snapshot by what was asked, character for character. A new snapshot forgets them all. */
import type { Snapshot } from '../record/snapshot.ts';
import type { Body } from '../http/body.ts';

const MAX_ENTRIES = 500;
/** Of plain bytes; the compressed ones come on top and are far fewer. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface Cache {
  find: (snapshot: Snapshot, url: string) => Body | undefined;
  keep: (snapshot: Snapshot, url: string, body: Body) => void;
}

/** When full, the oldest answers make room; one that alone is too large is not kept. */
export function createCache(maxEntries = MAX_ENTRIES, maxBytes = MAX_BYTES): Cache {
  const entries = new Map<string, Body>();
  let of: Snapshot | null = null;
  let byteCount = 0;

  const forget = (url: string, body: Body) => {
    entries.delete(url);
    byteCount -= sizeOf(url, body);
  };

  return {
    find: (snapshot, url) => (snapshot === of ? entries.get(url) : undefined),
    keep: (snapshot, url, body) => {
      if (snapshot !== of) {
        of = snapshot;
        entries.clear();
        byteCount = 0;
      }
      const size = sizeOf(url, body);
      if (size > maxBytes || entries.has(url)) return;
      for (const [oldest, old] of entries) {
        if (entries.size < maxEntries && byteCount + size <= maxBytes) break;
        forget(oldest, old);
      }
      entries.set(url, body);
      byteCount += size;
    },
  };
}

function sizeOf(url: string, body: Body): number {
  return url.length + body.bytes.length;
}
