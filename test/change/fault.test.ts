/** Every action against every fault, in process, on a simulated clock: how a change ends, and what is left at the router. */
import { afterAll, afterEach, expect, test } from 'vitest';
import { type AnyAction, actions } from '../../src/change/action-list.ts';
import { type Checks, usualChecks } from '../../src/change/acts.ts';
import type { Change } from '../../src/change/change.ts';
import { isInFlight, type State, TIME_OVER } from '../../src/change/state.ts';
import type { FaultName } from '../../src/demo/fault.ts';
import type { WriteFaultName } from '../../src/demo/router.ts';
import type { WriteRequest } from '../../src/parse/write.ts';
import { runs } from '../runs.ts';
import { ANNA, type Bench, type BenchOptions, startBench } from './bench.ts';
import { commentInterface } from './guarded-action.ts';
import { leftovers, rowsAt, standings } from './truth.ts';

const all: readonly AnyAction[] = [...actions, commentInterface];

interface Case {
  router: string;
  /** Which of its writes is the one that matters; default the first. */
  main?: number;
  action: string;
  input: Record<string, unknown>;
  /** What must stand before it can be done. */
  before?: { action: string; input: Record<string, unknown> };
  /** Every fault meets it in the nightly run only. */
  isNightly?: true;
  /** Changes what the plan rests on, as another user of the router would. */
  meddle?: (bench: Bench) => void;
}

const set =
  (menu: string, find: (row: Record<string, unknown>) => boolean, values: Record<string, string>) =>
  (bench: Bench) => {
    const router = bench.router(
      menu.startsWith('caps') || menu.includes('wireless') ? 'workshop' : 'hallway',
    );
    const row = rowsAt(router, menu).find(find)!;
    router.change({ menu, name: 'set', keys: [String(row['.id'])], values });
  };

const cases: Record<string, Case> = {
  'reconnect wifi': { router: 'hallway', action: 'reconnect_device', input: { device_id: "Anna's laptop" } },
  'reconnect wireless': {
    router: 'workshop',
    action: 'reconnect_device',
    input: { device_id: 'Workshop tablet' },
  },
  'block wifi': {
    router: 'hallway',
    action: 'block_device',
    input: { device_id: "Anna's laptop" },
    meddle: set('interface/wifi/access-list', (row) => row['comment'] === 'mikrotik-presence: blocked', {
      action: 'accept',
    }),
  },
  'block for a time': {
    router: 'hallway',
    main: 1,
    action: 'block_device',
    input: { device_id: 'Vacuum', for: '6h' },
  },
  'block capsman': { router: 'workshop', action: 'block_device', input: { device_id: 'Barn camera' } },
  'unblock wifi': {
    router: 'hallway',
    action: 'unblock_device',
    input: { device_id: "Anna's laptop" },
    before: { action: 'block_device', input: { device_id: "Anna's laptop" } },
  },
  'unblock for a time': {
    router: 'hallway',
    action: 'unblock_device',
    input: { device_id: "Anna's laptop", for: '6h' },
    before: { action: 'block_device', input: { device_id: "Anna's laptop" } },
  },
  'keep off': {
    router: 'hallway',
    action: 'keep_device_off',
    input: { device_id: 'Living room TV', access_point: 'Hallway' },
  },
  release: {
    router: 'hallway',
    action: 'release_device',
    input: { device_id: 'Living room TV', access_point: 'Hallway' },
    before: { action: 'keep_device_off', input: { device_id: 'Living room TV', access_point: 'Hallway' } },
  },
  name: {
    router: 'hallway',
    action: 'name_device',
    input: { device_id: 'Café radio', name: 'Küche "1" $x [y]' },
    meddle: set('ip/dhcp-server/lease', (row) => row['host-name'] === 'radio', {
      comment: 'by another user',
    }),
  },
  reserve: { router: 'hallway', action: 'reserve_address', input: { device_id: 'Desk lamp' } },
  'reserve another': {
    router: 'hallway',
    action: 'reserve_address',
    input: { device_id: 'Desk lamp', ip_address: '192.168.30.222' },
  },
  'prove the undo': { router: 'hallway', action: 'prove_undo', input: { router: 'hallway' } },
  'guarded comment': {
    router: 'hallway',
    // after the proof of the guard and its arming
    main: 3,
    action: 'comment_interface',
    input: { interface: 'Hallway 5GHz', comment: 'new' },
    meddle: set('interface/wifi', (row) => row['name'] === 'Hallway 5GHz', { comment: 'by another user' }),
  },
};

/** After the proof of the guard and its arming. */
const FIRST = 3;
Object.assign(cases, {
  'roaming of a profile': {
    router: 'hallway',
    main: FIRST,
    action: 'set_roaming',
    input: { ssid: 'home', scope: 'profile', transition_threshold_dbm: -78 },
    meddle: set('interface/wifi/steering', (row) => row['name'] === 'home', {
      'transition-threshold': '-60',
    }),
  },
  'roaming, with a value unset': {
    router: 'hallway',
    isNightly: true,
    main: FIRST,
    action: 'set_roaming',
    input: { ssid: 'home', scope: 'profile', transition_threshold_dbm: -78, rrm: null },
  },
  'roaming of one radio': {
    router: 'hallway',
    isNightly: true,
    main: FIRST,
    action: 'set_roaming',
    input: { interface: 'Hallway 5GHz', transition_threshold_dbm: -78, rrm: false },
  },
  'power of one radio': {
    router: 'hallway',
    main: FIRST,
    action: 'set_tx_power',
    input: { access_point: 'Hallway', band: '5GHz', tx_power_dbm: 19 },
    meddle: set('interface/wifi', (row) => row['name'] === 'Hallway 5GHz', {
      'configuration.tx-power': '18',
    }),
  },
  'channel of one radio': {
    router: 'hallway',
    isNightly: true,
    main: FIRST,
    action: 'set_channel',
    input: { access_point: 'Hallway', band: '5GHz', frequency_mhz: [5180], channel_width: '20mhz' },
    meddle: set('interface/wifi', (row) => row['name'] === 'Hallway 5GHz', { 'channel.width': '20/40mhz' }),
  },
  'channel, wireless': {
    router: 'workshop',
    isNightly: true,
    main: FIRST,
    action: 'set_channel',
    input: { access_point: 'Workshop', band: '5GHz', frequency_mhz: [5180], channel_width: '20mhz' },
    meddle: set('interface/wireless', (row) => row['name'] === 'wlan2', { frequency: '5240' }),
  },
  'power, legacy CAPsMAN': {
    router: 'workshop',
    isNightly: true,
    main: FIRST,
    action: 'set_tx_power',
    input: { access_point: 'Barn', band: '2.4GHz', tx_power_dbm: 19 },
    meddle: set('caps-man/configuration', (row) => row['name'] === 'cfg-home', { 'channel.tx-power': '18' }),
  },
  'network off for a time': {
    router: 'hallway',
    // after the entry that ends it
    main: FIRST + 1,
    action: 'set_ssid_enabled',
    input: { ssid: 'guest', enabled: false, for: '6h' },
  },
  restart: { router: 'workshop', action: 'restart_access_point', input: { access_point: 'Workshop' } },
} satisfies Record<string, Case>);

type Fault = (bench: Bench, each: Case, index: number) => void;

/** Does it at the n-th write of the change. */
const atWrite =
  (when: 'beforeWrite' | 'afterWrite', act: (bench: Bench, each: Case) => void): Fault =>
  (bench, each, index) => {
    const first = bench.writes.length;
    bench.hooks[when] = (count) => {
      if (count - first !== index) return;
      delete bench.hooks[when];
      act(bench, each);
    };
  };

const writeFault = (name: WriteFaultName) =>
  atWrite('beforeWrite', (bench, { router }) =>
    bench.router(router).setWriteFault({ name, menu: null, times: 1 }),
  );

/** The router cannot be reached for so long. */
const outage = (ms: number) =>
  atWrite('afterWrite', (bench, { router }) => {
    const until = bench.now() + ms;
    bench.router(router).setFault('reset');
    bench.hooks.afterAdvance = () => {
      if (bench.now() >= until) bench.router(router).setFault(null);
    };
  });

/** The service is gone as soon as the journal has it in this state. */
const killedWhile =
  (state: State, lead: Fault = () => {}): Fault =>
  (bench, each, index) => {
    lead(bench, each, index);
    bench.hooks.onTransition = (change) => {
      if (change.action !== each.action || change.state !== state) return;
      delete bench.hooks.onTransition;
      bench.kill();
    };
  };

/** A person takes it back while it is watched. */
const takenBack: Fault = (bench, each) => {
  bench.hooks.afterAdvance = () => {
    const watched = bench
      .changes()
      .all()
      .find(({ action, state }) => action === each.action && state === 'watching');
    if (watched === undefined) return;
    delete bench.hooks.afterAdvance;
    void bench.changes().undo(watched.id, ANNA);
  };
};

/** What became of a second change of the same router. */
let second: Promise<Change | null> | null = null;

/** Another person changes something else at the router before the first change is done. */
const secondAtOnce = atWrite('beforeWrite', (bench, { router }) => {
  const device_id = router === 'hallway' ? 'Wall panel' : 'Workshop radio';
  second = bench.propose('block_device', { device_id }).then(async (proposed) => {
    // a router that restarts makes no plan
    if (proposed.outcome !== 'created') return null;
    const { id, digest } = proposed.change;
    await bench.changes().approve(id, { digest: digest!, by: ANNA });
    return bench.finish(id);
  });
});

const faults: Record<string, Fault> = {
  none: () => {},
  'answer lost': writeFault('answer-lost'),
  'request lost': writeFault('request-lost'),
  '400 but applied': writeFault('applied-400'),
  '200 but not applied': writeFault('ignored-200'),
  'disk of the router full': writeFault('disk-full'),
  'contact lost for a minute': outage(60_000),
  'contact lost for an hour': outage(3_600_000),
  'the guard cannot be removed': (bench, { router }) => {
    bench.hooks.afterWrite = () => {
      const { request } = bench.writes.at(-1)!;
      if (request.do === 'set')
        bench.router(router).setWriteFault({ name: 'disk-full', menu: 'system/scheduler', times: 100 });
    };
  },
  'router reboots': atWrite('afterWrite', (bench, { router }) => void bench.router(router).reboot()),
  'ids change before a write': atWrite(
    'beforeWrite',
    (bench, { router }) => void (bench.router(router).behaviour.idShift += 1),
  ),
  'killed before a write': atWrite('beforeWrite', (bench) => bench.kill()),
  'killed after a write': atWrite('afterWrite', (bench) => bench.kill()),
  'killed at a line of the journal': (bench, _each, index) => {
    let count = 0;
    bench.hooks.beforeAppend = () => {
      // two of them to create and approve it
      if (count++ === 2 + 3 * index) bench.kill();
    };
  },
  'killed while it is approved': killedWhile('approved'),
  'killed while it is being written': killedWhile('applying'),
  'killed while it is watched': killedWhile('watching'),
  'killed while it is taken back': killedWhile('undoing', takenBack),
  'killed while it is unknown': killedWhile('unknown', outage(60_000)),
  'taken back by a person': takenBack,
  'a second change at once': secondAtOnce,
  'disk of the service full': (bench, _each, index) => {
    let count = 0;
    bench.hooks.beforeAppend = () => {
      if (count++ >= 3 + index) throw new Error('ENOSPC');
    };
  },
  'another user changes it': atWrite('afterWrite', (bench, { meddle }) => meddle?.(bench)),
  'clock wrong': (bench, { router }) => void (bench.router(router).behaviour.offsetMs = -400 * 86_400_000),
  'clock of old releases': (bench, { router }) => void (bench.router(router).behaviour.isOld = true),
  'scheduler forbidden': (bench, { router }) => void (bench.router(router).behaviour.deviceMode = 'home'),
  'scheduler of 7.24': (bench, { router }) => void (bench.router(router).behaviour.schedulerFault = 'every'),
  'ids of static leases change': (bench, { router }) =>
    void (bench.router(router).behaviour.makeStaticRenewsIds = true),
};

let bench: Bench;
afterEach(() => bench.stop());
afterAll(() => {
  if (!EVERY) return;
  for (const [fault, states] of ends) {
    const counts = [...new Set(states)].map(
      (state) => `${states.filter((each) => each === state).length} ${state}`,
    );
    console.log(`${fault}: ${states.length} rows, ${counts.join(', ')}`);
  }
});

/** How each change ended, by fault. */
const ends = new Map<string, State[]>();

/** What is wrong with the way a change ended; empty when nothing is. */
async function faultsOf(
  name: string,
  fault: string,
  index: number,
  options: BenchOptions = {},
): Promise<string[]> {
  bench = await startBench({ actions: all, ...options });
  const each = cases[name]!;
  if (each.before !== undefined) await bench.run(each.before.action, each.before.input);
  const router = bench.router(each.router);
  const start = bench.writes.length;
  faults[fault]!(bench, each, index);
  const change = await bench.run(each.action, each.input);
  // whatever guard there may be, it has fired by then
  await bench.advance(3_600_000);
  router.setFault(null);
  router.table('system/scheduler');
  await bench.changes().tick();
  const ended = await bench.finish(change.id);
  ends.set(fault, [...(ends.get(fault) ?? []), ended.state]);
  const other = await second;
  second = null;
  return [
    ...wrongsOf(ended, each),
    ...repeatsOf(bench, start),
    ...overlapsOf(bench.transitions),
    ...(other !== null && other.state !== 'kept' ? [`the second ended ${other.state}`] : []),
  ];
}

/** Two changes of one router in flight at the same time. */
function overlapsOf(transitions: readonly string[]): string[] {
  let inFlight = 0;
  return transitions.flatMap((line) => {
    if (line.endsWith(' applying')) inFlight += 1;
    else if (/ (?:kept|undone|failed)$/.test(line)) inFlight = Math.max(0, inFlight - 1);
    return inFlight > 1 ? [`at once: ${line}`] : [];
  });
}

function wrongsOf(change: Change, { router: id }: Case): string[] {
  const router = bench.router(id);
  const found = standings(router, change);
  const wrongs: string[] = [];
  if (isInFlight(change.state) || change.state === 'approved') wrongs.push(`did not end: ${change.state}`);
  if (change.state === 'kept' && found.some((standing) => standing !== 'after'))
    wrongs.push(`kept, but ${found.join(' ')}`);
  if (change.state !== 'kept' && found.some((standing) => standing === 'after' || standing === 'half'))
    wrongs.push(`${change.state}, but ${found.join(' ')}`);
  const timers =
    change.state === 'kept' && change.endsAt !== null ? [`mikrotik-presence-end-${change.id}`] : [];
  const left = leftovers(router).filter((name) => !timers.includes(name));
  if (left.length > 0) wrongs.push(`left behind: ${left.join(', ')}`);
  const forMs = change.plan?.forMs ?? null;
  if (change.outcome === TIME_OVER && forMs !== null && change.stateSince < change.approvedAt! + forMs)
    wrongs.push('ended before its time');
  return wrongs;
}

/** The same row added or set twice. Removing a guard and throwing a device off again are decided by a read. */
function repeatsOf({ writes }: Bench, start: number): string[] {
  const seen = new Set<string>();
  return writes.slice(start).flatMap(({ request }) => {
    if (request.do === 'remove') return [];
    const text = JSON.stringify(request.do === 'add' ? request.values : request);
    if (seen.has(text)) return [`repeated: ${text.slice(0, 120)}`];
    seen.add(text);
    return [];
  });
}

/** Every write in the nightly run, else the one that matters. */
const EVERY = runs(1) > 1;

/** The states in which changes end, each of which some row shows. */
const endings: Record<string, readonly State[]> = {
  none: ['kept'],
  'answer lost': ['kept'],
  'request lost': ['failed', 'undone'],
  '400 but applied': ['kept'],
  '200 but not applied': ['failed', 'undone'],
  'disk of the router full': ['failed', 'undone'],
  'contact lost for a minute': ['failed', 'kept', 'undone'],
  'contact lost for an hour': ['failed', 'kept', 'undone'],
  'the guard cannot be removed': ['kept', 'undone'],
  'router reboots': ['kept', 'undone'],
  'ids change before a write': ['failed', 'kept', 'undone'],
  'killed before a write': ['failed', 'undone'],
  'killed after a write': ['failed', 'kept', 'undone'],
  'killed at a line of the journal': ['failed', 'kept', 'undone'],
  'killed while it is approved': ['kept'],
  'killed while it is being written': ['failed'],
  'killed while it is watched': ['kept'],
  'killed while it is taken back': ['undone'],
  'killed while it is unknown': ['kept'],
  'taken back by a person': ['undone'],
  'a second change at once': ['kept'],
  'disk of the service full': ['failed', 'kept'],
  'another user changes it': ['kept', 'undone'],
  'clock wrong': ['kept'],
  'clock of old releases': ['kept'],
  'scheduler forbidden': ['kept'],
  'scheduler of 7.24': ['failed', 'kept'],
  'ids of static leases change': ['kept'],
};
/** One step of the way is like another: the usual run has a change of each kind. */
const IN_EACH_STATE = [
  ...Object.keys(faults).filter((fault) => fault.startsWith('killed while')),
  'taken back by a person',
  'a second change at once',
];
const SAMPLE = ['block for a time', 'name', 'guarded comment'];
const HAPPEN_ONCE = [
  'none',
  ...IN_EACH_STATE,
  'clock wrong',
  'clock of old releases',
  'scheduler forbidden',
  'scheduler of 7.24',
  'ids of static leases change',
];

test.each(Object.keys(faults))(
  '%s: every action ends, and the router is as the journal says',
  async (fault) => {
    const wrongs: string[] = [];
    const isSampled = IN_EACH_STATE.includes(fault);
    const due = Object.entries(cases).filter(
      ([name, { isNightly }]) => EVERY || (isSampled ? SAMPLE.includes(name) : isNightly !== true),
    );
    const rows = due.flatMap(([name, { main = 0 }]) =>
      (EVERY && !HAPPEN_ONCE.includes(fault) ? [0, 1, 2, 3, 4, 5] : [main]).map((index) => ({ name, index })),
    );
    for (const { name, index } of rows) {
      for (const wrong of await faultsOf(name, fault, index))
        wrongs.push(`${name} (write ${index}): ${wrong}`);
      await bench.stop();
    }
    expect(wrongs).toEqual([]);
    const states = [...new Set(ends.get(fault))].toSorted();
    if (!EVERY) expect(states).toEqual(endings[fault]);
  },
  300_000,
);

test('a user without the policy write changes nothing, and every change fails', async () => {
  for (const [name, { action, input, before }] of Object.entries(cases)) {
    if (before !== undefined) continue;
    bench = await startBench({ actions: all, policies: ['read', 'api', 'rest-api'] });
    const change = await bench.run(action, input);
    // a restart is refused at planning, where the policies can be read
    expect([name, change.state]).toEqual([name, name === 'restart' ? 'refused' : 'failed']);
    expect(leftovers(bench.router('hallway'))).toEqual([]);
    await bench.stop();
  }
}, 60_000);

/** What the change does cuts the router off for as long as it stands. */
async function cutOff(name: string, options: BenchOptions): Promise<string[]> {
  bench = await startBench({ actions: all, ...options });
  const each = cases[name]!;
  const router = bench.router(each.router);
  let plan: Change | null = null;
  const stands = () => plan !== null && standings(router, plan).includes('after');
  const follow = () => router.setFault(stands() ? 'reset' : null);
  bench.hooks.afterWrite = follow;
  let waits = 0;
  bench.hooks.afterAdvance = () => {
    follow();
    if ((waits += 1) > 500) bench.kill();
  };
  const proposed = await bench.propose(each.action, each.input);
  if (proposed.outcome !== 'created') throw new Error('not planned');
  plan = proposed.change;
  await bench.changes().approve(proposed.change.id, { digest: proposed.change.digest!, by: ANNA });
  await bench.finish(proposed.change.id, 1);
  const last = JSON.parse(bench.lines.at(-1)!) as Change;
  return [...wrongsOf(last, each), ...(last.state === 'undone' ? [] : [`ended ${last.state}`])];
}

/** They leave something that only a guard takes back. */
const GUARDED = [
  'guarded comment',
  'roaming of a profile',
  'power of one radio',
  'channel of one radio',
  'channel, wireless',
  'power, legacy CAPsMAN',
];

test.each(GUARDED)('%s: a change that cuts the router off is taken back by the router', async (name) => {
  expect(await cutOff(name, {})).toEqual([]);
});

const without = (checks: Partial<Checks>): BenchOptions => ({ checks: { ...usualChecks, ...checks } });

test('without the read-back, or the premise check, a row of an action without guard turns red', async () => {
  const blind = without({ readBack: () => 'after' });
  expect(await faultsOf('name', '200 but not applied', 0, blind)).not.toEqual([]);
  await bench.stop();
  expect(await overwritten('name', without({ holds: () => true }))).not.toEqual([]);
});

test.each(GUARDED.filter((name) => EVERY || cases[name]!.isNightly !== true))(
  '%s: without any of the checks a row turns red',
  async (name) => {
    const blind = without({ readBack: () => 'after' });
    type Red = [string, () => Promise<string[]>];
    const rows: Red[] = [
      // what interfaces inherit is proved a second time, by what they show
      ...(name === 'roaming of a profile'
        ? []
        : [['the read-back', () => faultsOf(name, '200 but not applied', FIRST, blind)] as Red]),
      ['the premise check', () => overwritten(name, without({ holds: () => true }))],
      ['the guard', () => cutOff(name, without({ isGuarded: () => false }))],
      [
        'the read after disarming',
        () => faultsOf(name, 'the guard cannot be removed', 0, without({ isGone: () => true })),
      ],
    ];
    for (const [check, row] of rows) {
      expect([check, await row()]).not.toEqual([check, []]);
      await bench.stop();
    }
  },
);

test('contact that is lost while the guard is removed leaves the change kept', async () => {
  const removal = 4;
  expect(await faultsOf('guarded comment', 'contact lost for an hour', removal)).toEqual([]);
  expect(ends.get('contact lost for an hour')!.at(-1)).toBe('kept');
});

/** Another user changes the object between the plan and its approval. */
async function overwritten(name: string, options: BenchOptions): Promise<string[]> {
  bench = await startBench({ actions: all, ...options });
  const { action, input, meddle } = cases[name]!;
  const proposed = await bench.propose(action, input);
  if (proposed.outcome !== 'created') throw new Error('not planned');
  meddle!(bench);
  const { id, digest } = proposed.change;
  await bench.changes().approve(id, { digest: digest!, by: { key: 'anna', door: 'rest' } });
  const change = await bench.finish(id);
  return change.state === 'stale' ? [] : [`${change.state} although another user had changed it`];
}

test.each(['name', ...GUARDED])('%s: changed by another user since the plan, it is stale', async (name) => {
  expect(await overwritten(name, {})).toEqual([]);
  expect(bench.writes).toEqual([]);
});

test('two changes at once are done one after the other', async () => {
  bench = await startBench({ actions: all });
  const one = bench.run('block_device', { device_id: 'Vacuum' });
  const other = bench.run('name_device', { device_id: 'Café radio', name: 'Radio' });
  expect((await one).state).toBe('kept');
  expect((await other).state).toBe('kept');
  const states = bench.transitions.filter((line) => /applying|kept/.test(line));
  expect(states).toEqual([
    'block_device applying',
    'block_device kept',
    'name_device applying',
    'name_device kept',
  ]);
});

/** Runs a case to its end; `act` is called after each write with its request. */
async function ended(name: string, act: (request: WriteRequest) => void): Promise<Change> {
  bench = await startBench({ actions: all });
  bench.hooks.afterWrite = () => act(bench.writes.at(-1)!.request);
  const { action, input, router } = cases[name]!;
  const change = await bench.run(action, input);
  expect(wrongsOf(change, cases[name]!)).toEqual([]);
  expect([change.state, ...standings(bench.router(router), change)]).toEqual(['undone', 'before']);
  return change;
}

test.each<[WriteFaultName, number]>([
  ['disk-full', 1],
  ['disk-full', 100],
  ['request-lost', 1],
])('an edit of two requests whose second is %s (%i times) is taken back whole', async (fault, times) => {
  const menu = 'interface/wifi/steering';
  let isFirst = true;
  await ended('roaming, with a value unset', (request) => {
    if (!isFirst || request.do !== 'set' || request.menu !== menu) return;
    isFirst = false;
    bench.router('hallway').setWriteFault({ name: fault, menu, times });
  });
  expect(isFirst).toBe(false);
});

test('an undo of two requests whose second is rejected is finished', async () => {
  const menu = 'interface/wifi';
  let unset = 0;
  const change = await ended('roaming of one radio', (request) => {
    const watched = bench.changes().all()[0]!;
    if (request.do === 'unset' && request.menu === menu && (unset += 1) === 1)
      bench.router('hallway').setWriteFault({ name: 'disk-full', menu, times: 1 });
    if (watched.state !== 'applying' || request.do !== 'set' || request.menu !== menu) return;
    void bench.changes().undo(watched.id, ANNA);
  });
  expect(change.outcome).toBe('A person took it back.');
  expect(unset).toBeGreaterThan(2);
});

test.each(['name', 'block wifi', 'roaming of a profile', 'power of one radio'])(
  '%s: a value of which the router makes another is taken back',
  async (name) => {
    const { meddle, main = 0 } = cases[name]!;
    await ended(name, () => {
      if (bench.writes.length === main + 1) meddle!(bench);
    });
  },
);

test.each<[string, string, FaultName]>([
  ['roaming of a profile', 'interface/wifi/steering', 'empty'],
  ['roaming of a profile', 'interface/wifi/steering', 'menu-missing'],
  ['block wifi', 'interface/wifi/access-list', 'menu-missing'],
])(
  '%s: right after a reboot %s is %s, which is no proof that it was taken back',
  async (name, menu, fault) => {
    bench = await startBench({ actions: all });
    const { action, input } = cases[name]!;
    const router = bench.router('hallway');
    let clearsAt = Number.POSITIVE_INFINITY;
    bench.hooks.afterAdvance = () => {
      const { state } = bench.changes().all()[0]!;
      if (state === 'watching' && clearsAt === Number.POSITIVE_INFINITY) {
        router.setFault(fault, menu);
        clearsAt = bench.now() + 60_000;
      }
      if (bench.now() >= clearsAt) router.setFault(null, menu);
    };
    const change = await bench.run(action, input);
    expect(clearsAt).toBeLessThanOrEqual(bench.now());
    expect(wrongsOf(change, cases[name]!)).toEqual([]);
  },
);
