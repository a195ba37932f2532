/** A release in a repository of its own: which files change, and what is refused before any does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextVersion, release } from '../../packaging/release.ts';

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
      '# Changelog\n\n## [Unreleased]\n\n- A thing.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n',
    );
    git('init', '--quiet');
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
    expect(git('log', '-1', '--format=%s')).toBe('Release 0.2.0');
    expect(git('tag', '--points-at', 'HEAD')).toBe('v0.2.0');
    expect(git('status', '--porcelain')).toBe('');
  });

  it.each([
    [
      'uncommitted changes',
      () => writeFileSync(join(directory, 'CHANGELOG.md'), '## [Unreleased]\n\n- A.\n'),
    ],
    [
      'an empty Unreleased section',
      () => {
        writeFileSync(join(directory, 'CHANGELOG.md'), '## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n');
        git('commit', '--quiet', '--all', '--message', 'Empty');
      },
    ],
  ])('%s are refused before anything is changed', (_, spoil) => {
    spoil();
    expect(() => release(directory, 'minor', '2026-02-03')).toThrow(/^(?:The working tree|CHANGELOG\.md)/);
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.1.0' });
    expect(git('tag')).toBe('');
  });
});
