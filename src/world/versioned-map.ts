/**
 * A map of which every version is a value. The next one shares with it all that did not change, so it costs what changed and not what there is;
 * and what differs between two is found without looking at what they share. What is put in together lies together.
 */
import type { ComparableMap } from '../record/changed-keys.ts';

/** Entries that are copied when one of them changes. */
const CHUNK = 64;
/** Below this many places nothing is gained by tidying up. */
const FEW = 1024;

type Entry<V> = readonly [string, V];
type Chunk<V> = readonly (Entry<V> | undefined)[];

/** In the order in which keys were first put in. */
export class VersionedMap<V> implements ComparableMap<V> {
  readonly size: number;
  // Shared by every version that came of the same first one: a key keeps its place, and one that a version does not have is empty there.
  readonly #places: Map<string, number>;
  readonly #chunks: readonly Chunk<V>[];

  private constructor(places: Map<string, number>, chunks: readonly Chunk<V>[], size: number) {
    this.#places = places;
    this.#chunks = chunks;
    this.size = size;
  }

  static from<V>(entries: Iterable<Entry<V>>): VersionedMap<V> {
    return new VersionedMap<V>(new Map(), [], 0).with(entries);
  }

  /** The next version; null takes a key out. */
  with(changes: Iterable<readonly [string, V | null]>): VersionedMap<V> {
    const places = this.#places;
    const chunks = [...this.#chunks];
    const own = new Map<number, (Entry<V> | undefined)[]>();
    let { size } = this;
    for (const [key, value] of changes) {
      let place = places.get(key);
      if (place === undefined) {
        if (value === null) continue;
        places.set(key, (place = places.size));
      }
      const number = Math.floor(place / CHUNK);
      const before = chunks[number]?.[place % CHUNK];
      if (before?.[1] === (value ?? undefined)) continue;
      let chunk = own.get(number);
      if (chunk === undefined) {
        chunk = chunks[number]?.slice() ?? Array.from({ length: CHUNK }, () => undefined);
        own.set(number, chunk);
        while (chunks.length < number) chunks.push([]);
        chunks[number] = chunk;
      }
      chunk[place % CHUNK] = value === null ? undefined : [key, value];
      size += (value === null ? 0 : 1) - (before === undefined ? 0 : 1);
    }
    if (own.size === 0) return this;
    const next = new VersionedMap(places, chunks, size);
    // keys that come and never come back would fill the memory
    return places.size > FEW && places.size > 2 * size ? VersionedMap.from(next) : next;
  }

  /** How many keys have a place; to prove that nothing piles up. */
  get slotCount(): number {
    return this.#places.size;
  }

  get(key: string): V | undefined {
    return this.#entry(key)?.[1];
  }

  has(key: string): boolean {
    return this.#entry(key) !== undefined;
  }

  #entry(key: string): Entry<V> | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#chunks[Math.floor(place / CHUNK)]?.[place % CHUNK];
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

  /** The keys whose values are not the same in both; null when they have too little in common to tell without looking at everything. */
  changedKeys(other: ReadonlyMap<string, V>): string[] | null {
    if (!(other instanceof VersionedMap) || this.#places !== other.#places) return null;
    const keys: string[] = [];
    for (let number = 0; number < Math.max(this.#chunks.length, other.#chunks.length); number++) {
      const [chunk, beside] = [this.#chunks[number] ?? [], other.#chunks[number] ?? []];
      if (chunk === beside) continue;
      for (let index = 0; index < CHUNK; index++) {
        const [entry, its] = [chunk[index], beside[index]];
        if (entry !== its && entry?.[1] !== its?.[1]) keys.push((entry ?? its)![0]);
      }
    }
    return keys;
  }
}
