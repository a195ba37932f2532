/** A release in a repository of its own: which files change, and what is refused before any does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begin, nextVersion, release } from '../../packaging/release.ts';

describe('nextVersion', () => {
  it.each([
    ['0.1.9', 'patch', '0.1.10'],
    ['0.1.9', 'minor', '0.2.0'],
    ['0.9.9', 'major', '1.0.0'],
    ['0.9.9', '0.10.0', '0.10.0'],
    ['0.2.0-dev', 'minor', '0.2.0'],
    ['0.2.1-dev', 'minor', '0.3.0'],
    ['0.2.0-dev', 'major', '1.0.0'],
    ['0.2.0-dev', '0.2.0', '0.2.0'],
  ])('%s and %s make %s', (current, wanted, next) => {
    expect(nextVersion(current, wanted)).toBe(next);
  });

  it.each(['', 'next', '1.0', '0.1.9', '0.1.8', '0.0.99'])('"%s" after 0.1.9 is refused', (wanted) => {
    expect(() => nextVersion('0.1.9', wanted)).toThrow(/is no version|is not above/);
  });
});

describe('release', () => {
  let directory: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
  const read = (file: string) => readFileSync(join(directory, file), 'utf8');

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'release-'));
    mkdirSync(join(directory, 'addon'));
    writeFileSync(join(directory, 'package.json'), '{ "name": "thing", "version": "0.1.0" }\n');
    writeFileSync(
      join(directory, 'addon/config.yaml'),
      'name: thing\nversion: "0.1.0"\nschema:\n  version: str\n',
    );
    writeFileSync(
      join(directory, 'CHANGELOG.md'),
      '# Changelog\n\n## [Unreleased]\n\nWhat becomes 0.2.0.\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n',
    );
    writeFileSync(
      join(directory, 'package-lock.json'),
      '{ "name": "thing", "version": "0.1.0", "lockfileVersion": 3, "packages": { "": { "version": "0.1.0" } } }\n',
    );
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.email', 'test@example.org');
    git('config', 'user.name', 'Test');
    git('add', '.');
    git('commit', '--quiet', '--message', 'First');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('gives every file the version, commits and tags', () => {
    expect(release(directory, 'minor', '2026-02-03')).toBe('0.2.0');
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.2.0' });
    expect(read('addon/config.yaml')).toBe('name: thing\nversion: "0.2.0"\nschema:\n  version: str\n');
    expect(read('CHANGELOG.md')).toContain('## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n- A thing.\n');
    expect(read('CHANGELOG.md')).toContain('- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n');
    expect(read('CHANGELOG.md')).not.toContain('What becomes');
    expect(git('log', '-1', '--format=%s')).toBe('Release 0.2.0');
    expect(git('tag', '--points-at', 'HEAD')).toBe('v0.2.0');
    expect(git('status', '--porcelain')).toBe('');
  });

  it.each([
    [
      'The working tree has changes',
      () => writeFileSync(join(directory, 'CHANGELOG.md'), '## [Unreleased]\n\n- A.\n'),
    ],
    [
      'CHANGELOG.md lists nothing',
      () => {
        const text = '## [Unreleased]\n\nWhat becomes 0.2.0.\n\n## [0.1.0] - 2026-01-01\n';
        writeFileSync(join(directory, 'CHANGELOG.md'), text);
        git('commit', '--quiet', '--all', '--message', 'Empty');
      },
    ],
    ['The branch is "side"', () => void git('switch', '--quiet', '--create', 'side')],
    ['The tag v0.2.0 exists already', () => void git('tag', 'v0.2.0')],
  ])('%s: the release is refused before anything is changed', (reason, spoil) => {
    spoil();
    const before = git('rev-parse', 'HEAD', '--tags');
    expect(() => release(directory, 'minor', '2026-02-03')).toThrow(reason);
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.1.0' });
    expect(git('rev-parse', 'HEAD', '--tags')).toBe(before);
  });

  it('is followed by the beginning of the next version, which is committed and not tagged', () => {
    release(directory, 'minor', '2026-02-03');
    const changelog = read('CHANGELOG.md');
    expect(begin(directory, '0.3.0')).toBe('0.3.0-dev');
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.3.0-dev' });
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({ version: '0.3.0-dev' });
    expect(read('addon/config.yaml')).toContain('\nversion: "0.3.0-dev"\n');
    expect(read('CHANGELOG.md')).toBe(changelog);
    expect(git('log', '-1', '--format=%s')).toBe('Begin 0.3.0-dev');
    expect([git('tag'), git('status', '--porcelain')]).toEqual(['v0.2.0', '']);
    expect(() => begin(directory, '0.2.0')).toThrow('is not above');
  });
});
