/** The whole core, one step at a time: what a reading changes, and what it must not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../src/presence/event.ts';
import { MAX_DEVICES } from '../../src/presence/forget.ts';
import { takeSnapshot } from '../../src/world/snapshot.ts';
import { hasMissing, hasNewlyMissing } from '../../src/world/missing.ts';
import { step } from '../../src/world/step.ts';
import { newWorld } from '../../src/world/world.ts';
import {
  deviceOf,
  everyMenu,
  idOf,
  macOf,
  type Menus,
  quiet,
  readAt,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
  START,
} from '../builder.ts';
import { anyMenus, json, PLANTED, secrets } from '../hostile.ts';
import { runs } from '../runs.ts';

const phone = macOf(1);
const panel = macOf(2);
const told = (events: readonly PresenceEvent[]) =>
  events.map(({ type, deviceId }) => `${type} ${deviceId.slice(-2)}`);
const seeing = (...macs: string[]): Menus => ({
  ...quiet,
  [REGISTRATIONS]: macs.map((mac) => registered(mac)),
});
const twoRouters = settingsOf({
  routers: [
    { id: 'hall', zone: 'home' },
    { id: 'garden', zone: 'home' },
  ],
});

describe('a step', () => {
  it('never throws, whatever the rows are, and what it makes is fit to be published', () => {
    const readings = fc.array(fc.tuple(anyMenus(), fc.subarray([...everyMenu], { maxLength: 4 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(readings, (polls) => {
        const reader = readerOf(
          settingsOf({ devices: [{ macs: [macOf(1), macOf(2)], name: 'Phone', awayDelayMs: null }] }),
        );
        polls.forEach(([menus, failed], index) => {
          reader.read(index * 10, menus, { failed });
          const { devices, interfaces, accessPoints, routers } = snapshotOf(reader.tick(index * 10 + 5));
          for (const device of devices.values()) {
            expect(device.name).not.toBe('');
            expect(device.mac_address).toMatch(/^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/);
            expect(device.signal_dbm ?? -1).toBeLessThan(0);
          }
          expect(json([...devices.values(), interfaces, accessPoints, routers])).not.toMatch(
            /NaN|Infinity|undefined|\\u0000|\u202E/,
          );
        });
      }),
      { numRuns: runs(80) },
    );
  });

  it('keeps no secret, in the world or in the snapshot', () => {
    const plant = (menus: Menus): Menus =>
      Object.fromEntries(
        Object.entries(menus).map(([path, rows]) => [
          path,
          [rows].flat().map((row) => ({ ...secrets, ...row })),
        ]),
      );
    const everything: Menus = {
      ...seeing(phone),
      'interface/wifi/access-list': [{ 'mac-address': phone, comment: 'Phone' }],
      'ip/dhcp-server/lease': [{ 'mac-address': phone, address: '192.168.88.10', status: 'bound' }],
      'ip/arp': [{ 'mac-address': phone, address: '192.168.88.10' }],
      'ip/address': [{ address: '192.168.88.1/24' }],
      'ipv6/neighbor': [{ 'mac-address': phone, address: 'fe80::1' }],
      'ip/neighbor': [{ 'mac-address': macOf(9), identity: 'Switch' }],
      'interface/wifi/capsman/remote-cap': [{ 'base-mac': macOf(8), identity: 'Attic', state: 'Ok' }],
      'system/routerboard': { model: 'C53', 'serial-number': 'HD1' },
      'caps-man/registration-table': [registered(macOf(3))],
      'caps-man/interface': [{ name: 'cap1' }],
      'caps-man/radio': [{ interface: 'cap1' }],
      'caps-man/remote-cap': [{ 'base-mac': macOf(7), identity: 'Shed' }],
      'interface/wireless/registration-table': [registered(macOf(4))],
      'interface/wireless': [{ name: 'wlan1', 'default-name': 'wlan1' }],
      'interface/wifiwave2/registration-table': [registered(macOf(5))],
      'interface/wifiwave2': [{ name: 'wifi1', 'default-name': 'wifi1' }],
    };
    const { world, taken } = readerOf(settingsOf()).read(0, plant(everything));
    expect(taken!.snapshot.devices.size).toBe(4);
    expect(json(world)).not.toContain(PLANTED);
    expect(json(taken!.snapshot)).not.toContain(PLANTED);
  });

  it('of a router that is not configured changes nothing', () => {
    const before = readerOf(settingsOf()).read(0, seeing(phone));
    const after = step(
      before.world,
      { type: 'reading', reading: readAt(10, seeing(panel), { router: 'other' }) },
      settingsOf(),
      { at: START, monotonicMs: 10_000 },
    );
    expect(after.world).toBe(before.world);
    expect(after.events).toEqual([]);
  });

  it('takes in a device that others know, but no second address of one that is configured', () => {
    const settings = settingsOf({ devices: [{ macs: [phone, panel], name: 'Phone', awayDelayMs: null }] });
    const now = { at: START, monotonicMs: 0 };
    const adopt = (...macAddresses: string[]) => ({ type: 'adopt', macAddresses }) as const;
    const world = newWorld(settings, now);
    expect(step(world, adopt(panel), settings, now).world).toBe(world);
    expect(step(world, adopt(phone), settings, now).world).toBe(world);
    const { world: taken, changed } = step(world, adopt(macOf(3)), settings, now);
    expect([...taken.devices.keys()]).toEqual([idOf(phone), idOf(macOf(3))]);
    expect([...changed]).toEqual([idOf(macOf(3))]);
  });

  it('names the devices that are not as they were, and no others', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(phone, panel));
    const before = reader.now().world;
    const { world, changed } = reader.read(10, seeing(panel, macOf(3)));
    for (const [id, device] of world.devices)
      expect([id, changed.has(id)]).toEqual([id, before.devices.get(id) !== device]);
  });

  it('that brings nothing new about a device that is away leaves it as it is', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(phone, panel));
    for (let seconds = 10; seconds <= 300; seconds += 10) reader.read(seconds, seeing(panel));
    expect(deviceOf(reader.now(), phone).presence).toBe('away');
    const { changed } = reader.read(310, seeing(panel));
    expect([...changed]).toEqual([idOf(panel)]);
  });
});

describe('a device too many', () => {
  it('costs the stranger who was longest unseen its place, and that is told', () => {
    const strangerOf = (n: number) =>
      `02:01:${n.toString(16).toUpperCase().padStart(8, '0').match(/../g)!.join(':')}`;
    const devices = Array.from({ length: MAX_DEVICES }, (_, n) => ({
      macAddress: strangerOf(n),
      presence: 'away' as const,
      presenceSinceAt: START,
      homeSinceAt: null,
      firstSeenAt: START - 86_400_000,
      lastSeenAt: START - ((n + 5) % MAX_DEVICES),
      zone: null,
      place: null,
      isAttached: false,
      ssids: [],
      name: null,
      hostName: null,
      comment: null,
      pageName: null,
      isMarked: false,
    }));
    const [settings, now] = [settingsOf(), { at: START, monotonicMs: 0 }];
    const world = newWorld(settings, now, { devices, routers: [] });
    const taken = takeSnapshot(world, settings, null);
    const input = { type: 'reading', reading: readAt(0, seeing(phone)) } as const;
    const stepped = step(world, input, settings, now);
    const forgotten = idOf(strangerOf(MAX_DEVICES - 6));
    expect(stepped.changed).toEqual(new Set([idOf(phone), forgotten]));
    const { snapshot } = takeSnapshot(stepped.world, settings, taken, stepped.changed)!;
    expect(snapshot.devices.size).toBe(MAX_DEVICES);
    expect([snapshot.devices.has(idOf(phone)), snapshot.devices.has(forgotten)]).toEqual([true, false]);
    expect([snapshot.macs.has(phone), snapshot.macs.size]).toEqual([true, MAX_DEVICES]);
  });
});

describe('the first look', () => {
  it('tells of nobody, later ones do', () => {
    const reader = readerOf(settingsOf());
    expect(told(reader.read(0, seeing(phone)).events)).toEqual([]);
    expect(told(reader.read(10, seeing(phone, panel)).events)).toEqual(['arrived 02', 'connected 02']);
  });

  it('at a table that could not be read at the start tells of nobody either', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, quiet, { failed: [REGISTRATIONS] });
    expect(told(reader.read(10, seeing(phone)).events)).toEqual([]);
  });

  it('of a second router does not silence the first', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone), { router: 'hall' });
    reader.read(3, seeing(macOf(3)), { router: 'garden' });
    expect(told(reader.read(10, seeing(phone, panel), { router: 'hall' }).events)).toEqual([
      'arrived 02',
      'connected 02',
    ]);
  });

  it('is not had again when a menu comes back after a quarter of an hour', () => {
    const reader = readerOf(twoRouters);
    const { [REGISTRATIONS]: _, ...noMenu } = quiet;
    reader.read(0, seeing(phone), { router: 'hall' });
    reader.read(3, seeing(panel), { router: 'garden' });
    const events: PresenceEvent[] = [];
    for (let seconds = 10; seconds <= 1200; seconds += 10) {
      events.push(...reader.read(seconds, noMenu, { router: 'hall' }).events);
      events.push(...reader.read(seconds + 3, seeing(panel), { router: 'garden' }).events);
    }
    expect(told(events)).toEqual(['disconnected 01', 'left 01']);
    expect(told(reader.read(1210, seeing(phone), { router: 'hall' }).events)).toEqual([
      'arrived 01',
      'connected 01',
    ]);
  });
});

describe('the first look at a second router', () => {
  // looked at late: it did not answer before
  const appear = (reader: ReturnType<typeof readerOf>, seconds: number) =>
    told(reader.read(seconds, seeing(phone, macOf(3)), { router: 'garden' }).events);

  it('tells that a device that disconnected is connected again', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone, panel), { router: 'hall' });
    expect(told(reader.read(10, seeing(panel), { router: 'hall' }).events)).toEqual(['disconnected 01']);
    expect(appear(reader, 13)).toEqual(['connected 01', 'roamed 01']);
  });

  it('tells that a device that left is back', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone, panel), { router: 'hall' });
    for (let seconds = 10; seconds <= 300; seconds += 10)
      reader.read(seconds, seeing(panel), { router: 'hall' });
    expect(deviceOf(reader.now(), phone).presence).toBe('away');
    expect(appear(reader, 303)).toEqual(['arrived 01', 'connected 01']);
  });
});

describe('readings of several routers that overlap', () => {
  it('never make a device last seen earlier than it was', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone), { router: 'hall' });
    reader.read(12, seeing(phone), { router: 'garden' });
    // begun before the other, finished after it
    reader.read(10, seeing(phone), { router: 'hall' });
    expect(deviceOf(reader.now(), phone).last_seen_at).toBe('2026-11-20T08:00:12.000Z');
  });

  it('never bring a device back by a row that was read before it was seen elsewhere', () => {
    const reader = readerOf(twoRouters);
    const at = (uptime: string): Menus => ({
      ...quiet,
      [REGISTRATIONS]: [registered(panel), registered(phone, { uptime })],
    });
    reader.read(0, at('1h'), { router: 'hall' });
    reader.read(3, seeing(macOf(3)), { router: 'garden' });
    expect(told(reader.read(13, at('5s'), { router: 'garden' }).events)).toContain('roamed 01');
    // hall takes its time; the phone leaves garden
    const { events } = reader.read(23, seeing(panel), { router: 'garden' });
    expect(told(events).filter((event) => event.endsWith('01'))).toEqual([]);
    expect(deviceOf(reader.now(), phone)).toMatchObject({ router: 'garden', connected: null });
  });

  it('that both see a device make one device, on the newer association', () => {
    const reader = readerOf(twoRouters);
    const at = (uptime: string): Menus => ({ ...quiet, [REGISTRATIONS]: [registered(phone, { uptime })] });
    reader.read(0, at('1h'), { router: 'hall' });
    reader.read(3, quiet, { router: 'garden' });
    const { world, events } = reader.read(13, at('5s'), { router: 'garden' });
    expect([world.devices.size, told(events)]).toEqual([1, ['roamed 01']]);
    expect(deviceOf(reader.now(), phone).router).toBe('garden');
    // the old row lingers: no way back
    expect(told(reader.read(20, at('1h20s'), { router: 'hall' }).events)).toEqual([]);
    expect(deviceOf(reader.now(), phone).router).toBe('garden');
  });
});

describe('whether somebody is missing', () => {
  const missing = (
    reader: ReturnType<typeof readerOf>,
    settings = settingsOf(),
    router = 'router',
    ...macs: string[]
  ) => hasMissing(reader.now().world, settings, router, new Set(macs));

  it('is asked with the rows of the poll', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(phone, panel));
    expect(missing(reader, settingsOf(), 'router', phone, panel)).toBe(false);
    expect(missing(reader, settingsOf(), 'router', phone)).toBe(true);
    expect(missing(reader)).toBe(true);
  });

  it('does not depend on who is away, or connected to another router, or of another zone', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone), { router: 'hall' });
    reader.read(3, seeing(panel), { router: 'garden' });
    expect(missing(reader, twoRouters, 'garden', panel)).toBe(false);
    const zones = settingsOf({
      routers: [
        { id: 'hall', zone: 'home' },
        { id: 'cabin', zone: 'cabin' },
      ],
    });
    const apart = readerOf(zones);
    apart.read(0, seeing(phone), { router: 'hall' });
    apart.read(10, quiet, { router: 'hall' });
    expect(missing(apart, zones, 'hall')).toBe(true);
    expect(missing(apart, zones, 'cabin')).toBe(false);
  });

  it('since the last look is asked of those who were on this router then', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, seeing(phone, panel), { router: 'hall' });
    reader.read(3, seeing(macOf(3)), { router: 'garden' });
    const newly = (router: string, ...macs: string[]) =>
      hasNewlyMissing(reader.now().world, router, new Set(macs));
    expect([newly('hall', phone, panel), newly('hall', phone), newly('garden', macOf(3))]).toEqual([
      false,
      true,
      false,
    ]);
    reader.read(10, seeing(phone), { router: 'hall' });
    expect(newly('hall', phone)).toBe(false);
  });

  it('is so while a configured device was never seen', () => {
    const settings = settingsOf({ devices: [{ macs: [phone, panel], name: null, awayDelayMs: null }] });
    const world = newWorld(settings, { at: START, monotonicMs: 0 });
    expect(hasMissing(world, settings, 'router', new Set())).toBe(true);
    expect(hasMissing(world, settings, 'router', new Set([panel]))).toBe(false);
  });
});

describe('the comment', () => {
  it('of a lease is told and follows it', () => {
    const reader = readerOf(settingsOf());
    const leased = (comment: string): Menus => ({
      ...seeing(phone),
      'ip/dhcp-server/lease': [{ 'mac-address': phone, status: 'bound', address: '192.168.88.10', comment }],
    });
    reader.read(0, leased('Old'));
    expect(deviceOf(reader.read(10, leased('New')), phone).comment).toBe('New');
    expect(deviceOf(reader.read(20, leased('')), phone).comment).toBeNull();
  });

  it('is gone with its lease, while the name it gave stays', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, {
      ...seeing(phone),
      'ip/dhcp-server/lease': [
        { 'mac-address': phone, status: 'bound', address: '192.168.88.10', comment: 'Phone' },
      ],
    });
    const device = deviceOf(reader.read(10, seeing(phone)), phone);
    expect([device.name, device.dhcp, device.comment]).toEqual(['Phone', null, null]);
  });
});

describe('of several routers', () => {
  const leased = (comment: string): Menus => ({
    ...quiet,
    'ip/dhcp-server/lease': [{ 'mac-address': phone, status: 'waiting', comment }],
  });
  const withPhone = (menus: Menus): Menus => ({ ...menus, [REGISTRATIONS]: [registered(phone)] });

  it('the one that a device is on is believed about it', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, leased('Of the hall'), { router: 'hall' });
    reader.read(3, withPhone(leased('Of the garden')), { router: 'garden' });
    expect(deviceOf(reader.now(), phone).comment).toBe('Of the garden');
    reader.read(10, withPhone(leased('Of the hall')), { router: 'hall' });
    reader.read(13, leased('Of the garden'), { router: 'garden' });
    expect(
      deviceOf(reader.read(20, withPhone(leased('Of the hall')), { router: 'hall' }), phone),
    ).toMatchObject({
      router: 'hall',
      comment: 'Of the hall',
    });
  });

  it('one that was never read may know what no other does', () => {
    const reader = readerOf(twoRouters);
    reader.read(0, withPhone(leased('Phone')), { router: 'hall' });
    reader.read(10, withPhone(quiet), { router: 'hall' });
    expect(deviceOf(reader.now(), phone).comment).toBe('Phone');
    reader.read(13, quiet, { router: 'garden' });
    expect(deviceOf(reader.read(20, withPhone(quiet), { router: 'hall' }), phone).comment).toBeNull();
  });
});

it('without a reading that brought anything there is no snapshot', () => {
  const settings = settingsOf();
  const world = newWorld(settings, { at: START, monotonicMs: 0 });
  expect(takeSnapshot(world, settings, null)).toBeNull();
});

describe('a wall clock that was a day ahead and is set right', () => {
  const DAY = 86_400_000;
  const ahead = { startedAt: START + DAY };

  it('leaves no device seen in the future', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(phone), ahead);
    expect(deviceOf(reader.read(10, seeing(phone)), phone).last_seen_at).toBe('2026-11-20T08:00:10.000Z');
  });

  it('leaves no presence that begins in the future', () => {
    const reader = readerOf(settingsOf());
    reader.read(0, seeing(phone, panel), ahead);
    for (let seconds = 10; seconds <= 300; seconds += 10) reader.read(seconds, seeing(panel));
    const device = deviceOf(reader.now(), phone);
    expect([device.presence, device.presence_since_at]).toEqual(['away', '2026-11-20T08:03:10.000Z']);
  });
});
