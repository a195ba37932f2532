/** Makes JavaScript of a TypeScript program, for a process or a thread of its own: Node.js 20 reads no TypeScript, and tsx takes a second to start. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
// below the packages, which the program imports as they are
const folder = join(root, 'node_modules', '.cache', 'compiled');
const compiled = new Map<string, string>();

/** The file of JavaScript, one for the program and all it imports of ours; made from the present source once per worker. */
export function compile(program: string): string {
  const known = compiled.get(program);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    entryPoints: [program],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  const file = join(folder, `${relative(root, program).replaceAll(/[^\w-]/g, '-')}.mjs`);
  const unfinished = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(unfinished, outputFiles[0]!.contents);
  renameSync(unfinished, file);
  compiled.set(program, file);
  return file;
}
