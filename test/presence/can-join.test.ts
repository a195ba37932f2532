/** A device that cannot join: its owner may be at home, so it becomes unknown and never away. */
import { describe, expect, it } from 'vitest';
import { type Dialect, dialects } from '../../src/parse/dialect.ts';
import type { Row } from '../../src/parse/row.ts';
import { toRemembered } from '../../src/presence/remember.ts';
import { newWorld } from '../../src/world/world.ts';
import { deviceOf, idOf, macOf, type Menus, readAt, readerOf, settingsOf, START } from '../builder.ts';
import { step } from '../at-once.ts';

const phone = macOf(1);
const panel = macOf(2);
const settings = settingsOf();
const MINUTE = 60;

interface House {
  macs: readonly string[];
  rules?: Row[];
  interfaces?: Row[];
}

const home = { name: 'wifi1', 'default-name': 'wifi1', 'configuration.ssid': 'home', ssid: 'home' };
const guest = {
  name: 'wifi1-guest',
  'master-interface': 'wifi1',
  'configuration.ssid': 'guest',
  ssid: 'guest',
};

/** The panel is on `home`, everybody else on `guest`. */
function house(dialect: Dialect, { macs, rules = [], interfaces = [home, guest] }: House): Menus {
  const { registrations, interfaces: listed, radios, caps, accessList } = dialects[dialect];
  return {
    'system/resource': { uptime: '5d' },
    [registrations]: [panel, ...macs].map((mac) => ({
      'mac-address': mac,
      interface: mac === panel ? 'wifi1' : 'wifi1-guest',
      uptime: '1h',
      ...(dialect === 'wireless' ? {} : { ssid: mac === panel ? 'home' : 'guest' }),
    })),
    [listed.path]: interfaces,
    ...(radios === null ? {} : { [radios.path]: [{ interface: 'wifi1', local: 'true' }] }),
    ...(caps === null ? {} : { [caps.path]: [] }),
    [accessList]: rules,
    'ip/dhcp-server/lease': [],
    'ip/arp': [],
  };
}

/** A phone that was there, and what becomes of it in the hours that follow. */
function after(dialect: Dialect, later: Omit<House, 'macs'>, hours = 8) {
  const reader = readerOf(settings);
  reader.read(0, house(dialect, { macs: [phone] }));
  const gone = house(dialect, { macs: [], ...later });
  const events: string[] = [];
  const seen = new Set<string>();
  for (let second = MINUTE; second <= hours * 3600; second += MINUTE) {
    events.push(...reader.read(second, gone).events.map(({ type }) => type));
    reader.tick(second);
    seen.add(deviceOf(reader.now(), phone).presence);
  }
  const back = reader.read(hours * 3600 + 10, house(dialect, { macs: [phone] }));
  events.push(...back.events.map(({ type }) => type));
  return { seen: [...seen], events, device: deviceOf(back, phone) };
}

const rejecting = { 'mac-address': phone, action: 'reject', authentication: 'false' };
const unharmed = {
  seen: ['home', 'unknown'],
  events: [],
  device: { presence: 'home', presence_since_at: new Date(START).toISOString() },
};

describe.each<Dialect>(['wifi', 'wifiwave2', 'capsman', 'wireless'])('on %s', (dialect) => {
  it('a device that a rule rejects becomes unknown, and is home as before when it is let in again', () => {
    expect(after(dialect, { rules: [rejecting] })).toMatchObject(unharmed);
  });

  it('so does one whose only SSID is disabled', () => {
    expect(after(dialect, { interfaces: [home, { ...guest, disabled: 'true' }] })).toMatchObject(unharmed);
  });

  it('and one whose only SSID no interface has any more', () => {
    expect(after(dialect, { interfaces: [home] })).toMatchObject(unharmed);
  });

  it('a device that could join leaves', () => {
    const others: Omit<House, 'macs'>[] = [
      {},
      { rules: [{ ...rejecting, 'mac-address': panel }] },
      { rules: [{ ...rejecting, interface: 'wifi1' }] },
      { rules: [{ 'mac-address': phone, action: 'accept' }, rejecting] },
      { interfaces: [{ ...home, disabled: 'true' }, guest] },
    ];
    for (const later of others)
      expect([later, after(dialect, later, 1).seen]).toEqual([later, ['home', 'away']]);
  });
});

it('a device that was seen on a second SSID too leaves when only one of them is off', () => {
  const reader = readerOf(settings);
  reader.read(0, house('wifi', { macs: [phone] }));
  const both = house('wifi', { macs: [] });
  const rows = both['interface/wifi/registration-table'] as Row[];
  reader.read(10, {
    ...both,
    'interface/wifi/registration-table': [
      ...rows,
      { 'mac-address': phone, interface: 'wifi1', ssid: 'home' },
    ],
  });
  for (let second = 20; second <= 400; second += 10)
    reader.read(second, house('wifi', { macs: [], interfaces: [home] }));
  expect(deviceOf(reader.now(), phone).presence).toBe('away');
});

it('a restart in the night forgets neither the SSIDs of a device nor those of the network', () => {
  const reader = readerOf(settings);
  reader.read(0, house('wifi', { macs: [phone] }));
  const { world } = reader.read(10, house('wifi', { macs: [], interfaces: [home] }));
  const remembered = toRemembered(
    world.devices.values(),
    [...world.routers].map(([id, { memory }]) => [id, memory]),
  );
  let next = newWorld(settings, { at: START + 20_000, monotonicMs: 20_000 }, remembered);
  for (let second = 20; second <= 60 * MINUTE; second += 10) {
    const reading = readAt(second, house('wifi', { macs: [], interfaces: [home] }));
    const now = { at: START + second * 1000, monotonicMs: second * 1000 };
    next = step(next, { type: 'reading', reading }, settings, now).world;
    next = step(next, { type: 'tick' }, settings, now).world;
  }
  expect(next.devices.get(idOf(phone))?.presence).toBe('unknown');
});

it('a rule with hours keeps a device off by the clock as last read', () => {
  const reader = readerOf(settings);
  const rules = [{ ...rejecting, time: '8h10m-12h' }];
  const morning = { date: '2026-11-20', time: '08:00:00' };
  const menus = (macs: readonly string[]) => ({
    ...house('wifi', { macs, rules }),
    'system/clock': morning,
  });
  reader.read(0, menus([phone]));
  for (let second = 10; second <= 60 * MINUTE; second += 10) {
    reader.read(second, menus(second < 10 * MINUTE ? [phone] : []), { failed: ['system/clock'] });
    reader.tick(second);
    expect([second, deviceOf(reader.now(), phone).presence]).not.toEqual([second, 'away']);
  }
  expect(deviceOf(reader.now(), phone)).toMatchObject({ presence: 'unknown', blocked: true });
});

it('nobody leaves before rules and interfaces were read after the last sighting', () => {
  const quick = settingsOf({ pollIntervalMs: 1000, awayDelayMs: 2000 });
  const reader = readerOf(quick);
  reader.read(0, house('wifi', { macs: [phone] }));
  const stale = readAt(0, house('wifi', { macs: [] })).tables;
  let { world } = reader.now();
  const read = (second: number, isFresh: boolean) => {
    const reading = readAt(second, house('wifi', { macs: [] }));
    const { 'interface/wifi': interfaces, 'interface/wifi/access-list': rules } = stale;
    const tables = isFresh
      ? reading.tables
      : { ...reading.tables, 'interface/wifi': interfaces, 'interface/wifi/access-list': rules };
    const now = { at: START + second * 1000, monotonicMs: second * 1000 };
    world = step(world, { type: 'reading', reading: { ...reading, tables } }, quick, now).world;
    return world.devices.get(idOf(phone))!.presence;
  };
  for (let second = 1; second <= 20; second++) expect(read(second, false)).toBe('home');
  expect(read(21, true)).toBe('away');
});
