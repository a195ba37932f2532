/** Memoises one result per immutable object; recomputed only when one of the other inputs changes. Forgotten with the object. */
export function createMemo<K extends object, T>() {
  const results = new WeakMap<K, { inputs: readonly unknown[]; result: T }>();
  return (value: K, inputs: readonly unknown[], compute: () => T): T => {
    const known = results.get(value);
    if (known !== undefined && known.inputs.every((input, index) => input === inputs[index]))
      return known.result;
    const result = compute();
    results.set(value, { inputs, result });
    return result;
  };
}
