/** Builds `dist/` when the source is newer, and says so; `npm start` runs it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
/** What goes into the build. */
const SOURCES = [
  'src',
  'docs',
  'package.json',
  'package-lock.json',
  'packaging/build.ts',
  'test/web/pictures',
  'tsconfig.json',
  'tsconfig.build.json',
];
/** The first and the last file that it writes. */
const RESULTS = ['dist/main.js', 'dist/web/page/manual/manual.css'];

/** Epoch ms of the newest change below the path; a folder changes when a file in it is removed. */
export function newestChange(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const inner = readdirSync(path).map((name) => newestChange(join(path, name)));
  return Math.max(entry.mtimeMs, ...inner);
}

/** Why a build is due; null when it is not. */
export function whyBuild(folder: string): string | null {
  const results = RESULTS.map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs);
  if (results.includes(undefined)) return 'there is no build yet';
  const builtAt = Math.min(...results.map((time) => time!));
  return SOURCES.some((name) => newestChange(join(folder, name)) > builtAt)
    ? 'the source is newer than dist/'
    : null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = whyBuild(root);
  if (reason !== null) {
    process.stderr.write(`Building, because ${reason}. This takes about ten seconds.\n`);
    const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
}
