/** The entries in which two maps differ, so that a reader of snapshots visits only those. */

/** A map that is compared with another version of itself without visiting the entries both share. */
export interface ComparableMap<V> extends ReadonlyMap<string, V> {
  /** The keys that were added, removed or given another value; null when the maps are not comparable. */
  changedKeys: (other: ReadonlyMap<string, V>) => string[] | null;
}

/** The keys that were added, removed or given another value, in no particular order. */
export function changedKeys<V>(a: ReadonlyMap<string, V>, b: ReadonlyMap<string, V>): string[] {
  if (a === b) return [];
  const keys = isComparable(a) ? a.changedKeys(b) : null;
  return keys ?? [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

function isComparable<V>(map: ReadonlyMap<string, V>): map is ComparableMap<V> {
  return 'changedKeys' in map;
}
