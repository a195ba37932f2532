/**
 * `npm run release -- <version|patch|minor|major>`: gives a version its number, in every file that carries it, and commits and tags that.
 * The number lives in package.json; everything else follows from it. Publishes nothing: it prints the commands that do.
 * `npm run release -- --begin <version|patch|minor|major>` begins the version after that: it sets and commits `<version>-dev`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Bump = 'patch' | 'minor' | 'major';

/**
 * The version that is asked for. A version in the making (`1.2.0-dev`) becomes itself by the step it was begun with. Throws a sentence
 * when what is wanted is no version, or not above the current one.
 */
export function nextVersion(current: string, wanted: string): string {
  const [numbers, suffix = null] = current.split('-') as [string, string?];
  const [major, minor, patch] = numbersOf(numbers);
  const isBegun = suffix !== null;
  const bumped: Record<Bump, string> = {
    patch: isBegun ? numbers : `${major}.${minor}.${patch + 1}`,
    minor: isBegun && patch === 0 ? numbers : `${major}.${minor + 1}.0`,
    major: isBegun && patch === 0 && minor === 0 ? numbers : `${major + 1}.0.0`,
  };
  const next = bumped[wanted as Bump] ?? wanted;
  if (!/^\d+\.\d+\.\d+$/.test(next))
    throw new Error(`"${wanted}" is no version. Use patch, minor, major or a version such as 1.2.3.`);
  const order = compare(next, numbers);
  if (order < 0 || (order === 0 && !isBegun))
    throw new Error(`${next} is not above the current version ${current}.`);
  return next;
}

function numbersOf(version: string): [number, number, number] {
  return version.split('.').map(Number) as [number, number, number];
}

function compare(a: string, b: string): number {
  const others = numbersOf(b);
  return numbersOf(a).reduce((order, number, index) => order || number - others[index]!, 0);
}

/** A line that says under Unreleased which version is in the making. */
const IN_THE_MAKING = /^What becomes \d+\.\d+\.\d+\.\n+/m;

/** The changelog with what was unreleased under the version and its day. Throws a sentence when there is nothing to release. */
export function releaseChangelog(changelog: string, version: string, day: string): string {
  const heading = '## [Unreleased]\n';
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Error(`CHANGELOG.md has no heading "${heading.trim()}".`);
  const rest = changelog.slice(start + heading.length);
  const end = rest.search(/^## \[/m);
  const unreleased = rest.slice(0, end < 0 ? rest.length : end).replace(IN_THE_MAKING, '');
  if (unreleased.trim() === '') throw new Error('CHANGELOG.md lists nothing under Unreleased.');
  return `${changelog.slice(0, start)}${heading}\n## [${version}] - ${day}\n${unreleased}${end < 0 ? '' : rest.slice(end)}`;
}

/** The add-on's manifest with the version. Home Assistant needs it literally. */
export function releaseManifest(manifest: string, version: string): string {
  const line = /^version: ".*"$/m;
  if (!line.test(manifest)) throw new Error('addon/config.yaml has no line version: "…".');
  return manifest.replace(line, `version: "${version}"`);
}

interface Checkout {
  run: (command: string, ...args: string[]) => string;
  read: (file: string) => string;
  write: (file: string, text: string) => void;
  version: string;
}

/** A checkout whose version may be changed. Throws a sentence when its tree has changes or its branch is another than main. */
function openCheckout(directory: string): Checkout {
  const run: Checkout['run'] = (command, ...args) =>
    execFileSync(command, args, { cwd: directory, encoding: 'utf8' }).trim();
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  if (run('git', 'status', '--porcelain') !== '')
    throw new Error('The working tree has changes. Commit or stash them first.');
  const branch = run('git', 'branch', '--show-current');
  if (branch !== 'main') throw new Error(`The branch is "${branch}". Switch to main first.`);
  const { version } = JSON.parse(read('package.json')) as { version: string };
  return { run, read, write: (file, text) => writeFileSync(join(directory, file), text), version };
}

/** Writes and commits a version, with the texts of further files. */
function commitVersion({ run, read, write }: Checkout, version: string, message: string, texts = {}): void {
  const manifest = releaseManifest(read('addon/config.yaml'), version);
  run('npm', 'version', version, '--no-git-tag-version');
  for (const [file, text] of Object.entries<string>({ ...texts, 'addon/config.yaml': manifest }))
    write(file, text);
  run('npm', 'run', '--silent', 'openapi', '--if-present');
  run('git', 'commit', '--quiet', '--all', '--message', message);
}

/** Changes the files of a checkout, commits and tags them; returns the version. Nothing is changed when it throws before the first write. */
export function release(directory: string, wanted: string, day: string): string {
  const checkout = openCheckout(directory);
  const { run, read } = checkout;
  const version = nextVersion(checkout.version, wanted);
  const tag = `v${version}`;
  if (run('git', 'tag', '--list', tag) !== '')
    throw new Error(`The tag ${tag} exists already. Release another version.`);
  const changelog = releaseChangelog(read('CHANGELOG.md'), version, day);
  commitVersion(checkout, version, `Release ${version}`, { 'CHANGELOG.md': changelog });
  run('git', 'tag', '--annotate', tag, '--message', `Version ${version}`);
  return version;
}

/** Begins the next version after a release and commits that; returns what is set, such as `0.3.0-dev`. */
export function begin(directory: string, wanted: string): string {
  const checkout = openCheckout(directory);
  const version = `${nextVersion(checkout.version, wanted)}-dev`;
  commitVersion(checkout, version, `Begin ${version}`);
  return version;
}

function main(args: readonly string[]): void {
  if (args[0] === '--begin')
    return console.log(`Version ${begin(process.cwd(), args[1] ?? '')} is committed.`);
  const version = release(process.cwd(), args[0] ?? '', new Date().toISOString().slice(0, 10));
  console.log(`Version ${version} is committed and tagged. To publish it:`);
  console.log('  git push --follow-tags');
  console.log('  npm publish');
  console.log('Then begin the next version:');
  console.log(`  npm run release -- --begin ${nextVersion(version, 'minor')}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
