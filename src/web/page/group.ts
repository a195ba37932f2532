/** Groups by key, in the order in which the keys first appear. */
export function groupBy<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const own = groups.get(keyOf(thing));
    if (own === undefined) groups.set(keyOf(thing), [thing]);
    else own.push(thing);
  }
  return groups;
}
