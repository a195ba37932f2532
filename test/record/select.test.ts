import { noGaps } from '../../src/presence/count-gap.ts';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Device, compactFields } from '../../src/record/device.ts';
import { type DeviceQuery, deviceQuerySchema, MAX_LIMIT, select, sortable } from '../../src/record/select.ts';
import type { Snapshot } from '../../src/record/snapshot.ts';
import { macOf, quiet, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';
import { runs } from '../runs.ts';

// whole records as the program makes them, of which each test states what matters to it
const [template] = snapshotOf(
  readerOf(settingsOf()).read(0, { ...quiet, 'interface/wifi/registration-table': [registered(macOf(1))] }),
).devices.values() as Iterable<Device> as [Device];

function device(n: number, changed: Partial<Device> = {}): Device {
  return {
    ...template,
    device_id: `0200000000${n.toString(16).padStart(2, '0')}`,
    mac_address: macOf(n),
    name: `Device ${n}`,
    ...changed,
  };
}

function snapshotWith(
  devices: readonly Device[],
  macs: readonly (readonly [string, string])[] = [],
): Snapshot {
  return {
    meta: { taken_at: '2026-11-20T08:00:00.000Z', complete: true, warnings: [] },
    takenAt: 0,
    devices: new Map(devices.map((one) => [one.device_id, one])),
    macs: new Map([...devices.map((one): [string, string] => [one.mac_address, one.device_id]), ...macs]),
    gaps: noGaps,
    problems: [],
    known: new Set(),
    areMarksRead: true,
    people: [],
    interfaces: [],
    accessPoints: [],
    routers: [],
    findings: [],
    checks: [],
  };
}

function namesOf(
  devices: readonly Device[],
  query: DeviceQuery,
  macs: readonly (readonly [string, string])[] = [],
): string[] {
  return select(snapshotWith(devices, macs), deviceQuerySchema.parse(query), 100).devices.map(
    ({ name }) => name!,
  );
}

describe('a question without a filter', () => {
  it('is answered with who is home or unknown; presence=any widens', () => {
    const devices = [
      device(1, { presence: 'home' }),
      device(2, { presence: 'unknown' }),
      device(3, { presence: 'away' }),
    ];
    expect(namesOf(devices, {})).toEqual(['Device 1', 'Device 2']);
    expect(namesOf(devices, { presence: ['any'] })).toEqual(['Device 1', 'Device 2', 'Device 3']);
    expect(namesOf(devices, { presence: ['away'] })).toEqual(['Device 3']);
    expect(namesOf(devices, { presence: ['away', 'unknown'] })).toEqual(['Device 2', 'Device 3']);
    expect(namesOf(devices, { presence: ['away', 'any'] })).toHaveLength(3);
  });

  it('is answered in the compact form, with detail=full in whole records', () => {
    const snapshot = snapshotWith([device(1)]);
    expect(Object.keys(select(snapshot, {}, 100).devices[0]!)).toEqual([...compactFields]);
    expect(select(snapshot, { detail: 'full' }, 100).devices[0]).toEqual(device(1));
  });

  it('has the fields that are named, in their order, whatever the detail', () => {
    const { devices } = select(snapshotWith([device(1)]), { fields: ['band', 'name'], detail: 'full' }, 100);
    expect(devices).toEqual([{ band: device(1).band, name: 'Device 1' }]);
    expect(Object.keys(devices[0]!)).toEqual(['band', 'name']);
  });
});

describe('a filter', () => {
  const devices = [
    device(1, {
      name: 'Anna’s Phone',
      interface: 'wifi1',
      ssid: 'home',
      access_point: 'Hall',
      access_point_id: 'router',
      band: '5GHz',
      router: 'router',
      connected: true,
      signal_dbm: -60,
    }),
    device(2, {
      name: 'phone of Bob',
      interface: 'wifi2',
      ssid: 'Home',
      access_point: 'Attic',
      access_point_id: '02ca00000001',
      band: '2.4GHz',
      router: 'garden',
      connected: false,
      signal_dbm: null,
    }),
    device(3, {
      name: 'Panel',
      interface: 'wifi2',
      ssid: null,
      access_point: null,
      access_point_id: null,
      band: null,
      router: null,
      connected: null,
      signal_dbm: -75,
    }),
    device(4, {
      name: 'TV',
      interface: 'Wifi1',
      access_point: 'Hall',
      access_point_id: 'Hall',
      band: '6GHz',
      vendor: 'LG Electronics',
      ip_address: '192.168.88.7',
      ip_addresses: ['192.168.88.7', 'fd00::7'],
      signal_dbm: -80,
    }),
  ];
  const found = (query: DeviceQuery) =>
    namesOf(devices, query)
      .map((name) => devices.findIndex((one) => one.name === name) + 1)
      .toSorted((a, b) => a - b);

  it.each<[string, DeviceQuery, number[]]>([
    ['name: a part, in any case', { name: ['PHONE'] }, [1, 2]],
    ['name: any of several', { name: ['panel', 'anna'] }, [1, 3]],
    ['name: no pattern', { name: ['p.*e'] }, []],
    ['mac: any notation', { mac: ['02-00-00-00-00-01'] }, [1]],
    ['mac: any of several', { mac: ['0200.0000.0002', '020000000003'] }, [2, 3]],
    ['mac: nobody’s', { mac: ['02:00:00:00:00:99'] }, []],
    ['interface: exactly', { interface: ['wifi1'] }, [1]],
    ['ssid: exactly', { ssid: ['home'] }, [1, 4]],
    ['access_point: by name in any case', { access_point: ['attic'] }, [2]],
    ['access_point: by id', { access_point: ['02ca00000001'] }, [2]],
    ['access_point: by an id with capitals, of a router', { access_point: ['Hall'] }, [1, 4]],
    ['access_point: by a router’s id', { access_point: ['router'] }, [1]],
    ['band', { band: ['5GHz', '2.4GHz'] }, [1, 2]],
    ['router', { router: ['garden'] }, [2]],
    ['connected', { connected: [true] }, [1, 4]],
    ['not connected is not the same as not known', { connected: [false] }, [2]],
    ['vendor: a part, in any case', { vendor: ['lg'] }, [4]],
    ['ip: any of its addresses, in any spelling', { ip: ['FD00:0:0::7'] }, [4]],
    ['ip: of several', { ip: ['192.168.88.7', '10.0.0.1'] }, [4]],
    ['signal: at most this strong', { signal_dbm_max: -75 }, [3, 4]],
    ['signal: at least this strong', { signal_dbm_min: -75 }, [1, 3]],
    ['signal: between both', { signal_dbm_min: -79, signal_dbm_max: -61 }, [3]],
    ['several filters must all match', { name: ['phone'], band: ['5GHz'] }, [1]],
    ['several filters that nobody matches', { name: ['phone'], ssid: ['guest'] }, []],
  ])('%s', (_, query, expected) => expect(found(query)).toEqual(expected));

  it('by access point id finds a router’s own radios in any case', () => {
    const only = [device(1, { access_point: 'Stairs', access_point_id: 'Hall-Router' })];
    expect(namesOf(only, { access_point: ['Hall-Router'] })).toHaveLength(1);
    expect(namesOf(only, { access_point: ['hall-router'] })).toHaveLength(1);
  });

  it('by any MAC of a device with several finds that device', () => {
    expect(
      namesOf(devices, { mac: ['02:00:00:00:00:AA'] }, [['02:00:00:00:00:AA', device(2).device_id]]),
    ).toEqual(['phone of Bob']);
  });
});

describe('the order', () => {
  it('is by name, in any case, numbers as numbers', () => {
    const devices = ['b', 'A', 'C', 'Phone 10', 'Phone 9', 'á'].map((name, index) => device(index, { name }));
    expect(namesOf(devices, {})).toEqual(['A', 'á', 'b', 'C', 'Phone 9', 'Phone 10']);
  });

  it('of addresses is by their numbers', () => {
    const devices = ['192.168.88.100', '192.168.88.9', '10.0.0.1', '192.168.9.1'].map((ip_address, index) =>
      device(index, { name: ip_address, ip_address }),
    );
    expect(namesOf(devices, { sort: 'ip_address' })).toEqual([
      '10.0.0.1',
      '192.168.9.1',
      '192.168.88.9',
      '192.168.88.100',
    ]);
  });

  it('puts what is not known last, whichever the direction', () => {
    const devices = [
      device(1, { signal_dbm: null }),
      device(2, { signal_dbm: -70 }),
      device(3, { signal_dbm: -40 }),
      device(4, { signal_dbm: null }),
    ];
    expect(namesOf(devices, { sort: 'signal_dbm' })).toEqual([
      'Device 2',
      'Device 3',
      'Device 1',
      'Device 4',
    ]);
    expect(namesOf(devices, { sort: '-signal_dbm' })).toEqual([
      'Device 3',
      'Device 2',
      'Device 1',
      'Device 4',
    ]);
  });

  it('of yes and no is no first', () => {
    const devices = [
      device(1, { connected: true }),
      device(2, { connected: null }),
      device(3, { connected: false }),
    ];
    expect(namesOf(devices, { sort: 'connected' })).toEqual(['Device 3', 'Device 1', 'Device 2']);
    expect(namesOf(devices, { sort: '-connected' })).toEqual(['Device 1', 'Device 3', 'Device 2']);
  });

  it('by any field of the record gives pages that never overlap and never miss a device', () => {
    const some = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'A', 'b', ''),
        signal_dbm: fc.option(fc.integer({ min: -62, max: -60 })),
        connected: fc.constantFrom(true, false, null),
        band: fc.constantFrom('2.4GHz' as const, '5GHz' as const, null),
        last_seen_at: fc.constantFrom('2026-11-20T08:00:00.000Z', null),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        some,
        fc.constantFrom(...sortable),
        fc.boolean(),
        fc.integer({ min: 1, max: 5 }),
        (fields, field, isDown, limit) => {
          const devices = fields.map((changed, index) => device(index, changed));
          const sort = `${isDown ? '-' : ''}${field}`;
          const page = (from: readonly Device[], offset: number) =>
            select(snapshotWith(from), { sort, limit, offset, detail: 'full' }, 100);
          const ids: string[] = [];
          for (let offset = 0; ; offset += limit) {
            // rows in another order make the same pages
            const {
              devices: some,
              total_count,
              has_more,
            } = page(offset % 2 === 0 ? devices : devices.toReversed(), offset);
            expect(total_count).toBe(devices.length);
            ids.push(...some.map(({ device_id }) => device_id!));
            expect(has_more).toBe(ids.length < devices.length);
            if (!has_more) break;
          }
          expect(ids.toSorted()).toEqual(devices.map(({ device_id }) => device_id).toSorted());
          const values = ids.map(
            (id) => devices.find(({ device_id }) => device_id === id)![field as keyof Device],
          );
          const firstNull = values.indexOf(null);
          if (firstNull !== -1) expect(values.slice(firstNull).every((value) => value === null)).toBe(true);
        },
      ),
      { numRuns: runs(200) },
    );
  });
});

describe('a page', () => {
  const devices = Array.from({ length: 7 }, (_, index) => device(index));
  const page = (query: DeviceQuery) => select(snapshotWith(devices), query, 3);

  it('has as many as the limit, else the default, and says whether more follow', () => {
    expect(page({})).toMatchObject({ total_count: 7, limit: 3, offset: 0, has_more: true });
    expect(page({}).devices).toHaveLength(3);
    expect(page({ limit: 7 })).toMatchObject({ limit: 7, has_more: false });
    expect(page({ offset: 6 })).toMatchObject({ total_count: 7, offset: 6, has_more: false });
    expect(page({ offset: 4 }).devices).toHaveLength(3);
    expect(page({ offset: 4 }).has_more).toBe(false);
  });

  it('beyond the end is empty, not an error', () => {
    expect(page({ offset: 7 })).toMatchObject({ devices: [], total_count: 7, has_more: false });
    expect(page({ offset: 1_000_000_000 })).toMatchObject({ devices: [], has_more: false });
  });

  it('tells which snapshot it is from', () => {
    const snapshot = snapshotWith(devices);
    expect(select(snapshot, {}, 3).snapshot).toBe(snapshot.meta);
  });

  it('of one snapshot is not mixed up with that of another question or another snapshot', () => {
    const snapshot = snapshotWith(devices);
    const names = (from: Snapshot, query: DeviceQuery) =>
      select(from, query, 100).devices.map(({ name }) => name);
    expect(names(snapshot, { name: ['1'] })).toEqual(['Device 1']);
    expect(names(snapshot, { name: ['2'] })).toEqual(['Device 2']);
    expect(names(snapshot, { name: ['1'], limit: 5, offset: 1 })).toEqual([]);
    expect(names(snapshot, { name: ['1'], detail: 'full' })).toEqual(['Device 1']);
    expect(names(snapshotWith([device(1, { name: 'Panel 1' })]), { name: ['1'] })).toEqual(['Panel 1']);
    for (let n = 0; n < 20; n++)
      expect(names(snapshot, { mac: [macOf(n % 7)] })).toEqual([`Device ${n % 7}`]);
  });
});

describe('the schema of the question', () => {
  it.each<[string, object]>([
    ['an unknown parameter', { colour: ['red'] }],
    ['a band that does not exist', { band: ['60GHz'] }],
    ['a presence that does not exist', { presence: ['not_home'] }],
    ['no MAC', { mac: ['phone'] }],
    ['no address', { ip: ['phone'] }],
    ['a network', { ip: ['192.168.88.0/24'] }],
    ['a signal that is no number', { signal_dbm_max: '-75' }],
    ['a field that no device has', { fields: ['name', 'colour'] }],
    ['an empty filter', { name: [''] }],
    ['a filter that is no list', { name: 'phone' }],
    ['an overlong filter', { name: ['x'.repeat(129)] }],
    ['a limit of none', { limit: 0 }],
    ['a limit beyond the most', { limit: MAX_LIMIT + 1 }],
    ['a broken limit', { limit: 1.5 }],
    ['an offset before the first', { offset: -1 }],
    ['a field that does not exist', { sort: 'colour' }],
    ['a list to sort by', { sort: 'links' }],
    ['a property of every object', { sort: 'constructor' }],
    ['two directions', { sort: '--name' }],
    ['no field', { sort: '-' }],
  ])('refuses %s', (_, query) => expect(deviceQuerySchema.safeParse(query).success).toBe(false));

  it('changes nothing: no default, no conversion', () => {
    const query = { name: ['Phone'], mac: ['aabb.ccdd.eeff'], sort: '-signal_dbm' };
    expect(deviceQuerySchema.parse(query)).toEqual(query);
    expect(deviceQuerySchema.parse({})).toEqual({});
  });
});

describe('the sorted list of a query', () => {
  it('is made once for each snapshot, also when two snapshots are queried in turn', () => {
    let readCount = 0;
    const counted = () => {
      const snapshot = snapshotWith([device(1)]);
      const { devices } = snapshot;
      return Object.defineProperty(snapshot, 'devices', { get: () => (readCount++, devices) });
    };
    const [one, other] = [counted(), counted()];
    for (const snapshot of [one, other, one, other]) select(snapshot, {}, 3);
    expect(readCount).toBe(2);
    // one more than are kept, so the first is made again
    for (let n = 1; n <= 8; n++) select(one, { name: [`${n}`] }, 3);
    select(one, {}, 3);
    expect(readCount).toBe(11);
  });

  it('does not keep its snapshot alive', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const queried = () => {
      const snapshot = snapshotWith([device(1)]);
      select(snapshot, {}, 3);
      return new WeakRef(snapshot);
    };
    const reference = queried();
    // a reference is strong until the turn in which it was made is over
    await setImmediate();
    collect();
    expect(reference.deref()).toBeUndefined();
  });
});
