/** Maps moments and signals to pixels and back. Units are pixels, so that text keeps its size. */
import { type Quality, toQuality } from '../quality.ts';

export const STRONGEST_DBM = -30;
export const WEAKEST_DBM = -95;

/** The area of the curve. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Scale {
  box: Box;
  sinceAt: number;
  untilAt: number;
  /** Values outside the scale are placed at its edge. */
  x: (at: number) => number;
  y: (dbm: number) => number;
  /** The moment at this pixel. */
  at: (x: number) => number;
}

export function createScale(sinceAt: number, untilAt: number, box: Box): Scale {
  const { left, top, right, bottom } = box;
  const spanMs = Math.max(1, untilAt - sinceAt);
  const part = (value: number) => Math.min(1, Math.max(0, value));
  return {
    box,
    sinceAt,
    untilAt,
    x: (at) => left + part((at - sinceAt) / spanMs) * (right - left),
    y: (dbm) => top + part((STRONGEST_DBM - dbm) / (STRONGEST_DBM - WEAKEST_DBM)) * (bottom - top),
    at: (x) => sinceAt + part((x - left) / Math.max(1, right - left)) * spanMs,
  };
}

export interface Zone {
  quality: Quality;
  /** Its strongest and its weakest signal. */
  fromDbm: number;
  toDbm: number;
}

/** The qualities with their limits, from the strongest down. */
export function zones(): Zone[] {
  const found: Zone[] = [];
  for (let dbm = STRONGEST_DBM; dbm > WEAKEST_DBM; dbm--) {
    const quality = toQuality(dbm);
    const last = found.at(-1);
    if (last?.quality === quality) last.toDbm = dbm;
    else found.push({ quality, fromDbm: last?.toDbm ?? dbm, toDbm: dbm });
  }
  found.at(-1)!.toDbm = WEAKEST_DBM;
  return found;
}

export interface Tick {
  at: number;
  label: string;
  /** At midnight. */
  isDay: boolean;
}

const HOUR_MS = 3_600_000;
const HOURS = [1, 2, 3, 6, 12] as const;
const DAYS = [1, 2, 3, 5, 7, 10, 14] as const;
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Round moments in the time zone of the browser, at most `most`. */
export function timeTicks(sinceAt: number, untilAt: number, most: number): Tick[] {
  const spanMs = untilAt - sinceAt;
  if (spanMs <= 0 || most < 1) return [];
  const hours = HOURS.find((step) => spanMs / (step * HOUR_MS) <= most);
  if (hours !== undefined) return hourTicks(sinceAt, untilAt, hours).slice(0, most);
  const days =
    DAYS.find((step) => spanMs / (step * 24 * HOUR_MS) <= most) ?? Math.ceil(spanMs / most / (24 * HOUR_MS));
  return dayTicks(sinceAt, untilAt, days).slice(0, most);
}

// by the calendar, not by adding milliseconds: some days have 23 hours
function hourTicks(sinceAt: number, untilAt: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const first = new Date(sinceAt);
  for (let hour = 0; ; hour += step) {
    const moment = new Date(first.getFullYear(), first.getMonth(), first.getDate(), hour);
    const at = moment.getTime();
    if (at > untilAt) return ticks;
    if (at < sinceAt || at <= (ticks.at(-1)?.at ?? -Infinity)) continue;
    const isDay = moment.getHours() === 0;
    const label = isDay ? day.format(at) : `${moment.getHours()}`.padStart(2, '0').concat(':00');
    ticks.push({ at, label, isDay });
  }
}

function dayTicks(sinceAt: number, untilAt: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  const first = new Date(sinceAt);
  const format = untilAt - sinceAt > 8 * 24 * HOUR_MS ? date : day;
  for (let count = 1; ; count += step) {
    const at = new Date(first.getFullYear(), first.getMonth(), first.getDate() + count).getTime();
    if (at > untilAt) return ticks;
    ticks.push({ at, label: format.format(at), isDay: true });
  }
}
