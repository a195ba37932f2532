/** The directory that outlives a restart. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Throws what the disk says. `recursive` of Node.js 20 tries for ever where the system lets nobody make any, as in /proc. */
export function makeStateDir(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeStateDir(parent);
  mkdirSync(path);
}
