/** The circuit breaker of one router: how many polls in a row failed, and how long to wait before the next. */
import { registrationMenus } from '../parse/menu.ts';
import type { Breaker, Tables } from '../parse/reading.ts';

const OPENS_AFTER = 5;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/** Failed polls in a row, this one included. */
export function countFailures(failures: number, tables: Tables): number {
  return hasFailed(tables) ? failures + 1 : 0;
}

/** A registration table failed and none was complete. On a router without registration tables, the leases failed. */
function hasFailed(tables: Tables): boolean {
  const statuses = registrationMenus.map((path) => tables[path].status);
  if (statuses.includes('complete')) return false;
  return statuses.includes('failed') || tables['ip/dhcp-server/lease'].status === 'failed';
}

export function breakerOf(failures: number): Exclude<Breaker, 'half_open'> {
  return failures >= OPENS_AFTER ? 'open' : 'closed';
}

/** From the end of a failed poll to the next, while the breaker is open: 2, 4, 8, 16, 30, 30 … s. */
export function openPauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - OPENS_AFTER), LONGEST_PAUSE_MS);
}
