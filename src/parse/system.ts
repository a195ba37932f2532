/** The router itself: `system/identity`, `…/resource`, `…/routerboard`, `…/clock`, `…/package/update`: one row each; `…/health`: one per sensor. */
import { type Row, raw, text } from './row.ts';
import { parseTimeZone } from './time-zone.ts';
import { parseDurationMs, parseInteger } from './value.ts';

export interface RouterIdentity {
  name: string | null;
}

export function parseIdentity(row: Row): RouterIdentity {
  return { name: text(row, 'name') };
}

export interface SystemResource {
  boardName: string | null;
  /** "7.24 (stable)". */
  version: string | null;
  architecture: string | null;
  cpuCount: number | null;
  cpuLoadPercent: number | null;
  memoryTotalBytes: number | null;
  memoryFreeBytes: number | null;
  uptimeMs: number | null;
}

export function parseResource(row: Row): SystemResource {
  return {
    boardName: text(row, 'board-name'),
    version: text(row, 'version'),
    architecture: text(row, 'architecture-name'),
    cpuCount: parseInteger(raw(row, 'cpu-count')),
    cpuLoadPercent: parseInteger(raw(row, 'cpu-load')),
    memoryTotalBytes: parseInteger(raw(row, 'total-memory')),
    memoryFreeBytes: parseInteger(raw(row, 'free-memory')),
    uptimeMs: parseDurationMs(raw(row, 'uptime')),
  };
}

export interface Routerboard {
  model: string | null;
  serialNumber: string | null;
}

export function parseRouterboard(row: Row): Routerboard {
  return { model: text(row, 'model'), serialNumber: text(row, 'serial-number') };
}

export interface RouterClock {
  /** What the clock shows, as epoch ms of the same date and hour in UTC. */
  localMs: number | null;
  /** IANA name; null where it is set by hand (`manual`). */
  timeZone: string | null;
}

/** "2026-11-30", before 7.10 "nov/30/2026", and "22:04:05". A fraction of a second is dropped. */
export function parseClock(row: Row): RouterClock {
  const date = raw(row, 'date') ?? '';
  const before = /^([a-z]{3})\/(\d{2})\/(\d{4})$/i.exec(date);
  const month = MONTHS.indexOf(before?.[1]?.toLowerCase() ?? '') + 1;
  const day = before === null ? date : `${before[3]}-${String(month).padStart(2, '0')}-${before[2]}`;
  const time = /^\d\d:\d\d:\d\d/.exec(raw(row, 'time') ?? '')?.[0] ?? '';
  const localMs = Date.parse(`${day}T${time}Z`);
  return {
    localMs: Number.isNaN(localMs) ? null : localMs,
    timeZone: parseTimeZone(text(row, 'time-zone-name')),
  };
}

export const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** What the router knows of newer versions since it was last told to look for them. */
export interface PackageUpdate {
  /** "stable", "long-term", "testing" … */
  channel: string | null;
  installedVersion: string | null;
  /** Null where the router never looked. */
  latestVersion: string | null;
  /** In the words of RouterOS: "New version is available". */
  status: string | null;
}

export function parseUpdate(row: Row): PackageUpdate {
  return {
    channel: text(row, 'channel'),
    installedVersion: text(row, 'installed-version'),
    latestVersion: text(row, 'latest-version'),
    status: text(row, 'status'),
  };
}

/** In degrees Celsius; null where the row has none. */
export interface Temperatures {
  processor: number | null;
  board: number | null;
}

/** A row per sensor, "cpu-temperature" of type C; before RouterOS 7 one row with a property per sensor. */
export function parseHealth(row: Row): Temperatures {
  const [name, value] = [raw(row, 'name'), raw(row, 'value')];
  const valueOf = (sensor: string) => raw(row, sensor) ?? (name === sensor ? value : null);
  const board = [valueOf('temperature'), valueOf('board-temperature1'), valueOf('board-temperature')];
  return {
    processor: parseCelsius(valueOf('cpu-temperature')),
    board: parseCelsius(board.find((text) => text !== null) ?? null),
  };
}

/** "43", "43.5", before RouterOS 7 "43C". */
function parseCelsius(text: string | null): number | null {
  const [, degrees] = /^(-?\d{1,3}(?:\.\d+)?)C?$/.exec(text?.trim() ?? '') ?? [];
  return degrees === undefined ? null : Math.round(Number(degrees));
}
