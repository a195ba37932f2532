import { describe, expect, it } from 'vitest';
import { type Menu, menuPaths, menus } from '../../src/parse/menu.ts';
import type { RemoteCap } from '../../src/parse/interface.ts';
import type { Table } from '../../src/parse/reading.ts';
import { dueMenus, emptyPlan, notePoll, noteTable, type Plan } from '../../src/poll/plan.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A router as a poll finds it. */
interface Found {
  absent?: readonly Menu[];
  failed?: readonly Menu[];
  uptimeMs?: number | null;
  interfaces?: readonly string[];
  caps?: readonly Partial<RemoteCap>[];
  reconnected?: boolean;
  /** By registrations of the dialect `wifi`. */
  named?: readonly string[];
  recheck?: boolean;
}

const OTHER_DIALECTS = menuPaths.filter(
  (path) => menus[path].dialect !== null && menus[path].dialect !== 'wifi',
);
const wifiOnly: Found = {
  absent: [...OTHER_DIALECTS, 'system/routerboard'],
  interfaces: ['wifi1'],
  named: ['wifi1'],
};

/** One whole poll: what it asked for, in order, and what it leaves behind. */
function poll(plan: Plan, startedAt: number, given: Found): { asked: Menu[]; plan: Plan } {
  const found = { ...wifiOnly, ...given };
  const named = (found.named ?? []).map((name) => `wifi ${name}`);
  const newInterface = named.some((name) => !plan.metInterfaces.has(name));
  const done = new Set<Menu>();
  let next = plan;
  for (;;) {
    const { recheck = false, reconnected = false } = found;
    const [path] = dueMenus(next, { startedAt, done, recheck, newInterface, reconnected });
    if (path === undefined) break;
    done.add(path);
    next = noteTable(next, path, tableOf(path, found, startedAt), { startedAt, at: startedAt, named });
  }
  return {
    asked: [...done],
    plan: notePoll(
      next,
      (found.failed ?? []).filter((path) => done.has(path)),
    ),
  };
}

function tableOf(path: Menu, found: Found, startedAt: number): Table<unknown> {
  const meta = { readAt: 0, durationMs: 0 };
  const error = { kind: 'router_error', message: '', remedy: '' } as const;
  if (found.failed?.includes(path) === true) return { ...meta, status: 'failed', error };
  if (found.absent?.includes(path) === true) return { ...meta, status: 'absent' };
  const uptimeMs = found.uptimeMs === undefined ? startedAt + 10 * MINUTE : found.uptimeMs;
  if (path === 'system/resource') return { ...meta, status: 'complete', rows: [{ uptimeMs }] };
  if (path === CAPS) {
    const caps = (found.caps ?? []).map((cap) => ({ ...listed, ...cap }));
    return { ...meta, status: 'complete', rows: caps };
  }
  const rows = path === 'interface/wifi' ? (found.interfaces ?? []).map((name) => ({ name })) : [];
  return { ...meta, status: 'complete', rows };
}

/** Polls every ten seconds; what each asked for, by its second. */
function story(seconds: number, at: (second: number) => Found = () => ({})): Map<number, Menu[]> {
  const told = new Map<number, Menu[]>();
  let plan = emptyPlan;
  for (let second = 0; second <= seconds; second += 10) {
    const { asked, plan: next } = poll(plan, second * SECOND, at(second));
    told.set(second, asked);
    plan = next;
  }
  return told;
}

const REGISTRATIONS = 'interface/wifi/registration-table';
const CAPS = 'interface/wifi/capsman/remote-cap';
const listed = { baseMac: 'A', address: '192.168.200.4', state: 'Ok', connectedMs: null, uptimeMs: null };
const STEADY: Menu[] = [REGISTRATIONS, 'ip/dhcp-server/lease', 'ip/arp'];
const RECHECK: Menu[] = [
  REGISTRATIONS,
  'system/resource',
  'interface/wifi/capsman/remote-cap',
  'ip/dhcp-server/lease',
  'ip/arp',
];
const INVENTORY: Menu[] = [
  'interface/wifi',
  'interface/wifi/radio',
  'interface/wifi/access-list',
  'ip/address',
  'ipv6/neighbor',
  'ip/neighbor',
  'system/identity',
];

const PROFILES: Menu[] = [
  'interface/wifi/configuration',
  'interface/wifi/channel',
  'interface/wifi/security',
  'interface/wifi/steering',
  'interface/wifi/provisioning',
  'system/package/update',
  'system/health',
];

describe('the first poll', () => {
  it('asks for everything, registrations first, and for no more of a dialect that is not there', () => {
    expect(story(0).get(0)).toEqual([
      REGISTRATIONS,
      'interface/wifiwave2/registration-table',
      'caps-man/registration-table',
      'interface/wireless/registration-table',
      ...RECHECK.slice(1),
      ...INVENTORY,
      'system/routerboard',
      'system/clock',
      ...PROFILES,
    ]);
  });

  it('asks for every menu of a router that has them all, each once', () => {
    const { asked } = poll(emptyPlan, 0, { absent: [] });
    expect([...asked].sort()).toEqual([...menuPaths].sort());
  });
});

describe('a poll', () => {
  it('asks for registrations, leases and ARP', () => {
    const told = story(50);
    for (const second of [10, 20, 30, 40, 50]) expect(told.get(second)).toEqual(STEADY);
  });

  it('asks for everything every 60 s, and for the clock every 10 minutes', () => {
    const told = story(1_210);
    const clock = [...told].filter(([, asked]) => asked.includes('system/clock')).map(([second]) => second);
    expect(clock).toEqual([0, 600, 1_200]);
    expect(told.get(60)).toEqual([...RECHECK, ...INVENTORY]);
    expect(told.get(70)).toEqual(STEADY);
    expect(told.get(120)).toEqual([...RECHECK, ...INVENTORY]);
  });

  it('that is early by a few milliseconds is not sent round once more', () => {
    const first = poll(emptyPlan, 7, {});
    expect(poll(first.plan, MINUTE + 3, {}).asked).toEqual([...RECHECK, ...INVENTORY]);
    expect(poll(first.plan, MINUTE - 5 * SECOND, {}).asked).toEqual(STEADY);
  });

  it('in which somebody is missing looks at the router and its access points', () => {
    const told = story(40, (second) => ({ recheck: second === 20 }));
    expect(told.get(10)).toEqual(STEADY);
    expect(told.get(20)).toEqual(RECHECK);
    expect(told.get(30)).toEqual(STEADY);
  });

  it.each(STEADY)('after %s failed does so too', (failed) => {
    const told = story(30, (second) => (second === 10 ? { failed: [failed] } : {}));
    expect(told.get(20)).toEqual(RECHECK);
    expect(told.get(30)).toEqual(STEADY);
  });
});

describe('a CAP list', () => {
  const [attic, shed] = [{ baseMac: 'A' }, { baseMac: 'B', address: '192.168.200.5' }];
  const both = [attic, shed];
  /** `missing`: devices are away from the registrations at that second, so that the list is read. */
  const when = (caps: (second: number) => readonly Partial<RemoteCap>[], missing: readonly number[] = []) =>
    story(100, (second) => ({ caps: caps(second), recheck: missing.includes(second) }));

  it.each<[string, readonly Partial<RemoteCap>[]]>([
    ['without one', [attic]],
    ['with a new one', [...both, { baseMac: 'C' }]],
    ['with one at another address', [attic, { ...shed, address: '192.168.200.6' }]],
    ['with one that is not at work', [attic, { ...shed, state: 'Connecting' }]],
    ['with another one instead', [attic, { baseMac: 'C' }]],
  ])('%s brings the inventory in the same poll', (_, changed) => {
    const told = when((second) => (second < 20 ? both : changed), [20]);
    expect(told.get(20)).toEqual([...RECHECK, ...INVENTORY]);
    expect(told.get(10)).toEqual(STEADY);
  });

  it.each(['connectedMs', 'uptimeMs'] as const)(
    'whose %s shows a new connection brings it too; one that goes on does not',
    (property) => {
      const since = (began: number) => (second: number) => [
        { ...attic, [property]: (second - began) * SECOND },
      ];
      expect(when(since(-3600), [20]).get(20)).toEqual(RECHECK);
      const told = when((second) => since(second < 20 ? -3600 : 15)(second), [20]);
      expect(told.get(20)).toEqual([...RECHECK, ...INVENTORY]);
      const again = when((second) => since(second < 20 ? -20 : 12)(second), [20]);
      expect(again.get(20)).toEqual([...RECHECK, ...INVENTORY]);
    },
  );

  it('in another order has not changed', () => {
    expect(when((second) => (second < 20 ? both : both.toReversed()), [20]).get(20)).toEqual(RECHECK);
  });

  it('that lacks a CAP is read in every poll until it is back, for ten minutes, though nobody is missing', () => {
    const told = story(900, (second) => ({
      caps: second < 20 || second >= 800 ? both : [attic],
      recheck: second === 20,
    }));
    const seconds = [...told].filter(([, asked]) => asked.includes(CAPS)).map(([second]) => second);
    expect(seconds.filter((second) => second >= 20 && second <= 620)).toHaveLength(61);
    expect(seconds.filter((second) => second > 640)).toEqual([680, 740, 800, 810, 870]);
    const back = when((second) => (second < 20 || second > 30 ? both : [attic]), [20]);
    expect(back.get(40)).toEqual([REGISTRATIONS, CAPS, 'ip/dhcp-server/lease', 'ip/arp', ...INVENTORY]);
    expect(back.get(50)).toContain(CAPS);
    expect(back.get(60)).toEqual(STEADY);
  });

  it('is read when all devices of several access points have connected anew, where there are CAPs', () => {
    const told = (caps: readonly Partial<RemoteCap>[]) =>
      story(20, (second) => ({ caps, reconnected: second === 10 }));
    expect(told(both).get(10)).toEqual([REGISTRATIONS, CAPS, 'ip/dhcp-server/lease', 'ip/arp']);
    expect(told([]).get(10)).toEqual(STEADY);
  });
});

describe('an interface', () => {
  it('that is new is looked for at once', () => {
    const told = story(30, (second) =>
      second < 20 ? {} : { named: ['wifi1', 'cap-wifi7'], interfaces: ['wifi1', 'cap-wifi7'] },
    );
    expect(told.get(10)).toEqual(STEADY);
    expect(told.get(20)).toEqual([...RECHECK, ...INVENTORY]);
    expect(told.get(30)).toEqual(STEADY);
  });

  it('that no inventory knows is looked for once', () => {
    const told = story(50, (second) => (second < 20 ? {} : { named: ['wifi1', 'mld9'] }));
    expect(told.get(20)).toEqual([...RECHECK, ...INVENTORY]);
    expect(told.get(30)).toEqual(STEADY);
    expect(told.get(50)).toEqual(STEADY);
  });

  it('that the inventory knew before anybody used it is not looked for', () => {
    const told = story(20, (second) => ({
      interfaces: ['wifi1', 'wifi2'],
      named: second < 20 ? ['wifi1'] : ['wifi2'],
    }));
    expect(told.get(20)).toEqual(STEADY);
  });

  it('is looked for again by itself only, if its table failed', () => {
    const told = story(40, (second) =>
      second === 20
        ? { named: ['cap-wifi7'], failed: ['interface/wifi'] }
        : second > 20
          ? { named: ['cap-wifi7'], interfaces: ['wifi1', 'cap-wifi7'] }
          : {},
    );
    expect(told.get(20)).toEqual([...RECHECK, ...INVENTORY]);
    expect(told.get(30)).toEqual([...STEADY, 'interface/wifi']);
    expect(told.get(40)).toEqual(STEADY);
  });
});

describe('a table of the inventory that failed', () => {
  it('is asked for once in every poll until it is there, and nothing else because of it', () => {
    const told = story(40, (second) => (second < 30 ? { failed: ['ip/neighbor'] } : {}));
    for (const second of [10, 20, 30]) expect(told.get(second)).toEqual([...STEADY, 'ip/neighbor']);
    expect(told.get(40)).toEqual(STEADY);
  });
});

describe('a menu that is absent', () => {
  const CAPSMAN = 'caps-man/registration-table';
  const withCapsman = wifiOnly.absent!.filter((path) => menus[path].dialect !== 'capsman');
  const secondsAsking = (told: Map<number, Menu[]>, path: Menu) =>
    [...told].filter(([, asked]) => asked.includes(path)).map(([second]) => second);

  it('is asked for again every 10 minutes, last of all', () => {
    const told = story(1_300);
    expect(secondsAsking(told, CAPSMAN)).toEqual([0, 600, 1_200]);
    expect(secondsAsking(told, 'system/routerboard')).toEqual([0, 600, 1_200]);
    expect(secondsAsking(told, 'caps-man/interface')).toEqual([]);
    expect(told.get(600)!.indexOf(CAPSMAN)).toBeGreaterThan(told.get(600)!.indexOf('system/identity'));
  });

  it('brings all of its dialect when it appears', () => {
    const told = story(600, (second) => (second === 600 ? { absent: withCapsman } : {}));
    expect(told.get(600)).toEqual(
      expect.arrayContaining([CAPSMAN, 'caps-man/remote-cap', 'caps-man/interface', 'caps-man/radio']),
    );
  });

  it('after it was there is asked for in every poll of a minute, and then every minute, for ten', () => {
    const told = story(1_500, (second) => (second < 100 ? { absent: withCapsman } : {}));
    expect(secondsAsking(told, CAPSMAN)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 220, 280, 340, 400, 460, 520,
      580, 640, 700, 1_300,
    ]);
    expect(secondsAsking(told, 'caps-man/interface')).toEqual([0, 60]);
  });

  it('counts as vanished also if it failed in between', () => {
    const told = story(200, (second) =>
      second < 100
        ? { absent: withCapsman }
        : second === 100
          ? { absent: withCapsman, failed: [CAPSMAN] }
          : {},
    );
    expect(secondsAsking(told, CAPSMAN).slice(-4)).toEqual([140, 150, 160, 170]);
  });

  it('is asked for in the very poll that finds the router restarted', () => {
    const told = story(100, (second) => ({
      uptimeMs: second < 60 ? 3_600 * SECOND + second * SECOND : 30 * SECOND,
    }));
    expect(secondsAsking(told, CAPSMAN)).toEqual([0, 60]);
    expect(secondsAsking(told, 'system/routerboard')).toEqual([0, 60]);
  });

  it('is asked for when the router restarts twice in a row', () => {
    const first = poll(emptyPlan, 0, { uptimeMs: 20 * SECOND });
    const second = poll(first.plan, 10 * SECOND, { uptimeMs: 12 * SECOND, recheck: true });
    expect(second.asked).toContain(CAPSMAN);
  });

  it('vanished and came back with a restart brings all of its dialect at once', () => {
    const told = story(80, (second) => ({
      absent: second === 70 ? wifiOnly.absent! : withCapsman,
      recheck: second === 80,
      uptimeMs: second < 80 ? 3_600 * SECOND + second * SECOND : 5 * SECOND,
    }));
    expect(told.get(60)).toContain('caps-man/interface');
    expect(told.get(80)).toEqual(
      expect.arrayContaining([CAPSMAN, 'caps-man/interface', 'caps-man/access-list']),
    );
  });

  it('is asked for after a restart so long ago that the uptime is larger than before', () => {
    const first = poll(emptyPlan, 0, { uptimeMs: 5 * MINUTE });
    const later = poll(first.plan, 8 * MINUTE, { uptimeMs: 7 * MINUTE });
    expect(later.asked).toContain(CAPSMAN);
    const steady = poll(first.plan, 8 * MINUTE, { uptimeMs: 13 * MINUTE });
    expect(steady.asked).not.toContain(CAPSMAN);
  });

  it('is not asked for because two clocks differ, or ours stood still while this machine slept', () => {
    const first = poll(emptyPlan, 0, { uptimeMs: 5 * MINUTE });
    for (const uptimeMs of [13 * MINUTE - 20 * SECOND, 13 * MINUTE + 20 * SECOND, 900 * MINUTE, null]) {
      expect(poll(first.plan, 8 * MINUTE, { uptimeMs }).asked).not.toContain(CAPSMAN);
    }
  });
});

it('nothing secret is in what is asked for', () => {
  const asked = menuPaths.flatMap((path) => menus[path].properties ?? []);
  expect(asked).toContain('mac-address');
  expect(
    asked.filter((name) => /passphrase|password|private|pre-shared|secret|wpa\d?-|key/i.test(name)),
  ).toEqual([]);
});
