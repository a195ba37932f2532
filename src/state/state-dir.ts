/** The directory of everything that survives a restart. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws what the disk says. `mkdirSync` of Node.js 20 with `recursive` never returns where no directory can be made, as in /proc. */
export function makeStateDir(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeStateDir(parent);
  mkdirSync(path);
}
