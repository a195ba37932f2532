/** What differs between something recorded and the same thing now. What is new now is no difference. */

/** True where two values mean the same although they differ; `path` is dotted. */
export type IsSame = (path: string, recorded: unknown, current: unknown) => boolean;

export function differences(
  recorded: unknown,
  current: unknown,
  isSame: IsSame = () => false,
  path = '',
): string[] {
  if (Object.is(recorded, current) || isSame(path, recorded, current)) return [];
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(recorded) && Array.isArray(current)) {
    const extra =
      current.length > recorded.length ? [`${path}: ${current.length - recorded.length} more`] : [];
    const missing = recorded.flatMap((item, index) => differences(item, current[index], isSame, at(index)));
    return [...missing, ...extra];
  }
  if (isObject(recorded) && isObject(current))
    return Object.entries(recorded).flatMap(([key, value]) =>
      differences(value, current[key], isSame, at(key)),
    );
  return [`${path}: ${shorten(recorded)} → ${shorten(current)}`];
}

/** Entries of `current` that the recording has not. */
export function additions(recorded: Iterable<string>, current: Iterable<string>): string[] {
  const known = new Set(recorded);
  return [...current].filter((entry) => !known.has(entry));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
