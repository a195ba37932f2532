/** Times and amounts as text. */
import { toLocal, toShortDay } from '../zone.ts';

/** 14:05 today, Thu 19 Nov 14:05 on another day of the house. */
export function toTime(at: number, now: number, zone: string, isExact = false): string {
  const local = toLocal(at, zone);
  const time = local.slice(11, isExact ? 19 : 16);
  const day = local.slice(0, 10);
  return day === toLocal(now, zone).slice(0, 10) ? time : `${toShortDay(day)} ${time}`;
}

/** 42 s, 14 min, 2 h 5 min, 3 d 4 h. */
export function toDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.max(0, Math.floor(seconds))} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return `${minutes} min`;
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

export function toBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** Bits per second as 144 Mbit/s. */
export function toRate(bps: number): string {
  return bps >= 1e6 ? `${Math.round(bps / 1e6)} Mbit/s` : `${Math.round(bps / 1000)} kbit/s`;
}
