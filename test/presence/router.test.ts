/** What a router's silence proves: rules of `presence/router.ts`, one poll at a time. */
import { describe, expect, it } from 'vitest';
import { joinReading } from '../../src/join/view.ts';
import type { Place } from '../../src/join/place.ts';
import type { Menu } from '../../src/parse/menu.ts';
import type { Dialect } from '../../src/parse/dialect.ts';
import type { Row } from '../../src/parse/row.ts';
import {
  advanceRouter,
  couldHold,
  newRouterMemory,
  pauseAt,
  pauseOf,
  type RouterMemory,
} from '../../src/presence/router.ts';
import { everyMenu, macOf, type Menus, quiet, readAt, registered, REGISTRATIONS, START } from '../builder.ts';
import type { ReadingOptions } from '../capture.ts';

const CAPS = 'interface/wifi/capsman/remote-cap';
const ATTIC = '02:CA:00:00:00:01';
const HOUR = 3600;

/** The memory after polls at their seconds; the last reading says whether it proves anything. */
function after(
  polls: [seconds: number, menus: Menus, options?: ReadingOptions][],
  from: RouterMemory = newRouterMemory,
) {
  let memory = from;
  let last = readAt(0, {});
  for (const [seconds, menus, options] of polls) {
    last = readAt(seconds, menus, options);
    memory = advanceRouter(memory, joinReading(last), 10_000, {
      at: last.startedAt,
      monotonicMs: seconds * 1000,
    });
  }
  const now = { at: last.startedAt, monotonicMs: last.startedMonotonicMs };
  return {
    memory,
    holds: couldHold(memory),
    pause: pauseOf(memory, last),
    pauseAt: (accessPointId: string | null, source: Dialect = 'wifi') =>
      pauseAt(memory, last, placeOn(accessPointId, source), now),
  };
}

function placeOn(accessPointId: string | null, source: Dialect): Place {
  const accessPoint = accessPointId === null ? null : { id: accessPointId, name: null };
  return {
    router: 'router',
    source,
    accessPoint,
    interface: 'wifi1',
    ssid: null,
    band: null,
    signalDbm: null,
  };
}

const crowd = (count: number, row: Row = {}) =>
  Array.from({ length: count }, (_, n) => registered(macOf(n + 1), row));
const seeing = (count: number): Menus => ({ ...quiet, [REGISTRATIONS]: crowd(count) });

/** A manager with one access point, whose interface carries so many devices. */
const attic = (count: number, changed: { caps?: Row[]; interface?: Row } = {}): Menus => ({
  ...quiet,
  [REGISTRATIONS]: [registered(macOf(99)), ...crowd(count, { interface: 'attic1' })],
  'interface/wifi': [
    { name: 'wifi1', 'default-name': 'wifi1' },
    { name: 'attic1', cap: `Attic@${ATTIC}%*1`, disabled: 'false', ...changed.interface },
  ],
  [CAPS]: changed.caps ?? [{ 'base-mac': ATTIC, identity: 'Attic', state: 'Ok' }],
});

describe('a router could hold somebody', () => {
  it('when one of its tables ever had a row', () => {
    const bare: Menus = { [REGISTRATIONS]: crowd(1), 'interface/wifi': [], 'interface/wifi/radio': [] };
    expect(
      after([
        [0, bare],
        [10, { ...bare, [REGISTRATIONS]: [] }],
      ]).holds,
    ).toBe(true);
  });

  it('when its dialect ever showed a radio or a master interface', () => {
    const empty: Menus = { [REGISTRATIONS]: [], 'interface/wifi': [], 'interface/wifi/radio': [] };
    expect(after([[0, empty]]).holds).toBe(false);
    expect(after([[0, { ...empty, 'interface/wifi/radio': [{ 'radio-mac': macOf(1) }] }]]).holds).toBe(true);
    expect(
      after([
        [0, { ...empty, 'interface/wifi': [{ name: 'wifi1' }] }],
        [10, empty],
      ]).holds,
    ).toBe(true);
    expect(
      after([[0, { ...empty, 'interface/wifi': [{ name: 'guest', 'master-interface': 'wifi1' }] }]]).holds,
    ).toBe(false);
  });

  it('while its inventory has not been read completely', () => {
    const failed: Menu[] = ['interface/wifi'];
    expect(after([[0, { [REGISTRATIONS]: [] }, { failed }]]).holds).toBe(true);
    const empty: Menus = { [REGISTRATIONS]: [], 'interface/wifi': [], 'interface/wifi/radio': [] };
    expect(
      after([
        [0, empty, { failed }],
        [10, empty],
      ]).holds,
    ).toBe(false);
    expect(after([[0, empty, { failed: ['interface/wifi/radio'] }]]).holds).toBe(true);
  });

  it('not when it never answered, by this run or the memory', () => {
    const failed = everyMenu;
    expect(after([[0, {}, { failed }]]).holds).toBe(false);
    const answered = after([[0, seeing(1)]]).memory;
    expect(after([[10, {}, { failed }]], answered).holds).toBe(true);
  });

  it('not when it has no WiFi menu at all', () => {
    expect(after([[0, { 'system/resource': { uptime: '5d' }, 'ip/dhcp-server/lease': [] }]]).holds).toBe(
      false,
    );
  });
});

describe('a poll proves nobody’s absence', () => {
  it('unless all is well', () => expect(after([[0, seeing(2)]]).pause).toBeNull());

  it('when a table that could hold somebody failed', () => {
    expect(
      after([
        [0, seeing(2)],
        [10, quiet, { failed: [REGISTRATIONS] }],
      ]).pause,
    ).toContain(REGISTRATIONS);
  });

  it('but does when a table failed that holds nobody', () => {
    const wireless: Menus = {
      ...seeing(2),
      'interface/wireless/registration-table': [],
      'interface/wireless': [],
    };
    expect(
      after([
        [0, wireless],
        [10, wireless, { failed: ['interface/wireless/registration-table'] }],
      ]).pause,
    ).toBeNull();
    const other: Menus = { ...wireless, 'interface/wireless/registration-table': crowd(1) };
    expect(
      after([
        [0, other],
        [10, other, { failed: ['interface/wireless/registration-table'] }],
      ]).pause,
    ).not.toBeNull();
  });

  it('while its breaker is open; half open, it is asked', () => {
    expect(after([[0, seeing(2), { breaker: 'open' }]]).pause).not.toBeNull();
    expect(after([[0, seeing(2), { breaker: 'half_open' }]]).pause).toBeNull();
  });

  it('when the router cannot be asked how long it is up, or is up for less than three minutes', () => {
    const up = (uptime: string) => after([[0, { ...seeing(2), 'system/resource': { uptime } }]]).pause;
    expect(after([[0, seeing(2), { failed: ['system/resource'] }]]).pause).not.toBeNull();
    expect([up('10s'), up('2m59s999ms')].every((pause) => pause !== null)).toBe(true);
    expect([up('3m'), up('5d')]).toEqual([null, null]);
  });

  it('reckons the uptime on from when it was read', () => {
    const resource = readAt(0, { 'system/resource': { uptime: '2m30s' } }).tables['system/resource'];
    const at = (seconds: number) => {
      const reading = readAt(seconds, seeing(2));
      return pauseOf(after([[seconds, seeing(2)]]).memory, {
        ...reading,
        tables: { ...reading.tables, 'system/resource': resource },
      });
    };
    expect(at(29)).not.toBeNull();
    expect(at(30)).toBeNull();
  });

  // soon after boot REST answers with incomplete data
  it('when the router answers without its uptime', () => {
    expect(after([[0, { ...seeing(2), 'system/resource': { version: '7.24' } }]]).pause).not.toBeNull();
  });

  it('when leases, ARP, neighbours or access lists failed all the same', () => {
    const failed: Menu[] = [
      'ip/dhcp-server/lease',
      'ip/arp',
      'ipv6/neighbor',
      'ip/neighbor',
      'ip/address',
      'interface/wifi/access-list',
    ];
    expect(
      after([
        [0, seeing(2)],
        [10, seeing(1), { failed }],
      ]).pause,
    ).toBeNull();
  });

  describe('when a whole table is empty at a stroke', () => {
    it('until it has been so for three complete polls in a row', () => {
      const polls: Parameters<typeof after>[0] = [[0, seeing(2)]];
      const pauses = [10, 20, 30, 40].map((seconds) => {
        polls.push([seconds, quiet]);
        return after(polls).pause !== null;
      });
      expect(pauses).toEqual([true, true, false, false]);
    });

    it('a failure between begins the count anew', () => {
      const polls: Parameters<typeof after>[0] = [
        [0, seeing(2)],
        [10, quiet],
        [20, quiet],
        [30, quiet, { failed: [REGISTRATIONS] }],
        [40, quiet],
      ];
      expect(after(polls).pause).not.toBeNull();
      expect(after([...polls, [50, quiet]]).pause).not.toBeNull();
      expect(after([...polls, [50, quiet], [60, quiet]]).pause).toBeNull();
    });

    it('a table that empties one by one is believed, down to the last', () => {
      expect(
        after([
          [0, seeing(3)],
          [10, seeing(2)],
          [20, seeing(1)],
        ]).pause,
      ).toBeNull();
    });

    it('a table that was always empty is no surprise', () =>
      expect(
        after([
          [0, quiet],
          [10, quiet],
        ]).pause,
      ).toBeNull());
  });

  describe('when a table turned absent', () => {
    const { [REGISTRATIONS]: _, ...noMenu } = quiet;

    it('for a quarter of an hour, then it holds nobody', () => {
      const absent = after([
        [0, seeing(2)],
        [10, noMenu],
        [909, noMenu],
      ]);
      expect([absent.holds, absent.pause !== null]).toEqual([true, true]);
      expect(
        after([
          [0, seeing(2)],
          [10, noMenu],
          [910, noMenu],
        ]).holds,
      ).toBe(false);
    });

    it('a failure between does not begin the quarter anew', () => {
      expect(
        after([
          [0, seeing(2)],
          [10, noMenu],
          [500, noMenu, { failed: [REGISTRATIONS] }],
          [910, noMenu],
        ]).holds,
      ).toBe(false);
    });

    it('also when it could never be read, but its dialect showed radios', () => {
      const { 'interface/wifi': _interfaces, 'interface/wifi/radio': _radios, ...bare } = noMenu;
      const vanished = after([
        [0, quiet, { failed: [REGISTRATIONS] }],
        [10, bare],
      ]);
      expect([vanished.holds, vanished.pause !== null]).toEqual([true, true]);
    });

    it('is as good as new when it comes back', () => {
      const back = after([
        [0, seeing(2)],
        [10, noMenu],
        [20, seeing(2)],
        [930, noMenu],
      ]);
      expect([back.holds, back.pause !== null]).toEqual([true, true]);
    });
  });
});

describe('a poll proves nothing about who was last on an access point', () => {
  const id = '02ca00000001';

  it('unless all is well', () => expect(after([[0, attic(2)]]).pauseAt(id)).toBeNull());

  it('when the list of its dialect’s access points failed; absent or empty is no failure', () => {
    expect(
      after([
        [0, attic(2)],
        [10, attic(2), { failed: [CAPS] }],
      ]).pauseAt(id),
    ).not.toBeNull();
    // of the dialect of the device, whichever access point it was on
    expect(
      after([
        [0, attic(2)],
        [10, attic(2), { failed: [CAPS] }],
      ]).pauseAt('router'),
    ).not.toBeNull();
    expect(
      after([
        [0, attic(2)],
        [10, attic(2), { failed: ['caps-man/remote-cap'] }],
      ]).pauseAt(id),
    ).toBeNull();
    expect(
      after([
        [0, attic(2)],
        [10, attic(2), { failed: [CAPS] }],
      ]).pauseAt('router', 'wireless'),
    ).toBeNull();
    const { [CAPS]: _, ...noList } = seeing(2);
    expect(after([[0, noList]]).pauseAt('router')).toBeNull();
    expect(after([[0, seeing(2)]]).pauseAt('router')).toBeNull();
  });

  it('while that access point is missing from its list, for a day', () => {
    const gone = (seconds: number) =>
      after([
        [0, attic(2)],
        [10, attic(0, { caps: [] })],
        [seconds, attic(0, { caps: [] })],
      ]);
    expect(gone(20).pauseAt(id)).not.toBeNull();
    expect(gone(10 + 24 * HOUR - 1).pauseAt(id)).not.toBeNull();
    expect(gone(10 + 24 * HOUR).pauseAt(id)).toBeNull();
    // the others are not affectedBy
    expect(gone(20).pauseAt('router')).toBeNull();
    expect(gone(20).pause).toBeNull();
  });

  it('and the day begins anew when it was back', () => {
    const polls: Parameters<typeof after>[0] = [
      [0, attic(2)],
      [10, attic(0, { caps: [] })],
      [20 * HOUR, attic(0)],
      [21 * HOUR, attic(0, { caps: [] })],
      [40 * HOUR, attic(0, { caps: [] })],
    ];
    expect(after(polls).pauseAt(id)).not.toBeNull();
  });

  it('a list that cannot be read does not say that it is back', () => {
    const polls: Parameters<typeof after>[0] = [
      [0, attic(2)],
      [10, attic(0, { caps: [] })],
      [12 * HOUR, attic(0), { failed: [CAPS] }],
      [10 + 24 * HOUR, attic(0, { caps: [] })],
    ];
    expect(after(polls.slice(0, -1)).memory.accessPoints.get(id)!.missingSinceAt).toBe(START + 10_000);
    // a day after it was first missing it counts as removed
    expect(after(polls).pauseAt(id)).toBeNull();
    expect(after(polls).memory.accessPoints.has(id)).toBe(false);
  });

  it('while all its interfaces are disabled', () => {
    const disabled = attic(0, { interface: { disabled: 'true' } });
    expect(
      after([
        [0, attic(2)],
        [10, disabled],
      ]).pauseAt(id),
    ).not.toBeNull();
    expect(
      after([
        [0, attic(2)],
        [10, disabled],
      ]).pauseAt('router'),
    ).toBeNull();
  });

  it('while all its interfaces were disabled when last they could be read', () => {
    const disabled = attic(0, { interface: { disabled: 'true' } });
    expect(
      after([
        [0, attic(2)],
        [10, disabled],
        [20, disabled, { failed: ['interface/wifi'] }],
      ]).pauseAt(id),
    ).not.toBeNull();
  });

  it('when three or more left it at a stroke, until it has been so for three complete polls', () => {
    const polls: Parameters<typeof after>[0] = [[0, attic(3)]];
    const pauses = [10, 20, 30].map((seconds) => {
      polls.push([seconds, attic(0)]);
      return after(polls).pauseAt(id) !== null;
    });
    expect(pauses).toEqual([true, true, false]);
    expect(
      after([
        [0, attic(2)],
        [10, attic(0)],
      ]).pauseAt(id),
    ).toBeNull();
    expect(
      after([
        [0, attic(5)],
        [10, attic(1)],
      ]).pauseAt(id),
    ).toBeNull();
  });

  it('but does when merely its interfaces could not be read: nobody left', () => {
    expect(
      after([
        [0, attic(3)],
        [10, attic(3), { failed: ['interface/wifi'] }],
      ]).pauseAt(id),
    ).toBeNull();
  });

  it('that is not resolved: that pauses nothing', () => {
    expect(
      after([
        [0, attic(3)],
        [10, attic(0)],
      ]).pauseAt(null),
    ).toBeNull();
    expect(
      after([
        [0, attic(3)],
        [10, attic(0)],
      ]).pauseAt('02ca000000ff'),
    ).toBeNull();
  });
});

describe('the access points of a router', () => {
  const namesOf = ({ memory }: ReturnType<typeof after>) =>
    [...memory.accessPoints.values()].map(({ ref }) => `${ref.id} ${ref.name}`);

  it('are those it manages, and itself when it has radios', () => {
    expect(namesOf(after([[0, attic(0)]]))).toEqual(['02ca00000001 Attic', 'router Hall']);
    expect(namesOf(after([[0, { ...quiet, 'interface/wifi': [] }]]))).toEqual([]);
  });

  it('are called as they call themselves now', () => {
    const renamed = attic(0, { caps: [{ 'base-mac': ATTIC, identity: 'Loft', state: 'Ok' }] });
    expect(
      namesOf(
        after([
          [0, attic(0)],
          [10, renamed],
        ]),
      )[0],
    ).toBe('02ca00000001 Loft');
  });

  it('of which one is the router itself: called as it calls itself now', () => {
    const renamed: Menus = { ...quiet, 'system/identity': { name: 'Stairs' } };
    expect(
      namesOf(
        after([
          [0, quiet],
          [60, renamed],
        ]),
      ),
    ).toEqual(['router Stairs']);
  });

  it('of which one is the router itself: called by its name though that could not be read at first', () => {
    expect(
      namesOf(
        after([
          [0, quiet, { failed: ['system/identity'] }],
          [60, quiet],
        ]),
      ),
    ).toEqual(['router Hall']);
  });

  it('do not list the router’s own CAP, which it reaches through the loopback, a second time', () => {
    const loopback: Menus = {
      ...quiet,
      'interface/wifi': [{ name: 'wifi1', cap: `Hall@${ATTIC}%*1` }],
      [CAPS]: [{ 'base-mac': ATTIC, identity: 'Hall', address: '127.0.0.1', state: 'Ok' }],
    };
    expect(namesOf(after([[0, loopback]]))).toEqual(['router Hall']);
  });
});
