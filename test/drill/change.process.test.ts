/** The program as a process, killed without a word in the middle of a change: after the next start the router is as the journal says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { parseChange } from '../../src/change/parse-change.ts';
import type { ChangeRecord } from '../../src/change/record.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { until as lookUntil } from '../mqtt/lab.ts';
import { LOOPBACK, programFile } from '../program.ts';
import { runs } from '../runs.ts';
import { leftovers, standings } from '../change/truth.ts';

const OPERATOR_KEY = 'the-key-of-the-operator';
const policies = ['read', 'write', 'test', 'reboot', 'api', 'rest-api'];
const IN_FLIGHT = ['approved', 'applying', 'watching', 'undoing', 'unknown'];
const LIMIT_MS = 90_000;
const WRITER = btoa('writer:w');
const until = (condition: () => boolean, timeout = LIMIT_MS) => lookUntil(condition, timeout, 10);

async function prepare({ onTestFinished, expect }: TestContext) {
  const network = await startNetwork({ seed: 1, users: [{ username: 'writer', password: 'w', policies }] });
  network.house.pause();
  for (const { behaviour } of network.routers) behaviour.rebootMs = 2000;
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-change-'));
  const routers = network.routers.map(({ url, username, password }, index) => ({
    id: ['hallway', 'workshop'][index],
    url,
    username,
    password,
    write: { username: 'writer', password: 'w' },
  }));
  // JSON is YAML
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify({ routers }));
  const env = {
    CONFIG_FILE: 'config.yaml',
    POLL_INTERVAL: '1s',
    CHANGES: 'on',
    CHANGE_WATCH: '5s',
    OPERATOR_KEY,
    LOG_FORMAT: 'json',
    ...LOOPBACK,
  };
  let program: ChildProcess | null = null;
  let url = '';
  const kill = async () => {
    if (program === null || program.exitCode !== null || program.signalCode !== null) return;
    const gone = once(program, 'exit');
    program.kill('SIGKILL');
    await gone;
  };
  onTestFinished(async () => {
    await kill();
    await network.stop();
    rmSync(directory, { recursive: true });
  });
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'X-API-Key': OPERATOR_KEY },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as ChangeRecord };
  };
  /** Asks again while a router was not read since the start, which is what the answer asks for. */
  const propose = async (action: string, input: Record<string, unknown>) => {
    const all: { status: number; body: ChangeRecord }[] = [];
    const again = async () => {
      const answer = await ask('POST', '/changes', { action, input });
      all.push(answer);
      return answer.status;
    };
    await expect.poll(again, { timeout: LIMIT_MS, interval: 200 }).not.toBe(503);
    const answer = all.at(-1)!;
    expect([action, answer]).toMatchObject([action, { status: 201, body: { state: 'planned' } }]);
    return answer.body;
  };
  /** Code and signal. */
  const terminate = async () => {
    const gone = once(program!, 'exit');
    program!.kill('SIGTERM');
    return (await gone) as [number | null, NodeJS.Signals | null];
  };
  return {
    network,
    kill,
    terminate,
    ask,
    propose,
    start: async () => {
      const child = spawn(process.execPath, [programFile()], {
        cwd: directory,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      program = child;
      let told = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => void (told += text));
      const serving = () => /"url":"([^"]+)".*"msg":"serving"/.exec(told)?.[1];
      await until(() => serving() !== undefined || child.exitCode !== null);
      url = serving() ?? '';
      if (url === '') throw new Error(told);
    },
    /** As the journal on disk has it. */
    journalled: (id: string) => {
      const text = readFileSync(join(directory, 'data', 'changes.jsonl'), 'utf8');
      // the last line may be half written
      const lines = text.split('\n').slice(0, -1).filter(Boolean);
      return lines.map((line) => parseChange(JSON.parse(line))).findLast((change) => change?.id === id)!;
    },
    /** What the writing user sent that is no read. */
    writeCount: () =>
      network.routers
        .flatMap(({ requests }) => requests)
        .filter(({ method, path, headers }) => {
          const isOurs = headers['authorization']?.endsWith(WRITER) === true;
          return isOurs && method !== 'GET' && !path.endsWith('/print');
        }).length,
  };
}

const moments = ['at its first write', 'while it is watched', 'when its value is written'] as const;

interface Cell {
  action: string;
  input: Record<string, unknown>;
  moment: (typeof moments)[number];
}

/** Each input in a moment of its own, about another device or name, so that no cell depends on how one before it ended. */
function cellsOf(action: string, ...inputs: Record<string, unknown>[]): Cell[] {
  return inputs.map((input, index) => ({ action, input, moment: moments[index]! }));
}

const all: readonly Cell[] = [
  ...cellsOf('block_device', { device_id: 'Vacuum' }, { device_id: 'Barn camera' }),
  ...cellsOf(
    'block_device',
    { device_id: 'Desk lamp', for: '2h' },
    { device_id: "Anna's laptop", for: '2h' },
  ),
  ...cellsOf(
    'name_device',
    { device_id: 'Café radio', name: 'Küche "1" $x [y]' },
    { device_id: 'Café radio', name: '}; /y' },
  ),
  ...cellsOf('reserve_address', { device_id: 'Workshop radio' }, { device_id: 'Desk lamp' }),
  ...cellsOf(
    'keep_device_off',
    { device_id: 'Living room TV', access_point: 'Hallway' },
    { device_id: 'Workshop tablet', access_point: 'Workshop' },
  ),
  ...cellsOf('reconnect_device', { device_id: "Anna's phone" }, { device_id: 'Living room TV' }),
];
/** Guarded, but for the last: armed, watched, written. */
const onRadios: readonly Cell[] = [
  ...cellsOf(
    'set_roaming',
    { ssid: 'home', scope: 'profile', transition_threshold_dbm: -78 },
    { ssid: 'home', scope: 'profile', transition_threshold_dbm: -77 },
    { ssid: 'home', scope: 'profile', transition_threshold_dbm: -76 },
  ),
  ...cellsOf(
    'set_tx_power',
    { access_point: 'Hallway', band: '5GHz', tx_power_dbm: 19 },
    { access_point: 'Barn', band: '2.4GHz', tx_power_dbm: 19 },
    { access_point: 'Hallway', band: '2.4GHz', tx_power_dbm: 18 },
  ),
  ...cellsOf(
    'set_channel',
    { access_point: 'Workshop', band: '5GHz', frequency_mhz: [5180], channel_width: '20mhz' },
    { access_point: 'Hallway', band: '2.4GHz', frequency_mhz: [2462], channel_width: '20mhz' },
    { access_point: 'Workshop', band: '5GHz', frequency_mhz: [5200], channel_width: '20mhz' },
  ),
  ...cellsOf(
    'set_ssid_enabled',
    { ssid: 'guest', enabled: false, for: '6h' },
    { ssid: 'iot', router: 'hallway', enabled: false },
  ),
  ...cellsOf('restart_access_point', { access_point: 'Workshop' }),
];
const EVERY = runs(1) > 1;

// a change that a restart finds unknown is settled after 15 s: the other test runs meanwhile
it.concurrent('killed in the middle of a change, it settles it at the next start', async (test) => {
  await killIn(EVERY ? all : all.slice(0, 2), await prepare(test));
}, 900_000);

// a router proves its guard first, which takes 20 s
it.runIf(EVERY)(
  'killed in the middle of a change of a radio, it settles it at the next start',
  async (test) => {
    await killIn(onRadios, await prepare(test));
  },
  1_800_000,
);

async function killIn(chosen: readonly Cell[], program: Awaited<ReturnType<typeof prepare>>): Promise<void> {
  const { start, kill, ask, propose, network, journalled, writeCount } = program;
  await start();
  const ends: string[] = [];
  const timers: string[] = [];
  const routerOf = (id: string) => network.routers[journalled(id).router === 'hallway' ? 0 : 1]!;
  const macOf = (device: unknown) => network.house.devices().find(({ name }) => name === device)!.mac;
  for (const { action, input: named, moment } of chosen) {
    // the service may know the device by another name
    const input = 'device_id' in named ? { ...named, device_id: macOf(named['device_id']) } : named;
    const { change_id: id, plan } = await propose(action, input);
    const before = writeCount();
    expect((await ask('POST', `/changes/${id}/approve`, { digest: plan!.digest })).status).toBe(202);
    const isThere = {
      'at its first write': () => writeCount() > before,
      'while it is watched': () => journalled(id).state === 'watching',
      'when its value is written': () => standings(routerOf(id), journalled(id)).includes('after'),
    }[moment];
    await until(isThere);
    await kill();
    await start();
    // a radio that looks for radar first is watched for minutes
    await until(
      () => !IN_FLIGHT.includes(journalled(id).state),
      (journalled(id).plan?.watchMs ?? 0) + LIMIT_MS,
    );
    const ended = journalled(id);
    const router = routerOf(id);
    const found = standings(router, ended);
    if (ended.endsAt !== null) timers.push(`mikrotik-presence-end-${id}`);
    const left = leftovers(router).filter((name) => !timers.includes(name));
    expect([action, moment, left]).toEqual([action, moment, []]);
    expect([action, moment, ended.state, ended.outcome]).toEqual([
      action,
      moment,
      expect.stringMatching(/^(?:kept|undone|failed)$/),
      ended.outcome,
    ]);
    for (const standing of found)
      expect([action, moment, ended.state, standing === 'after']).toEqual([
        action,
        moment,
        ended.state,
        ended.state === 'kept',
      ]);
    ends.push(`${action} ${moment}: ${ended.state}`);
  }
  if (EVERY) console.log(ends.join('\n'));
  expect(ends).toHaveLength(chosen.length);
}

it.concurrent('stopped while a change is watched, it ends when the change has', async (test) => {
  const { start, terminate, ask, propose, network, journalled } = await prepare(test);
  await start();
  const { change_id: id, plan } = await propose('block_device', { device_id: 'Vacuum' });
  expect((await ask('POST', `/changes/${id}/approve`, { digest: plan!.digest })).status).toBe(202);
  await until(() => journalled(id).state === 'watching');
  expect(await terminate()).toEqual([0, null]);
  const ended = journalled(id);
  expect(ended.state).toBe('kept');
  expect(standings(network.routers[0]!, ended)).toEqual(['after']);
}, 180_000);
