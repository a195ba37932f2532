/** What counts say, and what they do not know: over failures of every kind, over several routers, held and unknown devices. */
import { describe, expect, it } from 'vitest';
import type { Menu } from '../../src/parse/menu.ts';
import { noGaps } from '../../src/presence/count-gap.ts';
import { countsOf } from '../../src/record/count.ts';
import { summarySchema, toSummary } from '../../src/record/summary.ts';
import {
  everyMenu,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
} from '../builder.ts';
import type { ReadingOptions } from '../capture.ts';

const LEASES = 'ip/dhcp-server/lease';
const [PHONE, GUEST, STRANGER] = [macOf(1), macOf(2), macOf(3)];

const settings = settingsOf({
  devices: [{ macs: [PHONE], name: 'Phone', awayDelayMs: null }],
  people: [{ id: 'anna', name: 'Anna', devices: [PHONE] }],
  guestSsids: ['guest'],
});

const house: Menus = {
  ...quiet,
  [REGISTRATIONS]: [
    registered(PHONE),
    registered(GUEST, { ssid: 'guest', interface: 'wifi2' }),
    registered(STRANGER, { interface: 'wifi2' }),
  ],
};

const whole = {
  home: 1,
  connected: 3,
  known: 1,
  guests: 1,
  strangers: 1,
  people_home: ['Anna'],
  home_at_least: 1,
  people_unknown: [],
  somebody_home: true,
};

/** The summary and the counts of places after polls of ten seconds: one of the house, then these. */
function reads(polls: readonly (readonly [Menus, ReadingOptions?])[], from = settings) {
  const reader = readerOf(from);
  reader.read(0, house);
  polls.forEach(([menus, options], index) => {
    const seconds = (index + 1) * 10;
    for (let second = seconds - 9; second <= seconds; second++) reader.tick(second);
    reader.read(seconds, menus, options);
  });
  const snapshot = snapshotOf(reader.now());
  const counts = countsOf(snapshot);
  return {
    summary: toSummary(snapshot),
    places: [
      counts.onRouter('router')?.length ?? null,
      counts.onAccessPoint('router')?.length ?? null,
      counts.onSsid('home')?.length ?? null,
      counts.onSsid('guest')?.length ?? null,
      counts.onInterface({ router: 'router', interface: 'wifi2', source: 'wifi' }),
    ],
    snapshot,
  };
}

function times(count: number, ...poll: [Menus, ReadingOptions?]): [Menus, ReadingOptions?][] {
  return Array.from({ length: count }, () => poll);
}

const booting = { ...house, [REGISTRATIONS]: [], 'system/resource': { uptime: '20s' } };
const { [REGISTRATIONS]: _, ...vanished } = house;

/** Everything that takes the evidence away: each a reading that says nothing of the devices. */
const failures: [string, Menus, ReadingOptions][] = [
  ['the router does not answer', {}, { failed: everyMenu }],
  ['its registration table alone fails', house, { failed: [REGISTRATIONS] }],
  ['its registration table is gone', vanished, {}],
  ['its breaker is open', {}, { failed: everyMenu, breaker: 'open' }],
  ['it has just booted and lists nobody yet', booting, {}],
];

describe('a count', () => {
  it('is the number of devices while every table is read', () => {
    const { summary, places, snapshot } = reads([]);
    expect(summary).toEqual(whole);
    expect(summarySchema.parse(summary)).toEqual(summary);
    expect(places).toEqual([3, 3, 2, 1, 2]);
    expect(snapshot.interfaces.map(({ client_count }) => client_count)).toEqual([1, 2]);
    expect(snapshot.accessPoints.map(({ client_count }) => client_count)).toEqual([3]);
  });

  it.each(failures)('keeps its number for a minute while %s', (_name, menus, options) => {
    for (const count of [1, 5]) {
      const { summary, places } = reads(times(count, menus, options));
      expect([summary, places]).toEqual([whole, [3, 3, 2, 1, 2]]);
    }
  });

  it.each(failures)(
    'of connections is null after a minute while %s; that of homes stays while devices are held',
    (_name, menus, options) => {
      const { summary, places, snapshot } = reads(times(7, menus, options));
      expect(summary).toEqual({ ...whole, connected: null, guests: null, strangers: null });
      expect(places).toEqual([null, null, null, null, null]);
      const told = [...snapshot.interfaces, ...snapshot.accessPoints].map(({ client_count }) => client_count);
      expect(new Set(told)).toEqual(new Set(told.length === 0 ? [] : [null]));
    },
  );

  it.each(failures.filter(([name]) => !name.includes('booted')))(
    'of homes is null, never 0, once devices are unknown because %s',
    (_name, menus, options) => {
      const { summary } = reads(times(14, menus, options), { ...settings, unknownAfterMs: 60_000 });
      expect(summary).toEqual({
        ...whole,
        home: null,
        connected: null,
        guests: null,
        strangers: null,
        people_home: [],
        home_at_least: 0,
        people_unknown: ['Anna'],
        somebody_home: null,
      });
    },
  );

  it.each(failures.filter(([name]) => !name.includes('booted')))(
    'of connections keeps its number for the minute though devices are unknown before, because %s',
    (_name, menus, options) => {
      for (const count of [3, 5]) {
        const { summary, places } = reads(times(count, menus, options), {
          ...settings,
          unknownAfterMs: 20_000,
        });
        expect(summary).toMatchObject({
          home: null,
          connected: 3,
          guests: 1,
          strangers: 1,
          somebody_home: null,
        });
        expect(places).toEqual([3, 3, 2, 1, 2]);
      }
      const { summary } = reads(times(7, menus, options), { ...settings, unknownAfterMs: 20_000 });
      expect(summary).toMatchObject({ home: null, connected: null, guests: null, strangers: null });
    },
  );

  it('is known again with the first reading after a failure', () => {
    const { summary, places } = reads([...times(14, {}, { failed: everyMenu }), [house]]);
    expect([summary, places]).toEqual([whole, [3, 3, 2, 1, 2]]);
  });

  it('is 0, and nobody is home, once all have provably left', () => {
    const empty = { ...house, [REGISTRATIONS]: [] };
    const { summary, places } = reads(times(30, empty));
    expect(summary).toEqual({
      ...whole,
      home: 0,
      connected: 0,
      guests: 0,
      strangers: 0,
      people_home: [],
      home_at_least: 0,
      somebody_home: false,
    });
    expect(places).toEqual([0, 0, 0, 0, 0]);
  });

  it('does not depend on tables that hold nobody', () => {
    const failed: Menu[] = [LEASES, 'ip/arp', 'system/identity'];
    expect(reads(times(14, house, { failed })).summary).toEqual(whole);
  });

  it('of connections needs no more than the registration table: who is in it is connected', () => {
    expect(reads(times(14, house, { failed: ['system/resource'] })).summary).toEqual(whole);
  });

  it('changes at the second in which the minute is over, without a reading', () => {
    const reader = readerOf(settings);
    reader.read(0, house);
    reader.read(10, {}, { failed: everyMenu });
    const connected = () => toSummary(snapshotOf(reader.now())).connected;
    reader.tick(60);
    expect(connected()).toBe(3);
    reader.tick(61);
    expect(connected()).toBeNull();
  });

  it('keeps its number for two polls at least, so that one failed poll never changes it', () => {
    const slow = { ...settings, pollIntervalMs: 300_000 };
    const reader = readerOf(slow);
    reader.read(0, house);
    reader.read(300, {}, { failed: everyMenu });
    expect(toSummary(snapshotOf(reader.now()))).toEqual(whole);
  });
});

describe('who is known', () => {
  const LEASES: Menu = 'ip/dhcp-server/lease';
  const lease = { 'mac-address': macOf(1), address: '192.168.88.11', status: 'bound', comment: 'Phone' };
  const menus = { ...quiet, [REGISTRATIONS]: [registered(macOf(1))], [LEASES]: [lease] };

  it('is unknown until leases and access lists were read once, and holds while they fail', () => {
    const reader = readerOf(settingsOf());
    const summary = () => {
      const { home, home_at_least, connected, strangers, somebody_home } = toSummary(
        snapshotOf(reader.now()),
      );
      return [home, home_at_least, connected, strangers, somebody_home];
    };
    reader.read(0, menus, { failed: [LEASES] });
    expect(summary()).toEqual([null, 0, 1, null, null]);
    reader.read(10, menus, { failed: ['interface/wifi/access-list'] });
    expect(summary()).toEqual([null, 1, 1, null, true]);
    reader.read(20, menus);
    expect(summary()).toEqual([1, 1, 1, 0, true]);
    reader.read(30, menus, { failed: [LEASES] });
    expect(summary()).toEqual([1, 1, 1, 0, true]);
  });
});

describe('a count over two routers', () => {
  const two = settingsOf({
    ...settings,
    routers: [
      { id: 'router', zone: 'home' },
      { id: 'barn', zone: 'home' },
    ],
  });
  const barn: Menus = { ...quiet, [REGISTRATIONS]: [registered(macOf(4), { ssid: 'barn' })] };

  function fed(seconds: number, barnOf: [Menus, ReadingOptions]) {
    const reader = readerOf(two);
    reader.read(0, house);
    reader.read(0, barn, { router: 'barn' });
    for (let second = 10; second <= seconds; second += 10) {
      reader.read(second, house);
      reader.read(second, barnOf[0], { ...barnOf[1], router: 'barn' });
    }
    return snapshotOf(reader.now());
  }

  it('never tells those of one as the total while the other fails', () => {
    const snapshot = fed(70, [{}, { failed: everyMenu }]);
    const counts = countsOf(snapshot);
    expect(toSummary(snapshot)).toMatchObject({ connected: null, strangers: null, guests: null, home: 1 });
    expect([counts.onRouter('router')?.length, counts.onRouter('barn')]).toEqual([3, null]);
    expect([counts.onAccessPoint('router')?.length, counts.onAccessPoint('barn')]).toEqual([3, null]);
  });

  it('of a network that the failing one does not have stays known', () => {
    const counts = countsOf(fed(70, [{}, { failed: everyMenu }]));
    // both have interfaces named "home"; nobody on the barn was ever a guest
    expect([counts.onSsid('guest')?.length, counts.onSsid('home')]).toEqual([1, null]);
  });

  it('is null for a router that never answered, which holds nobody', () => {
    const reader = readerOf(two);
    reader.read(0, house);
    reader.read(0, {}, { router: 'barn', failed: everyMenu });
    const snapshot = snapshotOf(reader.now());
    expect(countsOf(snapshot).onRouter('barn')).toBeNull();
    expect(toSummary(snapshot)).toEqual(whole);
  });
});

describe('somebody_home', () => {
  const at = (people: ('home' | 'away' | 'unknown')[], devices: ('home' | 'away' | 'unknown')[] = []) => {
    const { snapshot } = reads([]);
    const template = [...snapshot.devices.values()][0]!;
    const known = devices.map((presence, index) => ({ ...template, device_id: `${index}`, presence }));
    return toSummary({
      ...snapshot,
      gaps: noGaps,
      devices: new Map(known.map((one) => [one.device_id, one])),
      known: new Set(known.map(({ device_id }) => device_id)),
      people: people.map((presence, index) => ({
        person_id: `${index}`,
        name: `${index}`,
        presence,
        zones: [],
        devices: [],
      })),
    }).somebody_home;
  };

  it('is true with one certainly home, false only when all are away, else null', () => {
    expect(at(['unknown', 'home'])).toBe(true);
    expect(at(['away', 'away'])).toBe(false);
    expect(at(['away', 'unknown'])).toBeNull();
    expect(at([])).toBeNull();
  });

  it('goes by the known devices where no people are configured', () => {
    expect(at([], ['away', 'home'])).toBe(true);
    expect(at([], ['away'])).toBe(false);
    expect(at([], ['unknown', 'away'])).toBeNull();
    // a printer that is home is nobody
    expect(at(['away'], ['home'])).toBe(false);
  });
});
