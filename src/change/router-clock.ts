/** The clock of a router: moments of its scheduler are in its own local time, never in that of this machine. */
import { raw, type Row } from '../parse/row.ts';

export interface RouterTime {
  /** Its local time, as if it were UTC (ms). */
  localMs: number;
  /** Writes dates as before 7.10: "nov/02/2026". */
  isOld: boolean;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Of the row of /system/clock; null when it tells no time. A fraction of a second is dropped. */
export function parseRouterTime(row: Row | undefined): RouterTime | null {
  const date = row === undefined ? null : raw(row, 'date');
  const time = row === undefined ? null : /^\d\d:\d\d:\d\d/.exec(raw(row, 'time') ?? '')?.[0];
  if (date === null || time == null) return null;
  const old = /^([a-z]{3})\/(\d\d)\/(\d{4})$/i.exec(date);
  const month = old === null ? 0 : MONTHS.indexOf(old[1]!.toLowerCase()) + 1;
  const iso = old === null ? date : `${old[3]}-${String(month).padStart(2, '0')}-${old[2]}`;
  const localMs = Date.parse(`${iso}T${time}Z`);
  return Number.isNaN(localMs) ? null : { localMs, isOld: old !== null };
}

/** `start-date` and `start-time` of an entry that runs that long from now. */
export function startAfter({ localMs, isOld }: RouterTime, delayMs: number): { date: string; time: string } {
  const [iso, clock] = new Date(localMs + delayMs).toISOString().split('T') as [string, string];
  const [year, month, day] = iso.split('-');
  return { date: isOld ? `${MONTHS[Number(month) - 1]}/${day}/${year}` : iso, time: clock.slice(0, 8) };
}
