/** One process owns a state directory: two would overwrite each other's state and mix their histories. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateDir } from './state-dir.ts';

const FILE = 'state.lock';

/** Returns what gives the lock up, or null while another process holds it; throws what the disk says. */
export type LockFile = (path: string) => (() => void) | null;

export interface Claim {
  /** Why the directory could not be locked, as a sentence; null when it is. */
  problem: string | null;
  release: () => void;
}

/** Throws with a sentence when another process owns the directory. Where the disk cannot lock, the service runs without a lock. */
export function claimStateDir(directory: string, lockFile: LockFile): Claim {
  const path = join(directory, FILE);
  let release: ReturnType<LockFile>;
  try {
    makeStateDir(directory);
    release = lockFile(path);
  } catch (error) {
    return unlocked(path, reasonOf(error));
  }
  if (release !== null) return { problem: null, release };
  // some network file systems refuse every lock, and report it as taken
  if (!canLock(`${path}-${randomUUID()}`, lockFile)) return unlocked(path, 'its file system has no locks');
  throw new Error(
    `STATE_DIR ${directory} is in use by another mikrotik-presence. Stop that one, or give this one its own STATE_DIR.`,
  );
}

function unlocked(path: string, reason: string): Claim {
  const problem = `${path} could not be locked (${reason}). Make sure that no other mikrotik-presence uses this STATE_DIR: it would not be noticed.`;
  return { problem, release: () => {} };
}

/** Whether a file that no other process knows can be locked; true also where it cannot be made. */
function canLock(path: string, lockFile: LockFile): boolean {
  try {
    const release = lockFile(path);
    release?.();
    rmSync(path, { force: true });
    return release !== null;
  } catch {
    return true;
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined || code === 'ERR_SQLITE_ERROR' ? message : code;
}
