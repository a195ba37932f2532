/** Memoises one result per immutable object; recomputed only when one of the other inputs changes. Forgotten with the object. */
export function createMemo<K extends object, T>() {
  const results = new WeakMap<K, { inputs: readonly unknown[]; result: T }>();
  /** The known result; undefined where there is none for these inputs. */
  const last = (value: K, inputs: readonly unknown[]): T | undefined => {
    const known = results.get(value);
    return known?.inputs.every((input, index) => input === inputs[index]) === true ? known.result : undefined;
  };
  const memo = (value: K, inputs: readonly unknown[], compute: () => T): T => {
    const known = last(value, inputs);
    if (known !== undefined) return known;
    const result = compute();
    results.set(value, { inputs, result });
    return result;
  };
  return Object.assign(memo, { last });
}
