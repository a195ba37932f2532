/** One RouterOS object as received, and its properties. */
import { cleanText } from './text.ts';

/** Values are strings on every router seen; other types are not relied on. Unset properties are missing. */
export type Row = Readonly<Record<string, unknown>>;

/** The property as sent; null when it is missing, empty or not text. A number or boolean counts as its text. */
export function raw(row: Row, key: string): string | null {
  if (!Object.hasOwn(row, key)) return null;
  const value = row[key];
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The property as text that is safe to show; null when it is missing or nothing of it is visible. */
export function text(row: Row, key: string): string | null {
  const value = raw(row, key);
  return value === null ? null : cleanText(value);
}
