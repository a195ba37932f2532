/** Values of labels: names come from the network, and one of them must not spoil a scrape. */

const MAX_LENGTH = 128;
// controls, line breaks, what turns the direction of text, half surrogate pairs
const UNSAFE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** Null is the empty value, which to Prometheus is no label at all. */
export function clean(text: string | null): string {
  if (text === null) return '';
  const safe = text.replace(UNSAFE, '');
  // half a character would be no UTF-8
  return safe.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}
