/** The script that continuous integration runs, with an npm of the test's own, and the jobs that run it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** The script's exit code and last line, where npm is this shell script. */
function run(npm: string) {
  const directory = mkdtempSync(join(tmpdir(), 'ci-'));
  directories.push(directory);
  const commands = join(directory, 'bin');
  mkdirSync(commands);
  cpSync(join(root, '.ci'), join(directory, '.ci'), { recursive: true });
  // what the script would install, and what it runs after the tests
  const stubs = { npm, npx: 'exit 0', mosquitto: 'exit 0', chromium: 'exit 0' };
  for (const [name, script] of Object.entries(stubs)) {
    writeFileSync(join(commands, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(commands, name), 0o755);
  }
  const { status, stdout } = spawnSync('bash', [join(directory, '.ci', 'run')], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${commands}${delimiter}${process.env['PATH']}` },
  });
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1) };
}

it('an installation that fails fails the run, with a closing line that counts no test', () => {
  expect(run('exit 3')).toEqual({ status: 3, lastLine: '0 passed, 0 failed, 0 skipped' });
});

it('a test that fails fails the run, and is counted', () => {
  const npm = '[ "$1" != test ] || { echo "      Tests  1 failed | 7 passed | 2 skipped (10)"; exit 1; }';
  expect(run(npm)).toEqual({ status: 1, lastLine: '7 passed, 1 failed, 2 skipped' });
});

it('tests that pass are counted last, and the run succeeds', () => {
  const npm = '[ "$1" != test ] || echo "      Tests  7 passed (7)"';
  expect(run(npm)).toEqual({ status: 0, lastLine: '7 passed, 0 failed, 0 skipped' });
});

it('a scheduled job tries every property ten times as often, and every job may make process namespaces', () => {
  const workflow = readFileSync(join(root, '.github', 'workflows', 'ci.yml'), 'utf8');
  const { on, jobs } = parse(workflow) as {
    on: Record<string, unknown>;
    jobs: Record<string, { if: string; container: { options: string }; env?: Record<string, string> }>;
  };
  expect(on).toHaveProperty('schedule');
  expect(jobs['nightly']).toMatchObject({
    if: "github.event_name == 'schedule'",
    env: { PROPERTY_RUNS: '10' },
  });
  for (const job of Object.values(jobs)) expect(job.container.options).toBe('--privileged');
});
