/** Changes beside a service that polls: no poll is late, no device departs, and what was in flight is settled after a restart. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../drill/time.ts';
import { BY, type ChangingHouse, openChangingHouse, POLL } from './changing-house.ts';

let home: ChangingHouse;
beforeEach(async () => {
  home = await openChangingHouse();
});
afterEach(() => home.stop());

test('while changes are made no poll is late, and no device departs, not even one that is blocked', async () => {
  const { time, network, approve, following, readings, events } = home;
  const { changes } = home.running();
  const vacuum = network.house.devices().find(({ name }) => name === 'Vacuum')!;
  const polls = () =>
    readings('hallway').filter(({ menu }) => menu === 'interface/wifi/registration-table').length;
  const before = polls();
  const ids = [
    await approve('block_device', { device_id: vacuum.mac }),
    await approve('reconnect_device', { device_id: "Anna's phone" }),
  ];
  following(changes.idle());
  await time.pass(4 * MINUTE);
  expect(ids.map((id) => changes.get(id)!.state)).toEqual(['kept', 'kept']);
  expect(polls() - before).toBe((4 * MINUTE) / POLL);
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
  const writes = readings('hallway').filter(
    ({ method, path }) => method !== 'GET' && !path.endsWith('/monitor'),
  );
  expect(writes).toEqual([]);
});

test('the journal on disk settles what was being watched when the service was stopped', async () => {
  const { time, stateDir, approve, following, openChanges } = home;
  const id = await approve('block_device', { device_id: 'Vacuum' });
  following(home.running().changes.idle());
  await time.pass(5 * SECOND);
  expect(home.running().changes.get(id)!.state).toBe('watching');
  // its loop wakes up to end
  time.begin(1);
  await home.running().stop(0);
  expect(readFileSync(join(stateDir, 'changes.jsonl'), 'utf8')).toContain('"state":"watching"');
  openChanges();
  following(home.running().changes.idle());
  await time.pass(2 * MINUTE);
  expect(home.running().changes.get(id)!.state).toBe('kept');
});

test('a change whose router lost its user for writing holds nobody for longer than its guard, and is settled with the user', async () => {
  const { time, config, approve, following, openChanges } = home;
  const id = await approve('set_ssid_enabled', { ssid: 'guest', enabled: false });
  following(home.running().changes.idle());
  const now = () => home.running().changes.get(id)!;
  while (now().state !== 'watching') await time.pass(SECOND);
  const { guard } = now();
  time.begin(1);
  await home.running().stop(0);
  openChanges({ routers: config.routers.map((router) => ({ ...router, writeUsername: null })) });
  const { problem, configure } = home.running();
  expect([home.reach().interfaces.length > 0, problem()]).toEqual([true, null]);
  await time.pass(guard!.firesAt - time.now() + 2 * SECOND);
  expect(home.reach()).toEqual({ devices: new Set(), interfaces: [] });
  expect(problem()).toBe(
    `Change ${id} (set_ssid_enabled) on router hallway is watching, and nothing can tell what became of it. Router hallway has no user for writing. Set that back until the change is settled.`,
  );
  configure({ routers: [] });
  expect(problem()).toBeNull();
  configure(config);
  following(home.running().changes.idle());
  await time.pass(2 * MINUTE);
  expect(now().state).toBe('undone');
  expect([home.reach().interfaces, problem()]).toEqual([[], null]);
});

test('a name that is on no router read so far may be on one that was not read yet', async () => {
  const { time, router, renewService, openChanges } = home;
  router('workshop').setFault('reset');
  await renewService();
  await time.pass(POLL);
  openChanges();
  const input = { access_point: 'Workshop', band: '5GHz', tx_power_dbm: 17 };
  const asked = { action: 'set_tx_power', input, by: BY, approverAddress: null };
  const { changes } = home.running();
  expect(await changes.propose(asked)).toMatchObject({
    outcome: 'unreadable',
    reason: expect.stringContaining('Not read since the start: workshop.'),
  });
  router('workshop').setFault(null);
  await time.pass(3 * POLL);
  const unknown = { ...asked, input: { ...input, access_point: 'Nowhere' } };
  expect(await changes.propose(unknown)).toMatchObject({ outcome: 'invalid' });
});

test('a router that is read by its native API is refused clearly, and one without a user for writing', async () => {
  const { config, events } = home;
  const { changes, configure } = home.running();
  const propose = async (action: string, input: object) => {
    const proposed = await changes.propose({ action, input, by: BY, approverAddress: null });
    if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
    return proposed.change;
  };
  const [hallway, workshop] = config.routers;
  configure({
    routers: [
      { ...hallway!, url: 'api://192.0.2.1' },
      { ...workshop!, writeUsername: null },
    ],
  });
  const native = await propose('block_device', { device_id: 'Vacuum' });
  expect(native).toMatchObject({ state: 'refused', plan: null });
  expect(native.outcome).toBe(
    'Router hallway is read by its native API, and changes go by REST only. RouterOS 7 has REST: give the router an http(s):// URL. RouterOS 6 has none: nothing can be changed there.',
  );
  expect(events.at(-1)).toMatchObject({ change_id: native.id, state: 'refused' });
  const input = { access_point: 'Workshop', band: '5GHz', tx_power_dbm: 17 };
  expect(await propose('set_tx_power', input)).toMatchObject({
    state: 'refused',
    outcome: 'Router workshop has no user for writing.',
  });
  configure(config);
  expect((await propose('block_device', { device_id: 'Vacuum' })).state).toBe('planned');
});
