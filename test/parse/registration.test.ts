import { describe, expect, it } from 'vitest';
import { dialectNames } from '../../src/parse/dialect.ts';
import { parseRegistration, type Registration } from '../../src/parse/registration.ts';
import type { Row } from '../../src/parse/row.ts';
import { parseIdentity, parseResource, parseRouterboard } from '../../src/parse/system.ts';

const mac = '02:00:00:00:00:01';
const wifi = (row: Row): Registration =>
  parseRegistration('wifi', { 'mac-address': mac, interface: 'wifi1', ...row })!;

const nothing = {
  ssid: null,
  band: null,
  wifiStandard: null,
  signalDbm: null,
  txRateBps: null,
  rxRateBps: null,
  txThroughputBps: null,
  rxThroughputBps: null,
  txBytes: null,
  rxBytes: null,
  txPackets: null,
  rxPackets: null,
  uptimeMs: null,
  idleMs: null,
  authType: null,
  authorized: null,
  vlanId: null,
  eapIdentity: null,
  comment: null,
  dhcpAddress: null,
  dhcpHostName: null,
  lastIp: null,
  links: [],
};

describe('a registration', () => {
  it('of wifi', () => {
    expect(
      wifi({
        'auth-type': 'wpa3-psk',
        authorized: 'true',
        band: '5ghz-ac',
        bytes: '1649102301,345061082',
        'last-activity': '0ms',
        packets: '3956773,2915676',
        'rx-bits-per-second': '17920',
        'rx-rate': '86700000',
        signal: '-65',
        ssid: 'home',
        'tx-bits-per-second': '0',
        'tx-rate': '96000000',
        uptime: '3d8h35m33s',
        'vlan-id': '10',
        comment: 'Kitchen light',
        'dhcp-address': '192.168.88.20',
        'dhcp-hostname': 'light',
      }),
    ).toEqual({
      ...nothing,
      source: 'wifi',
      macAddress: mac,
      interface: 'wifi1',
      ssid: 'home',
      band: '5GHz',
      wifiStandard: '802.11ac',
      signalDbm: -65,
      txRateBps: 96_000_000,
      rxRateBps: 86_700_000,
      txThroughputBps: 0,
      rxThroughputBps: 17_920,
      txBytes: 1_649_102_301,
      rxBytes: 345_061_082,
      txPackets: 3_956_773,
      rxPackets: 2_915_676,
      uptimeMs: 290_133_000,
      idleMs: 0,
      authType: 'wpa3-psk',
      authorized: true,
      vlanId: 10,
      comment: 'Kitchen light',
      dhcpAddress: '192.168.88.20',
      dhcpHostName: 'light',
    });
  });

  it('of caps-man', () => {
    const row = {
      bytes: '134180,167515',
      'eap-identity': '',
      interface: 'Bedroom',
      'last-ip': '91.83.168.192',
      'mac-address': mac,
      'rx-rate': '52Mbps-20MHz/1S',
      'rx-signal': '-76',
      'tx-signal': '-50',
      ssid: 'home',
      'tx-rate': '57.7Mbps-20MHz/1S/SGI',
      uptime: '5h55m9s180ms',
    };
    expect(parseRegistration('capsman', row)).toEqual({
      ...nothing,
      source: 'capsman',
      macAddress: mac,
      interface: 'Bedroom',
      ssid: 'home',
      signalDbm: -76,
      txRateBps: 57_700_000,
      rxRateBps: 52_000_000,
      txBytes: 134_180,
      rxBytes: 167_515,
      uptimeMs: 21_309_180,
      lastIp: '91.83.168.192',
    });
  });

  it('of wireless', () => {
    const row = {
      '802.1x-port-enabled': 'true',
      ap: 'false',
      'authentication-type': 'wpa2-psk',
      interface: 'wlan1',
      'last-activity': '170ms',
      'last-ip': '192.168.88.7',
      'mac-address': mac,
      'p-throughput': '54928',
      'signal-strength': '-62@1Mbps',
      'signal-strength-ch0': '-63',
      'tx-rate': '72.2Mbps-20MHz/1S/SGI',
      uptime: '5h49m36s',
    };
    expect(parseRegistration('wireless', row)).toEqual({
      ...nothing,
      source: 'wireless',
      macAddress: mac,
      interface: 'wlan1',
      signalDbm: -62,
      txRateBps: 72_200_000,
      uptimeMs: 20_976_000,
      idleMs: 170,
      authType: 'wpa2-psk',
      authorized: true,
      lastIp: '192.168.88.7',
    });
  });

  it('of which nothing is told but the MAC is null in everything else, never 0', () => {
    for (const source of dialectNames) {
      expect(parseRegistration(source, { 'mac-address': mac })).toEqual({
        ...nothing,
        source,
        macAddress: mac,
        interface: null,
      });
    }
  });

  it('whose values are not understood is null in them', () => {
    const row = {
      signal: '91',
      'tx-rate': 'fast',
      bytes: '1',
      packets: 'a,b',
      uptime: 's',
      'last-activity': 'never',
      'vlan-id': '0',
      'tx-bits-per-second': '-1',
      authorized: 'maybe',
      band: 'auto',
    };
    expect(wifi(row)).toEqual({ ...nothing, source: 'wifi', macAddress: mac, interface: 'wifi1' });
    expect(wifi({ 'vlan-id': '4095' }).vlanId).toBeNull();
  });

  it('with signals of several dialects takes the first that says something', () => {
    expect(wifi({ signal: '0', 'rx-signal': '-70', 'signal-strength': '-60@6Mbps' }).signalDbm).toBe(-70);
  });

  it('is unauthorized only when the router says so', () => {
    expect(wifi({ authorized: 'false' }).authorized).toBe(false);
    expect(wifi({ '802.1x-port-enabled': 'false' }).authorized).toBe(false);
    expect(wifi({}).authorized).toBeNull();
  });
});

describe('a multi-link association', () => {
  const link = (name: string, macAddress: string | null) => ({
    interface: name,
    macAddress,
    band: null,
    signalDbm: null,
  });

  it('names its links and their MACs in the order of the router', () => {
    const row = {
      'mld-interfaces': 'wifi1,wifi2',
      'mld-link-addresses': '02:00:00:00:01:01,02:00:00:00:01:02',
    };
    expect(wifi(row).links).toEqual([link('wifi1', '02:00:00:00:01:01'), link('wifi2', '02:00:00:00:01:02')]);
  });

  it('whose MACs are not told has null, not one of another link', () => {
    const links = (names: string, macs: string) =>
      wifi({ 'mld-interfaces': names, 'mld-link-addresses': macs }).links;
    expect(links('wifi1,wifi2', '02:00:00:00:01:01')).toEqual([
      link('wifi1', '02:00:00:00:01:01'),
      link('wifi2', null),
    ]);
    expect(links('wifi1,,wifi3', '02:00:00:00:01:01,02:00:00:00:01:02,02:00:00:00:01:03')).toEqual([
      link('wifi1', '02:00:00:00:01:01'),
      link('wifi3', '02:00:00:00:01:03'),
    ]);
    expect(links('wifi1', 'none')).toEqual([link('wifi1', null)]);
    expect(links('', '02:00:00:00:01:01')).toEqual([]);
  });

  it.each([
    ['2ghz-be,5ghz-be', ['2.4GHz', '5GHz'], '802.11be'],
    ['5ghz-be, 6ghz-be', ['5GHz', '6GHz'], '802.11be'],
    ['2ghz-ax,5ghz-be', ['2.4GHz', '5GHz'], null],
    ['5ghz-be', [null, null], '802.11be'],
    ['2ghz-be,5ghz-be,6ghz-be', [null, null], '802.11be'],
    ['2ghz-be,tv', ['2.4GHz', null], null],
  ])('on the bands %j has %j by link, and the standard %s', (band, bands, standard) => {
    const row = wifi({ band, 'mld-interfaces': 'wifi1,wifi2' });
    expect(row.links.map((each) => each.band)).toEqual(bands);
    expect(row.wifiStandard).toBe(standard);
  });

  it.each([
    ['-55,-62', [-55, -62]],
    ['-55, -62dBm', [-55, -62]],
    ['-55@6Mbps,0', [-55, null]],
    ['wifi2:-62,wifi1:-55', [-55, -62]],
    ['wifi1=-55', [-55, null]],
    ['wifi1 -55,wifi2/-62', [-55, -62]],
    ['wifi7:-55,wifi2:-62', [null, -62]],
    ['-55', [null, null]],
    ['-55,-62,-70', [null, null]],
    ['', [null, null]],
  ])('whose signals are told as %j has %j', (signals, expected) => {
    const row = wifi({ 'mld-interfaces': 'wifi1,wifi2', 'signal-per-link': signals });
    expect(row.links.map((each) => each.signalDbm)).toEqual(expected);
  });

  it('on interfaces with long names loses none of them', () => {
    const names = [
      'Upper floor 5GHz radio of the access point',
      'Upper floor 6GHz radio of the access point',
      'Upper floor 2GHz radio of the access point',
    ].map((name) => name.padEnd(60, '.'));
    expect(wifi({ 'mld-interfaces': names.join(',') }).links.map((each) => each.interface)).toEqual(names);
  });
});

describe('rows that are no WiFi client', () => {
  it.each<[string, Row]>([
    ['no MAC', { interface: 'wifi1', signal: '-60' }],
    ['an all-zero MAC', { 'mac-address': '00:00:00:00:00:00', interface: 'wifi1' }],
    [
      'the upstream access point a station lists',
      { 'mac-address': mac, interface: 'wlan1', ap: 'true', 'signal-strength': '-50@6Mbps' },
    ],
    [
      'an Ethernet interface',
      {
        '.id': '*1',
        name: 'ether1',
        'default-name': 'ether1',
        type: 'ether',
        'mac-address': mac,
        mtu: '1500',
        running: 'true',
      },
    ],
    ['a WiFi interface', { '.id': '*2', name: 'wifi1', 'mac-address': mac, ssid: 'home' }],
  ])('%s', (_, row) => {
    for (const source of dialectNames) expect(parseRegistration(source, row)).toBeNull();
  });
});

describe('the router itself', () => {
  it('tells what it is', () => {
    const row = {
      'architecture-name': 'arm64',
      'board-name': 'hAP ax^3',
      'cpu-count': '4',
      'cpu-load': '13',
      'free-memory': '562020352',
      'total-memory': '1073741824',
      uptime: '3d8h39m31s',
      version: '7.24 (stable)',
    };
    expect(parseResource(row)).toEqual({
      boardName: 'hAP ax^3',
      version: '7.24 (stable)',
      architecture: 'arm64',
      cpuCount: 4,
      cpuLoadPercent: 13,
      memoryTotalBytes: 1_073_741_824,
      memoryFreeBytes: 562_020_352,
      uptimeMs: 290_371_000,
    });
    expect(parseRouterboard({ model: 'C53UiG+5HPaxD2HPaxD', 'serial-number': 'HD1' })).toEqual({
      model: 'C53UiG+5HPaxD2HPaxD',
      serialNumber: 'HD1',
    });
    expect(parseIdentity({ name: '\u202EHall' })).toEqual({ name: 'Hall' });
  });

  it('that tells nothing is null in everything', () => {
    for (const value of [parseResource({}), parseRouterboard({}), parseIdentity({})]) {
      expect(new Set(Object.values(value))).toEqual(new Set([null]));
    }
  });
});
