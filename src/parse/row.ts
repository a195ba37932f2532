/** One RouterOS object as received, and text taken from it. Text from the network is untrusted and is cleaned here, once. */

/** Values are strings on every router seen, but that is not relied on. Unset properties are missing. */
export type Row = Readonly<Record<string, unknown>>;

/** The raw property; null when it is missing, empty or not text. Numbers and booleans, which a later release may send, count as text. */
export function raw(row: Row, key: string): string | null {
  if (!Object.hasOwn(row, key)) return null;
  const value = row[key];
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** The property as text that is safe to show; see `cleanText`. */
export function text(row: Row, key: string): string | null {
  const value = raw(row, key);
  return value === null ? null : cleanText(value);
}

export const MAX_TEXT_LENGTH = 128;

// C0, DEL, C1, line and paragraph separators, BOM; then the characters that reorder what a reader sees
// biome-ignore format: one class per line reads better
const UNSAFE = new RegExp('[\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uFEFF' + '\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]', 'g');

/** Control and bidi-override characters out, trimmed, at most 128 characters, never half a surrogate pair; null when nothing is left. */
export function cleanText(value: string): string | null {
  const cleaned = value
    .slice(0, 16 * MAX_TEXT_LENGTH)
    .toWellFormed()
    .replace(UNSAFE, '')
    .trim();
  if (cleaned.length <= MAX_TEXT_LENGTH) return cleaned === '' ? null : cleaned;
  return Array.from(cleaned).slice(0, MAX_TEXT_LENGTH).join('').trim();
}
