/** What is a roam and what is none, through readings of whole routers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Menu } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import {
  deviceOf,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
} from '../builder.ts';
import { runs } from '../runs.ts';

const CAPS = 'interface/wifi/capsman/remote-cap';
const phone = macOf(1);
const caps = [1, 2, 3].map((n) => ({
  'base-mac': `02:CA:00:00:00:0${n}`,
  identity: `AP${n}`,
  address: `192.168.200.${n}`,
  state: 'Ok',
}));

/** Interfaces by name: the number of their CAP, and the band. */
function house(interfaces: Record<string, [number, '2' | '5']>, ...rows: Row[]): Menus {
  return {
    ...quiet,
    'interface/wifi': Object.entries(interfaces).map(([name, [cap, band]]) => ({
      name,
      cap: `AP@192.168.200.${cap}`,
      'channel.band': `${band}ghz-ax`,
    })),
    [CAPS]: caps,
    [REGISTRATIONS]: rows,
  };
}

const at = (name: string, uptime: number, row: Row = {}) =>
  registered(phone, { interface: name, uptime: `${uptime}s`, ...row });

type Told = [Menus, string?, Menu[]?];

/** "AP1>AP2" of each roam told by these readings, ten seconds apart, and where the phone is at the end. */
function roams(...readings: Told[]): { told: string[]; place: string | null } {
  const routers = ['router', 'other'].map((id) => ({ id, zone: 'home' }));
  const reader = readerOf(settingsOf({ routers }));
  const told = readings.flatMap(([menus, router = 'router', failed = []], index) =>
    reader
      .read(index * 10, menus, { router, failed })
      .events.filter(({ type }) => type === 'roamed')
      .map(({ from, to }) => `${from!.accessPoint?.name}>${to!.accessPoint?.name}`),
  );
  return { told, place: deviceOf(reader.now(), phone).access_point };
}

const normal = { a1: [1, '5'], a2: [2, '5'], a3: [3, '2'], b1: [1, '2'] } as Record<
  string,
  [number, '2' | '5']
>;

describe('a roam is', () => {
  it('a change of access point', () => {
    expect(roams([house(normal, at('a1', 100))], [house(normal, at('a2', 3))]).told).toEqual(['AP1>AP2']);
  });

  it('a change of band', () => {
    expect(roams([house(normal, at('a1', 100))], [house(normal, at('b1', 3))]).told).toEqual(['AP1>AP1']);
  });

  it('a change of access point on an interface that has another owner, by a new association', () => {
    const swapped = { ...normal, a1: [2, '5'] } as typeof normal;
    expect(roams([house(normal, at('a1', 100))], [house(swapped, at('a1', 3))]).told).toEqual(['AP1>AP2']);
  });
});

describe('no roam is', () => {
  it('a renamed interface', () => {
    const { a1, ...others } = normal;
    const renamed = { ...others, kitchen: a1! };
    const { told, place } = roams([house(normal, at('a1', 100))], [house(renamed, at('kitchen', 110))]);
    expect([told, place]).toEqual([[], 'AP1']);
    // nor while nothing tells where the new name is
    expect(roams([house(normal, at('a1', 100))], [house({}, at('kitchen', 110))]).told).toEqual([]);
  });

  it('another interface of the same access point and band', () => {
    const guest = { ...normal, guest: [1, '5'] } as typeof normal;
    expect(roams([house(guest, at('a1', 100))], [house(guest, at('guest', 3))]).told).toEqual([]);
  });

  it('an interface that has another owner under the same association, or under one of unknown age', () => {
    const swapped = { ...normal, a1: [2, '5'] } as typeof normal;
    const { told, place } = roams([house(normal, at('a1', 100))], [house(swapped, at('a1', 110))]);
    expect([told, place]).toEqual([[], 'AP2']);
    const { uptime: _, ...ageless } = at('a1', 0);
    expect(roams([house(normal, ageless)], [house(swapped, ageless)]).told).toEqual([]);
  });

  it('an older association that another table left behind, when the true one ends', () => {
    const ghost = house(normal, at('a2', 5000));
    const { told, place } = roams(
      [house(normal), 'other'],
      [house(normal, at('a1', 110))],
      [ghost, 'other'],
      [house(normal)],
      [ghost, 'other'],
    );
    expect([told, place]).toEqual([[], 'AP2']);
  });

  it('a row that another table left behind, while the true one cannot be read', () => {
    for (const uptime of [100, 101, 5000]) {
      const failing: Told = [house(normal, at('a1', 120)), 'router', [REGISTRATIONS]];
      const { told, place } = roams(
        [house(normal), 'other'],
        [house(normal, at('a1', 100))],
        failing,
        [house(normal, at('a2', uptime + 20)), 'other'],
        [house(normal, at('a1', 130))],
      );
      expect([told, place]).toEqual([[], 'AP1']);
      const gone = roams([house(normal), 'other'], [house(normal, at('a1', 100))], failing, [
        house(normal, at('a2', 3)),
        'other',
      ]);
      expect(gone).toEqual({ told: ['AP1>AP2'], place: 'AP2' });
    }
  });

  it('the way back from a row whose uptime does not grow, which holds the device for one reading at most', () => {
    const ghost: Told = [house(normal, at('a2', 5)), 'other'];
    const { told, place } = roams(
      [house(normal), 'other'],
      [house(normal, at('a1', 100))],
      [house(normal, at('a1', 110))],
      ghost,
      [house(normal, at('a1', 130))],
      ghost,
      [house(normal, at('a1', 150))],
      ghost,
      [house(normal, at('a1', 170))],
    );
    expect(place).toBe('AP1');
    expect(told).toEqual(['AP1>AP2']);
  });

  it('a change among several bands of one association', () => {
    const row = (band: string) =>
      at('mld1', 100, { band, 'mld-interfaces': 'a1,b1', 'mld-link-addresses': `${macOf(8)},${macOf(9)}` });
    expect(
      roams(
        [house(normal, row('5ghz-be,2ghz-be'))],
        [house(normal, { ...row('2ghz-be,5ghz-be'), uptime: '110s' })],
      ).told,
    ).toEqual([]);
  });

  it('anything in a house where CAPs come back in whatever order, and devices stay on theirs', () => {
    const orders = fc.shuffledSubarray([1, 2, 3], { minLength: 3 });
    const home = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(
        fc.array(orders, { minLength: 1, maxLength: 5 }),
        home,
        fc.boolean(),
        (comings, mine, told) => {
          const interfacesIn = (order: number[]): typeof normal =>
            Object.fromEntries(order.map((cap, index) => [`cap-wifi${index + 1}`, [cap, '5']]));
          const readings: Told[] = [];
          for (const order of [[1, 2, 3], ...comings]) {
            const name = `cap-wifi${order.indexOf(mine) + 1}`;
            for (const uptime of [2, 12]) {
              const row = at(name, uptime, { signal: '-50' });
              if (!told) delete (row as Record<string, unknown>)['uptime'];
              readings.push([house(interfacesIn(order), row)]);
            }
            readings.push([{ ...house({}), [CAPS]: [] }]);
          }
          expect(roams(...readings)).toEqual({ told: [], place: `AP${mine}` });
        },
      ),
      { numRuns: runs(50) },
    );
  });
});
