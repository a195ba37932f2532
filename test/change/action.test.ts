/** Each action, from its proposal to its end and its undo, in each dialect that can do it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toRecord } from '../../src/change/record.ts';
import { changeSchema } from '../../src/change/record.ts';
import { post } from '../demo/ask.ts';
import { ANNA, type Bench, startBench } from './bench.ts';
import { leftovers, rowsAt, standings } from './truth.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

/** A device of each dialect: static wifi, wifi of CAPsMAN, wireless, legacy CAPsMAN. */
const places = [
  ['wifi, its own radio', 'Living room TV', 'Hallway', 'hallway'],
  ['wifi by CAPsMAN', "Anna's laptop", 'Kitchen', 'hallway'],
  ['wireless', 'Workshop tablet', 'Workshop', 'workshop'],
  ['legacy CAPsMAN', 'Barn camera', 'Barn', 'workshop'],
] as const;

test.each(places)(
  '%s: a blocked device is thrown off and stays off, and an undo lets it back',
  async (_, name, __, id) => {
    const change = await bench.run('block_device', { device_id: name });
    expect(change).toMatchObject({ state: 'kept', router: id });
    expect(standings(bench.router(id), change)).not.toContain('before');
    expect(bench.device(name).connected).toBe(false);
    await bench.advance(60_000);
    expect(bench.device(name).connected).toBe(false);

    const undo = await bench.changes().undo(change.id, ANNA);
    expect(undo).toMatchObject({ outcome: 'accepted', change: { undoes: change.id } });
    const undone = await bench.finish('change' in undo ? undo.change.id : '');
    expect(undone.state).toBe('kept');
    expect(
      rowsAt(bench.router(id), change.plan!.object.menu).filter(
        (row) => row['comment'] === 'mikrotik-presence: blocked',
      ),
    ).toEqual([]);
    await bench.advance(10_000);
    expect(bench.device(name).connected).toBe(true);
  },
);

test.each(places)('%s: a reconnected device has a new association', async (_, name, __, id) => {
  const change = await bench.run('reconnect_device', { device_id: bench.device(name).mac_address });
  expect(change).toMatchObject({ state: 'kept', router: id });
  await bench.advance(10_000);
  expect(bench.device(name).connected).toBe(true);
});

test.each(places)('%s: block and unblock leave the access list as it was', async (_, name, __, id) => {
  const menus = ['interface/wifi/access-list', 'caps-man/access-list', 'interface/wireless/access-list'];
  const table = () =>
    menus
      .filter((menu) => id === 'workshop' || !menu.includes('caps'))
      .map((menu) => rowsAt(bench.router(id), menu));
  const before = table();
  await bench.run('block_device', { device_id: name });
  expect(table()).not.toEqual(before);
  const change = await bench.run('unblock_device', { device_id: name });
  expect(change.state).toBe('kept');
  expect(table()).toEqual(before);
});

test('a device is kept off a static access point and goes to another', async () => {
  const name = 'Living room TV';
  const change = await bench.run('keep_device_off', { device_id: name, access_point: 'Hallway' });
  expect(change).toMatchObject({ state: 'kept' });
  await bench.advance(10_000);
  expect(bench.device(name)).toMatchObject({ connected: true });
  expect(bench.device(name).access_point).not.toBe('Hallway');
  expect(await bench.run('release_device', { device_id: name, access_point: 'Hallway' })).toMatchObject({
    state: 'kept',
  });
  expect(standings(bench.router('hallway'), change)).not.toContain('after');
});

test.each([['wifi by CAPsMAN', "Anna's laptop", 'Kitchen', 'hallway', 'interface/wifi']])(
  '%s: no rule can name interfaces that are made anew; after the commands of the refusal the device is kept off them',
  async (_, device_id, access_point, id, base) => {
    const router = bench.router(id);
    const refused = await bench.run('keep_device_off', { device_id, access_point });
    expect(refused.state).toBe('refused');
    expect(refused.outcome).not.toContain('\n');
    const commands = toRecord(refused).commands;
    expect(commands).not.toEqual([]);
    for (const command of commands)
      expect(command).toMatch(
        new RegExp(`^/(?:interface/list/add|${base}/(?:configuration|provisioning|radio)/)`),
      );
    expect(bench.writes).toEqual([]);
    await post(router, '/rest/execute', { script: commands.join('\n') }, { auth: 'operator:op' });
    expect(rowsAt(router, 'log').filter((row) => row['topics'] === 'script,error')).toEqual([]);
    await bench.advance(30_000);
    const names = rowsAt(router, base === 'caps-man' ? 'caps-man/interface' : base)
      .map((row) => String(row['name']))
      .filter((name) => name.startsWith(access_point));
    const mac = bench.device(device_id).mac_address;
    const admitted = () =>
      names.filter((name) => router.admits(`${base}/access-list`, { mac, interface: name }));
    expect(admitted()).toEqual(names);
    const change = await bench.run('keep_device_off', { device_id, access_point });
    expect(change).toMatchObject({ state: 'kept', plan: { affects: { access_points: [access_point] } } });
    expect(change.plan!.affects.radios).toEqual(names);
    expect(admitted()).toEqual([]);
    await bench.advance(30_000);
    expect(bench.device(device_id).connected).toBe(true);
    expect(bench.device(device_id).access_point).not.toBe(access_point);
  },
);

test('interfaces that the old CAPsMAN makes must be static first', async () => {
  const input = { device_id: 'Barn camera', access_point: 'Barn' };
  const refused = await bench.run('keep_device_off', input);
  expect(refused).toMatchObject({ state: 'refused', commands: [] });
  expect(refused.outcome).toContain('Make its interfaces static');
  expect(bench.writes).toEqual([]);
});

test('the name of a device is the comment of its static lease, and the undo puts back the bytes of WinBox', async () => {
  const comment = () =>
    rowsAt(bench.router('hallway'), 'ip/dhcp-server/lease').find((row) => row['host-name'] === 'radio')![
      'comment'
    ];
  expect(comment()).toBe('Caf\xe9 radio');
  const change = await bench.run('name_device', { device_id: 'Café radio', name: 'Küche "rechts" [$1]' });
  expect(change.state).toBe('kept');
  expect(Buffer.from(String(comment()), 'latin1').toString()).toBe('Küche "rechts" [$1]');
  expect(toRecord(change).plan!.properties).toEqual([
    { name: 'ip/dhcp-server/lease comment', from: 'Café radio', to: 'Küche "rechts" [$1]', own: true },
  ]);
  const undo = await bench.changes().undo(change.id, ANNA);
  await bench.finish('change' in undo ? undo.change.id : '');
  expect(comment()).toBe('Caf\xe9 radio');
});

test('a device with a dynamic lease cannot be named on the router', async () => {
  const change = await bench.run('name_device', { device_id: 'Desk lamp', name: 'Lamp' });
  expect(change).toMatchObject({ state: 'refused' });
});

test.each([false, true])('a reserved address is a static lease; its id may change: %s', async (renews) => {
  bench.router('hallway').behaviour.makeStaticRenewsIds = renews;
  const { ip_address } = bench.device('Desk lamp');
  const lease = () =>
    rowsAt(bench.router('hallway'), 'ip/dhcp-server/lease').filter((row) => row['address'] === ip_address);
  expect(lease()).toMatchObject([{ dynamic: 'true' }]);
  const change = await bench.run('reserve_address', { device_id: 'Desk lamp' });
  expect(change.state).toBe('kept');
  expect(lease()).toMatchObject([{ dynamic: 'false' }]);
  expect(await bench.run('reserve_address', { device_id: 'Desk lamp' })).toMatchObject({
    state: 'no_change',
  });
});

test('a block with an end is ended by the router itself, and the journal says so', async () => {
  const change = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  expect(change).toMatchObject({ state: 'kept', endsAt: expect.any(Number) as number });
  expect(leftovers(bench.router('hallway'))).toEqual([`mikrotik-presence-end-${change.id}`]);
  const writes = bench.writes.length;
  await bench.advance(3_700_000);
  await bench.changes().tick();
  const ended = await bench.finish(change.id);
  expect(ended).toMatchObject({ state: 'undone', outcome: 'Its time was over.', endsAt: null });
  expect(bench.writes).toHaveLength(writes);
  expect(leftovers(bench.router('hallway'))).toEqual([]);
  await bench.advance(10_000);
  expect(bench.device('Vacuum').connected).toBe(true);
});

test('where the scheduler is forbidden the service ends it, and the plan says so', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const change = await bench.run('block_device', { device_id: 'Vacuum', for: '30m' });
  expect(change.state).toBe('kept');
  expect(toRecord(change).plan!.undo).toContain('the service does it');
  await bench.advance(1_900_000);
  await bench.changes().tick();
  expect((await bench.finish(change.id)).state).toBe('undone');
  expect(standings(bench.router('hallway'), change)).toEqual(['before']);
});

test('a second block moves the end of the first', async () => {
  const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  const second = await bench.run('block_device', { device_id: 'Vacuum', for: '2h' });
  expect(second.state).toBe('kept');
  expect(bench.changes().get(first.id)!.endsAt).toBeNull();
  expect(leftovers(bench.router('hallway'))).toEqual([`mikrotik-presence-end-${second.id}`]);
  await bench.advance(3_700_000);
  expect(bench.device('Vacuum').connected).toBe(false);
  await bench.advance(3_700_000);
  await bench.changes().tick();
  expect((await bench.finish(second.id)).state).toBe('undone');
  await bench.advance(10_000);
  expect(bench.device('Vacuum').connected).toBe(true);
});

const laterOn = async (ms: number) => {
  await bench.advance(ms);
  await bench.changes().tick();
  await bench.changes().idle();
};

test('where the scheduler is forbidden a second block moves the end of the first', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  const second = await bench.run('block_device', { device_id: 'Vacuum', for: '2h' });
  expect(second.state).toBe('kept');
  expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
  await laterOn(3_700_000);
  expect(bench.device('Vacuum').connected).toBe(false);
  await laterOn(3_700_000);
  expect(bench.changes().get(second.id)!.state).toBe('undone');
  await bench.advance(10_000);
  expect(bench.device('Vacuum').connected).toBe(true);
});

test('where the scheduler is forbidden a second block without an end takes the end of the first away', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  expect((await bench.run('block_device', { device_id: 'Vacuum' })).state).toBe('kept');
  await laterOn(3_700_000);
  expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
  expect(bench.device('Vacuum').connected).toBe(false);
});

test('an end that waits behind the change that moves it does not come', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  await bench.advance(first.endsAt! - bench.now() - 10_000);
  bench.hooks.afterAdvance = () => void bench.changes().tick();
  const second = await bench.run('block_device', { device_id: 'Vacuum', for: '2h' });
  await bench.changes().idle();
  expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
  expect(standings(bench.router('hallway'), first)).toEqual(['after']);
  expect(second.state).toBe('kept');
});

test('a second block does not begin when the first has ended since it was planned', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  await bench.run('block_device', { device_id: 'Vacuum', for: '10m' });
  const proposed = await bench.propose('block_device', { device_id: 'Vacuum', for: '2h' });
  if (proposed.outcome !== 'created') throw new Error(JSON.stringify(proposed));
  await laterOn(660_000);
  const { id, digest } = proposed.change;
  await bench.changes().approve(id, { digest: digest!, by: ANNA });
  expect((await bench.finish(id)).state).toBe('stale');
});

test.each(['home', undefined] as const)(
  'the end of a block that was lifted does not end a later block; device mode: %s',
  async (mode) => {
    if (mode !== undefined) bench.router('hallway').behaviour.deviceMode = mode;
    const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
    expect((await bench.run('unblock_device', { device_id: 'Vacuum' })).state).toBe('kept');
    expect(bench.changes().get(first.id)).toMatchObject({ state: 'kept', endsAt: null });
    expect(leftovers(bench.router('hallway'))).toEqual([]);
    expect((await bench.run('block_device', { device_id: 'Vacuum' })).state).toBe('kept');
    await laterOn(3_700_000);
    expect(bench.device('Vacuum').connected).toBe(false);
  },
);

/** Takes a kept change back; the change that does it. */
async function undone(id: string) {
  const outcome = await bench.changes().undo(id, ANNA);
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
  const back = await bench.finish(outcome.change.id);
  expect(back.state).toBe('kept');
  return back;
}

test.each(['home', undefined] as const)(
  'a block that was lifted, and is there again because that was undone, has its end again; device mode: %s',
  async (mode) => {
    if (mode !== undefined) bench.router('hallway').behaviour.deviceMode = mode;
    const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
    const lifted = await bench.run('unblock_device', { device_id: 'Vacuum' });
    await undone(lifted.id);
    expect(bench.changes().get(first.id)!.endsAt).toBe(first.endsAt);
    await laterOn(3_700_000);
    expect(bench.changes().get(first.id)).toMatchObject({ state: 'undone', outcome: 'Its time was over.' });
    expect(leftovers(bench.router('hallway'))).toEqual([]);
    await bench.advance(10_000);
    expect(bench.device('Vacuum').connected).toBe(true);
  },
);

test('a later end that was undone gives way to the earlier one, and comes back when the undo is undone', async () => {
  const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  const second = await bench.run('block_device', { device_id: 'Vacuum', for: '2h' });
  const ends = () => [first, second].map(({ id }) => bench.changes().get(id)!.endsAt);
  const back = await undone(second.id);
  expect(ends()).toEqual([first.endsAt, null]);
  await undone(back.id);
  expect(ends()).toEqual([null, second.endsAt]);
  await laterOn(3_700_000);
  expect(bench.device('Vacuum').connected).toBe(false);
  await laterOn(3_700_000);
  expect(bench.changes().get(second.id)!.state).toBe('undone');
});

test('a network that is off the air for a time is so again for that time when switching it on is undone', async () => {
  bench.router('hallway').behaviour.deviceMode = 'home';
  const off = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: false, for: '1h' });
  const on = await bench.run('set_ssid_enabled', { ssid: 'guest', enabled: true });
  await undone(on.id);
  await laterOn(3_700_000);
  expect(bench.changes().get(off.id)!.state).toBe('undone');
});

test.each(['applying', 'watching'])(
  'throwing a device off cannot be undone while it is %s',
  async (state) => {
    const asked: unknown[] = [];
    bench.hooks.onTransition = (change) => {
      if (change.state === state) asked.push(bench.changes().undo(change.id, ANNA));
    };
    expect(await bench.run('reconnect_device', { device_id: 'Vacuum' })).toMatchObject({ state: 'kept' });
    expect(await Promise.all(asked)).toMatchObject([{ outcome: 'conflict' }]);
  },
);

test('a start while a change is in flight, as after a reload, leaves it to the run that it has', async () => {
  bench.hooks.onTransition = ({ state }) => {
    if (state === 'watching') bench.changes().start();
  };
  const change = await bench.run('block_device', { device_id: 'Vacuum' });
  expect(change.state).toBe('kept');
  expect(bench.changes().abandoned()).toEqual([]);
  await bench.changes().idle();
});

test('a disk that is full when an end moves ends it in memory, and the process lives', async () => {
  const unhandled: unknown[] = [];
  const take = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', take);
  try {
    const first = await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
    bench.hooks.beforeAppend = () => {
      if (bench.transitions.filter((each) => each === 'block_device kept').length === 2)
        throw new Error('ENOSPC');
    };
    await bench.run('block_device', { device_id: 'Vacuum', for: '2h' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(bench.changes().get(first.id)!.endsAt).toBeNull();
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', take);
  }
});

test('the proof that a guard fires leaves nothing at the router', async () => {
  const change = await bench.run('prove_undo', { router: 'workshop' });
  expect(change).toMatchObject({ state: 'kept', provedVersion: '7.21.4 (stable)' });
  expect(leftovers(bench.router('workshop'))).toEqual([]);
});

test('a router that does not run its entries is not proved', async () => {
  bench.router('workshop').behaviour.schedulerFault = 'every';
  const change = await bench.run('prove_undo', { router: 'workshop' });
  expect(change).toMatchObject({ state: 'failed' });
  expect(leftovers(bench.router('workshop'))).toEqual([]);
});

test('every record of a change fits its schema', async () => {
  await bench.run('block_device', { device_id: 'Vacuum', for: '1h' });
  await bench.run('name_device', { device_id: 'Desk lamp', name: 'x' });
  for (const change of bench.changes().all())
    expect(changeSchema.safeParse(toRecord(change)).error).toBeUndefined();
});
