/** Opens the file. A file that cannot be read, or that a newer version wrote, is renamed and never overwritten. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { isDamage } from './fault.ts';
import { type Database, schemaMigrations as released } from './schema.ts';

// another thread may still be closing it
const BUSY_MS = 2000;

export interface OpenOptions {
  /** Epoch milliseconds, for the name of a renamed file. */
  openedAt: number;
  /** Check the whole file first. */
  isSuspect?: boolean;
  maxPages?: number | undefined;
  migrations?: readonly ((db: Database) => void)[];
}

export interface Opened {
  db: Database;
  /** Why the existing file was renamed, as a sentence; null when it is in use or there was none. */
  setAside: string | null;
}

export function historyPath(stateDir: string): string {
  return join(stateDir, 'history.db');
}

/** Throws when the file cannot be opened or made; its directory must exist. */
export function openDatabase(path: string, options: OpenOptions): Opened {
  const why = existsSync(path) ? unreadable(path, options) : null;
  const setAside = why === null ? null : rename(path, why, options.openedAt);
  const db = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    prepare(db, options);
    return { db, setAside };
  } catch (error) {
    db.close();
    throw error;
  }
}

function unreadable(
  path: string,
  { isSuspect = false, migrations = released }: OpenOptions,
): 'damaged' | 'newer' | null {
  try {
    const db = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      const version = versionOf(db);
      if (version > migrations.length) return 'newer';
      const tables = db.prepare('SELECT count(*) AS count FROM sqlite_master').get() as { count: number };
      // our own files have a version from the start
      if (version === 0 && tables.count > 0) return 'damaged';
      if (!isSuspect) return null;
      const check = db.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
      return check.quick_check === 'ok' ? null : 'damaged';
    } finally {
      db.close();
    }
  } catch (error) {
    if (isDamage(error)) return 'damaged';
    throw error;
  }
}

function prepare(db: Database, { maxPages, migrations = released }: OpenOptions): void {
  db.exec(`
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA journal_size_limit = 4194304;
    PRAGMA temp_store = MEMORY;
  `);
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  for (let version = versionOf(db); version < migrations.length; version++) {
    db.exec('BEGIN IMMEDIATE');
    try {
      migrations[version]!(db);
      db.exec(`PRAGMA user_version = ${version + 1}`);
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }
  // finds a disk that cannot be written now, rather than at the first flush
  db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${versionOf(db)}; COMMIT`);
}

function versionOf(db: Database): number {
  return (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

function rename(path: string, why: 'damaged' | 'newer', openedAt: number): string {
  const aside = `${path}.${why}-${new Date(openedAt).toISOString().replaceAll(':', '')}`;
  renameSync(path, aside);
  // the write-ahead log beside the file belongs to it
  for (const tail of ['-wal', '-shm']) {
    if (existsSync(path + tail)) renameSync(path + tail, aside + tail);
  }
  const cause = why === 'newer' ? 'was written by a newer version of this program' : 'is damaged';
  return `The history ${path} ${cause}; it was renamed to ${aside}, and a new one was started.`;
}
