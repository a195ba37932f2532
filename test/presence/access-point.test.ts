/** One notion of an access point that is there, for presence and for `reachable`. */
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/parse/row.ts';
import {
  deviceOf,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  settingsOf,
  snapshotOf,
} from '../builder.ts';

const phone = macOf(1);
const CAP = '02:CA:00:00:00:01';
const settings = settingsOf({ awayDelayMs: 30_000 });

interface Box {
  caps?: Row[] | null;
  interfaces?: Row[];
}

/** A manager of each driver with one CAP, and a panel on a radio of its own. */
const managers: Record<string, (box: Box, macs: readonly string[]) => Menus> = {
  wifi: ({ caps = [{ state: 'Ok' }], interfaces = [{}] }, macs) => ({
    ...quiet,
    'interface/wifi/registration-table': [
      registered(macOf(9)),
      ...macs.map((mac) => registered(mac, { interface: 'attic0' })),
    ],
    'interface/wifi': [
      { name: 'wifi1', 'default-name': 'wifi1', 'configuration.ssid': 'home' },
      ...interfaces.map((row, n) => ({ name: `attic${n}`, cap: `Attic@${CAP}%*1`, ...row })),
    ],
    'interface/wifi/capsman/remote-cap': (caps ?? []).map((row) => ({
      'base-mac': CAP,
      identity: 'Attic',
      ...row,
    })),
  }),
  'legacy CAPsMAN': ({ caps = [{ state: 'Run' }], interfaces = [{}] }, macs) => ({
    ...quiet,
    'interface/wifi/registration-table': [registered(macOf(9))],
    'caps-man/registration-table': macs.map((mac) => ({
      'mac-address': mac,
      interface: 'attic0',
      uptime: '1h',
    })),
    'caps-man/interface': interfaces.map((row, n) => ({ name: `attic${n}`, ...row })),
    'caps-man/radio': interfaces.map((_, n) => ({ interface: `attic${n}`, 'remote-cap-name': '[x]' })),
    'caps-man/remote-cap': (caps ?? []).map((row) => ({
      'base-mac': CAP,
      identity: 'Attic',
      name: '[x]',
      ...row,
    })),
  }),
};

const off = { disabled: 'true' };
const inactive = { inactive: 'true' };

describe.each(Object.entries(managers))('an access point of a manager of %s', (_, menusOf) => {
  /** What is said of it, and of the phone that was on it, when it has been so for longer than the delay. */
  function after(box: Box) {
    const reader = readerOf(settings);
    reader.read(0, menusOf({}, [phone]));
    for (let second = 10; second <= 90; second += 10) reader.read(second, menusOf(box, []));
    const { accessPoints } = snapshotOf(reader.now());
    const attic = accessPoints.find(({ name }) => name === 'Attic');
    return [attic?.reachable, deviceOf(reader.now(), phone).presence];
  }

  it.each<[string, Box]>([
    ['says "Ok"', { caps: [{ state: 'Ok' }] }],
    ['says "Run"', { caps: [{ state: 'Run' }] }],
    ['says "running" in any case', { caps: [{ state: 'Running' }] }],
    ['says no state', { caps: [{}] }],
    ['is listed with a lost connection too', { caps: [{ state: 'Disconnected' }, { state: 'Ok' }] }],
    ['is listed with a lost connection last', { caps: [{ state: 'Ok' }, { state: 'Disconnected' }] }],
    ['has one of two interfaces enabled', { interfaces: [off, {}] }],
    ['has one of two interfaces active', { interfaces: [inactive, {}] }],
    ['has no client, so that nothing is running', { interfaces: [{ running: 'false' }] }],
  ])('that %s is there: who is missing from it leaves', (__, box) =>
    expect(after(box)).toEqual([true, 'away']),
  );

  it.each<[string, Box]>([
    ['is not listed', { caps: null }],
    ['says "Connecting"', { caps: [{ state: 'Connecting' }] }],
    ['says "Join"', { caps: [{ state: 'Join' }] }],
    ['says a word that nobody knows', { caps: [{ state: 'Pondering' }] }],
    ['has no enabled interface', { interfaces: [off, off] }],
    ['has no active interface', { interfaces: [inactive, inactive] }],
    ['has none that is both', { interfaces: [off, inactive] }],
    ['has no interface at all', { interfaces: [] }],
  ])('that %s is not there: nobody leaves it', (__, box) => expect(after(box)).toEqual([false, 'home']));
});

describe('the router’s own radios', () => {
  const own = (interfaces: Row[], macs: readonly string[]): Menus => ({
    ...quiet,
    'interface/wifi/registration-table': macs.map((mac) => registered(mac)),
    'interface/wifi': interfaces,
  });
  const wifi1 = { name: 'wifi1', 'default-name': 'wifi1', 'configuration.ssid': 'home' };

  it.each<[string, Row[]]>([
    ['all gone', []],
    ['all disabled', [{ ...wifi1, disabled: 'true' }]],
    ['all inactive', [{ ...wifi1, inactive: 'true' }]],
  ])('%s are not there: nobody leaves them', (_, interfaces) => {
    const reader = readerOf(settings);
    reader.read(0, own([wifi1], [phone, macOf(2)]));
    for (let second = 10; second <= 120; second += 10) reader.read(second, own(interfaces, []));
    expect(deviceOf(reader.now(), phone).presence).toBe('home');
    expect(snapshotOf(reader.now()).accessPoints).toMatchObject([
      { access_point_id: 'router', reachable: false },
    ]);
  });

  it('there, and empty for three polls, are believed', () => {
    const reader = readerOf(settings);
    reader.read(0, own([wifi1], [phone, macOf(2)]));
    for (let second = 10; second <= 120; second += 10) reader.read(second, own([wifi1], []));
    expect(deviceOf(reader.now(), phone).presence).toBe('away');
  });
});

it('an access point that is listed and disabled for more than a day counts as removed, once and for all', () => {
  const reader = readerOf(settings);
  const menus = managers['wifi']!;
  reader.read(0, menus({}, [phone]));
  for (let hour = 0; hour <= 30; hour++)
    for (let second = 10; second <= 60; second += 10)
      reader.read(hour * 3600 + second, menus({ interfaces: [off] }, []));
  expect(deviceOf(reader.now(), phone).presence).toBe('away');
});
