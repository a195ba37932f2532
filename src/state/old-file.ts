/** State files that are kept and not read again: those that cannot be used, and the last of an older version. */
import { copyFileSync, existsSync, linkSync, renameSync, unlinkSync } from 'node:fs';

/** Renames a file. Returns what happened, as sentences. */
export function setAside(path: string, why: 'damaged' | 'newer', now: number): string {
  const aside = `${path}.${why}-${new Date(now).toISOString().replaceAll(':', '')}`;
  renameSync(path, aside);
  const cause = why === 'newer' ? 'was written by a newer version of this program' : 'is damaged';
  return `The state file ${path} ${cause}; it was renamed to ${aside}, and this start knows nothing of earlier ones.`;
}

/** Keeps the file of an older version before it is replaced. Null, or the sentence that says why it could not be kept. */
export function keepOld(path: string, version: number): string | null {
  const kept = `${path}.v${version}`;
  if (!existsSync(path)) return null;
  try {
    if (existsSync(kept)) unlinkSync(kept);
    // a second name takes no room; not every file system has them
    linkSync(path, kept);
  } catch {
    try {
      copyFileSync(path, kept);
    } catch (error) {
      return `The state file of version ${version} could not be kept as ${kept} (${reasonOf(error)}), so it is not replaced. Make room, or move ${kept} away; until then a restart loses what is known now.`;
    }
  }
  return null;
}

/** The code of an error of the file system. */
export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
