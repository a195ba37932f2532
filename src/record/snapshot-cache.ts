/** Keeps what was made of the current snapshot, by key. A new snapshot discards all of it. */
import type { Snapshot } from './snapshot.ts';

export interface SnapshotCache<V> {
  /** Undefined if nothing is kept for this snapshot and key. */
  find: (snapshot: Snapshot, key: string) => V | undefined;
  keep: (snapshot: Snapshot, key: string, value: V) => void;
}

export interface SnapshotCacheOptions<V> {
  maxEntries: number;
  maxBytes?: number;
  /** Size of an entry, in bytes. */
  sizeOf?: (key: string, value: V) => number;
}

/** When it is full, the oldest entries make room. An entry larger than the whole cache is not kept. */
export function createSnapshotCache<V>({
  maxEntries,
  maxBytes = Infinity,
  sizeOf = () => 0,
}: SnapshotCacheOptions<V>): SnapshotCache<V> {
  const entries = new Map<string, V>();
  let current: Snapshot | null = null;
  let byteCount = 0;

  return {
    find: (snapshot, key) => (snapshot === current ? entries.get(key) : undefined),
    keep: (snapshot, key, value) => {
      if (snapshot !== current) {
        current = snapshot;
        entries.clear();
        byteCount = 0;
      }
      const size = sizeOf(key, value);
      if (size > maxBytes || entries.has(key)) return;
      for (const [oldestKey, oldest] of entries) {
        if (entries.size < maxEntries && byteCount + size <= maxBytes) break;
        entries.delete(oldestKey);
        byteCount -= sizeOf(oldestKey, oldest);
      }
      entries.set(key, value);
      byteCount += size;
    },
  };
}
