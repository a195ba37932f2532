import { describe, expect, it } from 'vitest';
import { joinReading } from '../../src/join/view.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf, type ReadingOptions } from '../capture.ts';

const registrations = 'interface/wifi/registration-table';

function viewOf(menus: Menus, options: ReadingOptions = {}) {
  const view = joinReading(readingOf(menus, options));
  return {
    ...view,
    counts: Object.fromEntries(view.interfaces.map(({ row, clientCount }) => [row.name, clientCount])),
  };
}

const own = (name: string, row = {}) => ({ name, 'default-name': name, ...row });

describe('the tables of one reading', () => {
  it('of all four dialects are joined: no either-or', () => {
    const row = (n: number) => [{ 'mac-address': macOf(n), interface: 'a' }];
    const { clients } = viewOf({
      [registrations]: row(1),
      'interface/wifiwave2/registration-table': row(2),
      'caps-man/registration-table': row(3),
      'interface/wireless/registration-table': row(4),
    });
    const sourceOf = (n: number) => clients.get(macOf(n))!.map(({ place }) => place.source);
    expect([1, 2, 3, 4].map(sourceOf)).toEqual([['wifi'], ['wifiwave2'], ['capsman'], ['wireless']]);
  });

  it('that name one MAC twice keep both rows', () => {
    const { clients } = viewOf({
      [registrations]: [
        { 'mac-address': macOf(1), interface: 'wifi1' },
        { 'mac-address': macOf(1), interface: 'wifi2' },
      ],
      'interface/wireless/registration-table': [{ 'mac-address': macOf(1), interface: 'wlan1' }],
    });
    expect(clients.get(macOf(1))!.map(({ place }) => place.interface)).toEqual(['wifi1', 'wifi2', 'wlan1']);
  });

  it('that failed contribute nothing; the others are joined all the same', () => {
    const { clients, interfaces } = viewOf(
      {
        'interface/wireless/registration-table': [{ 'mac-address': macOf(1), interface: 'wlan1' }],
        'interface/wifi': [own('wifi1')],
      },
      { failed: [registrations, 'interface/wireless'] },
    );
    expect([...clients.keys()]).toEqual([macOf(1)]);
    expect(interfaces.map(({ row }) => row.name)).toEqual(['wifi1']);
  });

  it('make no client of a lease, an ARP entry or a neighbour alone', () => {
    const { clients } = viewOf({
      [registrations]: [],
      'ip/dhcp-server/lease': [{ 'mac-address': macOf(1), address: '192.168.88.10', status: 'bound' }],
      'ip/arp': [{ 'mac-address': macOf(1), address: '192.168.88.10', status: 'reachable' }],
      'ipv6/neighbor': [{ 'mac-address': macOf(1), address: 'fe80::1', status: 'reachable' }],
    });
    expect(clients.size).toBe(0);
  });
});

describe('the clients on an interface', () => {
  const interfaces = [own('wifi1'), own('wifi2'), { name: 'guest', 'master-interface': 'wifi1' }];

  it('are counted on it, those of its virtual interfaces are not', () => {
    const { counts } = viewOf({
      [registrations]: [
        { 'mac-address': macOf(1), interface: 'wifi1' },
        { 'mac-address': macOf(2), interface: 'guest' },
        { 'mac-address': macOf(3), interface: 'guest' },
      ],
      'interface/wifi': interfaces,
    });
    expect(counts).toEqual({ wifi1: 1, wifi2: 0, guest: 2 });
  });

  it('are not known, rather than none, when the registration table failed or does not exist', () => {
    expect(viewOf({ 'interface/wifi': interfaces }, { failed: [registrations] }).counts).toEqual({
      wifi1: null,
      wifi2: null,
      guest: null,
    });
    expect(viewOf({ 'interface/wifi': interfaces }).counts).toEqual({
      wifi1: null,
      wifi2: null,
      guest: null,
    });
  });

  it('do not include who has not passed authentication', () => {
    const { counts } = viewOf({
      [registrations]: [
        { 'mac-address': macOf(1), interface: 'wifi1', authorized: 'false' },
        { 'mac-address': macOf(2), interface: 'wifi1', authorized: 'true' },
        { 'mac-address': macOf(3), interface: 'wifi1' },
      ],
      'interface/wifi': interfaces,
    });
    expect(counts['wifi1']).toBe(2);
  });

  it('include those with several links on each of them, and once on their access point', () => {
    const { counts } = viewOf({
      [registrations]: [
        {
          'mac-address': macOf(1),
          interface: 'mld1',
          'mld-interfaces': 'wifi1,wifi2',
          'mld-link-addresses': `${macOf(2)},${macOf(3)}`,
        },
      ],
      'interface/wifi': interfaces,
    });
    expect(counts).toEqual({ wifi1: 1, wifi2: 1, guest: 0 });
  });

  it('that are on two interfaces at once, as while roaming, are one on their access point', () => {
    const { counts } = viewOf({
      [registrations]: [
        { 'mac-address': macOf(1), interface: 'wifi1' },
        { 'mac-address': macOf(1), interface: 'wifi2' },
      ],
      'interface/wifi': interfaces,
    });
    expect(counts).toMatchObject({ wifi1: 1, wifi2: 1 });
  });

  it('tell its SSID and band where its own row does not', () => {
    const { interfaces: located } = viewOf({
      [registrations]: [{ 'mac-address': macOf(1), interface: 'wifi1', ssid: 'home', band: '5ghz-ax' }],
      'interface/wifi': [own('wifi1'), own('wifi2')],
    });
    expect(located.map(({ ssid, band }) => [ssid, band])).toEqual([
      ['home', '5GHz'],
      [null, null],
    ]);
  });

  it('do not tell its band when they have other links too', () => {
    const { interfaces: located } = viewOf({
      [registrations]: [
        {
          'mac-address': macOf(1),
          interface: 'mld1',
          ssid: 'home',
          band: '6ghz-be',
          'mld-interfaces': 'wifi1,wifi2',
        },
      ],
      'interface/wifi': [own('wifi1'), own('wifi2')],
    });
    expect(located.map(({ ssid, band }) => [ssid, band])).toEqual([
      ['home', null],
      ['home', null],
    ]);
  });
});
