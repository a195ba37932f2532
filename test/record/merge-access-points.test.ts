/** One access point under two managers, in the snapshot and in everything that is made of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCollector } from '../../src/history/collect.ts';
import { placeFamilies } from '../../src/metrics/place.ts';
import type { Row } from '../../src/parse/row.ts';
import { isOnAir } from '../../src/record/count.ts';
import {
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
} from '../builder.ts';
import { runs } from '../runs.ts';

const CAPS = 'interface/wifi/capsman/remote-cap';
const ATTIC = '02:CA:00:00:00:01';
const id = '02ca00000001';
const settings = settingsOf({ routers: ['one', 'two'].map((router) => ({ id: router, zone: 'home' })) });

/** A manager with the access point Attic, or without it. */
function manager(has: boolean, rows: Row[] = [], state = 'Ok'): Menus {
  return {
    ...quiet,
    [REGISTRATIONS]: rows,
    'interface/wifi': has ? [{ name: 'attic1', cap: 'Attic@192.168.200.4', 'channel.band': '5ghz-ax' }] : [],
    [CAPS]: has
      ? [{ 'base-mac': ATTIC, identity: 'Attic', address: '192.168.200.4', state, version: '7.24' }]
      : [],
  };
}

const on = (n: number, uptime = '1h') => registered(macOf(n), { interface: 'attic1', uptime });
type Step = [router: string, menus: Menus];

function after(...steps: Step[]) {
  const reader = readerOf(settings);
  steps.forEach(([router, menus], index) => reader.read(index * 10, menus, { router }));
  return snapshotOf(reader.now());
}

function attic(...steps: Step[]) {
  const found = after(...steps).accessPoints.filter(({ access_point_id }) => access_point_id === id);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('an access point under two managers', () => {
  it('is one, told by the manager that reaches it', () => {
    const moved: Step[] = [
      ['one', manager(true, [on(1), on(2)])],
      ['two', manager(false)],
      ['one', manager(false)],
      ['two', manager(true, [on(1, '5s'), on(2, '5s')])],
    ];
    expect(attic(...moved)).toMatchObject({
      router: 'two',
      reachable: true,
      client_count: 2,
      interfaces: ['attic1'],
    });
    expect(attic(...moved, ['one', manager(false)])).toMatchObject({
      router: 'two',
      reachable: true,
      client_count: 2,
    });
    const back: Step[] = [
      ['two', manager(false)],
      ['one', manager(true, [on(1, '3s')])],
    ];
    // the other device is held where it was, for a minute
    expect(attic(...moved, ...back)).toMatchObject({ router: 'one', reachable: true, client_count: 2 });
  });

  it('that neither reaches is told by the one that reached it last', () => {
    const gone: Step[] = [
      ['one', manager(true)],
      ['one', manager(false)],
      ['two', manager(true)],
      ['two', manager(false)],
    ];
    expect(attic(...gone)).toMatchObject({ router: 'two', reachable: false });
  });

  it('counts a device in both tables once', () => {
    expect(
      attic(['one', manager(true, [on(1, '2h'), on(2, '2h')])], ['two', manager(true, [on(1, '1m')])])
        .client_count,
    ).toBe(2);
  });

  it('is the same for metrics and history', () => {
    const snapshot = after(
      ['one', manager(true, [on(1)])],
      ['one', manager(false)],
      ['two', manager(true, [on(1, '5s'), on(2, '5s')])],
    );
    const scrape = { snapshot } as Parameters<(typeof placeFamilies)[number]['read']>[0];
    const valuesOf = (name: string) =>
      [...placeFamilies.find((family) => family.name === name)!.read(scrape)]
        .filter(({ labels }) => labels?.['access_point_id'] === id)
        .map(({ value }) => value);
    expect(valuesOf('access_point_reachable')).toEqual([1]);
    expect(valuesOf('access_point_clients')).toEqual([2]);
    expect(valuesOf('access_point_info')).toEqual([1]);
    const frame = createCollector().collect(snapshot)!;
    expect(frame.accessPoints.filter((each) => each === id)).toEqual([id]);
    expect(frame.clientCounts[frame.accessPoints.indexOf(id) * 2 + 1]).toBe(2);
  });

  it('is counted anew by history when one of its managers was read, or its count changed, and only then', () => {
    const reader = readerOf(settings);
    const { collect } = createCollector();
    const counted = (second: number, router: string, menus: Menus) => {
      reader.read(second, menus, { router });
      return collect(snapshotOf(reader.now()))?.accessPoints.includes(id) ?? false;
    };
    expect(counted(0, 'one', manager(true, [on(1)]))).toBe(true);
    expect(counted(5, 'two', { ...quiet, 'interface/wifi': [] })).toBe(false);
    expect(counted(10, 'one', manager(true, [on(1)]))).toBe(true);
  });

  it('is once in every snapshot, with as many clients as there are devices on it, whatever its managers say', () => {
    const step = fc.record({
      router: fc.constantFrom('one', 'two'),
      has: fc.boolean(),
      state: fc.constantFrom('Ok', 'Connecting'),
      on: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
      uptime: fc.constantFrom('5s', '1m', '1h'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => {
        const reader = readerOf(settings);
        const last = new Map<string, boolean>();
        const readAt = new Map<string, number>();
        steps.forEach(({ router, has, state, on: macs, uptime }, index) => {
          const rows = has ? macs.map((n) => on(n, uptime)) : [];
          reader.read(index * 10, manager(has, rows, state), { router });
          last.set(router, has && state === 'Ok');
          readAt.set(router, index * 10);
          const isOld = [...readAt.values()].some((at) => index * 10 - at >= 60);
          const { accessPoints, devices } = snapshotOf(reader.now());
          const ids = accessPoints.map(({ access_point_id }) => access_point_id);
          expect(new Set(ids).size).toBe(ids.length);
          const found = accessPoints.find(({ access_point_id }) => access_point_id === id);
          if (found === undefined) return;
          expect(found.reachable).toBe([...last.values()].includes(true));
          const here = [...devices.values()].filter((one) => isOnAir(one) && one.access_point_id === id);
          // null once a device has been held there, or a manager was not read, for a minute
          if (found.client_count !== null) expect(found.client_count).toBe(here.length);
          else expect(isOld || here.some(({ connected }) => connected === null)).toBe(true);
        });
      }),
      { numRuns: runs(100) },
    );
  });
});
