import { describe, expect, it } from 'vitest';
import { snapshotMetaSchema } from '../../src/record/snapshot.ts';
import {
  deviceOf,
  everyMenu,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
  START,
} from '../builder.ts';
import { step, takeSnapshot } from '../at-once.ts';

const seeing = (...macs: string[]): Menus => ({
  ...quiet,
  [REGISTRATIONS]: macs.map((mac) => registered(mac)),
});

describe('a snapshot', () => {
  it('made of what changed is the one made of everything', () => {
    const settings = settingsOf({
      devices: [{ macs: [macOf(9), macOf(2)], name: 'Panel', awayDelayMs: null }],
    });
    const reader = readerOf(settings);
    const polls: Menus[] = [
      seeing(macOf(1), macOf(2)),
      seeing(macOf(2), macOf(3)),
      quiet,
      seeing(macOf(1)),
      { ...quiet, 'ip/dhcp-server/lease': [{ 'mac-address': macOf(1), comment: 'Phone' }] },
    ];
    polls.forEach((menus, index) => {
      reader.read(index * 10, menus);
      const { world, taken } = reader.tick(index * 10 + 5);
      const whole = takeSnapshot(world, settings, null)!.snapshot;
      expect(taken!.snapshot.devices).toEqual(whole.devices);
      expect(taken!.snapshot.macs).toEqual(whole.macs);
      expect(taken!.snapshot.known).toEqual(whole.known);
    });
  });

  it('finds a device that was forgotten no more', () => {
    const settings = settingsOf();
    const reader = readerOf(settings);
    const marked = [{ 'mac-address': macOf(1), comment: 'Phone' }];
    const { world, taken } = reader.read(0, { ...seeing(macOf(1)), 'ip/dhcp-server/lease': marked });
    expect(taken!.snapshot.known.size).toBe(1);
    const now = { at: START + 1000, monotonicMs: 1000 };
    const stepped = step(world, { type: 'forget', deviceId: '020000000001' }, settings, now);
    const { snapshot } = takeSnapshot(stepped.world, settings, taken, stepped.changed)!;
    expect([snapshot.devices.size, snapshot.macs.size, snapshot.known.size]).toEqual([0, 0, 0]);
  });

  it('shares the records of devices that did not change', () => {
    const settings = settingsOf({ devices: [{ macs: [macOf(9)], name: 'Tablet', awayDelayMs: null }] });
    const reader = readerOf(settings);
    const before = snapshotOf(reader.read(0, seeing(macOf(1))));
    const after = snapshotOf(reader.tick(5));
    expect(after.devices.get('020000000009')).toBe(before.devices.get('020000000009'));
  });

  it('is never changed once it is made', () => {
    const reader = readerOf(settingsOf());
    const before = snapshotOf(reader.read(0, seeing(macOf(1))));
    const values = { ...before, devices: [...before.devices], macs: [...before.macs] };
    const copy = structuredClone(values);
    reader.read(10, seeing(macOf(1), macOf(2)));
    reader.read(20, {}, { failed: everyMenu });
    expect({ ...before, devices: [...before.devices], macs: [...before.macs] }).toEqual(copy);
  });

  it('finds a device by every MAC it may show', () => {
    const settings = settingsOf({ devices: [{ macs: [macOf(9), macOf(8)], name: null, awayDelayMs: null }] });
    const { macs } = snapshotOf(readerOf(settings).read(0, seeing(macOf(8), macOf(1))));
    expect(Object.fromEntries(macs)).toEqual({
      [macOf(9)]: '020000000009',
      [macOf(8)]: '020000000009',
      [macOf(1)]: '020000000001',
    });
  });

  it('knows who is known: configured, commented by the operator, or with a static lease', () => {
    const settings = settingsOf({ devices: [{ macs: [macOf(9)], name: null, awayDelayMs: null }] });
    const menus: Menus = {
      ...seeing(macOf(1), macOf(2), macOf(3), macOf(4)),
      'ip/dhcp-server/lease': [
        { 'mac-address': macOf(1), status: 'waiting', dynamic: 'false' },
        {
          'mac-address': macOf(2),
          status: 'bound',
          address: '192.168.88.2',
          dynamic: 'true',
          'host-name': 'stranger',
        },
      ],
      'interface/wifi/access-list': [
        { 'mac-address': macOf(3), comment: 'Panel' },
        { 'mac-address': macOf(4) },
      ],
    };
    const reader = readerOf(settings);
    expect([...snapshotOf(reader.read(0, menus)).known].toSorted()).toEqual([
      '020000000001',
      '020000000003',
      '020000000009',
    ]);
    // a failed table takes nobody's mark away; a complete one does when it goes on for ten minutes
    const isKnown = (seconds: number, failed: 'ip/dhcp-server/lease'[] = []) =>
      snapshotOf(reader.read(seconds, { ...menus, 'ip/dhcp-server/lease': [] }, { failed })).known.has(
        '020000000001',
      );
    expect(isKnown(10, ['ip/dhcp-server/lease'])).toBe(true);
    expect(isKnown(700, ['ip/dhcp-server/lease'])).toBe(true);
    expect(isKnown(710)).toBe(true);
    expect(isKnown(1309)).toBe(true);
    expect(isKnown(1310)).toBe(false);
  });
});

describe('how far a snapshot can be trusted', () => {
  const twoRouters = settingsOf({
    routers: [
      { id: 'hall', zone: 'home' },
      { id: 'garden', zone: 'home' },
    ],
  });
  const metaOf = (reader: ReturnType<typeof readerOf>) => {
    const { meta } = snapshotOf(reader.now());
    expect(snapshotMetaSchema.parse(meta)).toEqual(meta);
    return meta;
  };

  it('is wholly, when every table of every router was read', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(macOf(1)), { router: 'hall' });
    expect(metaOf(reader).complete).toBe(false);
    reader.read(3, quiet, { router: 'garden' });
    expect(metaOf(reader)).toEqual({ taken_at: '2026-11-20T08:00:03.000Z', complete: true, warnings: [] });
  });

  it('tells each table that fails, since when, and forgets it when it is back', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, quiet);
    reader.read(10, quiet, { failed: ['ip/arp', 'ipv6/neighbor'] });
    reader.read(20, quiet, { failed: ['ip/arp'] });
    expect(metaOf(reader)).toEqual({
      taken_at: '2026-11-20T08:00:20.000Z',
      complete: false,
      warnings: [
        {
          router: 'router',
          table: 'ip/arp',
          kind: 'router_error',
          message: 'ip/arp failed',
          since_at: '2026-11-20T08:00:10.000Z',
        },
      ],
    });
    reader.read(30, quiet);
    expect(metaOf(reader)).toMatchObject({ complete: true, warnings: [] });
    reader.read(40, quiet, { failed: ['ip/arp'] });
    expect(metaOf(reader).warnings.map(({ since_at }) => since_at)).toEqual(['2026-11-20T08:00:40.000Z']);
  });

  it('does not warn of menus that a router does not have', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, { [REGISTRATIONS]: [], 'system/resource': { uptime: '5d' } });
    expect(metaOf(reader).warnings).toEqual([]);
  });

  it('is not whole for a quarter of an hour when a menu that existed is absent, whichever it is', () => {
    for (const path of [REGISTRATIONS, 'ip/arp', 'ip/dhcp-server/lease'] as const) {
      const reader = readerOf(settingsOf());
      const { [path]: _, ...without } = seeing(macOf(1));
      reader.read(0, seeing(macOf(1)));
      for (let seconds = 10; seconds < 910; seconds += 10) {
        reader.read(seconds, without);
        expect([path, metaOf(reader)]).toMatchObject([
          path,
          {
            complete: false,
            warnings: [{ table: path, kind: 'router_error', since_at: '2026-11-20T08:00:10.000Z' }],
          },
        ]);
      }
      reader.read(910, without);
      expect([path, metaOf(reader)]).toMatchObject([path, { complete: true, warnings: [] }]);
    }
  });

  it('is not whole while the router does not say how long it has been up', () => {
    const silent: Menus[] = [{ version: '7.24' }, { uptime: 'soon' }].map((resource) => ({
      ...quiet,
      'system/resource': resource,
    }));
    const { 'system/resource': _, ...absent } = quiet;
    for (const menus of [...silent, absent]) {
      const reader = readerOf(settingsOf());
      reader.read(0, seeing(macOf(1)));
      for (let seconds = 10; seconds <= 600; seconds += 10) reader.read(seconds, menus);
      expect(metaOf(reader)).toMatchObject({
        complete: false,
        warnings: [{ table: 'system/resource', since_at: '2026-11-20T08:00:10.000Z' }],
      });
      expect(deviceOf(reader.now(), macOf(1)).presence).toBe('home');
    }
  });

  it('dates a pause by its own beginning, not by that of the router', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(macOf(1)));
    for (const seconds of [10, 20, 30])
      reader.read(seconds, { ...seeing(macOf(1)), 'system/resource': { uptime: `${seconds + 60}s` } });
    expect(metaOf(reader).warnings).toMatchObject([
      { table: 'system/resource', since_at: '2026-11-20T08:00:10.000Z' },
    ]);
  });

  it('warns of a table that emptied at a stroke while that is not believed', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(macOf(1)));
    reader.read(10, quiet);
    expect(metaOf(reader)).toMatchObject({
      complete: false,
      warnings: [{ table: REGISTRATIONS, since_at: '2026-11-20T08:00:10.000Z' }],
    });
    reader.read(20, quiet);
    reader.read(30, quiet);
    expect(metaOf(reader)).toMatchObject({ complete: true, warnings: [] });
  });
});
