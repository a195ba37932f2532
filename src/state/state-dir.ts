/** The directory of everything that survives a restart. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Throws what the disk says. `mkdirSync` of Node.js 20 with `recursive` never returns where no directory can be made, as in /proc. */
export function makeStateDir(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeStateDir(parent);
  mkdirSync(path);
}

/** Why nothing can be kept in the directory, as a sentence with what that costs; null when files can be written there. */
export function stateDirProblem(path: string): string | null {
  const probe = join(path, `.probe-${process.pid}`);
  try {
    makeStateDir(path);
    writeFileSync(probe, '', { mode: 0o600 });
    rmSync(probe, { force: true });
    return null;
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') return null;
    return `Nothing can be kept in ${path} (${code}): no history, and after a restart no presence and no sessions of assistants. Make STATE_DIR writable to this user, and restart.`;
  }
}
