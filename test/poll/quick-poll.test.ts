/** Quick polls: what they may change, and that no number of them makes a device away. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import type { PresenceEvent } from '../../src/presence/event.ts';
import { step } from '../../src/world/step.ts';
import { newWorld, type World } from '../../src/world/world.ts';
import {
  deviceOf,
  macOf,
  type Menus,
  quiet,
  readAt,
  registered,
  REGISTRATIONS,
  settingsOf,
  START,
} from '../builder.ts';
import { takeSnapshot } from '../../src/world/snapshot.ts';

const [phone, panel, tablet] = [macOf(1), macOf(2), macOf(3)];
const settings = settingsOf();

/** A world that is fed polls, and quick polls that keep what the last poll read. */
function beginning() {
  let world: World = newWorld(settings, { at: START, monotonicMs: 0 });
  let last: Reading | null = null;
  const feed = (reading: Reading, seconds: number): readonly PresenceEvent[] => {
    const now = { at: START + seconds * 1000, monotonicMs: seconds * 1000 };
    const stepped = step(world, { type: 'reading', reading }, settings, now);
    world = stepped.world;
    return stepped.events;
  };
  return {
    poll(seconds: number, rows: readonly Row[], changed: Menus = {}) {
      last = readAt(seconds, { ...quiet, [REGISTRATIONS]: [...rows], ...changed });
      return feed(last, seconds);
    },
    /** `resource`: whether it asked for the uptime too. */
    look(seconds: number, rows: readonly Row[] | null, resource = false) {
      const fresh = readAt(seconds, rows === null ? {} : { [REGISTRATIONS]: [...rows] }, { isPartial: true });
      const tables = { ...last!.tables, [REGISTRATIONS]: fresh.tables[REGISTRATIONS] };
      if (resource)
        tables['system/resource'] = { ...last!.tables['system/resource'], readAt: fresh.startedAt };
      return feed({ ...fresh, tables }, seconds);
    },
    device: (mac: string) =>
      deviceOf({ world, events: [], changed: new Set(), taken: takeSnapshot(world, settings, null) }, mac),
    world: () => world,
  };
}

const on = (...macs: string[]) => macs.map((mac) => registered(mac));
const types = (events: readonly PresenceEvent[]) => events.map(({ type }) => type);

describe('a quick poll', () => {
  it('shows a new device at once', () => {
    const house = beginning();
    house.poll(0, on(panel));
    expect(types(house.look(3, on(panel, phone)))).toEqual(['arrived', 'connected']);
    expect(house.device(phone)).toMatchObject({ presence: 'home', connected: true, signal_dbm: -60 });
    expect(types(house.poll(10, on(panel, phone)))).toEqual([]);
  });

  it('ignores a missing device, unless it read the tables that this takes', () => {
    const house = beginning();
    house.poll(0, on(panel, phone));
    expect(house.look(3, on(panel))).toEqual([]);
    expect(house.device(phone)).toMatchObject({ presence: 'home', connected: true });
    expect(types(house.look(4, on(panel), true))).toEqual(['disconnected']);
    expect(house.device(phone)).toMatchObject({ presence: 'home', connected: false, signal_dbm: null });
    expect(types(house.look(5, on(panel, phone)))).toEqual(['connected']);
  });

  it('that finds a table suddenly empty leaves it to the polls, however many there are', () => {
    const house = beginning();
    house.poll(0, on(panel, phone, tablet));
    const before = house.world();
    for (let second = 1; second < 10; second++) expect(house.look(second, [], true)).toEqual([]);
    expect(house.world()).toBe(before);
    house.poll(10, []);
    expect(house.device(phone)).toMatchObject({ connected: null, presence: 'home' });
  });

  it('that finds a menu gone leaves it to the polls', () => {
    const house = beginning();
    house.poll(0, on(panel, phone));
    const before = house.world();
    expect(house.look(3, null, true)).toEqual([]);
    expect(house.world()).toBe(before);
  });

  it('that finds an access point with three devices empty leaves it to the polls', () => {
    const house = beginning();
    const away = on(phone, tablet, macOf(4)).map((row) => ({ ...row, interface: 'cap1' }));
    const cap = {
      'interface/wifi': [
        { name: 'wifi1', 'default-name': 'wifi1' },
        { name: 'cap1', cap: 'cap@02:CA:00:00:00:01%*1' },
      ],
      'interface/wifi/capsman/remote-cap': [
        { 'base-mac': '02:CA:00:00:00:01', identity: 'cap', state: 'Ok' },
      ],
    };
    house.poll(0, [...on(panel), ...away], cap);
    expect(house.device(phone).access_point).toBe('cap');
    expect(house.look(3, on(panel), true)).toEqual([]);
    expect(house.device(phone)).toMatchObject({ connected: true });
    expect(types(house.look(4, [...on(panel), ...away.slice(1)], true))).toEqual(['disconnected']);
  });

  it('makes no device away that a poll has seen within the delay', () => {
    const macs = [1, 2, 3, 4].map(macOf);
    const looks = fc.array(
      fc.record({ second: fc.integer({ min: 1, max: 9 }), rows: fc.subarray(macs), resource: fc.boolean() }),
      { maxLength: 4 },
    );
    // a device that is out stays out for a while; quick polls may show any of the others
    const stretch = fc.record({
      out: fc.constantFrom(...macs),
      polls: fc
        .integer({ min: 1, max: 40 })
        .chain((count) => fc.array(looks, { minLength: count, maxLength: count })),
    });
    let departures = 0;
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 4 }), (stretches) => {
        const house = beginning();
        const lastSeen = new Map<string, number>();
        const polls = stretches.flatMap(({ out, polls: each }) => each.map((between) => ({ out, between })));
        polls.forEach(({ out, between }, index) => {
          const seconds = index * 10;
          const rows = macs.filter((mac) => mac !== out);
          const told = [...house.poll(seconds, on(...rows))];
          for (const mac of rows) lastSeen.set(mac, seconds);
          for (const { second, rows: shown, resource } of between.toSorted((x, y) => x.second - y.second)) {
            const home = shown.filter((mac) => mac !== out);
            told.push(...house.look(seconds + second, on(...home), resource));
          }
          for (const event of told.filter(({ type }) => type === 'left')) {
            departures++;
            const mac = macs.find((each) => each.replaceAll(':', '').toLowerCase() === event.deviceId)!;
            expect(seconds + 10 - (lastSeen.get(mac) ?? 0)).toBeGreaterThanOrEqual(180);
          }
        });
      }),
    );
    expect(departures).toBeGreaterThan(0);
  });

  it('neither hastens nor delays the departure of a device: it takes the delay, and at most two polls more', () => {
    const looks = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 100 });
    fc.assert(
      fc.property(looks, (seconds) => {
        const house = beginning();
        house.poll(0, on(panel, phone));
        let leftAt: number | null = null;
        for (let second = 1; second <= 250 && leftAt === null; second++) {
          const told =
            second % 10 === 0
              ? house.poll(second, on(panel))
              : seconds.includes(second)
                ? house.look(second, on(panel), true)
                : [];
          if (types(told).includes('left')) leftAt = second;
        }
        // 180 s after the first read that missed it
        expect(leftAt).toBeGreaterThanOrEqual(181);
        expect(leftAt).toBeLessThanOrEqual(200);
      }),
    );
  });
});
