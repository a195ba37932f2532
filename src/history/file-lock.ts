/**
 * A file that one process holds at a time. SQLite takes the lock of the operating system (fcntl, LockFileEx), which ends with the process and holds
 * across containers that share a volume. POSIX drops it when this process closes the file by any other way: open it only here.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { reasonOf } from './fault.ts';
import type { Database } from './schema.ts';

// a connection that nothing refers to is closed by the garbage collector, and its lock goes with it
const held = new Set<Database>();

/** Locks a file, which is made when it is missing; returns what gives it up, or null while another process holds it. Throws what the disk says. */
export function lockFile(path: string): (() => void) | null {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // a journal on disk would have to be written, and this file stays empty
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (reasonOf(error) === 'SQLITE_BUSY') return null;
    throw error;
  }
  held.add(db);
  return () => {
    if (held.delete(db)) db.close();
  };
}
