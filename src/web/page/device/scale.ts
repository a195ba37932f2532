/** Maps moments and signals to pixels and back. Units are pixels, so that text keeps its size. */
import { type Quality, toQuality } from '../quality.ts';
import { addDays, fromLocal, hoursOf, toDay, toLocal, toShortDay } from '../zone.ts';

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

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720] as const;
const DAYS = [1, 2, 3, 5, 7, 10, 14] as const;
/** A history that begins this early in the period is one of the whole period. */
const MARGIN = 0.03;

/** Where a chart of the period begins: at its first reading, if nothing is known of the time before. Epoch milliseconds. */
export function startOf(sinceAt: number, untilAt: number, firstAt: number | null): number {
  return firstAt !== null && firstAt - sinceAt > (untilAt - sinceAt) * MARGIN ? firstAt : sinceAt;
}

/** Round moments in the time zone of the house, at most `most`. */
export function timeTicks(sinceAt: number, untilAt: number, most: number, zone: string): Tick[] {
  const spanMs = untilAt - sinceAt;
  if (spanMs <= 0 || most < 1) return [];
  const minutes = MINUTES.find((step) => spanMs / (step * MINUTE_MS) <= most);
  const days = DAYS.find((step) => spanMs / (step * DAY_MS) <= most) ?? Math.ceil(spanMs / most / DAY_MS);
  const ticks =
    minutes === undefined
      ? dayTicks(sinceAt, untilAt, days, zone)
      : clockTicks(sinceAt, untilAt, minutes, zone);
  return ticks.filter(({ at }) => at >= sinceAt && at <= untilAt).slice(0, most);
}

// by the calendar, not by adding milliseconds: some days have 23 hours
function clockTicks(sinceAt: number, untilAt: number, step: number, zone: string): Tick[] {
  const ticks: Tick[] = [];
  const add = (hourAt: number, isFirst: boolean, day: string) => {
    const hour = Number(toLocal(hourAt, zone).slice(11, 13));
    for (let minute = 0; minute < 60; minute += Math.min(step, 60)) {
      if ((hour * 60 + minute) % step !== 0) continue;
      const isDay = isFirst && minute === 0;
      const time = `${hour}:${`${minute}`.padStart(2, '0')}`.padStart(5, '0');
      ticks.push({ at: hourAt + minute * MINUTE_MS, label: isDay ? toDayLabel(day, false) : time, isDay });
    }
  };
  for (let day = toDay(sinceAt, zone); day <= toDay(untilAt, zone); day = addDays(day, 1))
    for (const [index, hourAt] of hoursOf(day, zone).entries()) add(hourAt, index === 0, day);
  // the second of two hours with the same time has no tick when ticks are hours apart
  return step <= 60 ? ticks : ticks.filter(({ label }, index) => label !== ticks[index - 1]?.label);
}

function dayTicks(sinceAt: number, untilAt: number, step: number, zone: string): Tick[] {
  const ticks: Tick[] = [];
  const isLong = untilAt - sinceAt > 8 * DAY_MS;
  for (let day = addDays(toDay(sinceAt, zone), 1); ; day = addDays(day, step)) {
    const at = fromLocal(`${day}T00:00`, zone);
    if (at > untilAt) return ticks;
    ticks.push({ at, label: toDayLabel(day, isLong), isDay: true });
  }
}

/** Fri 20; of a long time 20 Nov. */
function toDayLabel(day: string, isLong: boolean): string {
  const [weekday, date, month] = toShortDay(day).split(' ');
  return isLong ? `${date} ${month}` : `${weekday} ${date}`;
}
