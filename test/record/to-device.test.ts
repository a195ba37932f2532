/** The record of a device in every state it can be in, as the whole core makes it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Device, deviceSchema, toCompact, compactDeviceSchema } from '../../src/record/device.ts';
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
} from '../builder.ts';

const phone = macOf(1);
const panel = macOf(2);

const phoneRow = registered(phone, {
  signal: '-61',
  'tx-rate': '866700000',
  'rx-rate': '780000000',
  'tx-bits-per-second': '1200',
  'rx-bits-per-second': '800',
  bytes: '1000,2000',
  packets: '10,20',
  uptime: '1h1s500ms',
  'last-activity': '1s900ms',
  'auth-type': 'wpa3-psk',
  authorized: 'true',
  band: '5ghz-ax',
  ssid: 'home',
  'vlan-id': '10',
  'eap-identity': 'anna',
});

const house: Menus = {
  ...quiet,
  [REGISTRATIONS]: [phoneRow, registered(panel)],
  'ip/dhcp-server/lease': [
    {
      'mac-address': phone,
      'active-address': '192.168.88.10',
      'host-name': 'pixel',
      comment: 'Anna’s Phone',
      status: 'bound',
      dynamic: 'false',
      server: 'dhcp1',
      'expires-after': '9m59s900ms',
      'last-seen': '1m',
    },
  ],
  'ipv6/neighbor': [{ 'mac-address': phone, address: 'fe80::1', status: 'stale' }],
};
const without: Menus = { ...house, [REGISTRATIONS]: [registered(panel)] };

/** Fields that only a device on the air has. */
const live = {
  wifi_standard: null,
  channel: null,
  frequency_mhz: null,
  signal_dbm: null,
  tx_rate_bps: null,
  rx_rate_bps: null,
  tx_throughput_bps: null,
  rx_throughput_bps: null,
  tx_bytes: null,
  rx_bytes: null,
  tx_packets: null,
  rx_packets: null,
  connected_since_at: null,
  uptime_seconds: null,
  idle_seconds: null,
  auth_type: null,
  authorized: null,
  vlan_id: null,
  eap_identity: null,
  links: [],
} satisfies Partial<Device>;

const last = {
  router: 'router',
  access_point: 'Hall',
  access_point_id: 'router',
  interface: 'wifi1',
  ssid: 'home',
  band: '5GHz',
  source: 'wifi',
} satisfies Partial<Device>;

const connected: Device = {
  device_id: '020000000001',
  mac_address: phone,
  mac_randomized: true,
  blocked: null,
  vendor: null,
  known: true,
  guest: false,
  name: 'Anna’s Phone',
  name_source: 'dhcp_comment',
  host_name: 'pixel',
  comment: 'Anna’s Phone',
  presence: 'home',
  zone: 'home',
  presence_since_at: '2026-11-20T08:00:00.000Z',
  first_seen_at: '2026-11-20T08:00:00.000Z',
  last_seen_at: '2026-11-20T08:00:00.000Z',
  connected: true,
  ip_address: '192.168.88.10',
  ip_source: 'dhcp_lease',
  ip_addresses: ['192.168.88.10', 'fe80::1'],
  ...last,
  wifi_standard: '802.11ax',
  channel: '5180',
  frequency_mhz: 5180,
  signal_dbm: -61,
  tx_rate_bps: 866_700_000,
  rx_rate_bps: 780_000_000,
  tx_throughput_bps: 1200,
  rx_throughput_bps: 800,
  tx_bytes: 1000,
  rx_bytes: 2000,
  tx_packets: 10,
  rx_packets: 20,
  connected_since_at: '2026-11-20T06:59:58.500Z',
  // truncated, never rounded up
  uptime_seconds: 3601,
  idle_seconds: 1,
  auth_type: 'wpa3-psk',
  authorized: true,
  vlan_id: 10,
  eap_identity: 'anna',
  links: [],
  dhcp: { server: 'dhcp1', status: 'bound', dynamic: false, expires_in_seconds: 599, last_seen_seconds: 60 },
};

let made: Device[] = [];
const deviceAfter = (
  steps: (reader: ReturnType<typeof readerOf>) => void,
  settings = settingsOf(),
  mac = phone,
): Device => {
  const reader = readerOf(settings);
  steps(reader);
  const told = reader.now();
  made = [...snapshotOf(told).devices.values()];
  return deviceOf(told, mac);
};

// whatever the state: the published shape, and no field missing
afterEach(() => {
  for (const device of made) {
    expect(deviceSchema.parse(device)).toEqual(device);
    expect(Object.keys(device)).toEqual(Object.keys(deviceSchema.shape));
    expect(compactDeviceSchema.parse(toCompact(device))).toEqual(toCompact(device));
  }
  expect(made.length).toBeGreaterThan(0);
  made = [];
});

describe('a device that is connected', () => {
  it('is told with everything its row says', () => {
    expect(deviceAfter(({ read }) => read(0, house))).toEqual(connected);
  });

  it('of which nothing is told has null, never 0 or empty text', () => {
    const bare = deviceAfter(({ read }) => read(0, { [REGISTRATIONS]: [{ 'mac-address': phone }] }));
    expect(bare).toEqual({
      ...connected,
      ...live,
      known: false,
      name: phone,
      name_source: 'mac_address',
      host_name: null,
      comment: null,
      ip_address: null,
      ip_source: null,
      ip_addresses: [],
      access_point: null,
      access_point_id: null,
      interface: null,
      ssid: null,
      band: null,
      dhcp: null,
    });
  });

  it('keeps the moment it connected while its uptime agrees within 5 s', () => {
    const since = (uptime: string) =>
      deviceAfter(({ read }) => {
        read(0, house);
        read(10, { ...house, [REGISTRATIONS]: [{ ...phoneRow, uptime }] });
      }).connected_since_at;
    expect(since('1h11s')).toBe(connected.connected_since_at);
    expect(since('1h6s500ms')).toBe(connected.connected_since_at);
    expect(since('1h16s500ms')).toBe(connected.connected_since_at);
    expect(since('1h16s501ms')).toBe('2026-11-20T06:59:53.499Z');
    expect(since('5s')).toBe('2026-11-20T08:00:05.000Z');
  });

  it('was last seen when the poll began that saw it last', () => {
    const device = deviceAfter(({ read }) => {
      read(0, house);
      read(10, house);
    });
    expect([device.first_seen_at, device.last_seen_at, device.presence_since_at]).toEqual([
      '2026-11-20T08:00:00.000Z',
      '2026-11-20T08:00:10.000Z',
      '2026-11-20T08:00:00.000Z',
    ]);
  });

  it('has the links of a multi-link association, of none of which the signal is told', () => {
    const row = registered(phone, {
      interface: 'mld1',
      'mld-interfaces': 'wifi1,wifi2',
      'mld-link-addresses': `${macOf(3)},${macOf(4)}`,
    });
    const device = deviceAfter(({ read }) => read(0, { ...house, [REGISTRATIONS]: [row] }));
    expect(device.links).toEqual([
      { interface: 'wifi1', mac_address: macOf(3), band: '5GHz', signal_dbm: null },
      { interface: 'wifi2', mac_address: macOf(4), band: '2.4GHz', signal_dbm: null },
    ]);
    expect(device.signal_dbm).toBe(-60);
  });

  it('is called as the operator configured', () => {
    const settings = settingsOf({
      devices: [{ macs: [phone], name: 'Phone of Anna', awayDelayMs: null }],
      accessPoints: [{ id: 'router', name: 'Stairs', awayDelayMs: null }],
    });
    const device = deviceAfter(({ read }) => read(0, house), settings);
    expect([device.name, device.name_source, device.access_point]).toEqual([
      'Phone of Anna',
      'configured',
      'Stairs',
    ]);
  });
});

describe('a device that is held, because there is no evidence', () => {
  it('stays as last read, but nobody claims that it is connected', () => {
    const device = deviceAfter(({ read }) => {
      read(0, house);
      read(10, house, { failed: everyMenu });
    });
    expect(device).toEqual({ ...connected, connected: null });
  });
});

describe('a device that is missing, and not yet for long', () => {
  it('is home, not connected, where it was last, with no live value', () => {
    const device = deviceAfter(({ read }) => {
      read(0, house);
      read(10, without);
    });
    expect(device).toEqual({ ...connected, ...live, connected: false });
  });

  it('and held again has none of its old live values back', () => {
    const device = deviceAfter(({ read }) => {
      read(0, house);
      read(10, without);
      read(20, without, { failed: [REGISTRATIONS] });
    });
    expect(device).toEqual({ ...connected, ...live, connected: null });
  });
});

describe('a device that is away', () => {
  it('has no zone and no live value, but the place where it was last', () => {
    const device = deviceAfter(({ read }) => {
      read(0, house);
      for (let seconds = 10; seconds <= 190; seconds += 10) read(seconds, without);
    });
    expect(device).toEqual({
      ...connected,
      ...live,
      presence: 'away',
      zone: null,
      connected: false,
      presence_since_at: '2026-11-20T08:03:10.000Z',
    });
  });
});

describe('a device that is unknown', () => {
  it('keeps its place and its zone, and has no live value', () => {
    const device = deviceAfter(({ read, tick }) => {
      read(0, house);
      read(10, {}, { failed: everyMenu });
      tick(900);
    });
    expect(device).toEqual({
      ...connected,
      ...live,
      presence: 'unknown',
      connected: null,
      presence_since_at: '2026-11-20T08:15:00.000Z',
    });
  });

  it('because it was configured and never seen, is null in everything but its name', () => {
    const settings = settingsOf({
      devices: [{ macs: [macOf(9), macOf(8)], name: 'Tablet', awayDelayMs: null }],
    });
    const device = deviceAfter(({ read }) => read(0, house), settings, macOf(9));
    expect(device).toEqual({
      ...connected,
      ...live,
      device_id: '020000000009',
      mac_address: macOf(9),
      name: 'Tablet',
      name_source: 'configured',
      host_name: null,
      comment: null,
      presence: 'unknown',
      zone: null,
      presence_since_at: null,
      first_seen_at: null,
      last_seen_at: null,
      connected: null,
      ip_address: null,
      ip_source: null,
      ip_addresses: [],
      router: null,
      access_point: null,
      access_point_id: null,
      interface: null,
      ssid: null,
      band: null,
      source: null,
      dhcp: null,
    });
  });
});

describe('a device with several MACs', () => {
  it('keeps the id of the first and shows the one last seen', () => {
    const settings = settingsOf({
      devices: [{ macs: ['00:16:3E:00:00:01', phone], name: null, awayDelayMs: null }],
    });
    const device = deviceAfter(({ read }) => read(0, house), settings, '00:16:3E:00:00:01');
    expect([device.device_id, device.mac_address, device.mac_randomized, device.name]).toEqual([
      '00163e000001',
      phone,
      true,
      'Anna’s Phone',
    ]);
    expect(made.map(({ device_id }) => device_id).toSorted()).toEqual(['00163e000001', '020000000002']);
  });
});
