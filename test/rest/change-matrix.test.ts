/** Each action by REST, in each dialect that can do it: its plan, its approval, the tables of the router before and after, its undo. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { changeSchema, type ChangeRecord } from '../../src/change/record.ts';
import { reachOf } from '../../src/change/reach.ts';
import { type Bench, startBench } from '../change/bench.ts';
import { leftovers, rowsAt } from '../change/truth.ts';
import { start } from './start.ts';

const OPERATOR = 'the key of the operator';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

function begin() {
  const may = ['read', 'query', 'propose', 'approve'] as const;
  const { app, lines } = start({
    authenticator: createAuthenticator({ keys: [{ ...plainKey(OPERATOR, 'olga'), may }] }),
    changes: bench.changes(),
    clock: { now: bench.now, after: () => () => {}, every: () => () => {} },
  });
  const send = async (path: string, body?: object): Promise<ChangeRecord> => {
    const answer = await app.request(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'X-API-Key': OPERATOR },
      ...(body && { body: JSON.stringify(body) }),
    });
    return changeSchema.parse(await answer.json());
  };
  /** From its proposal to its end. */
  const run = async (action: string, input: object) => {
    const planned = await send('/changes', { action, input });
    expect([action, planned.state]).toEqual([action, 'planned']);
    await send(`/changes/${planned.change_id}/approve`, { digest: planned.plan!.digest });
    await bench.finish(planned.change_id);
    return send(`/changes/${planned.change_id}`);
  };
  const undo = async ({ change_id }: ChangeRecord) => {
    const undoing = await send(`/changes/${change_id}/undo`, {});
    await bench.finish(undoing.change_id);
    return send(`/changes/${undoing.change_id}`);
  };
  const acts = () =>
    lines.filter(({ message }) => message === 'operator act').map(({ fields }) => fields['act']);
  const refuse = async (action: string, input: object) => {
    const refused = await send('/changes', { action, input });
    expect([action, refused.state, refused.plan]).toEqual([action, 'refused', null]);
    return refused;
  };
  return { run, undo, acts, refuse };
}

const WIFI = 'interface/wifi/access-list';
const LEASE = 'ip/dhcp-server/lease';

interface Story {
  router: string;
  action: string;
  input: Record<string, unknown>;
  menu: string;
  /** Done before, so that there is something to take away. */
  first?: { action: string; input: Record<string, unknown> };
}

const place = (name: string, router: string, menu: string): Story[] => {
  const input = { device_id: name };
  const block = { action: 'block_device', input };
  return [
    { router, menu, ...block },
    { router, menu, action: 'block_device', input: { ...input, for: '2h' } },
    { router, menu, action: 'unblock_device', input, first: block },
  ];
};

const keep = (name: string, point: string, router: string, menu: string): Story[] => {
  const input = { device_id: name, access_point: point };
  return [
    { router, menu, action: 'keep_device_off', input },
    { router, menu, action: 'release_device', input, first: { action: 'keep_device_off', input } },
  ];
};

const stories: readonly Story[] = [
  ...place('Living room TV', 'hallway', WIFI),
  ...place("Anna's laptop", 'hallway', WIFI),
  ...place('Workshop tablet', 'workshop', 'interface/wireless/access-list'),
  ...place('Barn camera', 'workshop', 'caps-man/access-list'),
  ...keep('Living room TV', 'Hallway', 'hallway', WIFI),
  ...keep('Workshop tablet', 'Workshop', 'workshop', 'interface/wireless/access-list'),
  {
    router: 'hallway',
    menu: LEASE,
    action: 'name_device',
    input: { device_id: 'Café radio', name: 'A "b" $c' },
  },
  { router: 'hallway', menu: LEASE, action: 'reserve_address', input: { device_id: 'Desk lamp' } },
];

/** What a person wrote, without what changes by itself. Rules of one device about several interfaces have no order. */
function tableOf(router: string, menu: string): string[] {
  const written = ['comment', 'dynamic', 'mac-address', 'interface', 'action', 'authentication', 'disabled'];
  const rows = rowsAt(bench.router(router), menu).map((row) =>
    JSON.stringify(written.map((property) => row[property] ?? null)),
  );
  return menu === LEASE ? rows : rows.toSorted();
}

test.each(stories.map((story) => [`${story.action} ${JSON.stringify(story.input)}`, story] as const))(
  '%s: the table is as planned, and as before after its undo',
  async (_, { router, action, input, menu, first }) => {
    const { run, undo, acts } = begin();
    if (first !== undefined) await run(first.action, first.input);
    const before = tableOf(router, menu);
    const ended = await run(action, input);
    expect(ended).toMatchObject({ state: 'kept', router, approved_by: { key: 'olga', door: 'rest' } });
    expect(ended.outcome).toMatch(/\.$/);
    expect(ended.plan!.properties.map(({ name }) => name).join(' ')).toContain(menu);
    expect(ended.steps.filter(({ result }) => result === 'intended').length).toBeGreaterThan(0);
    expect(tableOf(router, menu)).not.toEqual(before);
    expect(ended.ends_at === null).toBe(!('for' in input));
    const undone = await undo(ended);
    expect(undone).toMatchObject({ state: 'kept', undoes: ended.change_id });
    // a lease that was reserved is gone until the device asks anew
    if (action !== 'reserve_address') expect(tableOf(router, menu)).toEqual(before);
    else expect(before.filter((row) => !tableOf(router, menu).includes(row))).toHaveLength(1);
    expect(leftovers(bench.router(router))).toEqual([]);
    expect(reachOf(bench.changes().all())).toEqual({ devices: new Set(), interfaces: [] });
    expect(acts().slice(-3)).toEqual(['propose change', 'approve change', 'undo change']);
    const path = bench.transitions
      .filter((line) => line.startsWith(action))
      .map((line) => line.split(' ')[1]);
    expect(path.slice(0, 5)).toEqual(['planned', 'approved', 'applying', 'watching', 'kept']);
  },
);

test.each([
  ['reconnect_device', 'Living room TV'],
  ['reconnect_device', "Anna's laptop"],
  ['reconnect_device', 'Workshop tablet'],
  ['reconnect_device', 'Barn camera'],
])('%s %s: it has another association, and nothing is left at the router', async (action, device_id) => {
  const { run } = begin();
  const ended = await run(action, { device_id });
  expect(ended.state).toBe('kept');
  await bench.advance(10_000);
  expect(bench.device(device_id).connected).toBe(true);
  expect(leftovers(bench.router(ended.router))).toEqual([]);
});

test.each(['hallway', 'workshop'])('prove_undo at %s: the router takes it back by itself', async (router) => {
  const { run } = begin();
  const ended = await run('prove_undo', { router });
  expect(ended).toMatchObject({ state: 'kept', plan: { properties: [] } });
  expect(leftovers(bench.router(router))).toEqual([]);
});

interface RadioStory {
  router: string;
  action: string;
  input: Record<string, unknown>;
  /** The object that holds the value. */
  menu: string;
  name: string;
  access_points: string[];
}

const roaming = { transition_threshold_dbm: -78, rrm: false };
const HOUSE = ['Hallway', 'Kitchen', 'Attic', 'Garden House'];

/** Power, channel and their undo, where this radio's values are held. */
function radio(place: Omit<RadioStory, 'action' | 'input'>, input: Record<string, unknown>, mhz: number) {
  const channel = { ...input, frequency_mhz: [mhz], channel_width: '20mhz' };
  return [
    { ...place, action: 'set_tx_power', input: { ...input, tx_power_dbm: 17 } },
    { ...place, action: 'set_channel', input: channel },
  ];
}

const radioStories: readonly RadioStory[] = [
  ...radio(
    { router: 'hallway', menu: 'interface/wifi', name: 'Hallway 5GHz', access_points: ['Hallway'] },
    { access_point: 'Hallway', band: '5GHz' },
    5180,
  ),
  ...radio(
    { router: 'workshop', menu: 'interface/wireless', name: 'wlan2', access_points: ['Workshop'] },
    { access_point: 'Workshop', band: '5GHz' },
    5180,
  ),
  ...radio(
    { router: 'workshop', menu: 'caps-man/configuration', name: 'cfg-home', access_points: ['Barn'] },
    { access_point: 'Barn', band: '2.4GHz' },
    2462,
  ),
  {
    router: 'hallway',
    action: 'set_tx_power',
    input: { access_point: 'Kitchen', band: '5GHz', scope: 'profile', tx_power_dbm: 20 },
    menu: 'interface/wifi/configuration',
    name: 'home 5GHz',
    access_points: HOUSE,
  },
  {
    router: 'hallway',
    action: 'set_roaming',
    input: { interface: 'Hallway 5GHz', ...roaming },
    menu: 'interface/wifi',
    name: 'Hallway 5GHz',
    access_points: ['Hallway'],
  },
  {
    router: 'hallway',
    action: 'set_roaming',
    input: { ssid: 'home', scope: 'profile', ...roaming },
    menu: 'interface/wifi/steering',
    name: 'home',
    access_points: HOUSE,
  },
  {
    router: 'hallway',
    action: 'set_ssid_enabled',
    input: { ssid: 'guest', enabled: false },
    menu: 'interface/wifi',
    name: 'Hallway 5GHz guest',
    access_points: HOUSE,
  },
];

const titled = <T extends { action: string; input: object }>(all: readonly T[]) =>
  all.map((story) => [`${story.action} ${JSON.stringify(story.input)}`, story] as const);

test.each(titled(radioStories))(
  '%s: the object that holds the value is as planned, and as before after its undo',
  async (_, { router, action, input, menu, name, access_points }) => {
    const { run, undo, acts } = begin();
    const row = () => ({
      ...rowsAt(bench.router(router), menu).find((each) => each['name'] === name),
      '.id': '',
      running: '',
    });
    const before = row();
    const ended = await run(action, input);
    expect(ended).toMatchObject({ state: 'kept', router, approved_by: { key: 'olga', door: 'rest' } });
    expect(ended.plan!.object).toMatchObject({ menu, name: expect.stringContaining(name) });
    expect(new Set(ended.plan!.affects.access_points)).toEqual(new Set(access_points));
    expect(ended.plan!.interruption_seconds).toBeGreaterThan(0);
    expect(row()).not.toEqual(before);
    expect(await undo(ended)).toMatchObject({ state: 'kept', undoes: ended.change_id });
    expect(row()).toEqual(before);
    expect(leftovers(bench.router(router))).toEqual([]);
    expect(acts().slice(-3)).toEqual(['propose change', 'approve change', 'undo change']);
  },
);

test.each(['Workshop', 'Hallway'])('restart_access_point %s: it is back, and has no undo', async (point) => {
  const { run } = begin();
  const ended = await run('restart_access_point', { access_point: point });
  expect(ended).toMatchObject({ state: 'kept', plan: { properties: [], cuts_off: [] } });
  expect(leftovers(bench.router(ended.router))).toEqual([]);
});

const WORKSHOP = 'workshop';

test.each(
  titled([
    { action: 'set_tx_power', input: { access_point: 'Kitchen', band: '5GHz', tx_power_dbm: 17 } },
    { action: 'set_channel', input: { access_point: 'Attic', band: '2.4GHz', frequency_mhz: [2412] } },
    { action: 'set_roaming', input: { interface: 'Kitchen 5GHz', ...roaming } },
    { action: 'set_roaming', input: { interface: 'wlan2', rrm: true } },
    { action: 'set_ssid_enabled', input: { ssid: 'iot', router: WORKSHOP, enabled: false } },
    { action: 'restart_access_point', input: { access_point: 'Kitchen' } },
  ]),
)('%s is refused where the dialect or the profile does not let it, and writes nothing', async (_, story) => {
  const { refuse } = begin();
  const { outcome, commands } = await refuse(story.action, story.input);
  if (commands.length === 0) expect(outcome).toContain('current WiFi drivers');
  for (const command of commands) expect(command).toMatch(/^\/[^\n]+$/);
  expect(bench.writes).toEqual([]);
});
