/** How long each kind of data is kept, and what is deleted first when the file is too large. Works in slices, between writes. */
import { blockId, type BlockTable, periodOf } from './block.ts';
import { DAY_MS, HOUR_MS } from './sample.ts';
import type { Database } from './schema.ts';

export const KEPT_MS = { raw: DAY_MS, '5m': 30 * DAY_MS, '1h': 365 * DAY_MS } as const;

interface Kept {
  table: BlockTable;
  periodMs: number;
  keptMs: number;
}

// deleted first when there is no room: data that a coarser table also covers
const kept: readonly Kept[] = [
  { table: 'raw_block', periodMs: HOUR_MS, keptMs: KEPT_MS.raw },
  { table: 'five_block', periodMs: HOUR_MS, keptMs: KEPT_MS['5m'] },
  { table: 'access_point_five_block', periodMs: HOUR_MS, keptMs: KEPT_MS['5m'] },
  { table: 'hour_block', periodMs: DAY_MS, keptMs: KEPT_MS['1h'] },
  { table: 'access_point_hour_block', periodMs: DAY_MS, keptMs: KEPT_MS['1h'] },
];

const SLICE = 2000;
const VACUUM_PAGES = 500;
/** Frees more than the next second needs. */
const ROOM = 0.95;

export interface Keep {
  /** Deletes data past its retention; each step of the generator is one transaction. */
  expire: (now: number) => Generator<void, void, void>;
  /** Deletes the oldest data until the file is within its bounds, or nothing is left to delete. */
  makeRoom: () => Generator<void, void, void>;
  /** Bytes in use; the file may be larger until it is vacuumed. */
  usedBytes: () => number;
  fileBytes: () => number;
}

export function createKeep(db: Database, maxBytes: number): Keep {
  const pageBytes = pragma('page_size');
  const deletions = new Map(
    kept.map(({ table }) => [
      table,
      db.prepare(
        `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE id < ? ORDER BY id LIMIT ${SLICE})`,
      ),
    ]),
  );
  const oldest = new Map(kept.map(({ table }) => [table, db.prepare(`SELECT min(id) AS id FROM ${table}`)]));
  const deleteEvents = db.prepare(
    `DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id < ? ORDER BY id LIMIT ${SLICE})`,
  );
  const deleteSessions = db.prepare(
    `DELETE FROM session WHERE id IN (SELECT id FROM session WHERE to_at < ? LIMIT ${SLICE})`,
  );
  // a device unused for so long has no data left: whatever names a device marks it as used
  const deleteDevices = db.prepare('DELETE FROM device WHERE used_day < ?');
  const oldestEvent = db.prepare('SELECT min(id) AS id FROM event');
  const oldestSession = db.prepare('SELECT min(to_at) AS id FROM session');

  function pragma(name: string): number {
    return Object.values(db.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[0]!;
  }

  function* deleteAll(statement: { run: (below: number) => { changes: number | bigint } }, below: number) {
    while (Number(statement.run(below).changes) >= SLICE) yield;
    yield;
  }

  const usedBytes = () => (pragma('page_count') - pragma('freelist_count')) * pageBytes;
  const fileBytes = () => pragma('page_count') * pageBytes;

  function* vacuum(): Generator<void, void, void> {
    for (let left = pragma('freelist_count'); left > 0; left -= VACUUM_PAGES) {
      db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
      yield;
    }
  }

  /** The oldest hour or day of the first table that has any; null when nothing is left. */
  function* dropOldest(): Generator<void, boolean, void> {
    for (const { table } of kept.slice(0, 3)) {
      const { id } = oldest.get(table)!.get() as { id: number | null };
      if (id === null) continue;
      yield* deleteAll(deletions.get(table)!, blockId(periodOf(id) + 1, 0));
      return true;
    }
    const days = kept.slice(3).flatMap(({ table }) => {
      const { id } = oldest.get(table)!.get() as { id: number | null };
      return id === null ? [] : [periodOf(id)];
    });
    for (const statement of [oldestEvent, oldestSession]) {
      const { id } = statement.get() as { id: number | null };
      if (id !== null) days.push(Math.floor(id / DAY_MS));
    }
    if (days.length === 0) return false;
    const next = Math.min(...days) + 1;
    for (const { table } of kept.slice(3)) yield* deleteAll(deletions.get(table)!, blockId(next, 0));
    yield* deleteAll(deleteEvents, next * DAY_MS);
    yield* deleteAll(deleteSessions, next * DAY_MS);
    return true;
  }

  return {
    usedBytes,
    fileBytes,
    expire: function* expire(now) {
      for (const { table, periodMs, keptMs } of kept) {
        yield* deleteAll(deletions.get(table)!, blockId(Math.floor((now - keptMs) / periodMs), 0));
      }
      yield* deleteAll(deleteEvents, now - KEPT_MS['1h']);
      yield* deleteAll(deleteSessions, now - KEPT_MS['1h']);
      deleteDevices.run(Math.floor((now - KEPT_MS['1h']) / DAY_MS) - 1);
      yield;
      yield* vacuum();
    },
    makeRoom: function* makeRoom() {
      if (usedBytes() <= maxBytes * ROOM && fileBytes() <= maxBytes) return;
      while (usedBytes() > maxBytes * ROOM) {
        if (!(yield* dropOldest())) break;
      }
      yield* vacuum();
    },
  };
}
