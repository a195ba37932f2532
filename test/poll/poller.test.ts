/** Polls of a simulated router over real HTTP. Time is a number here: nothing waits for it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedRouter, type SimulatedRouterOptions, startRouter } from '../../src/demo/router.ts';
import { type Menu, menuPaths, menus } from '../../src/parse/menu.ts';
import { answered, type Reading } from '../../src/parse/reading.ts';
import { emptyPollMemory } from '../../src/poll/memory.ts';
import { pollOnce, quickPollOnce } from '../../src/poll/once.ts';
import { type PollerOptions, startPoller } from '../../src/poll/poller.ts';
import type { PollContext } from '../../src/poll/read-tables.ts';
import type { QuickPoll } from '../../src/poll/schedule.ts';
import type { RouterConnection } from '../../src/routeros/connection.ts';
import { closeAll, connect, registration, routerOptions, wifiTables } from '../routeros/far-end.ts';

const EPOCH = Date.UTC(2026, 10, 20);
const INTERVAL_MS = 10_000;
const REGISTRATIONS = 'interface/wifi/registration-table';
const LEASES = 'ip/dhcp-server/lease';
const STEADY = [REGISTRATIONS, LEASES, 'ip/arp'];
const RECHECK = [REGISTRATIONS, 'system/resource', 'interface/wifi/capsman/remote-cap', LEASES, 'ip/arp'];

let time = 0;
let bootedSecondsAgo = 0;
let tables = wifiTables();
let router: SimulatedRouter;

async function start(options: Partial<SimulatedRouterOptions> = {}): Promise<SimulatedRouter> {
  return startRouter({ tables: () => now(tables), ...options });
}

/** The tables with an uptime that goes on. */
function now(given: typeof tables): typeof tables {
  return { ...given, 'system/resource': { uptime: `${bootedSecondsAgo + time / 1_000}s` } };
}

beforeEach(async () => {
  time = 0;
  bootedSecondsAgo = 93_600;
  tables = wifiTables();
  router = await start();
});

afterEach(async () => {
  closeAll();
  await router.stop();
});

/** Polls by hand: `poll()` is one poll, ten seconds after the one before. */
function poller(connection: RouterConnection = connect(router), overrides: Partial<PollContext> = {}) {
  let memory = emptyPollMemory;
  let isFirst = true;
  return async function poll(
    only: Partial<PollContext> = {},
    quick: QuickPoll | null = null,
  ): Promise<{ reading: Reading; asked: string[] }> {
    if (!isFirst) time += INTERVAL_MS;
    isFirst = false;
    const before = router.requests.length;
    const context: PollContext = {
      router: 'attic',
      timeoutMs: 5_000,
      budgetMs: INTERVAL_MS,
      clock: { now: () => EPOCH + time, monotonicNow: () => time },
      hasMissing: () => false,
      ...overrides,
      ...only,
    };
    const result =
      quick === null
        ? await pollOnce(connection, memory, context)
        : (await quickPollOnce(connection, memory, context, quick))!;
    memory = result.memory;
    return { reading: result.reading, asked: router.requests.slice(before).map(({ menu }) => menu) };
  };
}

const statusesOf = (reading: Reading) =>
  Object.fromEntries(menuPaths.map((path) => [path, reading.tables[path].status])) as Record<Menu, string>;

function errorOf(reading: Reading, path: Menu) {
  const table = reading.tables[path];
  if (table.status !== 'failed') throw new Error(`${path} is ${table.status}`);
  return table.error;
}

describe('a reading', () => {
  it('has every menu: rows, absent, or absent with its dialect', async () => {
    const { reading, asked } = await poller()();
    expect(reading).toMatchObject({
      router: 'attic',
      startedAt: EPOCH,
      startedMonotonicMs: 0,
      durationMs: 0,
      breaker: 'closed',
    });
    expect(statusesOf(reading)).toMatchObject({
      [REGISTRATIONS]: 'complete',
      'interface/wifiwave2/registration-table': 'absent',
      'caps-man/registration-table': 'absent',
      'interface/wireless/registration-table': 'absent',
    });
    for (const path of menuPaths) {
      // every router has a clock
      const isThere = Object.hasOwn(tables, path) || path === 'system/clock';
      expect(reading.tables[path]).toMatchObject({ status: isThere ? 'complete' : 'absent', readAt: EPOCH });
    }
    expect(answered(reading)).toBe(true);
    expect(asked).toHaveLength(25);
    expect(router.requests.at(-1)).toMatchObject({ method: 'POST', menu: 'interface/wifi' });
    expect(asked).not.toContain('caps-man/interface');
    expect(reading.tables[REGISTRATIONS]).toMatchObject({
      rows: [{ macAddress: '02:00:00:00:00:20', interface: 'wifi1', signalDbm: -61 }],
    });
    expect(reading.tables['system/resource']).toMatchObject({ rows: [{ uptimeMs: 93_600_000 }] });
  });

  it('leaves out rows that say nothing', async () => {
    router.setFault('metadata-rows', REGISTRATIONS);
    const { reading } = await poller()();
    expect(reading.tables[REGISTRATIONS]).toMatchObject({
      status: 'complete',
      rows: [{ interface: 'wifi1' }],
    });
  });

  it('repeats what was not due as it was read', async () => {
    const poll = poller();
    const first = await poll();
    const second = await poll();
    expect(second.asked).toEqual(STEADY);
    expect(second.reading.startedAt).toBe(EPOCH + INTERVAL_MS);
    expect(second.reading.tables['interface/wifi']).toBe(first.reading.tables['interface/wifi']);
    for (const path of second.asked)
      expect(second.reading.tables[path as Menu].readAt).toBe(EPOCH + INTERVAL_MS);
  });
});

describe('the requests of a poll', () => {
  it('are 24 and one about the radio, then 3, and 12 every minute', async () => {
    const poll = poller();
    const counts: number[] = [];
    for (let count = 0; count < 14; count++) counts.push((await poll()).asked.length);
    expect(counts).toEqual([25, 3, 3, 3, 3, 3, 12, 3, 3, 3, 3, 3, 12, 3]);
  });

  it('are 5 when somebody is missing, who is asked about once, when the registrations are in', async () => {
    const poll = poller();
    await poll();
    const asking: { macs: string[]; sent: number }[] = [];
    const before = router.requests.length;
    const { asked } = await poll({
      hasMissing: (macs) => {
        asking.push({ macs: [...macs], sent: router.requests.length - before });
        return true;
      },
    });
    expect(asking).toEqual([{ macs: ['02:00:00:00:00:20'], sent: 1 }]);
    expect(asked).toEqual(RECHECK);
    expect((await poll()).asked).toHaveLength(3);
  });

  it('are 7 when a device is missing that the last one showed: interfaces and rules may keep it off', async () => {
    const poll = poller();
    await poll();
    const { asked } = await poll({ hasMissing: () => true, hasNewlyMissing: () => true });
    expect(asked).toEqual([...RECHECK, 'interface/wifi', 'interface/wifi/access-list']);
    expect((await poll()).asked).toHaveLength(3);
  });

  it('are 12 when a CAP has left its list, or connected anew, and 4 while it is missing', async () => {
    const CAPS = 'interface/wifi/capsman/remote-cap';
    const cap = { 'base-mac': '02:CA:00:00:00:01', address: '192.168.88.30', state: 'Ok' };
    tables[CAPS] = [cap];
    const poll = poller();
    await poll();
    tables[CAPS] = [];
    const left = await poll({ hasMissing: () => true });
    expect(left.asked).toHaveLength(12);
    expect((await poll()).asked).toEqual([REGISTRATIONS, CAPS, LEASES, 'ip/arp']);
    tables[CAPS] = [{ ...cap, address: '192.168.88.99' }];
    expect((await poll()).asked.length).toBeGreaterThan(9);
  });

  it('are the interfaces too where a quick poll finds that a CAP has connected anew: their names may have moved', async () => {
    const cap = { 'base-mac': '02:CA:00:00:00:01', address: '192.168.88.30/40001', state: 'Run' };
    const kitchen = { interface: 'cap1', 'remote-cap-identity': 'Kitchen' };
    Object.assign(tables, {
      'caps-man/registration-table': [],
      'caps-man/remote-cap': [cap],
      'caps-man/interface': [],
      'caps-man/radio': [kitchen],
    });
    const poll = poller();
    await poll();
    tables['caps-man/remote-cap'] = [{ ...cap, address: '192.168.88.30/40002' }];
    tables['caps-man/radio'] = [{ ...kitchen, interface: 'cap2' }];
    const { reading, asked } = await poll({ hasMissing: () => true }, { leases: false });
    expect(asked).toEqual(expect.arrayContaining(['caps-man/interface', 'caps-man/radio']));
    expect(reading.tables['caps-man/radio']).toMatchObject({ rows: [{ interface: 'cap2' }] });
    expect((await poll()).asked).not.toContain('caps-man/radio');
  });

  it('are 4 when all devices of two interfaces have connected since the last poll, where there are CAPs', async () => {
    const rows = (...uptimes: string[]) =>
      uptimes.map((uptime, index) =>
        registration({ 'mac-address': `02:00:00:00:00:2${index}`, interface: `cap-wifi${index}`, uptime }),
      );
    const CAPS = 'interface/wifi/capsman/remote-cap';
    tables[CAPS] = [{ 'base-mac': '02:CA:00:00:00:01', state: 'Ok' }];
    tables[REGISTRATIONS] = rows('1h', '1h', '1h');
    const poll = poller();
    await poll();
    tables[REGISTRATIONS] = rows('2s', '1h', '1h');
    expect((await poll()).asked).toEqual(STEADY);
    tables[REGISTRATIONS] = rows('2s', '9s', '1h');
    expect((await poll()).asked).toEqual([REGISTRATIONS, CAPS, LEASES, 'ip/arp']);
    tables[REGISTRATIONS] = rows('12s', '19s', '1h');
    expect((await poll()).asked).toEqual(STEADY);
  });

  it('take a row that is not authorized for nobody', async () => {
    tables[REGISTRATIONS] = [registration({ authorized: 'false' })];
    const seen: string[] = [];
    await poller()({ hasMissing: (macs) => seen.push(...macs) > 0 });
    expect(seen).toEqual([]);
  });

  it('are 12 when an interface appears, once', async () => {
    const poll = poller();
    await poll();
    tables[REGISTRATIONS] = [registration(), registration({ '.id': '*2', interface: 'cap-wifi7' })];
    expect((await poll()).asked).toHaveLength(12);
    expect((await poll()).asked).toHaveLength(3);
    expect((await poll()).asked).toHaveLength(3);
  });

  it('are 5 on a new connection', async () => {
    router.resetCounters();
    const poll = poller();
    await poll();
    // The router drops the idle connection, and is there again at once
    router.setFault('refuse');
    router.setFault(null);
    expect((await poll()).asked).toHaveLength(5);
    expect((await poll()).asked).toHaveLength(3);
  });

  it('come one after another on one connection, over a hundred polls', async () => {
    router.resetCounters();
    const connection = connect(router);
    const poll = poller(connection);
    for (let count = 0; count < 100; count++) await poll();
    expect(router.maxInFlight()).toBe(1);
    expect(router.connectionCount()).toBe(1);
    expect(connection.connectionCount()).toBe(1);
  });

  it('only read, and ask for nothing secret', async () => {
    router.setFault(null);
    const everything = await start({ tables: () => Object.fromEntries(menuPaths.map(emptyTable)) });
    await poller(connect(everything))();
    expect(new Set(everything.requests.map(({ menu }) => menu))).toEqual(new Set(menuPaths));
    for (const request of everything.requests) {
      expect(request.method).toBe('GET');
      expect(request.body).toBe('');
      expect(request.query).not.toMatch(/passphrase|password|private-key|pre-shared|secret/i);
      const isRegistrationTable = request.menu.endsWith('registration-table');
      expect(request.query).toMatch(isRegistrationTable ? /^$/ : /^\.proplist=[a-z0-9.,-]+$/);
    }
    await everything.stop();
  });
});

function emptyTable(path: Menu): [Menu, SimulatedTable] {
  return [path, menus[path].shape === 'list' ? [] : { name: 'x' }];
}
type SimulatedTable = ReturnType<SimulatedRouterOptions['tables']>[string];

describe('a table that failed', () => {
  it.each([
    'status-500',
    'session-closed',
    'html',
    'truncated',
    'bad-json',
    'wrong-shape',
    'null-rows',
  ] as const)('fails alone: %s', async (fault) => {
    const poll = poller();
    await poll();
    router.setFault(fault, LEASES);
    const { reading, asked } = await poll();
    expect(errorOf(reading, LEASES).message).toContain(`${router.url}/rest/${LEASES}`);
    expect(statusesOf(reading)).toMatchObject({ [REGISTRATIONS]: 'complete', 'ip/arp': 'complete' });
    // One that breaks off takes the connection with it
    expect([...asked].sort()).toEqual([...(fault === 'truncated' ? RECHECK : STEADY)].sort());
    expect(answered(reading)).toBe(true);
    expect(reading.breaker).toBe('closed');
    router.setFault(null);
    expect((await poll()).reading.tables[LEASES].status).toBe('complete');
  });

  it('does not show the rows it had before', async () => {
    const poll = poller();
    await poll();
    router.setFault('html', REGISTRATIONS);
    const { reading } = await poll();
    expect(reading.tables[REGISTRATIONS]).not.toHaveProperty('rows');
    expect(reading.tables[REGISTRATIONS].status).toBe('failed');
  });
});

describe('a poll that times out', () => {
  it('fails what is due after the table that took too long, and nothing before it', async () => {
    const poll = poller();
    await poll();
    router.setFault('hang', LEASES);
    const { reading, asked } = await poll({ timeoutMs: 500 });
    expect(asked).toEqual([REGISTRATIONS, LEASES]);
    expect(reading.tables[REGISTRATIONS].status).toBe('complete');
    expect(errorOf(reading, LEASES)).toMatchObject({ kind: 'timeout' });
    expect(errorOf(reading, 'ip/arp')).toMatchObject({
      kind: 'timeout',
      message: `This menu was not asked, because an earlier one failed: No complete answer came within 0.5 s. Request: GET ${router.url}/rest/${LEASES}.`,
    });
    expect(reading.tables['interface/wifi']).toMatchObject({ status: 'complete', readAt: EPOCH });
    expect(reading.tables['system/resource']).toMatchObject({ status: 'complete', readAt: EPOCH });
    expect(reading.tables['caps-man/registration-table'].status).toBe('absent');
  });

  it('is followed by one that sends one registration table, while the router still works on the abandoned command', async () => {
    const poll = poller();
    await poll();
    router.setFault('hang', LEASES);
    await poll({ timeoutMs: 500 });
    const { reading, asked } = await poll({ timeoutMs: 500 });
    expect(asked).toEqual([REGISTRATIONS]);
    expect(errorOf(reading, REGISTRATIONS).kind).toBe('timeout');
    expect(errorOf(reading, 'system/resource').kind).toBe('timeout');
    router.setFault(null);
    expect(statusesOf((await poll()).reading)).toMatchObject({
      [LEASES]: 'complete',
      'system/resource': 'complete',
    });
  });

  it('never gives one table more time than the poll has', async () => {
    router.setFault('hang', REGISTRATIONS);
    const { reading } = await poller()({ timeoutMs: 60_000, budgetMs: 40 });
    expect(errorOf(reading, REGISTRATIONS).message).toContain('within 0.04 s');
  });

  it('sends nothing more when its time is used up', async () => {
    const slow = await start({
      tables: () => {
        time += 200;
        return now(tables);
      },
    });
    const { reading } = await poller(connect(slow))({ budgetMs: 1_000 });
    await slow.stop();
    expect(reading.tables[REGISTRATIONS].status).toBe('complete');
    expect(slow.requests.length).toBeLessThan(16);
    for (const path of ['system/identity', 'system/routerboard'] as const)
      expect(errorOf(reading, path).message).toBe(
        `This menu was not asked, because the 1 s of one poll were used up. Request: GET ${slow.url}/rest/${path}.`,
      );
    expect(errorOf(reading, 'system/identity').kind).toBe('timeout');
  });
});

describe('a router that is not there for us', () => {
  it.each([
    ['refuse', 'unreachable', 0],
    ['unauthorized', 'unauthorized', 1],
    ['not-allowed-9', 'unauthorized', 1],
  ] as const)('is not asked for the rest: %s', async (fault, kind, requests) => {
    const poll = poller();
    const first = await poll();
    router.setFault(fault);
    const { reading, asked } = await poll();
    expect(asked).toHaveLength(requests);
    for (const path of [REGISTRATIONS, LEASES, 'ip/arp'] as const)
      expect(errorOf(reading, path).kind).toBe(kind);
    const { message } = errorOf(reading, 'ip/arp');
    expect(message).toMatch(/^This menu was not asked, because an earlier one failed: /);
    expect(message).toContain(`GET ${router.url}/rest/${REGISTRATIONS}.`);
    expect(reading.tables['interface/wifi']).toBe(first.reading.tables['interface/wifi']);
    expect(statusesOf(reading)).toMatchObject({
      [REGISTRATIONS]: 'failed',
      'caps-man/registration-table': 'absent',
    });
    expect(answered(reading)).toBe(false);
  });

  it.each(['html', 'truncated', 'bad-json'] as const)(
    'because something else answers at its address is not asked for the rest: %s',
    async (fault) => {
      const poll = poller();
      await poll();
      router.setFault(fault);
      time += 60_000;
      const { reading, asked } = await poll();
      expect(asked).toEqual([REGISTRATIONS, 'system/resource']);
      const { kind, message } = errorOf(reading, 'system/resource');
      expect(errorOf(reading, LEASES)).toMatchObject({
        kind,
        message: `This menu was not asked, because an earlier one failed: ${message}`,
      });
      router.setFault(null);
      expect(answered((await poll()).reading)).toBe(true);
    },
  );

  it.each([
    ['html', [REGISTRATIONS]],
    ['html', ['system/resource']],
    ['status-500', [REGISTRATIONS, 'system/resource']],
  ] as const)('is asked for the rest while it answers: %s for %s', async (fault, paths) => {
    const poll = poller();
    await poll();
    for (const path of paths) router.setFault(fault, path);
    time += 60_000;
    const statuses = statusesOf((await poll()).reading);
    expect(statuses[LEASES]).toBe('complete');
    expect(paths.map((path) => statuses[path])).toEqual(paths.map(() => 'failed'));
  });

  it('without WiFi is asked for its leases, whatever it says of itself', async () => {
    const wired = await start({ tables: () => now({ [LEASES]: [], 'ip/arp': [] }) });
    const poll = poller(connect(wired));
    await poll();
    wired.setFault('wrong-shape', 'system/resource');
    time += 60_000;
    const statuses = statusesOf((await poll()).reading);
    expect(statuses).toMatchObject({ 'system/resource': 'failed', [LEASES]: 'complete' });
    await wired.stop();
  });

  it('that refuses one menu to our user is asked for the others', async () => {
    router.setFault('not-allowed-9', 'interface/wifi/capsman/remote-cap');
    const { reading } = await poller()();
    expect(errorOf(reading, 'interface/wifi/capsman/remote-cap').kind).toBe('unauthorized');
    expect(statusesOf(reading)).toMatchObject({
      [REGISTRATIONS]: 'complete',
      [LEASES]: 'complete',
      'ip/arp': 'complete',
    });
  });

  it('keeps its absent menus absent, also when it is time to look for them', async () => {
    const poll = poller();
    await poll();
    router.setFault('unauthorized');
    time += 600_000;
    const { reading } = await poll();
    expect(statusesOf(reading)).toMatchObject({
      [REGISTRATIONS]: 'failed',
      'interface/wifiwave2/registration-table': 'absent',
      'caps-man/registration-table': 'absent',
      'interface/wireless/registration-table': 'absent',
      'interface/wifi': 'failed',
      'system/routerboard': 'absent',
    });
  });

  it('from the beginning fails every table, and none is empty', async () => {
    router.setFault('refuse');
    const { reading } = await poller()();
    expect(new Set(Object.values(statusesOf(reading)))).toEqual(new Set(['failed']));
    expect(answered(reading)).toBe(false);
  });

  it('is not asked for the rest if its certificate is not trusted', async () => {
    const secure = await start({ tls: true });
    const { reading } = await poller(connect(secure))();
    await secure.stop();
    expect(errorOf(reading, REGISTRATIONS).kind).toBe('untrusted_certificate');
    expect(errorOf(reading, 'ip/arp').kind).toBe('untrusted_certificate');
    expect(secure.requests).toHaveLength(0);
    expect(secure.connectionCount()).toBe(1);
  });

  it('and comes back is looked at closely once', async () => {
    const poll = poller();
    await poll();
    router.setFault('refuse');
    await poll();
    router.setFault(null);
    await router.reboot();
    const back = await poll();
    expect(back.asked.slice(0, 5)).toEqual(RECHECK);
    expect(new Set(Object.values(statusesOf(back.reading)))).toEqual(new Set(['complete', 'absent']));
  });

  it('and restarted with another package is understood in the poll that notices', async () => {
    const poll = poller();
    await poll();
    await router.reboot();
    bootedSecondsAgo = 30;
    tables = {
      ...tables,
      'caps-man/registration-table': [
        { interface: 'cap1', 'mac-address': '02:00:00:00:00:21', 'rx-signal': '-70' },
      ],
      'caps-man/remote-cap': [],
      'caps-man/interface': [],
      'caps-man/radio': [],
      'caps-man/access-list': [],
    };
    const { reading } = await poll();
    expect(statusesOf(reading)).toMatchObject({
      [REGISTRATIONS]: 'complete',
      'caps-man/registration-table': 'complete',
      'interface/wireless/registration-table': 'absent',
    });
    expect(reading.tables['caps-man/interface']).toMatchObject({
      status: 'complete',
      readAt: EPOCH + INTERVAL_MS,
    });
  });
});

/** A loop whose pauses end when the test says so. */
function loop(overrides: Partial<PollerOptions> = {}, far = routerOptions(router)) {
  const readings: Reading[] = [];
  const pauses: number[] = [];
  let resume: (() => void) | null = null;
  let isWoken = false;
  let paused: (() => void) | null = null;
  const poll = startPoller({
    router: far,
    intervalMs: INTERVAL_MS,
    hasMissing: () => false,
    onReading: (reading) => void readings.push(reading),
    clock: {
      now: () => EPOCH + time,
      monotonicNow: () => time,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          pauses.push(ms);
          resume = () => {
            time += ms;
            resolve();
          };
          isWoken = false;
          signal.addEventListener('abort', () => {
            isWoken = true;
            resolve();
          });
          paused?.();
        }),
    },
    ...overrides,
  });
  return {
    poll,
    readings,
    pauses,
    isWoken: () => isWoken,
    /** Until it pauses; its length. */
    async untilPaused(): Promise<number> {
      if (resume === null) await new Promise<void>((resolve) => (paused = resolve));
      paused = null;
      return pauses.at(-1)!;
    },
    /** Lets the pause pass, and the poll after it; the length of the next pause. */
    async next(): Promise<number> {
      const go = resume!;
      resume = null;
      go();
      return this.untilPaused();
    },
    /** Until the pause that somebody else ends. */
    forget: () => (resume = null),
  };
}

describe('the loop', () => {
  it('polls at once and then start to start', async () => {
    const { poll, readings, untilPaused, next } = bound(loop());
    expect(await untilPaused()).toBe(INTERVAL_MS);
    expect(await next()).toBe(INTERVAL_MS);
    await poll.stop();
    expect(readings.map(({ startedAt }) => startedAt - EPOCH)).toEqual([0, INTERVAL_MS]);
  });

  it('takes the time of a poll off the pause, and follows a late one at once', async () => {
    let taken = 0;
    const slow = await start({
      tables: () => {
        time += taken;
        taken = 0;
        return now(tables);
      },
    });
    const { poll, readings, untilPaused, next } = bound(loop({}, routerOptions(slow, { timeoutMs: 60_000 })));
    await untilPaused();
    taken = 4_000;
    expect(await next()).toBe(6_000);
    taken = 25_000;
    expect(await next()).toBe(0);
    expect(await next()).toBe(INTERVAL_MS);
    await poll.stop();
    await slow.stop();
    expect(readings.map(({ startedAt }) => startedAt - EPOCH)).toEqual([0, 10_000, 20_000, 45_000]);
    expect(readings[1]!.durationMs).toBe(4_000);
    // Within the timeout, so within the poll
    expect(readings[2]!.tables['ip/arp'].status).toBe('complete');
  });

  it('gives a poll the whole interval, though one read may take less', async () => {
    let taken = 9_000;
    const slow = await start({
      tables: () => {
        time += taken;
        taken = 0;
        return now(tables);
      },
    });
    const { poll, readings, untilPaused } = bound(loop({}, routerOptions(slow, { timeoutMs: 5_000 })));
    await untilPaused();
    await poll.stop();
    await slow.stop();
    expect(readings[0]!.tables['system/identity'].status).toBe('complete');
  });

  it('tells how it does', async () => {
    const { poll, untilPaused, next } = bound(loop());
    expect(poll.state()).toMatchObject({ pollCount: 1, lastSuccessAt: null, nextPollAt: null, overdueMs: 0 });
    await untilPaused();
    await next();
    expect(poll.state()).toEqual({
      breaker: 'closed',
      pollCount: 2,
      quickPollCount: 0,
      lastSuccessAt: EPOCH + INTERVAL_MS,
      lastDurationMs: 0,
      nextPollAt: EPOCH + 2 * INTERVAL_MS,
      overdueMs: 0,
    });
    time += INTERVAL_MS + 90_000;
    expect(poll.state().overdueMs).toBe(90_000);
    await poll.stop();
  });

  it('ends at once, in a pause or in a poll, and says nothing afterwards', async () => {
    const { poll, readings, untilPaused } = bound(loop());
    await untilPaused();
    await poll.stop();
    expect(readings).toHaveLength(1);

    router.setFault('hang');
    const hanging = loop({}, routerOptions(router, { timeoutMs: 60_000 }));
    const before = router.requests.length;
    await expect.poll(() => router.requests.length).toBe(before + 1);
    await hanging.poll.stop();
    expect(hanging.readings).toHaveLength(0);
    expect(hanging.pauses).toHaveLength(0);
    await hanging.poll.stop();
  });

  it('leaves no connection open', async () => {
    const gone: Promise<unknown>[] = [];
    const server = createServer((_, response) => response.writeHead(500).end());
    server.keepAliveTimeout = 0;
    server.on('connection', (socket) => gone.push(once(socket, 'close')));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { poll, untilPaused } = bound(loop({}, routerOptions({ url: `http://127.0.0.1:${port}` })));
    await untilPaused();
    await poll.stop();
    await Promise.all(gone);
    expect(gone).toHaveLength(1);
    server.close();
  });

  describe('asked for a quick poll', () => {
    const asked = (since: number) => router.requests.slice(since).map(({ menu }) => menu);

    /** A loop that has polled once and rests, three seconds into its pause. */
    async function resting(overrides: Partial<PollerOptions> = {}) {
      const running = bound(loop(overrides));
      await running.untilPaused();
      time += 3_000;
      const look = async (leases = false) => {
        const since = router.requests.length;
        running.forget();
        running.poll.quickPoll({ leases });
        const pauseMs = await running.untilPaused();
        return { pauseMs, asked: asked(since) };
      };
      return { ...running, look };
    }

    it('reads the registration table at once, and the next poll keeps its time', async () => {
      const { poll, readings, look, next } = await resting();
      expect(await look()).toEqual({ pauseMs: 7_000, asked: [REGISTRATIONS] });
      expect(readings.map(({ isPartial }) => isPartial)).toEqual([false, true]);
      expect(readings[1]).toMatchObject({ startedAt: EPOCH + 3_000, startedMonotonicMs: 3_000 });
      expect(readings[1]!.tables[LEASES]).toMatchObject({ status: 'complete', readAt: EPOCH });
      expect(await next()).toBe(INTERVAL_MS);
      expect(readings.map(({ isPartial }) => isPartial)).toEqual([false, true, false]);
      expect(time).toBe(INTERVAL_MS);
      await poll.stop();
    });

    it('makes at most one a second, however often it is asked', async () => {
      const { poll, readings, look, next, pauses } = await resting();
      await look();
      expect(await look()).toEqual({ pauseMs: 1_000, asked: [] });
      const { length } = pauses;
      for (let count = 0; count < 1_000; count++) poll.quickPoll({ leases: false });
      expect(pauses).toHaveLength(length);
      expect(await next()).toBe(6_000);
      expect(readings).toHaveLength(3);
      expect(poll.state()).toMatchObject({ pollCount: 1, quickPollCount: 2 });
      await poll.stop();
    });

    it('makes it after the poll that is running', async () => {
      let told = false;
      const { poll, readings, untilPaused } = bound(
        loop({
          onTable: (path) => {
            if (path === 'ip/arp' && !told) poll.quickPoll({ leases: false });
            told ||= path === 'ip/arp';
          },
        }),
      );
      expect(await untilPaused()).toBe(INTERVAL_MS);
      expect(readings.map(({ isPartial }) => isPartial)).toEqual([false, true]);
      await poll.stop();
    });

    it('reads the leases when asked for them', async () => {
      const { poll, look } = await resting();
      expect((await look(true)).asked).toEqual([REGISTRATIONS, LEASES]);
      await poll.stop();
    });

    it('asks what a missing device takes when somebody is newly missing, and never for who was missing before', async () => {
      let isNew = true;
      const { poll, look } = await resting({ hasMissing: () => true, hasNewlyMissing: () => isNew });
      const whatKeepsOff = ['interface/wifi', 'interface/wifi/access-list'];
      expect((await look()).asked).toEqual([...RECHECK.slice(0, 3), ...whatKeepsOff]);
      isNew = false;
      time += 1_000;
      expect((await look()).asked).toEqual([REGISTRATIONS]);
      await poll.stop();
    });

    it('reads the inventory for an interface not met before', async () => {
      const { poll, look } = await resting();
      tables = { ...tables, [REGISTRATIONS]: [registration({ interface: 'wifi9' })] };
      expect((await look()).asked).toContain('interface/wifi');
      time += 1_000;
      expect((await look()).asked).toEqual([REGISTRATIONS]);
      await poll.stop();
    });

    it('says nothing when it fails, and then waits for a poll', async () => {
      const { poll, readings, look, next } = await resting();
      router.setFault('status-500', REGISTRATIONS);
      expect(await look()).toEqual({ pauseMs: 7_000, asked: [REGISTRATIONS] });
      expect(readings).toHaveLength(1);
      time += 2_000;
      poll.quickPoll({ leases: false });
      expect(poll.state()).toMatchObject({ quickPollCount: 1, breaker: 'closed' });
      await next();
      expect(readings).toHaveLength(2);
      await poll.stop();
    });
  });

  it('goes on after a defect in what it calls', async () => {
    const defects: unknown[] = [];
    const fail = () => {
      throw new Error('a bug');
    };
    const { poll, untilPaused, next } = bound(
      loop({ onReading: fail, onDefect: (error) => defects.push(error) }),
    );
    expect(await untilPaused()).toBe(INTERVAL_MS);
    expect(await next()).toBe(INTERVAL_MS);
    await poll.stop();
    expect(defects).toEqual([new Error('a bug'), new Error('a bug')]);
  });
});

describe('the breaker', () => {
  it('opens after five failed polls, waits 2 to 30 s, and closes with the first success', async () => {
    const during: string[] = [];
    const running = bound(
      loop({
        hasMissing: () => {
          during.push(running.poll.state().breaker);
          return false;
        },
      }),
    );
    const { poll, readings, untilPaused, next, isWoken } = running;
    router.setFault('status-500', REGISTRATIONS);
    const pauses = [await untilPaused()];
    while (pauses.length < 11) pauses.push(await next());
    expect(pauses).toEqual([
      10_000, 10_000, 10_000, 10_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
    expect(poll.state().breaker).toBe('open');
    const opened = [...Array<string>(4).fill('closed'), ...Array<string>(7).fill('open')];
    expect(readings.map(({ breaker }) => breaker)).toEqual(opened);
    expect(during).toEqual([...Array<string>(5).fill('closed'), ...Array<string>(6).fill('half_open')]);
    poll.quickPoll({ leases: false });
    expect(isWoken()).toBe(false);

    router.setFault(null);
    expect(await next()).toBe(INTERVAL_MS);
    expect(poll.state()).toMatchObject({ breaker: 'closed', lastSuccessAt: readings.at(-1)!.startedAt });
    expect(readings.at(-1)!.breaker).toBe('closed');
    await poll.stop();
  });

  it('waits from the end of a poll', async () => {
    let taken = 0;
    const slow = await start({
      tables: () => {
        time += taken;
        taken = 0;
        return now(tables);
      },
    });
    slow.setFault('status-500', REGISTRATIONS);
    const { poll, untilPaused, next } = bound(loop({}, routerOptions(slow, { timeoutMs: 60_000 })));
    await untilPaused();
    for (let count = 0; count < 3; count++) await next();
    taken = 9_000;
    expect(await next()).toBe(2_000);
    await poll.stop();
    await slow.stop();
  });

  it('is closed while one registration table comes', async () => {
    const both = await start({ tables: () => ({ ...tables, 'caps-man/registration-table': [] }) });
    both.setFault('status-500', REGISTRATIONS);
    const { poll, readings, untilPaused, next } = bound(loop({}, routerOptions(both)));
    await untilPaused();
    for (let count = 0; count < 7; count++) expect(await next()).toBe(INTERVAL_MS);
    await poll.stop();
    await both.stop();
    expect(new Set(readings.map(({ breaker }) => breaker))).toEqual(new Set(['closed']));
  });

  it('judges a router without WiFi by its leases', async () => {
    const wired = await start({
      tables: () => now({ [LEASES]: [], 'ip/arp': [] }),
    });
    const { poll, untilPaused, next } = bound(loop({}, routerOptions(wired)));
    expect(await untilPaused()).toBe(INTERVAL_MS);
    wired.setFault('status-500', LEASES);
    const pauses = [await next(), await next(), await next(), await next(), await next(), await next()];
    await poll.stop();
    await wired.stop();
    expect(pauses).toEqual([10_000, 10_000, 10_000, 10_000, 2_000, 4_000]);
  });
});

/** The methods of `loop` without their object. */
function bound(running: ReturnType<typeof loop>) {
  return { ...running, next: () => running.next(), untilPaused: () => running.untilPaused() };
}
