/** Changes beside a service that polls: no poll is late, nobody departs, and what was in flight is settled after a restart. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { type RunningChanges, startChanges } from '../../src/service/changes.ts';
import { createService, type Service } from '../../src/service/service.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createTime, MINUTE, SECOND } from '../drill/time.ts';

const POLL = 10 * SECOND;
const BY = { key: 'anna', door: 'rest' } as const;

let network: SimulatedNetwork;
let service: Service;
let running: RunningChanges;
let stateDir: string;
let time: ReturnType<typeof createTime>;
const events: EventRecord[] = [];
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });

afterEach(async () => {
  await time.quiet();
  await Promise.all([service.stop(), running.stop(0)]);
  await network.stop();
  rmSync(stateDir, { recursive: true });
});

async function start(): Promise<Config> {
  time = createTime();
  const users = [
    { username: 'writer', password: 'w', policies: ['read', 'write', 'test', 'api', 'rest-api'] },
  ];
  network = await startNetwork({ seed: 1, now: time.true, users });
  network.house.pause();
  stateDir = mkdtempSync(join(tmpdir(), 'changes-'));
  const config: Config = {
    ...defaults.config,
    stateDir,
    pollIntervalMs: POLL,
    changes: true,
    changeWatchMs: 30 * SECOND,
    routers: network.routers.map(({ url, username, password }, index) => ({
      ...defaults.router,
      id: ['hallway', 'workshop'][index]!,
      url,
      username,
      password,
      writeUsername: 'writer',
      writePassword: 'w',
    })),
  };
  time.begin(3);
  service = createService({ config, log, clock: time });
  events.length = 0;
  service.snapshot.subscribe((_, more) => void events.push(...more));
  service.start();
  await time.pass(3 * POLL);
  open(config);
  return config;
}

function open(config: Config): void {
  const every = (ms: number, run: () => void) => {
    let cancel = () => {};
    const again = () => {
      cancel = time.after(ms, () => {
        run();
        again();
      });
    };
    again();
    return () => cancel();
  };
  running = startChanges({
    config,
    snapshot: service.snapshot,
    isPolling: service.isPolling,
    onReach: service.reach,
    announce: service.announce,
    log,
    clock: { ...time, every },
  });
}

/** One more loop sleeps by this time until what was begun has ended. */
function following(work: Promise<unknown>): void {
  time.begin(1);
  void work.finally(() => time.sleep(0, AbortSignal.abort()));
}

/** What the user for reading sent to the first router. */
function readings() {
  const { requests, username, password } = network.routers[0]!;
  return requests.filter(({ headers }) =>
    headers['authorization']!.endsWith(btoa(`${username}:${password}`)),
  );
}

async function approve(action: string, input: unknown): Promise<string> {
  const proposed = await running.changes.propose({ action, input, by: BY, approverAddress: null });
  if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
  const { id, digest } = proposed.change;
  await running.changes.approve(id, { digest: digest!, by: BY });
  return id;
}

test('while changes are made no poll is late, and nobody departs, not even who is blocked', async () => {
  await start();
  const vacuum = network.house.devices().find(({ name }) => name === 'Vacuum')!;
  const polls = () => readings().filter(({ menu }) => menu === 'interface/wifi/registration-table').length;
  const before = polls();
  const ids = [
    await approve('block_device', { device_id: vacuum.mac }),
    await approve('reconnect_device', { device_id: "Anna's phone" }),
  ];
  following(running.changes.idle());
  await time.pass(10 * MINUTE);
  expect(ids.map((id) => running.changes.get(id)!.state)).toEqual(['kept', 'kept']);
  expect(polls() - before).toBe((10 * MINUTE) / POLL);
  const departures = events.filter(({ event_type }) => event_type === 'left');
  expect(departures).toEqual([]);
  const told = events.filter(({ change_id }) => change_id === ids[0]);
  expect(told.map(({ event_type, action, state }) => [event_type, action, state])).toEqual(
    ['planned', 'approved', 'applying', 'watching', 'kept'].map((state) => ['change', 'block_device', state]),
  );
  expect(told.at(-1)).toMatchObject({
    name: 'Vacuum',
    router: 'hallway',
    reason: expect.stringMatching(/^By anna: /),
    reason_class: null,
  });
  // everything that the reading user sent only reads
  const writes = readings().filter(({ method, path }) => method !== 'GET' && !path.endsWith('/monitor'));
  expect(writes).toEqual([]);
});

test('the journal on disk settles what was being watched when the service was stopped', async () => {
  const config = await start();
  const id = await approve('block_device', { device_id: 'Vacuum' });
  following(running.changes.idle());
  await time.pass(5 * SECOND);
  expect(running.changes.get(id)!.state).toBe('watching');
  // its loop wakes up to end
  time.begin(1);
  await running.stop(0);
  expect(readFileSync(join(stateDir, 'changes.jsonl'), 'utf8')).toContain('"state":"watching"');
  open(config);
  following(running.changes.idle());
  await time.pass(2 * MINUTE);
  expect(running.changes.get(id)!.state).toBe('kept');
});

test('a name that is on no router read so far may be on one that was not read yet', async () => {
  const config = await start();
  await service.stop();
  network.routers[1]!.setFault('reset');
  time.begin(3);
  service = createService({ config, log, clock: time });
  await running.stop(0);
  service.start();
  await time.pass(POLL);
  open(config);
  const input = { access_point: 'Workshop', band: '5GHz', tx_power_dbm: 17 };
  const asked = { action: 'set_tx_power', input, by: BY, approverAddress: null };
  expect(await running.changes.propose(asked)).toMatchObject({
    outcome: 'unreadable',
    reason: expect.stringContaining('Not read since the start: workshop.'),
  });
  network.routers[1]!.setFault(null);
  await time.pass(3 * POLL);
  const unknown = { ...asked, input: { ...input, access_point: 'Nowhere' } };
  expect(await running.changes.propose(unknown)).toMatchObject({ outcome: 'invalid' });
});
