/** Two programs on one STATE_DIR: the second ends at once, also from another container; one that was killed leaves nothing behind. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNetwork } from '../../src/demo/network.ts';
import { lockFile } from '../../src/history/file-lock.ts';
import { LOOPBACK, type Program, startProgram } from '../program.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** As a container does: the program is process 1, and ends with what started it. */
const asContainer = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasContainers = spawnSync(asContainer[0]!, [...asContainer.slice(1), 'true']).status === 0;
if (!hasContainers) console.warn('no process namespaces here: STATE_DIR is not tried across containers');

let stateDir: string;
let env: Record<string, string>;
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-state-'));
  ends.push(async () => rmSync(stateDir, { recursive: true, force: true }));
  const network = await startNetwork({ seed: 7 });
  ends.push(() => network.stop());
  const { url, username, password } = network.routers[0]!;
  env = {
    ...LOOPBACK,
    ROUTEROS_URL: url,
    ROUTEROS_USERNAME: username,
    ROUTEROS_PASSWORD: password,
    API_KEY: 'a-key-of-sixteen-characters',
    STATE_DIR: stateDir,
  };
});

function start(before: readonly string[] = []): Program {
  const program = startProgram({ env, before });
  ends.push(program.discard);
  return program;
}

describe.each([
  ['as processes of one system', []],
  ['each as process 1 of a container', asContainer],
])('%s', (name, before) => {
  const isSkipped = name.includes('container') && !hasContainers;

  it.skipIf(isSkipped)(
    'a second program is refused while the first lives; after kill -9 the next starts at once, and releases STATE_DIR when it stops',
    async () => {
      const first = start(before);
      await first.told('serving');
      const second = start(before);
      expect(await second.exit).toEqual([1, null]);
      expect(second.errors()).toBe(
        `mikrotik-presence: STATE_DIR ${stateDir} is in use by another mikrotik-presence. Stop that one, or give this one its own STATE_DIR.\n`,
      );
      first.process.kill('SIGKILL');
      await first.exit;
      const third = start(before);
      await third.told('serving');
      expect(third.lines().filter(({ level }) => level !== 'info')).toEqual([]);
      if (before.length > 0) return;
      third.process.kill('SIGTERM');
      expect(await third.exit).toEqual([0, null]);
      const release = lockFile(join(stateDir, 'state.lock'));
      expect(release).not.toBeNull();
      release!();
    },
  );
});

it('a program that is refused has touched neither the state nor the history', async () => {
  const release = lockFile(join(stateDir, 'state.lock'))!;
  // it would be renamed by a program that opens it
  writeFileSync(join(stateDir, 'memory.json'), '{"version":99}');
  const refused = start();
  expect(await refused.exit).toEqual([1, null]);
  expect(readdirSync(stateDir).sort()).toEqual(['memory.json', 'state.lock']);
  release();
});
