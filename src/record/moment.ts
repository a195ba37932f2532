/** A moment in a query: a time, or a duration before now. */
import { z } from 'zod';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AGO = /^(\d{1,6})(s|m|h|d)$/;
// no event is older, and an answer cannot hold a year of more than four digits
const [FIRST, LAST] = [0, Date.UTC(9999, 11, 31)];
// in a query string, the plus sign of an offset is a space
const TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?)?(Z|[+ -]\d{2}:\d{2})?)?)?)?$/;
/** As dashboards and JavaScript write a time. Fewer digits may be seconds. */
const EPOCH_MS = /^\d{12,14}$/;

export const momentSchema = z
  .string()
  .max(40)
  .refine(
    (text) => toMoment(text, 0) !== null,
    'is not a time; write it like 2026-01-31T18:00:00Z, 24h for that long ago (s, m, h or d), or as epoch milliseconds',
  );

/**
 * Epoch milliseconds of "2026-01-31T18:00:00Z" or its beginning ("2026-01-31", midnight), "24h" (before `now`) or "1795155600000", from 1970
 * to 9999; null for anything else. A time without an offset is in UTC.
 */
export function toMoment(text: string, now: number): number | null {
  const agoMs = toDurationMs(text);
  if (agoMs !== null) return within(now - agoMs);
  const at = EPOCH_MS.test(text) ? Number(text) : parseTime(text);
  return Number.isNaN(at) ? null : within(at);
}

function parseTime(text: string): number {
  const parts = TIME.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] = parts;
  // 31 February and 24:00 would be read as another day
  if (Number(hour) > 23 || Number(day) > daysIn(Number(year), Number(month))) return Number.NaN;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone.replace(' ', '+')}`);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Of "24h"; null for anything else. */
export function toDurationMs(text: string): number | null {
  const [, count, unit] = AGO.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNITS[unit as keyof typeof UNITS];
}

function within(at: number): number {
  return Math.min(Math.max(at, FIRST), LAST);
}
