/** Merges fetched records into the previous ones: an equal record stays the same object, so that only changes are rendered. */

/** The previous list when all is equal; otherwise a new list with the equal records of the previous one. */
export function keepEqual<T extends object>(
  previous: readonly T[],
  next: readonly T[],
  idOf: (record: T) => string,
): readonly T[] {
  const known = new Map(previous.map((record) => [idOf(record), record]));
  const kept = next.map((record) => {
    const before = known.get(idOf(record));
    return before !== undefined && isEqual(before, record) ? before : record;
  });
  const isSame = kept.length === previous.length && kept.every((record, index) => record === previous[index]);
  return isSame ? previous : kept;
}

export function keepEqualMap<T extends object>(
  previous: ReadonlyMap<string, T>,
  next: readonly T[],
  idOf: (record: T) => string,
): ReadonlyMap<string, T> {
  const before = [...previous.values()];
  const kept = keepEqual(before, next, idOf);
  return kept === before ? previous : new Map(kept.map((record) => [idOf(record), record]));
}

/** Deep equality of JSON values. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), b as Record<string, unknown>];
  return (
    left.length === Object.keys(right).length && left.every(([name, value]) => isEqual(value, right[name]))
  );
}
