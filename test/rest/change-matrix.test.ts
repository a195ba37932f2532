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
  return { run, undo, acts };
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
