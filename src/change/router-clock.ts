/** The clock of a router: moments of its scheduler are in its own local time, never in that of this machine. */
import { raw, type Row } from '../parse/row.ts';
import { MONTHS, parseClock } from '../parse/system.ts';

export interface RouterTime {
  /** Its local time, as if it were UTC (ms). */
  localMs: number;
  /** Writes dates as before 7.10: "nov/02/2026". */
  isOld: boolean;
}

/** Of the row of /system/clock; null when it tells no time. */
export function parseRouterTime(row: Row | undefined): RouterTime | null {
  const { localMs } = row === undefined ? { localMs: null } : parseClock(row);
  return localMs === null ? null : { localMs, isOld: raw(row!, 'date')!.includes('/') };
}

/** `start-date` and `start-time` of an entry that runs that long from now. */
export function startAfter({ localMs, isOld }: RouterTime, delayMs: number): { date: string; time: string } {
  const [iso, clock] = new Date(localMs + delayMs).toISOString().split('T') as [string, string];
  const [year, month, day] = iso.split('-');
  return { date: isOld ? `${MONTHS[Number(month) - 1]}/${day}/${year}` : iso, time: clock.slice(0, 8) };
}
