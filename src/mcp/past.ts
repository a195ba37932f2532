/** How far back a question goes that does not say, and times as lines tell them. */

export const DEFAULT_SINCE = '24h';
export const DEFAULT_SPAN_MS = 24 * 60 * 60_000;

/** "2026-01-31 18:00:05" of an ISO time. */
export function toSecond(time: string): string {
  return time.slice(0, 19).replace('T', ' ');
}

/** "2026-01-31 18:00–19:30", with the day again only when it is another; open while it lasts. */
export function toStretch(from: string, to: string | null): string {
  const begin = from.slice(0, 16).replace('T', ' ');
  if (to === null) return `${begin}–now`;
  const isSameDay = to.slice(0, 10) === from.slice(0, 10);
  return `${begin}–${isSameDay ? to.slice(11, 16) : to.slice(5, 16).replace('T', ' ')}`;
}
