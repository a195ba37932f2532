/**
 * Locks a file for one process. SQLite takes the lock of the operating system (fcntl, LockFileEx), which ends with the process and holds
 * across containers that share a volume. POSIX drops it when this process opens and closes the file in any other way.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { reasonOf } from './fault.ts';
import type { Database } from './schema.ts';

// the garbage collector closes a connection without a reference, and drops its lock
const held = new Set<Database>();

/** Makes the file when it is missing. Returns what releases it, or null while another process holds it. Throws what the disk says. */
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
