/**
 * Random histories of a house: where the devices really are, what befalls the routers, and the readings that come of it. Every second
 * counts: `provenAbsenceMs` says by brute force how long a device was absent in the eyes of every router at once.
 */
import fc from 'fast-check';
import { type Menu, menuPaths } from '../../src/parse/menu.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus, readAt, registered, START } from '../builder.ts';

export const INTERVAL = 10;
const CAP = '02:CA:00:00:00:01';
export const WALKERS = [macOf(1), macOf(2), macOf(3), macOf(4)];

/** Conditions of a router; in all but the first its readings prove nothing, or nothing about some. */
const conditions = [
  'well',
  // its registration table fails
  'unreadable',
  // nothing answers
  'dead',
  // up for less than three minutes, and not everybody is back
  'booting',
  'no-resource',
  'open',
  'no-menu',
  // its table is empty for two polls, though devices are there
  'glitch',
  // its access point has no power
  'ap-gone',
  'no-cap-list',
  // it cannot say who has which address
  'no-leases',
  // its loop stands still
  'stalled',
] as const;
type Condition = (typeof conditions)[number];

interface Segment {
  polls: number;
  /** Router and interface of each walker; null: out of the house. */
  where: ({ router: number; interface: string } | null)[];
  conditions: Condition[];
}

export interface History {
  routerCount: number;
  segments: Segment[];
  /** Second in which each router begins its polls, and how long they take. */
  phases: number[];
  durations: number[];
}

const place = fc.option(
  fc.record({ router: fc.nat(2), interface: fc.constantFrom('wifi1', 'wifi2', 'cap1') }),
  { freq: 2 },
);
const condition = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Condition>('well') },
  { weight: 4, arbitrary: fc.constantFrom(...conditions) },
);

export const anyHistory: fc.Arbitrary<History> = fc.record({
  routerCount: fc.integer({ min: 1, max: 3 }),
  segments: fc.array(
    fc.record({
      polls: fc.integer({ min: 1, max: 8 }),
      where: fc.tuple(place, place, place, place),
      conditions: fc.tuple(condition, condition, condition),
    }),
    { minLength: 2, maxLength: 7 },
  ),
  phases: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)),
  durations: fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)),
});

export interface Poll {
  router: string;
  startedAt: number;
  finishedAt: number;
  reading: Reading;
  condition: Condition;
  /** Walkers in the table that was served. */
  seen: ReadonlySet<string>;
  /** An empty table where there were devices. */
  isGlitch: boolean;
}

/** The polls of a history in the order in which they end. */
export function pollsOf({ routerCount, segments, phases, durations }: History): Poll[] {
  const polls: Poll[] = [];
  const since = new Map<string, { key: string; at: number }>();
  const emptyPolls = new Map<number, number>();
  let begin = 0;
  for (const segment of segments) {
    const end = begin + segment.polls * INTERVAL;
    WALKERS.forEach((mac, walker) => {
      const key = JSON.stringify(segment.where[walker]);
      if (since.get(mac)?.key !== key) since.set(mac, { key, at: begin });
    });
    for (let router = 0; router < routerCount; router++) {
      const told = segment.conditions[router]!;
      if (told === 'stalled') continue;
      let count = 0;
      for (let second = begin + phases[router]!; second < end; second += INTERVAL, count++) {
        // a third empty table in a row is believed; and one that is empty at the first look is no surprise
        const isGlitch = told === 'glitch' && count < 2 && (emptyPolls.get(router) ?? 2) < 2;
        const here = WALKERS.filter((_, walker) => {
          const spot = segment.where[walker];
          return spot?.router === router && !(told === 'ap-gone' && spot.interface === 'cap1');
        });
        const isServed = !['unreadable', 'dead', 'no-menu', 'booting'].includes(told) && !isGlitch;
        if (isServed) emptyPolls.set(router, 0);
        if (isGlitch) emptyPolls.set(router, emptyPolls.get(router)! + 1);
        const rows = here.map((mac): Row => {
          const { interface: name } = segment.where[WALKERS.indexOf(mac)]!;
          return registered(mac, { interface: name, uptime: `${second - since.get(mac)!.at + 1}s` });
        });
        polls.push({
          router: `r${router}`,
          startedAt: second,
          finishedAt: second + durations[router]!,
          reading: readingIn(told, router, second, begin, isGlitch ? null : isServed ? rows : []),
          condition: told,
          seen: new Set(isServed ? here : []),
          isGlitch,
        });
      }
    }
    begin = end;
  }
  return polls.sort((a, b) => a.finishedAt - b.finishedAt || a.startedAt - b.startedAt);
}

// each router has a panel that never moves: its table empties at a stroke only in a glitch
function readingIn(
  told: Condition,
  router: number,
  second: number,
  begin: number,
  rows: Row[] | null,
): Reading {
  const menus: Menus = {
    'interface/wifi/registration-table':
      rows === null ? [] : [registered(macOf(100 + router), { uptime: `${second + 1000}s` }), ...rows],
    'interface/wifi': [
      { name: 'wifi1', 'default-name': 'wifi1' },
      { name: 'wifi2', 'default-name': 'wifi2' },
      { name: 'cap1', cap: `Attic@${CAP}%*1` },
    ],
    'interface/wifi/radio': [],
    'interface/wifi/capsman/remote-cap':
      told === 'ap-gone' ? [] : [{ 'base-mac': CAP, identity: 'Attic', state: 'Ok' }],
    'system/resource': { uptime: told === 'booting' ? `${second - begin + 10}s` : '5d' },
    ...addressesOn(router, second),
  };
  if (told === 'no-menu')
    for (const path of menuPaths) if (path.startsWith('interface/wifi')) delete menus[path];
  const failed: Partial<Record<Condition, readonly Menu[]>> = {
    unreadable: ['interface/wifi/registration-table'],
    dead: menuPaths,
    'no-resource': ['system/resource'],
    'no-cap-list': ['interface/wifi/capsman/remote-cap'],
    'no-leases': ['ip/dhcp-server/lease', 'ip/arp'],
  };
  return readAt(second, menus, {
    router: `r${router}`,
    failed: failed[told] ?? [],
    breaker: told === 'open' ? 'open' : 'closed',
  });
}

/** Addresses are the matter of the second router, whoever's WiFi it is; the third hears of some. Each lease lapses now and then. */
function addressesOn(router: number, second: number): Menus {
  const known = WALKERS.map((mac, walker) => ({ 'mac-address': mac, address: `192.168.88.${10 + walker}` }));
  const lapsed = Math.floor(second / 40) % 6;
  const leases = known
    .filter((_, walker) => walker !== lapsed)
    .map((row) => ({ ...row, status: 'bound', dynamic: 'true' }));
  return {
    'ip/dhcp-server/lease': router === 1 ? leases : [],
    'ip/arp': router === 2 ? known.slice(2) : [],
  };
}

/** Seconds in which every router that answered proves that the device is nowhere, since the last poll that saw it. An upper bound. */
export function provenAbsenceMs(polls: readonly Poll[], mac: string): number {
  const last = polls.reduce<Poll | null>(
    (latest, poll) => (poll.seen.has(mac) && poll.startedAt >= (latest?.startedAt ?? 0) ? poll : latest),
    null,
  );
  const lastSecond = last?.startedAt ?? -Infinity;
  const proves = ({ condition: told, isGlitch, router }: Poll) =>
    told === 'well' ||
    told === 'no-leases' ||
    (told === 'glitch' && !isGlitch) ||
    // these concern only those whose access point, or list of access points, it is
    told === 'ap-gone' ||
    (told === 'no-cap-list' && router !== last?.router);
  const covered = [...new Set(polls.map(({ router }) => router))].flatMap((router) => {
    const own = polls.filter((poll) => poll.router === router).toSorted((a, b) => a.startedAt - b.startedAt);
    const answered = own.find(({ condition: told }) => told !== 'dead' && told !== 'no-menu');
    if (answered === undefined) return [];
    const seconds = new Set<number>();
    for (let second = 0; second < answered.finishedAt; second++) seconds.add(second);
    own.forEach((poll, index) => {
      const before = own[index - 1];
      if (before === undefined || !proves(poll) || !proves(before)) return;
      const from = Math.max(before.startedAt, poll.startedAt - 2 * INTERVAL);
      if (before.startedAt <= lastSecond) return;
      for (let second = from; second < poll.startedAt; second++) seconds.add(second);
    });
    return [seconds];
  });
  const [first, ...others] = covered;
  return 1000 * [...(first ?? [])].filter((second) => others.every((seconds) => seconds.has(second))).length;
}

export function momentOf(second: number): { at: number; monotonicMs: number } {
  return { at: START + second * 1000, monotonicMs: second * 1000 };
}
