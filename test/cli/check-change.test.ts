/** What `check` prints about changes, and that it writes nothing; what it asks before a router proves that it undoes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkChange } from '../../src/cli/check-change.ts';
import { check, type CheckOptions, runCheck } from '../../src/cli/check.ts';
import type { Config, RouterConfig } from '../../src/config/config.ts';
import { defaults } from '../../src/config/read.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { leftovers } from '../change/truth.ts';

let network: SimulatedNetwork;
/** The time of the routers, which passes where the program waits. */
let at = 0;
const clock: NonNullable<CheckOptions['clock']> = {
  now: () => at,
  monotonicNow: () => at,
  sleep: (ms) => {
    at += ms;
    return Promise.resolve();
  },
  after: () => () => {},
  every: () => () => {},
};
const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-check-'));
afterEach(async () => {
  await network.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function start(policies = ['read', 'write', 'test', 'api', 'rest-api']) {
  at = Date.now();
  network = await startNetwork({
    seed: 1,
    now: () => at,
    users: [{ username: 'writer', password: 'w', policies }],
  });
  network.house.pause();
  return network.routers[0]!;
}

function routerConfig(changed: Partial<RouterConfig> = {}): RouterConfig {
  const { url, username, password } = network.routers[0]!;
  const login = { url, username, password, writeUsername: 'writer', writePassword: 'w' };
  return { ...defaults.router, id: 'hallway', timeoutMs: 2000, ...login, ...changed };
}

async function run(changed: Partial<RouterConfig> = {}) {
  const lines: string[] = [];
  const isWell = await checkChange(routerConfig(changed), (...words) => void lines.push(words.join(' ')));
  return { isWell, text: lines.join('\n') };
}

const writes = () =>
  network.routers
    .flatMap(({ requests }) => requests)
    .filter(({ method, path }) => method !== 'GET' && !/\/(?:print|monitor)$/.test(path));

test('a user that can log in, a scheduler that may run, and what would be refused; nothing is written', async () => {
  await start();
  const { isWell, text } = await run({ changes: ['block_device'], environment: 'production' });
  expect(isWell).toBe(true);
  expect(text).toContain('✓ write user writer has the policies read, write, test, api, rest-api');
  expect(text).not.toContain('restart_access_point');
  expect(text).toContain('✓ device mode advanced allows the scheduler');
  expect(text).toMatch(/! scheduler RouterOS 7\.24 may not run .* check --prove-undo/);
  expect(text).toContain('the configuration allows block_device');
  expect(text).toContain('production: every approval must repeat the name');
  expect(text).toMatch(/refused keep_device_off on \d+ of \d+ interfaces of interface\/wifi/);
  expect(writes()).toEqual([]);
});

test.each([
  ['another password', {}, { writePassword: 'x' }],
  ['no right for REST', { policies: ['read', 'write'] }, {}],
])('%s: the commands that make the user', async (_what, { policies }: { policies?: string[] }, changed) => {
  await start(policies);
  const { isWell, text } = await run(changed);
  expect(isWell).toBe(false);
  expect(text).toMatch(/✗ write user writer cannot log in/);
  expect(text).toContain('/user/group/add name=presence-write policy=read,write,test,api,rest-api');
  expect(text).toContain('/user/add name=writer group=presence-write');
});

test('policies that are missing, too many, or not told, and what the user cannot do without reboot', async () => {
  const router = await start(['read', 'test', 'api', 'rest-api']);
  const lacking = await run();
  expect(lacking.isWell).toBe(false);
  expect(lacking.text).toContain('✗ write user writer lacks the policies write');
  const user = router.users.find(({ username }) => username === 'writer')!;
  user.policies = ['read', 'write', 'test', 'api', 'rest-api', 'sensitive', 'policy'];
  const generous = await run();
  expect(generous.isWell).toBe(true);
  expect(generous.text).toContain('has more than it needs: policy, sensitive');
  expect(generous.text).toContain('/user/group/set writer-group policy=!policy,!sensitive');
  expect(generous.text).toMatch(/refused restart_access_point: writer lacks the policy reboot/);
  expect(generous.text).toContain('/user/group/set writer-group policy=reboot');
  user.policies = [...user.policies, 'reboot'];
  expect((await run()).text).not.toContain('restart_access_point');
  router.setFault('not-allowed-9', 'user/group');
  expect((await run()).text).toMatch(/! write user writer can log in, but not read its own policies/);
  expect(writes()).toEqual([]);
});

test('what the device mode and safe mode forbid', async () => {
  const { behaviour } = await start();
  behaviour.deviceMode = 'home';
  behaviour.isInSafeMode = true;
  const { text } = await run();
  expect(text).toMatch(/! device mode home forbids the scheduler: a guard is a background job/);
  expect(text).toContain('/system/device-mode/update scheduler=yes');
  expect(text).toMatch(/! safe mode/);
});

test('a router without a user for writing, or read by its native API, is not asked', async () => {
  await start();
  const { isWell, text } = await run({ writeUsername: null });
  expect([isWell, text]).toEqual([true, expect.stringContaining('no user for writing')]);
  const native = await run({ url: 'api://192.0.2.1' });
  expect([native.isWell, native.text]).toEqual([
    true,
    expect.stringMatching(/native API.* changes go by REST only/),
  ]);
  expect(network.routers[0]!.requests).toEqual([]);
});

async function checkWith(answer: string | null) {
  const config: Config = { ...defaults.config, stateDir, changes: true, routers: [routerConfig()] };
  const lines: string[] = [];
  const asked: string[] = [];
  const ask = (question: string) => {
    asked.push(question);
    return Promise.resolve(answer!);
  };
  const print = (line: string) => void lines.push(line);
  await check({ config, print, clock, ...(answer === null ? {} : { ask }) });
  return { text: lines.join('\n'), asked };
}

test('plain check writes nothing, and without the id of the router neither does --prove-undo', async () => {
  await start();
  expect((await checkWith(null)).asked).toEqual([]);
  const { text, asked } = await checkWith('yes');
  expect(asked).toEqual([expect.stringContaining('"hallway"')]);
  expect(text).toContain('not tried: nothing was written');
  expect(writes()).toEqual([]);
});

test('with it the router undoes what was written, and the journal says who did it', async () => {
  const router = await start();
  const { text } = await checkWith('hallway');
  expect(text).toMatch(/✓ undo +the router took it back by itself/);
  expect(writes().length).toBeGreaterThan(0);
  expect(leftovers(router)).toEqual([]);
  expect(readdirSync(stateDir)).toContain('changes.jsonl');
  expect(readFileSync(join(stateDir, 'changes.jsonl'), 'utf8')).toContain(
    '{"key":"check","door":"terminal"}',
  );
});

test('without a terminal --prove-undo is refused before anything is read', async () => {
  await start();
  const never = () => Promise.reject(new Error('not to be called'));
  expect(process.stdin.isTTY).not.toBe(true);
  expect(
    await runCheck(
      { probeBroker: never, probeSyslog: never as never },
      { isProving: true, allStrangers: false, isJson: false },
    ),
  ).toBe(64);
});
