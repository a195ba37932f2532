/** Days and hours in the time zone of the house, whatever the zone of the browser is. A local time is written 2026-11-30T03:00:00. */
import { toLocalMs } from '../../parse/zone-clock.ts';

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function toLocal(at: number, zone: string): string {
  return new Date(toLocalMs(at, zone)).toISOString().slice(0, 19);
}

/** Epoch milliseconds of a local time, whose seconds may be missing. Of a time that the clocks skip: an hour later. */
export function fromLocal(local: string, zone: string): number {
  const asUtc = Date.parse(`${local.padEnd(19, ':00')}Z`);
  const offsetAt = (at: number) => toLocalMs(at, zone) - Math.floor(at / 1000) * 1000;
  // the offset before that day: of a time that comes twice it finds the first
  const first = asUtc - offsetAt(asUtc - DAY_MS);
  const second = asUtc - offsetAt(first);
  const isTime = (at: number) => toLocalMs(at, zone) === asUtc;
  return isTime(first) || !isTime(second) ? first : second;
}

export function toDay(at: number, zone: string): string {
  return toLocal(at, zone).slice(0, 10);
}

const shortDay = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
});

/** Thu 19 Nov. */
export function toShortDay(day: string): string {
  return shortDay.format(Date.parse(`${day}T00:00:00Z`)).replace(',', '');
}

const dayText = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** Monday, 30 November 2026. */
export function toDayText(day: string): string {
  return dayText.format(Date.parse(`${day}T00:00:00Z`)).replace(/^(\w+) /, '$1, ');
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** When each hour of the day begins, in epoch milliseconds: 23, 24 or 25 of them. The end of the day is not included. */
export function hoursOf(day: string, zone: string): number[] {
  const [startAt, endAt] = [fromLocal(`${day}T00:00`, zone), fromLocal(`${addDays(day, 1)}T00:00`, zone)];
  const hours: number[] = [];
  for (let at = startAt; at < endAt; at += HOUR_MS) hours.push(at);
  return hours;
}
