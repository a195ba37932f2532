/** The actions on radios and profiles: what a plan names, what it does to devices, and what takes a bad value back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change } from '../../src/change/change.ts';
import { changeSchema, toRecord } from '../../src/change/record.ts';
import { post } from '../demo/ask.ts';
import { ANNA, type Bench, startBench } from './bench.ts';
import { leftovers, rowsAt, standings } from './truth.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const rowOf = (menu: string, name: string, router = 'hallway') =>
  rowsAt(bench.router(router), menu).find((row) => row['name'] === name)!;

async function planOf(action: string, input: Record<string, unknown>) {
  const outcome = await bench.propose(action, input);
  if (outcome.outcome !== 'created') throw new Error(JSON.stringify(outcome));
  return outcome.change;
}

/** Types commands at the router, as a user who may. */
async function type(commands: readonly string[], router = 'hallway'): Promise<void> {
  const { status } = await post(
    bench.router(router),
    '/rest/execute',
    { script: commands.join('\n') },
    { auth: 'operator:op' },
  );
  expect(status).toBe(200);
  expect(rowsAt(bench.router(router), 'log').filter((row) => row['topics'] === 'script,error')).toEqual([]);
}

/** What was configured; whether devices are on it does not matter. */
const configured = (row: object) => ({ ...row, '.id': '', running: '' });

const commandsIn = ({ commands }: Change) => commands!;

test('a roaming threshold: the plan names the profile, its users and the seconds; the panel moves to its own access point', async () => {
  expect(bench.device('Wall panel').access_point).toBe('Hallway');
  const change = await planOf('set_roaming', {
    ssid: 'home',
    scope: 'profile',
    transition_threshold_dbm: -59,
  });
  const record = toRecord(change);
  expect(changeSchema.safeParse(record).success).toBe(true);
  expect(record).toMatchObject({
    state: 'planned',
    plan: {
      object: { menu: 'interface/wifi/steering', name: 'home' },
      properties: [
        { name: 'interface/wifi/steering transition-threshold', from: '-80', to: '-59', own: true },
      ],
      affects: { access_points: ['Hallway', 'Kitchen', 'Attic', 'Garden House'], ssids: ['home'] },
      interruption_seconds: 5,
      cuts_off: [],
    },
  });
  expect(record.plan!.affects.radios).toHaveLength(8);
  expect(record.plan!.affects.device_count).toBeGreaterThan(10);
  await bench.changes().approve(change.id, { digest: change.digest!, by: ANNA });
  expect(await bench.finish(change.id)).toMatchObject({ state: 'kept' });
  expect(rowOf('interface/wifi/steering', 'home')['transition-threshold']).toBe('-59');
  expect(rowOf('interface/wifi', 'Kitchen 5GHz')['steering.transition-threshold']).toBe('-59');
  expect(leftovers(bench.router('hallway'))).toEqual([]);
  await bench.advance(20_000);
  expect(bench.device('Wall panel')).toMatchObject({ connected: true, access_point: 'Kitchen' });
});

/** A value that harms, and what it does. */
const bad = {
  'a threshold so tight that devices fall off': {
    action: 'set_roaming',
    input: { ssid: 'home', scope: 'profile', transition_threshold_dbm: -40 },
    harm: /devices are on no access point any more/,
  },
  'power so low that rooms are dark': {
    action: 'set_tx_power',
    input: { access_point: 'Garden House', band: '2.4GHz', scope: 'profile', tx_power_dbm: 0 },
    harm: /devices are on no access point any more/,
  },
  'a channel on which radar is heard': {
    action: 'set_channel',
    input: { access_point: 'Hallway', band: '5GHz', frequency_mhz: [5600] },
    harm: /is off the air/,
  },
};

test.each(Object.entries(bad))('%s: the watch takes it back', async (_, { action, input, harm }) => {
  bench.router('hallway').behaviour.radarMhz = [5600];
  const change = await bench.run(action, input);
  expect(change.state).toBe('undone');
  expect(change.outcome).toMatch(harm);
  expect(new Set(standings(bench.router('hallway'), change))).toEqual(new Set(['before']));
  expect(leftovers(bench.router('hallway'))).toEqual([]);
  await bench.advance(60_000);
  const lost = bench.network.house.devices().filter(({ connected }) => !connected);
  expect(lost.map(({ name }) => name)).toEqual(["Mia's phone", 'Christmas tree plug', 'Old phone']);
});

test.each(Object.entries(bad))(
  '%s, and the service cut off from the router: the router takes it back',
  async (_, { action, input }) => {
    const router = bench.router('hallway');
    router.behaviour.radarMhz = [5600];
    const proposed = await planOf(action, input);
    const stands = () => standings(router, proposed).includes('after');
    const follow = () => router.setFault(stands() ? 'reset' : null);
    bench.hooks.afterWrite = follow;
    bench.hooks.afterAdvance = follow;
    await bench.changes().approve(proposed.id, { digest: proposed.digest!, by: ANNA });
    const change = await bench.finish(proposed.id);
    expect(change).toMatchObject({ state: 'undone', outcome: 'The router took it back by itself.' });
    expect(change.steps.some(({ step }) => step === 'take back')).toBe(false);
    expect(leftovers(router)).toEqual([]);
  },
);

test('the watch waits for the radar check, and the guard for the watch', async () => {
  const change = await bench.run('set_channel', {
    access_point: 'Hallway',
    band: '5GHz',
    frequency_mhz: [5500],
    channel_width: '20/40/80mhz',
  });
  expect(change).toMatchObject({ state: 'kept', plan: { interruptionSeconds: 65, watchMs: 720_000 } });
  expect(bench.now() - change.watchedSince!).toBeGreaterThanOrEqual(720_000);
  const near = await planOf('set_channel', {
    access_point: 'Hallway',
    band: '5GHz',
    frequency_mhz: [5180],
    channel_width: '20/40/80mhz',
  });
  expect(near.plan).toMatchObject({ interruptionSeconds: 5 });
  expect(near.plan!.watchMs).toBeUndefined();
});

/** In each dialect: the object that holds the value, and how it stands before and after. */
const places = [
  [
    'wifi, its own radio',
    'Hallway',
    '5GHz',
    'hallway',
    'interface/wifi',
    'Hallway 5GHz',
    'configuration.tx-power',
  ],
  ['wireless', 'Workshop', '5GHz', 'workshop', 'interface/wireless', 'wlan2', 'tx-power'],
  ['legacy CAPsMAN', 'Barn', '2.4GHz', 'workshop', 'caps-man/configuration', 'cfg-home', 'channel.tx-power'],
] as const;

test.each(places)('%s: power is set where it is held, and unset again by the undo', async (...place) => {
  const [, access_point, band, id, menu, name, property] = place;
  const before = rowOf(menu, name, id);
  const change = await bench.run('set_tx_power', { access_point, band, tx_power_dbm: 17 });
  expect(change).toMatchObject({ state: 'kept', plan: { object: { menu, name } } });
  expect(rowOf(menu, name, id)[property]).toBe('17');
  const undo = await bench.changes().undo(change.id, ANNA);
  const undone = await bench.finish('change' in undo ? undo.change.id : '');
  expect(undone.state).toBe('kept');
  expect(configured(rowOf(menu, name, id))).toEqual(configured(before));
});

test.each(places)('%s: a channel is set where it is held, and put back by the undo', async (...place) => {
  const [, access_point, band, id, menu, name] = place;
  const before = rowOf(menu, name, id);
  const frequency_mhz = [band === '5GHz' ? 5180 : 2462];
  const change = await bench.run('set_channel', {
    access_point,
    band,
    frequency_mhz,
    channel_width: '20mhz',
  });
  expect(change).toMatchObject({ state: 'kept', plan: { object: { menu, name } } });
  expect(Object.values(rowOf(menu, name, id))).toContain(String(frequency_mhz[0]));
  const undo = await bench.changes().undo(change.id, ANNA);
  await bench.finish('change' in undo ? undo.change.id : '');
  expect(configured(rowOf(menu, name, id))).toEqual(configured(before));
});

test('an inherited value of a static radio is overridden for this radio alone, and inherited again after the undo', async () => {
  const change = await bench.run('set_roaming', {
    interface: 'Hallway 5GHz',
    rrm: false,
    transition_threshold_dbm: -78,
  });
  expect(toRecord(change).plan).toMatchObject({
    object: { menu: 'interface/wifi', name: 'Hallway 5GHz' },
    properties: [
      { from: '-80', to: '-78', own: false },
      { from: 'true', to: 'false', own: false },
    ],
    affects: { radios: ['Hallway 5GHz'] },
  });
  expect(rowOf('interface/wifi', 'Kitchen 5GHz')['steering.transition-threshold']).toBe('-80');
  const undo = await bench.changes().undo(change.id, ANNA);
  await bench.finish('change' in undo ? undo.change.id : '');
  expect(rowOf('interface/wifi', 'Hallway 5GHz')['steering.transition-threshold']).toBe('-80');
  await type(['/interface/wifi/steering/set [find where name="home"] transition-threshold=-70']);
  expect(rowOf('interface/wifi', 'Hallway 5GHz')['steering.transition-threshold']).toBe('-70');
});

const refusable = {
  set_tx_power: { access_point: 'Kitchen', band: '5GHz', tx_power_dbm: 17 },
  set_channel: { access_point: 'Kitchen', band: '5GHz', frequency_mhz: [5180], channel_width: '20mhz' },
  set_roaming: { interface: 'Kitchen 5GHz', transition_threshold_dbm: -78 },
};

test.each(Object.entries(refusable))(
  '%s of one radio that shares a profile is refused; after the commands of the refusal it is done',
  async (action, input) => {
    const refused = await planOf(action, input);
    expect(refused.state).toBe('refused');
    for (const name of ['Hallway 5GHz', 'Kitchen 5GHz', 'Attic 5GHz', 'Garden House 5GHz'])
      expect(refused.outcome).toContain(name);
    expect(bench.writes).toEqual([]);
    await type(commandsIn(refused));
    await bench.advance(60_000);
    const change = await bench.run(action, input);
    expect(change.state).toBe('kept');
    expect(new Set(change.plan!.affects.access_points)).toEqual(new Set(['Kitchen']));
    expect(leftovers(bench.router('hallway'))).toEqual([]);
  },
);

test('one channel for several radios of a band is refused whatever the scope', async () => {
  const input = { access_point: 'Kitchen', band: '5GHz', scope: 'profile', frequency_mhz: [5180] };
  const refused = await planOf('set_channel', input);
  expect(refused).toMatchObject({ state: 'refused', outcome: expect.stringMatching(/disturb each other/) });
  await type(commandsIn(refused));
  expect((await planOf('set_channel', input)).state).toBe('planned');
});

test('a profile that gained a user since the plan makes it stale', async () => {
  const change = await planOf('set_tx_power', { access_point: 'Barn', band: '2.4GHz', tx_power_dbm: 17 });
  await type(['/caps-man/interface/add name=cap9 configuration=cfg-home master-interface=none'], 'workshop');
  await bench.changes().approve(change.id, { digest: change.digest!, by: ANNA });
  expect(await bench.finish(change.id)).toMatchObject({
    state: 'stale',
    outcome: expect.stringMatching(/Other interfaces/),
  });
});

test('provisioning that renames the interfaces meanwhile changes neither the end nor the undo', async () => {
  bench.hooks.afterWrite = () => {
    const { request } = bench.writes.at(-1)!;
    if (request.do !== 'set' || request.menu !== 'interface/wifi/steering') return;
    delete bench.hooks.afterWrite;
    const router = bench.router('hallway');
    const [rule] = rowsAt(router, 'interface/wifi/provisioning').filter(
      (row) => row['supported-bands'] === '5ghz-ax',
    );
    router.change({
      menu: 'interface/wifi/provisioning',
      name: 'set',
      keys: [String(rule!['.id'])],
      values: { 'name-format': 'ap-%I' },
    });
    const radios = rowsAt(router, 'interface/wifi/radio').map((row) => String(row['.id']));
    router.change({ menu: 'interface/wifi/radio', name: 'provision', keys: radios, values: {} });
  };
  const change = await bench.run('set_roaming', {
    ssid: 'home',
    scope: 'profile',
    transition_threshold_dbm: -78,
  });
  expect(rowsAt(bench.router('hallway'), 'interface/wifi').map((row) => row['name'])).toContain('ap-Kitchen');
  expect(change.state).toBe('kept');
  const undo = await bench.changes().undo(change.id, ANNA);
  const undone = await bench.finish('change' in undo ? undo.change.id : '');
  expect(undone.state).toBe('kept');
  expect(rowOf('interface/wifi/steering', 'home')['transition-threshold']).toBe('-80');
});

test('a network that is switched off comes back at its end without the service, and by a person before', async () => {
  const guests = () =>
    bench.network.house.devices().filter(({ ssid, connected }) => ssid === 'guest' && connected);
  const before = guests().length;
  const change = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false, for: '1h' });
  expect(change.state).toBe('kept');
  expect(guests()).toEqual([]);
  bench.kill();
  await bench.advance(3_700_000);
  bench.router('hallway').table('system/scheduler');
  await bench.advance(10_000);
  expect(guests()).toHaveLength(before);
  bench.restart();
  await bench.changes().tick();
  expect(await bench.finish(change.id)).toMatchObject({ state: 'undone', outcome: 'Its time was over.' });
  const off = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false });
  expect(off.state).toBe('kept');
  const on = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: true });
  expect(on.state).toBe('kept');
  await bench.advance(20_000);
  expect(guests()).toHaveLength(before);
  expect((await planOf('set_ssid_enabled', { ssid: 'guest', enabled: true })).state).toBe('no_change');
});

test('a network that was switched on goes off by an undo although guests are on it', async () => {
  const guests = () =>
    bench.network.house.devices().filter(({ ssid, connected }) => ssid === 'guest' && connected);
  const before = guests().length;
  expect(before).toBeGreaterThan(2);
  await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false });
  const on = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: true });
  await bench.advance(20_000);
  expect(guests()).toHaveLength(before);
  const undo = await bench.changes().undo(on.id, ANNA);
  expect(await bench.finish('change' in undo ? undo.change.id : '')).toMatchObject({ state: 'kept' });
  expect(guests()).toEqual([]);
});

test('a second switch for a time moves the end', async () => {
  const first = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false, for: '1h' });
  const second = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false, for: '6h' });
  expect(second.state).toBe('kept');
  expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
  expect(leftovers(bench.router('hallway'))).toEqual([`mikrotik-presence-end-${second.id}`]);
  await bench.advance(7 * 3_600_000);
  await bench.changes().tick();
  expect(await bench.finish(second.id)).toMatchObject({ state: 'undone' });
  expect(leftovers(bench.router('hallway'))).toEqual([]);
  expect(rowOf('interface/wifi/configuration', 'guest 5GHz')['disabled']).toBe('false');
});

test('where the scheduler is forbidden a second switch for a time moves the end, and one without takes it away', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const later = async () => {
    await bench.advance(3_700_000);
    await bench.changes().tick();
    await bench.changes().idle();
    return rowOf('interface/wifi/configuration', 'guest 5GHz')['disabled'];
  };
  const switchOff = (input: object) =>
    bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false, ...input });
  const first = await switchOff({ for: '1h' });
  expect(first.state).toBe('kept');
  const second = await switchOff({ for: '2h' });
  expect(second.state).toBe('kept');
  expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
  expect(await later()).toBe('true');
  expect((await switchOff({})).state).toBe('kept');
  expect(bench.changes().get(second.id)).toMatchObject({ state: 'kept', endsAt: null });
  expect(await later()).toBe('true');
});

test('a network on the master of a radio that carries others is not switched off, nor one of legacy CAPsMAN', async () => {
  const home = await planOf('set_ssid_enabled', { ssid: 'home', enabled: false, router: 'hallway' });
  expect(home).toMatchObject({ state: 'refused', outcome: expect.stringMatching(/master of its radio/) });
  const legacy = await planOf('set_ssid_enabled', { ssid: 'iot', enabled: false, router: 'workshop' });
  expect(legacy.state).toBe('refused');
  await type(commandsIn(legacy), 'workshop');
  expect(rowsAt(bench.router('workshop'), 'caps-man/interface').map((row) => row['name'])).toEqual([
    'Barn-1',
  ]);
});

test('an access point that is a router restarts, with or without an answer; one that is not is refused', async () => {
  for (const answersReboot of [true, false]) {
    bench.router('workshop').behaviour.answersReboot = answersReboot;
    const change = await bench.run('restart_access_point', { access_point: 'Workshop' });
    expect(change).toMatchObject({ state: 'kept', outcome: expect.stringMatching(/uptime is smaller/) });
    expect(bench.writes.filter(({ request }) => request.do === 'reboot')).toHaveLength(answersReboot ? 1 : 2);
    await bench.advance(600_000);
  }
  expect(await planOf('restart_access_point', { access_point: 'Kitchen' })).toMatchObject({
    state: 'refused',
    outcome: expect.stringMatching(/no router of the configuration/),
  });
});

test('a restart is one as well where the router was up for less time before than it is when it can be read again', async () => {
  const first = await bench.run('restart_access_point', { access_point: 'Workshop' });
  expect(first.state).toBe('kept');
  const killed = new Promise<void>((resolve) => {
    bench.hooks.afterWrite = () => {
      bench.kill();
      resolve();
    };
  });
  const planned = await planOf('restart_access_point', { access_point: 'Workshop' });
  void bench.changes().approve(planned.id, { digest: planned.digest!, by: ANNA });
  await killed;
  delete bench.hooks.afterWrite;
  await bench.advance(600_000);
  bench.restart();
  const change = await bench.finish(planned.id);
  const [edit] = change.edits;
  if (edit?.kind !== 'restart') throw new Error(JSON.stringify(change.edits));
  expect(edit.uptimeSeconds).toBeLessThan(500);
  expect(change.state).toBe('kept');
});

test('a router that does not come back stays unknown; a user that may not restart it is refused, and failed where that changed meanwhile', async () => {
  bench.router('workshop').behaviour.rebootMs = 1_200_000;
  const change = await bench.run('restart_access_point', { access_point: 'Workshop' });
  expect(bench.transitions.filter((line) => line.startsWith('restart'))).toContain(
    'restart_access_point unknown',
  );
  expect(change.state).toBe('kept');
  await bench.stop();
  bench = await startBench({ policies: ['read', 'write', 'test', 'api', 'rest-api'] });
  const input = { access_point: 'Workshop' };
  expect(await planOf('restart_access_point', input)).toMatchObject({
    state: 'refused',
    commands: [expect.stringContaining('[find where name="operator-group"] policy=reboot')],
  });
  const user = bench.router('workshop').users.find(({ username }) => username === 'operator')!;
  const without = user.policies;
  user.policies = [...without, 'reboot'];
  const planned = await planOf('restart_access_point', input);
  user.policies = without;
  expect(planned.state).toBe('planned');
  await bench.changes().approve(planned.id, { digest: planned.digest!, by: ANNA });
  expect(await bench.finish(planned.id)).toMatchObject({
    state: 'failed',
    outcome: expect.stringMatching(/not enough permissions/),
  });
});

test('while a user works in safe mode nothing is written', async () => {
  await bench.run('name_device', { device_id: 'Café radio', name: 'Radio' });
  bench.router('hallway').behaviour.isInSafeMode = true;
  const change = await bench.run('set_tx_power', { access_point: 'Hallway', band: '5GHz', tx_power_dbm: 17 });
  expect(change).toMatchObject({ state: 'stale', outcome: expect.stringMatching(/safe mode/) });
  expect(bench.writes).toHaveLength(1);
});

test('what the release or the driver lacks is refused, and a network on several routers asks for one of them', async () => {
  const old = await planOf('set_roaming', { interface: 'wlan1', rrm: true });
  expect(old).toMatchObject({ state: 'refused', outcome: expect.stringMatching(/current WiFi drivers/) });
  expect(await bench.propose('set_ssid_enabled', { ssid: 'iot', enabled: false })).toMatchObject({
    outcome: 'invalid',
    errors: [{ parameter: 'router' }],
  });
  expect(
    await bench.propose('set_channel', { access_point: 'Hallway', band: '5GHz', frequency_mhz: [2437] }),
  ).toMatchObject({
    outcome: 'invalid',
  });
});
