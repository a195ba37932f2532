/** What was made of a value that never changes is not made again, as long as there is that value and the rest it was made of is the same. */
export function createOnce<K extends object, T>() {
  const made = new WeakMap<K, { of: readonly unknown[]; result: T }>();
  return (value: K, of: readonly unknown[], make: () => T): T => {
    const known = made.get(value);
    if (known !== undefined && known.of.every((part, index) => part === of[index])) return known.result;
    const result = make();
    made.set(value, { of, result });
    return result;
  };
}
