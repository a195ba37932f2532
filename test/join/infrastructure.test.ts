/** Rows of registration tables that are the network's own: uplinks of station interfaces, and access points that see each other. */
import { describe, expect, it } from 'vitest';
import { strangerLines, strangersIn } from '../../src/cli/check-stranger.ts';
import { defaults } from '../../src/config/read.ts';
import { type Dialect, dialects } from '../../src/parse/dialect.ts';
import type { Reading } from '../../src/parse/reading.ts';
import type { Row } from '../../src/parse/row.ts';
import { idOf, macOf, type Menus, readAt, readerOf, registered, settingsOf, snapshotOf } from '../builder.ts';

const uplink = 'D4:01:C3:00:00:99';
const phone = macOf(1);
const well: Menus = { 'system/resource': { uptime: '5d' }, 'ip/dhcp-server/lease': [], 'ip/arp': [] };

/** A router of one dialect whose only interface is in this mode and has these MACs in its table. */
function inMode(dialect: Dialect, mode: Row, macs: readonly string[]): Menus {
  const { registrations, interfaces, radios, caps } = dialects[dialect];
  return {
    ...well,
    [registrations]: macs.map((mac) => ({ 'mac-address': mac, interface: 'radio1', uptime: '1h' })),
    [interfaces.path]: [
      { name: 'radio1', 'default-name': 'wifi1', 'mac-address': '48:A9:8A:00:00:11', ...mode },
    ],
    ...(radios === null ? {} : { [radios.path]: [] }),
    ...(caps === null ? {} : { [caps.path]: [] }),
  };
}

function told(menus: Menus) {
  const reader = readerOf(settingsOf());
  const snapshot = snapshotOf(reader.read(0, menus));
  return {
    devices: [...snapshot.devices.keys()],
    counts: snapshot.interfaces.map(({ client_count }) => client_count),
    onAccessPoint: snapshot.accessPoints.map(({ client_count }) => client_count),
    known: snapshot.known.size,
  };
}

const nobody = { devices: [], counts: [0], onAccessPoint: [0], known: 0 };

describe('the row of a station interface is its access point and no client', () => {
  const wifi = ['station', 'station-bridge', 'station-pseudobridge', 'Station-Bridge'];
  const legacy = [...wifi, 'station-wds', 'station-pseudobridge-clone'];
  it.each<[Dialect, string, string]>([
    ...wifi.map((mode): [Dialect, string, string] => ['wifi', 'configuration.mode', mode]),
    ...wifi.map((mode): [Dialect, string, string] => ['wifiwave2', 'configuration.mode', mode]),
    ...legacy.map((mode): [Dialect, string, string] => ['wireless', 'mode', mode]),
  ])('%s %s=%s', (dialect, property, mode) => {
    expect(told(inMode(dialect, { [property]: mode }, [uplink]))).toEqual(nobody);
  });

  it.each<[Dialect, Row]>([
    ['wifi', {}],
    ['wifi', { 'configuration.mode': 'ap' }],
    ['wifiwave2', { 'configuration.mode': 'ap' }],
    ['wireless', { mode: 'ap-bridge' }],
    ['wireless', { mode: 'bridge' }],
    ['capsman', {}],
  ])('that of an access point is a client: %s %j', (dialect, mode) => {
    expect(told(inMode(dialect, mode, [phone]))).toMatchObject({ devices: [idOf(phone)], counts: [1] });
  });

  it('a virtual interface has its own mode, else that of an access point, whatever its master is', () => {
    const on = (mode: Row): Menus => ({
      ...inMode('wifi', { 'configuration.mode': 'station' }, []),
      'interface/wifi': [
        { name: 'radio1', 'default-name': 'wifi1', 'configuration.mode': 'station' },
        { name: 'virtual1', 'master-interface': 'radio1', ...mode },
      ],
      'interface/wifi/registration-table': [registered(phone, { interface: 'virtual1' })],
    });
    expect(told(on({ 'configuration.mode': 'ap' })).devices).toEqual([idOf(phone)]);
    expect(told(on({})).devices).toEqual([idOf(phone)]);
    expect(told(on({ 'configuration.mode': 'station-bridge' })).devices).toEqual([]);
  });

  it('also when it is configured as a device, which this row does not show', () => {
    const device = { macs: [uplink], name: 'Kitchen', awayDelayMs: null };
    const reader = readerOf(settingsOf({ devices: [device] }));
    const snapshot = snapshotOf(
      reader.read(0, inMode('wifi', { 'configuration.mode': 'station' }, [uplink])),
    );
    expect(snapshot.devices.get(idOf(uplink))).toMatchObject({ presence: 'unknown', connected: null });
    expect(snapshot.accessPoints).toMatchObject([{ client_count: 0 }]);
  });

  it('also while the interfaces cannot be read', () => {
    const reader = readerOf(settingsOf());
    const menus = inMode('wifi', { 'configuration.mode': 'station' }, [uplink]);
    reader.read(0, menus);
    expect(snapshotOf(reader.read(10, menus, { failed: ['interface/wifi'] })).devices.size).toBe(0);
  });
});

describe('a MAC of the network itself is no device', () => {
  const settings = settingsOf({ routers: ['main', 'repeater'].map((id) => ({ id, zone: 'home' })) });
  const bssid = '06:00:00:5C:61:72';
  const main = (macs: readonly string[]): Menus => ({
    ...well,
    'interface/wifi/registration-table': macs.map((mac) => registered(mac, { interface: 'cap1' })),
    'interface/wifi': [{ name: 'cap1', 'mac-address': bssid, cap: 'AP1@F4:1E:57:00:CD:7C%*7' }],
    'interface/wifi/radio': [{ interface: 'cap1', 'radio-mac': 'F4:1E:57:00:CD:80' }],
    'interface/wifi/capsman/remote-cap': [{ 'base-mac': 'F4:1E:57:00:CD:7C', identity: 'AP1', state: 'Ok' }],
  });
  // what the repeater's table shows on its own access point, besides its uplink
  const repeater = (macs: readonly string[]): Menus => ({
    ...inMode('wireless', { mode: 'ap-bridge' }, macs),
  });

  it.each([
    ['a BSSID', bssid],
    ['a radio', 'F4:1E:57:00:CD:80'],
    ['the base MAC of a CAP', 'F4:1E:57:00:CD:7C'],
  ])('%s of another router', (_, mac) => {
    for (const order of ['main first', 'repeater first']) {
      const reader = readerOf(settings);
      if (order === 'main first') reader.read(0, main([]), { router: 'main' });
      reader.read(1, repeater([mac, phone]), { router: 'repeater' });
      if (order === 'repeater first') reader.read(2, main([]), { router: 'main' });
      const { taken, events } = reader.read(10, repeater([mac, phone]), { router: 'repeater' });
      expect([...taken!.snapshot.devices.keys()]).toEqual([idOf(phone)]);
      expect(
        taken!.snapshot.accessPoints.find(({ access_point_id: id }) => id === 'repeater')?.client_count,
      ).toBe(1);
      expect(events).toEqual([]);
    }
  });

  it('and that of a repeater is none of its main access point', () => {
    const reader = readerOf(settings);
    reader.read(0, repeater([]), { router: 'repeater' });
    const { taken } = reader.read(1, main(['48:A9:8A:00:00:11', phone]), { router: 'main' });
    expect([...taken!.snapshot.devices.keys()]).toEqual([idOf(phone)]);
  });

  it('unless the operator has configured it as a device', () => {
    const device = { macs: [bssid], name: 'Mesh', awayDelayMs: null };
    const reader = readerOf({ ...settings, devices: [device] });
    reader.read(0, main([]), { router: 'main' });
    const { taken } = reader.read(1, repeater([bssid]), { router: 'repeater' });
    expect(taken!.snapshot.devices.get(idOf(bssid))).toMatchObject({ presence: 'home', name: 'Mesh' });
  });

  it('`check` offers none of them', () => {
    const config = {
      ...defaults.config,
      routers: settings.routers.map((each) => ({ ...defaults.router, ...each })),
    };
    const readings: Reading[] = [
      readAt(0, repeater([bssid, phone]), { router: 'repeater' }),
      readAt(1, main(['48:A9:8A:00:00:11']), { router: 'main' }),
    ];
    for (const order of [readings, readings.toReversed()]) {
      const text = strangerLines(strangersIn(order, config as never), Infinity).join('\n');
      expect(text).toContain(phone);
      expect(text).not.toMatch(/06:00:00:5C:61:72|48:A9:8A/);
    }
  });
});
