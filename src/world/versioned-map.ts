/**
 * A map whose versions share what they have in common. A new version costs as much as has changed, and two versions are compared without
 * visiting what they share. Keys that are added together are stored together.
 */
import type { ComparableMap } from '../record/changed-keys.ts';

/** Entries that are copied when one of them changes. */
const CHUNK = 64;
/** Below this number of slots, rebuilding saves nothing. */
const FEW = 1024;

type Entry<V> = readonly [string, V];
type Chunk<V> = readonly (Entry<V> | undefined)[];

/**
 * The slot of each key. **Mutable, and shared by every version that descends from the same first one**: `with` adds new keys to it, also
 * for the older versions, in whose chunks that slot is empty. A key keeps its slot until the map is rebuilt.
 */
type SharedSlots = Map<string, number>;

/**
 * Iterates in the order in which the keys were first added. A version never changes for its readers, but it is no deep value: see
 * `SharedSlots`. Only one thread may hold it, and it must not be frozen.
 */
export class VersionedMap<V> implements ComparableMap<V> {
  readonly size: number;
  readonly #slots: SharedSlots;
  readonly #chunks: readonly Chunk<V>[];

  private constructor(slots: SharedSlots, chunks: readonly Chunk<V>[], size: number) {
    this.#slots = slots;
    this.#chunks = chunks;
    this.size = size;
  }

  static from<V>(entries: Iterable<Entry<V>>): VersionedMap<V> {
    return new VersionedMap<V>(new Map(), [], 0).with(entries);
  }

  /** The next version; null removes a key. This version keeps its entries. The same version where nothing differs. */
  with(changes: Iterable<readonly [string, V | null]>): VersionedMap<V> {
    const slots = this.#slots;
    const chunks = [...this.#chunks];
    const own = new Map<number, (Entry<V> | undefined)[]>();
    let { size } = this;
    for (const [key, value] of changes) {
      let slot = slots.get(key);
      if (slot === undefined) {
        if (value === null) continue;
        slots.set(key, (slot = slots.size));
      }
      const number = Math.floor(slot / CHUNK);
      const before = chunks[number]?.[slot % CHUNK];
      if (before?.[1] === (value ?? undefined)) continue;
      let chunk = own.get(number);
      if (chunk === undefined) {
        chunk = chunks[number]?.slice() ?? Array.from({ length: CHUNK }, () => undefined);
        own.set(number, chunk);
        while (chunks.length < number) chunks.push([]);
        chunks[number] = chunk;
      }
      chunk[slot % CHUNK] = value === null ? undefined : [key, value];
      size += (value === null ? 0 : 1) - (before === undefined ? 0 : 1);
    }
    if (own.size === 0) return this;
    const next = new VersionedMap(slots, chunks, size);
    // removed keys keep their slots: without a rebuild they would fill the memory
    return slots.size > FEW && slots.size > 2 * size ? VersionedMap.from(next) : next;
  }

  /** Number of slots, those of removed keys included. Tests use it to prove that removed keys do not pile up. */
  get slotCount(): number {
    return this.#slots.size;
  }

  get(key: string): V | undefined {
    return this.#entry(key)?.[1];
  }

  has(key: string): boolean {
    return this.#entry(key) !== undefined;
  }

  #entry(key: string): Entry<V> | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#chunks[Math.floor(slot / CHUNK)]?.[slot % CHUNK];
  }

  *entries(): MapIterator<[string, V]> {
    for (const chunk of this.#chunks)
      for (const entry of chunk) if (entry !== undefined) yield entry as [string, V];
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  /** The keys that were added, removed or given another value; null when `other` is not a version of this map. */
  changedKeys(other: ReadonlyMap<string, V>): string[] | null {
    if (!(other instanceof VersionedMap) || this.#slots !== other.#slots) return null;
    const keys: string[] = [];
    for (let number = 0; number < Math.max(this.#chunks.length, other.#chunks.length); number++) {
      const [chunk, others] = [this.#chunks[number] ?? [], other.#chunks[number] ?? []];
      if (chunk === others) continue;
      for (let index = 0; index < CHUNK; index++) {
        const [entry, theirs] = [chunk[index], others[index]];
        if (entry !== theirs && entry?.[1] !== theirs?.[1]) keys.push((entry ?? theirs)![0]);
      }
    }
    return keys;
  }
}
