/** A moment in a query: a time, or a duration before now. */
import { z } from 'zod';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(\d{1,6})(s|m|h|d)$/;
// no event is older, and an answer cannot hold a year of more than four digits
const [FIRST, LAST] = [0, Date.UTC(9999, 11, 31)];
// in a query string, the plus sign of an offset is a space
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:\d{2}))?$/;

export const momentSchema = z
  .string()
  .max(40)
  .refine(
    (text) => toMoment(text, 0) !== null,
    'is not a time; write it like 2026-01-31T18:00:00Z, or 24h for that long ago (s, m, h or d)',
  );

/**
 * Epoch milliseconds of "2026-01-31T18:00:00Z", "2026-01-31" (midnight, UTC) or "24h" (before `now`), from 1970 to 9999; null for anything
 * else.
 */
export function toMoment(text: string, now: number): number | null {
  const agoMs = toDurationMs(text);
  if (agoMs !== null) return within(now - agoMs);
  const at = TIME.test(text) ? Date.parse(text.replace(' ', '+')) : Number.NaN;
  return Number.isNaN(at) ? null : within(at);
}

/** Of "24h"; null for anything else. */
export function toDurationMs(text: string): number | null {
  const [, count, unit] = AGO.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNITS[unit as keyof typeof UNITS];
}

function within(at: number): number {
  return Math.min(Math.max(at, FIRST), LAST);
}
