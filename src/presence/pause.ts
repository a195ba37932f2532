/** What keeps a router's reading from being whole, and since when: menus that fail, vanish or empty suddenly, and pauses of the count. */
import { dialects } from '../parse/dialect.ts';
import { type Menu, menuPaths, menus } from '../parse/menu.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import { ABSENT_COUNTS_AS_FAILED_MS, isVanished, type RouterMemory } from './router.ts';
import { isSuspiciouslyEmpty } from './sudden-empty.ts';

/** A reason with its beginning. */
export interface Since<T> {
  why: T;
  /** Epoch ms. */
  sinceAt: number;
}

/** Why a menu of a reading cannot be taken at its word. */
export type Doubt = 'failed' | 'vanished' | 'emptied' | 'no uptime';

/** The menus in doubt after one more reading; a menu keeps its beginning while it stays in doubt. */
export function doubtsOf(
  before: ReadonlyMap<Menu, Since<Doubt>>,
  previous: Reading | null,
  reading: Reading,
  memory: RouterMemory,
): Map<Menu, Since<Doubt>> {
  const found = new Map<Menu, Since<Doubt>>();
  for (const path of menuPaths) {
    const why = doubtOf(path, before.get(path) ?? null, previous, reading, memory);
    if (why !== null)
      found.set(path, { why, sinceAt: before.get(path)?.sinceAt ?? reading.tables[path].readAt });
  }
  return found;
}

function doubtOf(
  path: Menu,
  before: Since<Doubt> | null,
  previous: Reading | null,
  reading: Reading,
  memory: RouterMemory,
): Doubt | null {
  const table = reading.tables[path];
  if (table.status === 'failed') return 'failed';
  const { group, dialect } = menus[path];
  if (group === 'registrations') {
    const known = memory.dialects[dialect!];
    if (table.status === 'absent') return isVanished(known) ? 'vanished' : null;
    return isSuspiciouslyEmpty(known) ? 'emptied' : null;
  }
  if (path === 'system/resource')
    return typeof rowsOf(reading.tables[path])?.[0]?.uptimeMs === 'number' ? null : 'no uptime';
  if (table.status === 'complete') return null;
  // the menus of a dialect vanish with its registration table, which is reported
  if (dialect !== null && reading.tables[dialects[dialect].registrations].status === 'absent') return null;
  const sinceAt =
    before?.why === 'vanished'
      ? before.sinceAt
      : previous?.tables[path].status === 'complete'
        ? table.readAt
        : null;
  return sinceAt !== null && reading.startedAt - sinceAt < ABSENT_COUNTS_AS_FAILED_MS ? 'vanished' : null;
}

/** The pause after one more reading; the same pause keeps its beginning. */
export function pauseSince(
  before: Since<string> | null,
  why: string | null,
  reading: Reading,
): Since<string> | null {
  if (why === null) return null;
  return { why, sinceAt: before?.why === why ? before.sinceAt : reading.startedAt };
}
