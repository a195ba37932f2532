/** What is planned, who may approve what, and that nothing is written without it. */
import { afterEach, expect, test } from 'vitest';
import { changeListSchema, type ChangeFilter, listChanges } from '../../src/change/list.ts';
import { approvalSchema } from '../../src/question/change.ts';
import { ANNA, type Bench, type BenchOptions, startBench } from './bench.ts';
import { standings } from './truth.ts';

let bench: Bench;
afterEach(() => bench.stop());

const start = async (options: BenchOptions = {}) => {
  bench = await startBench(options);
  return bench;
};
const BLOCK = { device_id: 'Vacuum' };

async function planned(input: unknown = BLOCK, action = 'block_device') {
  const proposed = await bench.propose(action, input);
  if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
  return proposed.change;
}

/** Requests at the routers that could change something. */
const writesAtRouters = () =>
  bench.network.routers.flatMap(({ requests }) =>
    requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/print')),
  );

test('a plan says what, where, who is affected and what undoes it, and writes nothing', async () => {
  await start();
  const change = await planned();
  expect(change).toMatchObject({
    state: 'planned',
    router: 'hallway',
    plan: {
      object: { menu: 'interface/wifi/access-list', name: bench.device('Vacuum').mac_address },
      affects: {
        devices: [{ name: 'Vacuum' }],
        access_points: ['Hallway', 'Kitchen', 'Attic', 'Garden House'],
      },
      undo: 'The rules are removed; the device connects again by itself.',
    },
  });
  expect(change.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(writesAtRouters()).toEqual([]);
});

test('the same action and input is one change while it is open', async () => {
  await start();
  const change = await planned();
  expect(await bench.propose('block_device', BLOCK)).toEqual({ outcome: 'open', change });
});

test.each([
  [
    'another digest',
    async (id: string) => bench.changes().approve(id, { digest: 'f'.repeat(64), by: ANNA }),
    'conflict',
  ],
  [
    'an unknown change',
    async (_: string, digest: string) => bench.changes().approve('nothing', { digest, by: ANNA }),
    'not_found',
  ],
  [
    'a passed expiry',
    async (id: string, digest: string) => {
      await bench.advance(15 * 60_000 + 1);
      return bench.changes().approve(id, { digest, by: ANNA });
    },
    'conflict',
  ],
  [
    'a rejected change',
    async (id: string, digest: string) => {
      await bench.changes().reject(id, ANNA);
      return bench.changes().approve(id, { digest, by: ANNA });
    },
    'conflict',
  ],
])('%s is not approved, and nothing is written', async (_, approve, outcome) => {
  await start();
  const { id, digest } = await planned();
  expect(await approve(id, digest!)).toMatchObject({ outcome });
  await bench.changes().idle();
  expect(writesAtRouters()).toEqual([]);
});

test('an approval is good once', async () => {
  await start();
  const { id, digest } = await planned();
  expect(await bench.changes().approve(id, { digest: digest!, by: ANNA })).toMatchObject({
    outcome: 'accepted',
  });
  expect(await bench.changes().approve(id, { digest: digest!, by: ANNA })).toMatchObject({
    outcome: 'conflict',
  });
  await bench.finish(id);
  expect(await bench.changes().approve(id, { digest: digest!, by: ANNA })).toMatchObject({
    outcome: 'conflict',
  });
});

test('in production, and where it cuts off the person who asks, the name of the object confirms', async () => {
  await start({ environment: 'production' });
  const { id, digest, plan } = await planned();
  expect(await bench.changes().approve(id, { digest: digest!, by: ANNA })).toMatchObject({
    outcome: 'invalid',
    errors: [{ parameter: 'confirm' }],
  });
  const confirm = plan!.object.name;
  expect(await bench.changes().approve(id, { digest: digest!, confirm, by: ANNA })).toMatchObject({
    outcome: 'accepted',
  });
  await bench.finish(id);
  const { ip_address } = bench.device("Anna's laptop");
  const own = await bench.changes().propose({
    action: 'block_device',
    input: { device_id: "Anna's laptop" },
    by: ANNA,
    approverAddress: ip_address,
  });
  expect(own).toMatchObject({ change: { plan: { cutsOff: ['approver'] } } });
});

test('the device that runs the service and the MACs of the network are never touched', async () => {
  await start();
  const { ip_address, mac_address } = bench.device('Vacuum');
  await bench.stop();
  await start({ serviceAddresses: [ip_address!] });
  const change = await planned({ device_id: mac_address });
  expect(change).toMatchObject({ state: 'refused' });
  expect(change.outcome).toContain('runs the service');
});

test.each([
  ['an unknown action', 'fly', {}, 'action'],
  ['a missing device', 'block_device', {}, 'device_id'],
  ['an unknown device', 'block_device', { device_id: 'Nobody' }, 'device_id'],
  ['an unknown key', 'block_device', { ...BLOCK, force: true }, 'force'],
  ['too short a time', 'block_device', { ...BLOCK, for: '10s' }, 'for'],
  ['too long a time', 'block_device', { ...BLOCK, for: '31d' }, 'for'],
  ['an empty name', 'name_device', { device_id: 'Café radio', name: '\u200b' }, 'name'],
  ['no address', 'reserve_address', { device_id: 'Desk lamp', ip_address: '300.1.1.1' }, 'ip_address'],
])('%s is an error of the input', async (_, action, input, parameter) => {
  await start();
  expect(await bench.propose(action, input)).toMatchObject({ outcome: 'invalid', errors: [{ parameter }] });
});

test('a router that cannot be read gives no plan', async () => {
  await start();
  bench.router('hallway').setFault('reset');
  expect(await bench.propose('block_device', BLOCK)).toMatchObject({
    outcome: 'unreadable',
    retryAfterSeconds: 15,
  });
});

test('a router is read for six plans a minute, and changed twenty times an hour', async () => {
  await start();
  const names = ['Vacuum', 'Thermostat', 'Hall lamp', 'Porch light', 'Reading lamp', 'Desk lamp', 'Doorbell'];
  const outcomes = [];
  for (const device_id of names) outcomes.push((await bench.propose('block_device', { device_id })).outcome);
  expect(outcomes).toEqual([...Array<string>(6).fill('created'), 'too_many']);
});

test('a proposal that a rule refuses before it is planned counts as one of the six', async () => {
  await start({ allowed: ['reconnect_device'] });
  const names = ['Vacuum', 'Thermostat', 'Hall lamp', 'Porch light', 'Reading lamp', 'Desk lamp', 'Doorbell'];
  const outcomes = [];
  for (const device_id of names) outcomes.push((await bench.propose('block_device', { device_id })).outcome);
  expect(outcomes).toEqual([...Array<string>(6).fill('created'), 'too_many']);
  expect(bench.lines).toHaveLength(6);
});

test('a person takes a change back while it is watched', async () => {
  await start();
  const { id, digest } = await planned();
  let isAsked = false;
  bench.hooks.afterAdvance = () => {
    if (isAsked || bench.changes().get(id)!.state !== 'watching') return;
    isAsked = true;
    void bench.changes().undo(id, ANNA);
  };
  await bench.changes().approve(id, { digest: digest!, by: ANNA });
  const change = await bench.finish(id);
  expect(change).toMatchObject({ state: 'undone', outcome: 'A person took it back.' });
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('an undo in the last moment of a watch takes the change back', async () => {
  await start();
  bench.hooks.afterAdvance = () => {
    const watched = bench.changes().all()[0];
    if (watched?.state !== 'watching' || bench.now() < watched.watchedSince! + 30_000) return;
    delete bench.hooks.afterAdvance;
    void bench.changes().undo(watched.id, ANNA);
  };
  const change = await bench.run('block_device', BLOCK);
  expect(bench.hooks.afterAdvance).toBeUndefined();
  expect(change).toMatchObject({ state: 'undone', outcome: 'A person took it back.' });
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('an undo while the guard is removed takes the change back', async () => {
  await start();
  bench.hooks.afterWrite = () => {
    const { request } = bench.writes.at(-1)!;
    const watched = bench.changes().all()[0]!;
    if (watched.state !== 'watching' || request.do !== 'remove' || request.menu !== 'system/scheduler')
      return;
    delete bench.hooks.afterWrite;
    void bench.changes().undo(watched.id, ANNA);
  };
  const change = await bench.run('set_roaming', {
    ssid: 'home',
    scope: 'profile',
    transition_threshold_dbm: -78,
  });
  expect(bench.hooks.afterWrite).toBeUndefined();
  expect(change).toMatchObject({ state: 'undone', outcome: 'A person took it back.' });
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('an undo that was accepted right before the service is killed holds after its restart', async () => {
  await start();
  bench.hooks.afterAdvance = () => {
    const watched = bench.changes().all()[0];
    if (watched?.state !== 'watching') return;
    delete bench.hooks.afterAdvance;
    void bench.changes().undo(watched.id, ANNA);
    bench.kill();
  };
  const change = await bench.run('block_device', BLOCK);
  expect(bench.hooks.afterAdvance).toBeUndefined();
  expect(change.state).toBe('undone');
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test.each(['access-list', 'registration-table'])(
  'a service that is killed by its write to %s lets the block last its hour all the same',
  async (menu) => {
    await start();
    bench.hooks.afterWrite = () => {
      const { request } = bench.writes.at(-1)!;
      if (!('menu' in request) || !request.menu.endsWith(menu)) return;
      delete bench.hooks.afterWrite;
      bench.kill();
    };
    const before = bench.now();
    const change = await bench.run('block_device', { ...BLOCK, for: '1h' });
    expect(bench.hooks.afterWrite).toBeUndefined();
    expect(change).toMatchObject({ state: 'kept', watchedSince: expect.any(Number) as number });
    expect(change.endsAt).toBe(change.watchedSince! + 3_600_000);
    expect(change.watchedSince).toBeGreaterThanOrEqual(before);
  },
);

test('an undo while contact is lost says that a person took the change back', async () => {
  await start();
  const router = bench.router('hallway');
  bench.hooks.afterWrite = () => {
    delete bench.hooks.afterWrite;
    router.setFault('refuse');
  };
  bench.hooks.afterAdvance = () => {
    const lost = bench.changes().all()[0];
    if (lost?.state !== 'unknown') return;
    delete bench.hooks.afterAdvance;
    router.setFault(null);
    void bench.changes().undo(lost.id, ANNA);
  };
  const change = await bench.run('block_device', BLOCK);
  expect(bench.hooks.afterAdvance).toBeUndefined();
  expect(change).toMatchObject({ state: 'undone', outcome: 'A person took it back.' });
  expect(standings(router, change)).toEqual(['before']);
});

test('what another user changed since is not undone', async () => {
  await start();
  const change = await bench.run('name_device', { device_id: 'Café radio', name: 'Radio' });
  const lease = (bench.router('hallway').table('ip/dhcp-server/lease') as Record<string, string>[]).find(
    (row) => row['host-name'] === 'radio',
  )!;
  bench.router('hallway').change({
    menu: 'ip/dhcp-server/lease',
    name: 'set',
    keys: [lease['.id']!],
    values: { comment: 'other' },
  });
  expect(await bench.changes().undo(change.id, ANNA)).toMatchObject({ outcome: 'conflict' });
});

test('a change that waits for approval, or is approved, goes on after a restart', async () => {
  await start();
  const { id, digest } = await planned();
  bench.restart();
  expect(bench.changes().get(id)).toMatchObject({ state: 'planned', digest });
  await bench.changes().approve(id, { digest: digest!, by: ANNA });
  bench.restart();
  expect((await bench.finish(id)).state).toBe('kept');
});

test('a settled change leaves a second undo nothing to do', async () => {
  await start();
  const change = await bench.run('reconnect_device', BLOCK);
  expect(await bench.changes().undo(change.id, ANNA)).toMatchObject({ outcome: 'conflict' });
});

test('changes are listed in either order, page by page and by what they are', async () => {
  await start();
  for (const device_id of ['Vacuum', 'Thermostat', 'Doorbell']) {
    await planned({ device_id });
    await bench.advance(1000);
  }
  await bench.run('reconnect_device', BLOCK);
  const page = (filter: Partial<ChangeFilter>) =>
    listChanges(bench.changes().all(), { limit: 100, ...filter });
  const all = page({}).changes.map(({ change_id }) => change_id);
  expect(page({}).changes.map(({ action }) => action)).toEqual([
    'reconnect_device',
    'block_device',
    'block_device',
    'block_device',
  ]);
  const first = page({ limit: 3 });
  expect(first).toMatchObject({ has_more: true, next_before: all[2] });
  expect(page({ limit: 3, before: first.next_before! })).toMatchObject({
    changes: [{ change_id: all[3] }],
    has_more: false,
    next_before: null,
  });
  expect(page({ state: ['planned'], router: ['hallway'] }).changes).toHaveLength(3);
  const oldest = page({ order: 'asc', limit: 3 });
  expect(oldest).toMatchObject({ has_more: true, next_after: all[1], next_before: null });
  expect(oldest.changes.map(({ change_id }) => change_id)).toEqual(all.toReversed().slice(0, 3));
  expect(page({ order: 'asc', limit: 3, after: oldest.next_after! })).toMatchObject({
    changes: [{ change_id: all[0] }],
    has_more: false,
    next_after: all[0],
    next_before: all[0],
  });
  expect(page({ after: all[2]!, before: all[0]! })).toMatchObject({ changes: [{ change_id: all[1] }] });
  const none = { order: 'desc', has_more: false, next_after: null, next_before: null };
  expect(page({ action: ['name_device'] })).toEqual({ changes: [], ...none });
  expect(page({ since: bench.now() }).changes).toEqual([]);
  expect(changeListSchema.safeParse(page({})).error).toBeUndefined();
});

test('while a user works in safe mode nothing is written', async () => {
  await start();
  bench.router('hallway').behaviour.isInSafeMode = true;
  const change = await bench.run('block_device', { device_id: 'Vacuum' });
  expect([change.state, change.outcome]).toEqual(['stale', expect.stringContaining('safe mode')]);
  expect(bench.writes).toEqual([]);
});

test('an action that is not allowed any more is not approved', async () => {
  const allowed = ['block_device'];
  await start({ allowed });
  const { id, digest } = await planned();
  allowed[0] = 'name_device';
  expect(await bench.changes().approve(id, { digest: digest!, by: ANNA })).toMatchObject({
    outcome: 'conflict',
    reason: 'block_device is not allowed on router hallway any more.',
  });
  await bench.changes().idle();
  expect(writesAtRouters()).toEqual([]);
});

test('the names of forty objects confirm a change', () => {
  const confirm = Array.from({ length: 40 }, (_, index) => `Access point ${index} 5GHz`).join(', ');
  expect(approvalSchema.safeParse({ digest: 'f'.repeat(64), confirm }).success).toBe(true);
});

test('without a picture of the network before it nothing is written', async () => {
  await start();
  const { id, digest } = await planned({ device_id: 'Café radio', name: 'Radio' }, 'name_device');
  bench.router('hallway').setFault('reset', 'interface/wifi/registration-table');
  await bench.changes().approve(id, { digest: digest!, by: ANNA });
  expect(await bench.finish(id)).toMatchObject({ state: 'stale', outcome: 'The router could not be read.' });
  expect(writesAtRouters()).toEqual([]);
});
