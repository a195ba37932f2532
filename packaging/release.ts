/**
 * `npm run release -- <version|patch|minor|major>`: gives a version its number, in every file that carries it, and commits and tags that.
 * The number lives in package.json; everything else follows from it. Publishes nothing: it prints the commands that do.
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

/** The changelog with what was unreleased under the version and its day. Throws a sentence when there is nothing to release. */
export function releaseChangelog(changelog: string, version: string, day: string): string {
  const heading = '## [Unreleased]\n';
  const start = changelog.indexOf(heading);
  if (start < 0) throw new Error(`CHANGELOG.md has no heading "${heading.trim()}".`);
  const rest = changelog.slice(start + heading.length);
  const unreleased = rest.split(/^## \[/m)[0]!;
  if (unreleased.trim() === '') throw new Error('CHANGELOG.md lists nothing under Unreleased.');
  return `${changelog.slice(0, start)}${heading}\n## [${version}] - ${day}\n${rest}`;
}

/** The add-on's manifest with the version. Home Assistant needs it literally. */
export function releaseManifest(manifest: string, version: string): string {
  const line = /^version: ".*"$/m;
  if (!line.test(manifest)) throw new Error('addon/config.yaml has no line version: "…".');
  return manifest.replace(line, `version: "${version}"`);
}

/** Changes the files of a checkout, commits and tags them; returns the version. Nothing is changed when it throws before the first write. */
export function release(directory: string, wanted: string, day: string): string {
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: directory, encoding: 'utf8' }).trim();
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');
  if (run('git', 'status', '--porcelain') !== '')
    throw new Error('The working tree has changes. Commit or stash them first.');
  const { version: current } = JSON.parse(read('package.json')) as { version: string };
  const version = nextVersion(current, wanted);
  const changed = {
    'CHANGELOG.md': releaseChangelog(read('CHANGELOG.md'), version, day),
    'addon/config.yaml': releaseManifest(read('addon/config.yaml'), version),
  };
  run('npm', 'version', version, '--no-git-tag-version');
  for (const [file, text] of Object.entries(changed)) writeFileSync(join(directory, file), text);
  run('npm', 'run', '--silent', 'openapi', '--if-present');
  run('git', 'commit', '--quiet', '--all', '--message', `Release ${version}`);
  run('git', 'tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
  return version;
}

if (process.argv[1] === import.meta.filename) {
  try {
    const version = release(process.cwd(), process.argv[2] ?? '', new Date().toISOString().slice(0, 10));
    console.log(`Version ${version} is committed and tagged. To publish it:`);
    console.log('  git push --follow-tags');
    console.log('  npm publish');
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
