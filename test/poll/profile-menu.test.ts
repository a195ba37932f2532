/** Profiles are read rarely, last of all, and whatever becomes of them, presence is as it would be without. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { type Menu, menuPaths, menus } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import { emptyPollMemory } from '../../src/poll/memory.ts';
import { pollOnce } from '../../src/poll/once.ts';
import { isProfileDue } from '../../src/poll/profile-menu.ts';
import { closeAll, connect, wifiTables } from '../routeros/far-end.ts';

const MINUTE = 60_000;
const PROFILES = menuPaths.filter((path) => menus[path].group === 'profiles');
const STEERING = 'interface/wifi/steering';
const own: readonly Menu[] = PROFILES.filter(
  (path) => menus[path].dialect === null || path.startsWith('interface/wifi/'),
);

const tablesOf = () => ({
  ...wifiTables(),
  'interface/wifi': [
    { '.id': '*1', name: 'wifi1', 'default-name': 'wifi1', 'steering.rrm': 'true', steering: 'roam' },
  ],
  ...Object.fromEntries(
    own.map((path) => [path, menus[path].shape === 'list' ? [{ '.id': '*1', name: 'roam' }] : {}]),
  ),
});

let tables: ReturnType<typeof tablesOf>;
let router: SimulatedRouter;
/** Of the clock of the poll, and of the router's uptime. */
let second = 0;
/** How long the router takes to look at its tables, which it does three times for an answer; how long it has taken in this poll. */
let [lookMs, elapsedMs] = [0, 0];

beforeEach(async () => {
  tables = tablesOf();
  second = 0;
  lookMs = 0;
  const uptime = () => ({ uptime: `${93_600 + second}s`, version: '7.24 (stable)' });
  router = await startRouter({
    tables: () => {
      elapsedMs += lookMs;
      return { ...tables, 'system/resource': uptime() };
    },
    commandLimitMs: 400,
  });
});

afterEach(async () => {
  closeAll();
  await router.stop();
});

/** Polls at seconds of its own; the menus that each asked for, and its reading. */
function poller(timeoutMs = 5_000, budgetMs = 10_000) {
  const connection = connect(router);
  let memory = emptyPollMemory;
  return async (at: number): Promise<{ asked: string[]; reading: Reading }> => {
    second = at;
    elapsedMs = 0;
    const before = router.requests.length;
    const polled = await pollOnce(connection, memory, {
      router: 'attic',
      timeoutMs,
      budgetMs,
      clock: { now: () => at * 1000, monotonicNow: () => at * 1000 + elapsedMs },
      hasMissing: () => false,
    });
    memory = polled.memory;
    return { asked: router.requests.slice(before).map(({ menu }) => menu), reading: polled.reading };
  };
}

const isProfile = (menu: string) => PROFILES.includes(menu as Menu);

it('cost a router 42 requests an hour, one for each menu in ten minutes: 3 % more than the other reads', async () => {
  const poll = poller();
  const counts = { profiles: 0, others: 0 };
  for (let at = 0; at < 1200; at += 10) {
    const { asked } = await poll(at);
    if (at < 600) continue;
    const profiles = asked.filter(isProfile);
    expect(profiles).toEqual(at === 600 ? own : []);
    expect(asked.slice(asked.length - profiles.length - 1).filter(isProfile).length).toBe(profiles.length);
    counts.profiles += profiles.length;
    counts.others += asked.length - profiles.length;
  }
  const perHour = { before: 6 * counts.others, after: 6 * (counts.others + counts.profiles) };
  expect(perHour).toEqual({ before: 1656, after: 1698 });
});

it('are read with GET and a list of properties, and the router is never told to look for updates', async () => {
  const poll = poller();
  for (let at = 0; at <= 600; at += 60) await poll(at);
  const asked = router.requests.filter(({ menu }) => isProfile(menu));
  expect(asked).toHaveLength(2 * own.length);
  expect(asked.every(({ method, query }) => method === 'GET' && query.includes('.proplist='))).toBe(true);
  expect(router.requests.filter(({ path }) => path.includes('check-for-updates'))).toEqual([]);
  expect(router.requests.filter(({ path }) => path.endsWith('/monitor')).length).toBe(2);
});

it('are read at once when an interface shows other properties, and not when it only moves or counts', async () => {
  const poll = poller();
  await poll(0);
  const [row] = tables['interface/wifi'];
  tables = { ...tables, 'interface/wifi': [{ ...row!, running: 'true' } as typeof row & object] };
  expect((await poll(60)).asked.filter(isProfile)).toEqual([]);
  tables = { ...tables, 'interface/wifi': [{ ...row!, 'steering.rrm': 'false' }] };
  const { asked } = await poll(120);
  expect(asked.filter(isProfile)).toEqual(own.filter((path) => menus[path].dialect === 'wifi'));
  expect((await poll(180)).asked.filter(isProfile)).toEqual([]);
});

it('that a slow router leaves no time for has not been read yet, and is read in the next polls', async () => {
  lookMs = 120;
  const poll = poller();
  const first = await poll(0);
  const late = first.reading.tables[STEERING];
  expect(late).toMatchObject({
    status: 'failed',
    error: {
      kind: 'timeout',
      message: expect.stringMatching(/^This menu has not been read yet, because the router answers slowly/),
      remedy: expect.stringMatching(/read in one of the next polls.*POLL_INTERVAL to more than 10 s/),
    },
  });
  for (const at of [10, 20, 30]) await poll(at);
  const { reading } = await poll(40);
  expect(menuPaths.filter((path) => reading.tables[path].status === 'failed')).toEqual([]);
});

describe('a profile menu that fails', () => {
  it.each([
    'status-500',
    'session-closed',
    'html',
    'truncated',
    'bad-json',
    'wrong-shape',
    'reset',
    'not-allowed-9',
  ] as const)(
    'with %s fails no other table, in this poll or the next, and is asked for again after a minute',
    async (fault) => {
      router.setFault(fault, STEERING);
      const poll = poller();
      const { reading } = await poll(0);
      const failed = menuPaths.filter((path) => reading.tables[path].status === 'failed' && !isProfile(path));
      expect(failed).toEqual([]);
      expect(reading.tables[STEERING].status).toBe('failed');
      const asking: number[] = [];
      for (let at = 10; at <= 70; at += 10) {
        const next = await poll(at);
        if (next.asked.includes(STEERING)) asking.push(at);
        expect(menuPaths.filter((path) => next.reading.tables[path].status === 'failed')).toEqual([STEERING]);
      }
      expect(asking).toEqual([60]);
    },
  );

  it('by a time-out fails no other table and ends the poll; the others follow in the next one', async () => {
    router.setFault('hang', STEERING);
    const poll = poller(100);
    const { asked, reading } = await poll(0);
    expect(asked.at(-1)).toBe(STEERING);
    const complete = menuPaths.filter((path) => reading.tables[path].status === 'failed' && !isProfile(path));
    expect(complete).toEqual([]);
    router.setFault(null, STEERING);
    const next = await poll(10);
    expect(next.asked.filter(isProfile)).toEqual(own.slice(own.indexOf(STEERING) + 1));
  });
});

describe('when a menu is due', () => {
  const complete = { status: 'complete', at: 0, timeouts: 0 } as const;
  const failed = { status: 'failed', at: 0, timeouts: 0 } as const;
  it.each([
    ['after ten minutes', complete, 600_000, null, true],
    ['not before', complete, 590_000, null, false],
    ['at once when interfaces changed since', complete, 60_000, 60_000, true],
    ['not again when they changed before', { ...complete, at: 60_000 }, 120_000, 60_000, false],
    ['a minute after a failure', failed, MINUTE, null, true],
    ['not earlier', failed, 50_000, 50_000, false],
    ['ten minutes after a time-out', { ...failed, timeouts: 1 }, 600_000, null, true],
    ['not a minute after one', { ...failed, timeouts: 1 }, MINUTE, null, false],
    ['twice as long after two', { ...failed, timeouts: 2 }, 1_200_000, null, true],
    ['and at last once a day', { ...failed, timeouts: 30 }, 86_400_000, null, true],
    ['and not more often', { ...failed, timeouts: 30 }, 80_000_000, null, false],
  ] as const)('%s', (_, asked, startedAt, changedAt, isDue) => {
    expect(isProfileDue(asked, startedAt, changedAt)).toBe(isDue);
  });
});
