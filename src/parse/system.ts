/** The router itself: `system/identity`, `system/resource`, `system/routerboard`, `system/clock`. Singletons: one row each. */
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
  /** IANA name; null where the clock is set by hand (`manual`). */
  timeZone: string | null;
}

export function parseClock(row: Row): RouterClock {
  return { timeZone: parseTimeZone(text(row, 'time-zone-name')) };
}
