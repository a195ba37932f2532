/** The default time range of questions about the past, and times in lines of text. */

export const DEFAULT_SINCE = '24h';
export const DEFAULT_SPAN_MS = 24 * 60 * 60_000;

/** "2026-01-31 18:00:05" of an ISO time. */
export function toSecond(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** "2026-01-31 18:00–19:30", with the second date only when it differs. A null `to` is "now". */
export function toTimeRange(from: string, to: string | null): string {
  const begin = from.slice(0, 16).replace('T', ' ');
  if (to === null) return `${begin}–now`;
  const isSameDay = to.slice(0, 10) === from.slice(0, 10);
  return `${begin}–${isSameDay ? to.slice(11, 16) : to.slice(5, 16).replace('T', ' ')}`;
}
