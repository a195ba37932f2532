/** A router's own clock: its zone, how far it is off, and the two ways in which RouterOS writes a date. */
import type { RouterRow } from './row.ts';

export interface ClockSettings {
  /** How far its clock is ahead. */
  offsetMs: number;
  gmtOffsetMs: number;
  /** Dates as before 7.10: "nov/02/2026". */
  isOld: boolean;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Its local time, as if it were UTC (ms). */
export function localTime(now: number, { offsetMs, gmtOffsetMs }: ClockSettings): number {
  return now + offsetMs + gmtOffsetMs;
}

export function clockRow(now: number, settings: ClockSettings): RouterRow {
  const local = localTime(now, settings);
  const minutes = Math.abs(settings.gmtOffsetMs) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return {
    date: formatDate(local, settings.isOld),
    'dst-active': 'false',
    'gmt-offset': `${settings.gmtOffsetMs < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`,
    time: formatTime(local),
    'time-zone-autodetect': 'true',
    'time-zone-name': 'Europe/Berlin',
  };
}

export function formatDate(local: number, isOld: boolean): string {
  const date = new Date(local).toISOString().slice(0, 10);
  const [year, month, day] = date.split('-');
  return isOld ? `${MONTHS[Number(month) - 1]}/${day}/${year}` : date;
}

export function formatTime(local: number): string {
  return new Date(local).toISOString().slice(11, 19);
}

/** Of a scheduler entry; null when it is no date and time. */
export function parseLocal(date: string, time: string): number | null {
  const old = /^([a-z]{3})\/(\d\d)\/(\d{4})$/.exec(date);
  const iso =
    old === null ? date : `${old[3]}-${String(MONTHS.indexOf(old[1]!) + 1).padStart(2, '0')}-${old[2]}`;
  const local = Date.parse(`${iso}T${time}Z`);
  return Number.isNaN(local) ? null : local;
}
