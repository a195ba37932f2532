/** Captured tables as a Reading: files named by the menu path with dashes, as a router serves them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Menu, menuPaths } from '../src/parse/menu.ts';
import type { Reading, Table, Tables } from '../src/parse/reading.ts';
import type { Row } from '../src/parse/row.ts';
import { parseRows } from './at-once.ts';

/** The folder of captured router tables, which do not ship with the project; null where there is none. */
export const capturesDirectory = process.env['CAPTURES_DIR'] ?? null;

export interface ReadingOptions {
  router?: string;
  startedAt?: number;
  failed?: readonly Menu[];
  breaker?: Reading['breaker'];
  isPartial?: boolean;
}

/** A table that is given again is the same table: its rows are parsed once. */
const parsed = new WeakMap<object, Partial<Record<Menu, readonly unknown[]>>>();

function parsedOnce(path: Menu, given: readonly Row[] | Row): readonly unknown[] {
  const known = parsed.get(given) ?? {};
  parsed.set(given, known);
  return (known[path] ??= parseRows(path, Array.isArray(given) ? given : [given as Row]));
}

/** A reading in which the given menus are complete with these rows and all others absent. */
export function readingOf(
  menus: Partial<Record<Menu, readonly Row[] | Row>>,
  options: ReadingOptions = {},
): Reading {
  const {
    router = 'router',
    startedAt = Date.UTC(2026, 10, 20, 8),
    failed = [],
    breaker = 'closed',
    isPartial = false,
  } = options;
  const read = { readAt: startedAt, durationMs: 1 };
  const absent = { ...read, status: 'absent' } as const;
  const tables: Partial<Record<Menu, Table<unknown>>> = {};
  for (const path of menuPaths) {
    const rows = menus[path];
    if (failed.includes(path)) {
      const error = { kind: 'router_error', message: `${path} failed`, remedy: 'Wait.' } as const;
      tables[path] = { ...read, status: 'failed', error };
    } else if (rows === undefined) tables[path] = absent;
    else tables[path] = { ...read, status: 'complete', rows: parsedOnce(path, rows) };
  }
  return {
    router,
    startedAt,
    startedMonotonicMs: startedAt,
    durationMs: 5,
    tables: tables as unknown as Tables,
    breaker,
    isPartial,
  };
}

/** Reads a folder of table files; menus without a file are absent. */
export function readingFromFolder(folder: string, options: ReadingOptions = {}): Reading {
  const menus: Partial<Record<Menu, Row[]>> = {};
  for (const path of menuPaths) {
    const file = join(folder, `${path.replaceAll('/', '-')}.json`);
    if (existsSync(file)) menus[path] = JSON.parse(readFileSync(file, 'utf8')) as Row[];
  }
  return readingOf(menus, options);
}
