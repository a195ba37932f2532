/** Who owns a state directory: one process at a time, by a lock that ends with it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFile } from '../../src/history/file-lock.ts';
import { claimStateDir } from '../../src/state/claim.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-claim-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a directory that is claimed is refused by its name and with a remedy until it is released', () => {
  const stateDir = join(directory, 'new', 'data');
  const first = claimStateDir(stateDir, lockFile);
  expect(first.problem).toBeNull();
  expect(() => claimStateDir(stateDir, lockFile)).toThrow(
    `STATE_DIR ${stateDir} is in use by another mikrotik-presence. Stop that one, or give this one its own STATE_DIR.`,
  );
  first.release();
  const second = claimStateDir(stateDir, lockFile);
  expect(second.problem).toBeNull();
  second.release();
  expect(readdirSync(stateDir)).toEqual(['state.lock']);
});

it('one released twice does not release what was claimed after it', () => {
  const first = claimStateDir(directory, lockFile);
  first.release();
  const second = claimStateDir(directory, lockFile);
  first.release();
  expect(() => claimStateDir(directory, lockFile)).toThrow('in use');
  second.release();
});

it('a directory that cannot be made is no reason not to run', () => {
  writeFileSync(join(directory, 'file'), '');
  const { problem, release } = claimStateDir(join(directory, 'file', 'data'), lockFile);
  expect(problem).toMatch(/state\.lock could not be locked \(ENOTDIR\)/);
  release();
});

it('a lock file that is a directory is no reason not to run', () => {
  mkdirSync(join(directory, 'state.lock'));
  expect(claimStateDir(directory, lockFile).problem).toMatch(/could not be locked \(.*unable to open/);
});

it('a file system that reports every lock as taken is no reason not to run', () => {
  expect(claimStateDir(directory, () => null).problem).toMatch(/its file system has no locks/);
  expect(readdirSync(directory)).toEqual([]);
});

it('a disk that takes no further file does not make a taken directory free', () => {
  const full = (path: string) => {
    if (path.endsWith('state.lock')) return null;
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  };
  expect(() => claimStateDir(directory, full)).toThrow('in use');
});
