/** Hours of a router's week: "22h-6h,mon,tue", as a rule of an access list has them. They are of the router's own clock. */
import { parseDurationMs } from './value.ts';

export interface LocalWindow {
  /** Since midnight, in milliseconds. An end before the start lies in the next day. */
  startMs: number;
  endMs: number;
  /** 0 is Sunday. */
  days: readonly number[];
}

const DAY_MS = 86_400_000;
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * `time` ("22h-6h,mon,tue", "22:00:00-06:00:00") and `days` (apart since 7.21). Null for always: "0s-1d" on every day.
 */
export function parseWindow(time: string | null, days: string | null): LocalWindow | 'unreadable' | null {
  const parts = `${time ?? ''},${days ?? ''}`.split(',').filter((part) => part !== '');
  const named = parts.filter((part) => DAY_NAMES.includes(part)).map((part) => DAY_NAMES.indexOf(part));
  const spans = parts.filter((part) => !DAY_NAMES.includes(part));
  if (spans.length > 1) return 'unreadable';
  const [start, end] =
    spans.length === 0 ? [0, DAY_MS] : spans[0]!.split('-').map((hour) => parseDurationMs(hour));
  if (!isHour(start) || !isHour(end)) return 'unreadable';
  const listed = DAY_NAMES.map((_, day) => day).filter((day) => named.length === 0 || named.includes(day));
  const isWholeDay = start === end || (start === 0 && end === DAY_MS);
  return isWholeDay && listed.length === DAY_NAMES.length
    ? null
    : { startMs: start, endMs: end, days: listed };
}

function isHour(ms: number | null | undefined): ms is number {
  return typeof ms === 'number' && ms <= DAY_MS;
}

/** Whether a moment lies in the window. `localMs`: what the router's clock shows, as epoch ms of the same hour in UTC. */
export function isWithin({ startMs, endMs, days }: LocalWindow, localMs: number): boolean {
  const today = new Date(localMs).getUTCDay();
  const hourMs = ((localMs % DAY_MS) + DAY_MS) % DAY_MS;
  if (startMs < endMs) return days.includes(today) && hourMs >= startMs && hourMs < endMs;
  // a window over midnight belongs to the day on which it begins
  const yesterday = (today + 6) % 7;
  return (hourMs >= startMs && days.includes(today)) || (hourMs < endMs && days.includes(yesterday));
}
