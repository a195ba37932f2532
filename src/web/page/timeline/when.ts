/** A moment as people write it, such as "3 am" or "Monday 14:30". */
import { addDays, fromLocal, toDay, toLocal } from '../zone.ts';

interface Clock {
  hour: number;
  minute: number;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const FILLERS = /\b(?:at|on|the|of|o'clock|uhr)\b/g;
const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * "2026-11-30T03:00" in the local time of the zone, or "2026-11-30" without a time; "" for now; null for anything else. It is never in the
 * future: a time of day that is still to come is yesterday's, a weekday the last one, a date without a year that of the past twelve months.
 */
export function toWhen(text: string, now: number, zone: string): string | null {
  const plain = text.toLowerCase().replace(/[,’]/g, ' ').replace(/\s+/g, ' ').trim();
  if (plain === 'now' || plain === 'live') return '';
  const ago = /^(\d{1,4}) ?(m|h|d)(?:in|ins|inutes?|ours?|ays?|r|rs)?(?: ago)?$/.exec(plain);
  if (ago !== null && !/^\d+ ?m$/.test(plain))
    return toLocal(now - Number(ago[1]) * UNITS_MS[ago[2] as 'm' | 'h' | 'd'], zone).slice(0, 16);
  const [rest, day] = takeDay(` ${plain.replace(/^(\d{4}-\d\d-\d\d)t(?=\d)/, '$1 ')} `, now, zone);
  if (day === null) return null;
  const [left, clock] = takeClock(rest);
  if (clock === null || left.replace(FILLERS, '').trim() !== '') return null;
  if (day === undefined && clock === undefined) return null;
  const today = toDay(now, zone);
  const at = (date: string) =>
    clock === undefined ? date : `${date}T${two(clock.hour)}:${two(clock.minute)}`;
  const isToCome = (date: string) => fromLocal(at(date).padEnd(16, 'T00:00'), zone) > now;
  if (day === undefined) return at(isToCome(today) ? addDays(today, -1) : today);
  const shown = day.backDays !== null && isToCome(day.date) ? addDays(day.date, -day.backDays) : day.date;
  return isToCome(shown) ? null : at(shown);
}

interface Day {
  date: string;
  /** How many days before lies the same name; null where there is none. */
  backDays: number | null;
}

/** What is left without the day, and the day; undefined without one, null for one that does not exist. */
function takeDay(text: string, now: number, zone: string): [string, Day | null | undefined] {
  const today = toDay(now, zone);
  const named = / (today|yesterday) /.exec(text);
  if (named !== null)
    return [
      text.replace(named[0], ' '),
      { date: addDays(today, named[1] === 'today' ? 0 : -1), backDays: null },
    ];
  const weekday = / (?:last )?((?:sun|mon|tue|wed|thu|fri|sat)[a-z]*) /.exec(text);
  if (weekday !== null) {
    const index = WEEKDAYS.findIndex((name) => name.startsWith(weekday[1]!.slice(0, 3)));
    if (!WEEKDAYS[index]!.startsWith(weekday[1]!) && !['tues', 'thur', 'thurs'].includes(weekday[1]!))
      return [text, null];
    const back = (new Date(`${today}T00:00:00Z`).getUTCDay() - index + 7) % 7;
    return [text.replace(weekday[0], ' '), { date: addDays(today, -back), backDays: 7 }];
  }
  const iso = / (\d{4})-(\d{1,2})-(\d{1,2}) /.exec(text);
  if (iso !== null) return [text.replace(iso[0], ' '), toDate(iso[1]!, iso[2]!, iso[3]!)];
  const dotted = / (\d{1,2})[./](\d{1,2})(?:[./](\d{4})?)? /.exec(text);
  const isClock = dotted !== null && /^\d{1,2}\.\d{2}$/.test(dotted[0].trim());
  if (dotted !== null && !isClock)
    return [text.replace(dotted[0], ' '), dateOf(dotted[3], dotted[2]!, dotted[1]!, today)];
  const spoken =
    / (?<day>\d{1,2})(?:st|nd|rd|th|\.)? (?<month>[a-z]{3,9})\.?(?: (?<year>\d{4}))? /.exec(text) ??
    / (?<month>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?(?: (?<year>\d{4}))? /.exec(text);
  const month = MONTHS.indexOf(spoken?.groups?.['month']?.slice(0, 3) ?? '') + 1;
  if (spoken !== null && month > 0)
    return [
      text.replace(spoken[0], ' '),
      dateOf(spoken.groups!['year'], `${month}`, spoken.groups!['day']!, today),
    ];
  return [text, undefined];
}

function dateOf(year: string | undefined, month: string, day: string, today: string): Day | null {
  const date = toDate(year ?? today.slice(0, 4), month, day);
  if (year !== undefined || date === null || date.date <= today) return date;
  return toDate(`${Number(today.slice(0, 4)) - 1}`, month, day);
}

function toDate(year: string, month: string, day: string): Day | null {
  const date = `${year}-${two(Number(month))}-${two(Number(day))}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? { date, backDays: null } : null;
}

/** What is left without the time of day, and that; undefined without one, null for one that does not exist. */
function takeClock(text: string): [string, Clock | null | undefined] {
  const word = / (noon|midnight) /.exec(text);
  if (word !== null) return [text.replace(word[0], ' '), { hour: word[1] === 'noon' ? 12 : 0, minute: 0 }];
  const half = / (\d{1,2})(?:[:.](\d{2}))? ?([ap])\.?m\.? /.exec(text);
  if (half !== null) {
    const hour = Number(half[1]);
    if (hour < 1 || hour > 12) return [text, null];
    return [text.replace(half[0], ' '), toClock((hour % 12) + (half[3] === 'p' ? 12 : 0), half[2])];
  }
  const full = / (\d{1,2})(?:[:.](\d{2})(?::\d{2})?)? ?h? /.exec(text);
  if (full === null) return [text, undefined];
  return [text.replace(full[0], ' '), toClock(Number(full[1]), full[2])];
}

function toClock(hour: number, minute = '0'): Clock | null {
  return hour < 24 && Number(minute) < 60 ? { hour, minute: Number(minute) } : null;
}

function two(value: number): string {
  return `${value}`.padStart(2, '0');
}
