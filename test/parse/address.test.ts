import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  isPrivate,
  type Network,
  parseArpEntry,
  parseIpv4,
  parseIpv6,
  parseIpv6Neighbor,
  parseLease,
  parseNeighbor,
  parseNetwork,
} from '../../src/parse/address.ts';
import type { Row } from '../../src/parse/row.ts';

const mac = '02:00:00:00:00:01';
const octet = fc.integer({ min: 0, max: 255 });

describe('an IPv4 address', () => {
  it.each([['192.168.88.1'], ['10.0.0.0'], ['1.2.3.4'], ['223.255.255.255'], ['0.0.0.1']])('is %j', (text) =>
    expect(parseIpv4(text)).toBe(text),
  );

  it.each([
    [null],
    [''],
    ['0.0.0.0'],
    ['255.255.255.255'],
    ['256.1.1.1'],
    ['1.2.3'],
    ['1.2.3.4.5'],
    ['1.2.3.4/24'],
    ['01.2.3.4'],
    ['192.168.001.010'],
    ['1.2.3.-4'],
    ['1.2.3.4 '],
    ['1..3.4'],
    ['dhcp_pool1'],
    ['::1'],
    ['0x7f.0.0.1'],
  ])('is not %j', (text) => expect(parseIpv4(text)).toBeNull());
});

describe('an IPv6 address', () => {
  it.each([
    ['fe80::1', 'fe80::1'],
    ['::1', '::1'],
    ['2001:DB8::E23A', '2001:db8::e23a'],
    ['2001:db8:0:0:0:0:0:1', '2001:db8:0:0:0:0:0:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7::'],
    ['fd00:88::', 'fd00:88::'],
  ])('is %j', (text, address) => expect(parseIpv6(text)).toBe(address));

  it.each([
    [null],
    [''],
    ['::'],
    [':'],
    [':::'],
    ['1::2::3'],
    ['1:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:7:8:9'],
    ['1:2:3:4::5:6:7:8'],
    [':1:2:3:4:5:6:7:8'],
    ['12345::1'],
    ['fe80::1%bridge'],
    ['fe80::1/64'],
    ['::ffff:192.168.88.1'],
    ['g::1'],
    ['192.168.88.1'],
    ['02:00:00:00:00:01'],
  ])('is not %j', (text) => expect(parseIpv6(text)).toBeNull());
});

describe('a network', () => {
  const network = (address: string, row: Row = {}) => parseNetwork({ address, ...row });

  it('holds the addresses that share its prefix', () => {
    const home = network('192.168.83.1/24')!;
    expect(contains(home, '192.168.83.91')).toBe(true);
    expect(contains(home, '192.168.84.91')).toBe(false);
    expect(contains(home, '91.83.168.192')).toBe(false);
    expect(contains(network('10.200.0.1/9')!, '10.128.0.1')).toBe(true);
    expect(contains(network('10.200.0.1/9')!, '10.127.0.1')).toBe(false);
    expect(contains(network('203.0.113.7/32')!, '203.0.113.7')).toBe(true);
    expect(contains(network('203.0.113.7/32')!, '203.0.113.8')).toBe(false);
    expect(contains(network('192.168.200.1/31')!, '192.168.200.0')).toBe(true);
  });

  it('holds nothing that is no address', () => {
    for (const text of ['', 'phone', '::1', '192.168.83']) {
      expect(contains(network('192.168.83.1/24')!, text)).toBe(false);
    }
  });

  it.each([['192.168.83.1'], ['192.168.83.1/33'], ['192.168.83.1/'], ['/24'], ['fe80::1/64'], ['']])(
    'is not %j',
    (address) => expect(network(address)).toBeNull(),
  );

  it('that is disabled is none', () => {
    expect(network('192.168.83.1/24', { disabled: 'true' })).toBeNull();
    expect(network('192.168.83.1/24', { disabled: 'false' })).not.toBeNull();
  });

  it('holds an address exactly when their first bits are the same', () => {
    const bits = (parts: number[]) => parts.map((part) => part.toString(2).padStart(8, '0')).join('');
    const address = fc.tuple(octet, octet, octet, octet).map((parts) => [...parts]);
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (own, other, length) => {
        const parsed: Network = network(`${own.join('.')}/${length}`)!;
        const isInside = bits(own).slice(0, length) === bits(other).slice(0, length);
        expect(contains(parsed, other.join('.'))).toBe(isInside);
      }),
    );
  });
});

it('private are the ranges of RFC 1918 and link-local, nothing beside them', () => {
  for (const address of [
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.1',
    '192.168.0.1',
    '169.254.1.1',
  ]) {
    expect([address, isPrivate(address)]).toEqual([address, true]);
  }
  for (const address of [
    '11.0.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.64.0.1',
    '8.8.8.8',
    'phone',
  ]) {
    expect([address, isPrivate(address)]).toEqual([address, false]);
  }
});

describe('a lease', () => {
  it('is what is in use: the active MAC, address and server before the reserved ones', () => {
    const lease = parseLease({
      'mac-address': '02:00:00:00:00:0A',
      'active-mac-address': '02:00:00:00:00:0b',
      address: '192.168.88.10',
      'active-address': '192.168.88.11',
      server: 'all',
      'active-server': 'dhcp1',
      status: 'bound',
      dynamic: 'false',
      disabled: 'false',
      'host-name': 'tablet',
      comment: 'Kitchen tablet',
      'expires-after': '14:40:26',
      'last-seen': '3h55m47s',
    });
    expect(lease).toEqual({
      macAddress: '02:00:00:00:00:0B',
      address: '192.168.88.11',
      server: 'dhcp1',
      status: 'bound',
      dynamic: false,
      disabled: false,
      hostName: 'tablet',
      comment: 'Kitchen tablet',
      expiresInMs: 52_826_000,
      lastSeenMs: 14_147_000,
    });
  });

  it('of an absent device says nothing it does not know', () => {
    expect(
      parseLease({
        'mac-address': mac,
        address: '192.168.88.10',
        status: 'waiting',
        'last-seen': 'never',
        'host-name': '',
      }),
    ).toEqual({
      macAddress: mac,
      address: '192.168.88.10',
      server: null,
      status: 'waiting',
      dynamic: null,
      disabled: false,
      hostName: null,
      comment: null,
      expiresInMs: null,
      lastSeenMs: null,
    });
  });

  it('whose address is the name of a pool has none', () => {
    expect(parseLease({ 'mac-address': mac, address: 'dhcp_pool1' })!.address).toBeNull();
  });

  it('"disabled": "false" is not disabled, though the text is truthy', () => {
    expect(parseLease({ 'mac-address': mac, disabled: 'false' })!.disabled).toBe(false);
    expect(parseLease({ 'mac-address': mac, disabled: 'true' })!.disabled).toBe(true);
  });

  it('without a MAC ties nothing to anything', () => {
    expect(parseLease({ address: '192.168.88.10', 'client-id': 'ff:35:0:bd' })).toBeNull();
    expect(parseLease({ 'mac-address': '00:00:00:00:00:00', address: '192.168.88.10' })).toBeNull();
  });
});

describe('an ARP entry', () => {
  const row = { 'mac-address': mac, address: '192.168.88.10', interface: 'bridge' };

  it.each([
    [{ ...row, status: 'reachable', complete: 'true', invalid: 'false', disabled: 'false' }],
    [{ ...row, status: 'stale' }],
    [{ ...row, status: 'permanent', complete: 'true' }],
    [{ ...row, DHCP: 'true' }],
    [row],
  ])('is evidence: %j', (entry: Row) =>
    expect(parseArpEntry(entry)).toMatchObject({ macAddress: mac, address: '192.168.88.10' }),
  );

  it('without a status has none: RouterOS 6 does not tell it', () =>
    expect(parseArpEntry(row)!.status).toBeNull());

  it.each<[Row]>([
    [{ ...row, status: 'failed' }],
    [{ ...row, status: 'incomplete' }],
    [{ ...row, complete: 'false' }],
    [{ ...row, invalid: 'true' }],
    [{ ...row, disabled: 'true' }],
    [{ ...row, 'mac-address': '00:00:00:00:00:00' }],
    [{ address: '192.168.88.10', interface: 'bridge' }],
    [{ ...row, address: '' }],
    [{ ...row, address: '0.0.0.0' }],
  ])('is none: %j', (entry) => expect(parseArpEntry(entry)).toBeNull());
});

describe('an IPv6 neighbour', () => {
  it.each([['reachable'], ['stale'], ['delay'], ['probe'], ['permanent']])(
    'that is %s has an address',
    (status) => {
      expect(parseIpv6Neighbor({ 'mac-address': mac, address: 'FE80::1', status })).toEqual({
        macAddress: mac,
        address: 'fe80::1',
      });
    },
  );

  it.each([['failed'], ['incomplete'], ['noarp']])('that is %s has none', (status) => {
    expect(parseIpv6Neighbor({ 'mac-address': mac, address: 'fe80::1', status })).toBeNull();
  });

  it('without a MAC, as failed ones are, has none', () => {
    expect(parseIpv6Neighbor({ address: 'fe80::1', status: 'failed' })).toBeNull();
    expect(parseIpv6Neighbor({ address: 'fe80::1' })).toBeNull();
  });
});

describe('a neighbour', () => {
  it('tells its identity and its IPv4 address', () => {
    expect(
      parseNeighbor({ 'mac-address': mac, address: 'fe80::1', address4: '192.168.88.2', identity: 'Attic' }),
    ).toEqual({
      macAddress: mac,
      address: '192.168.88.2',
      identity: 'Attic',
    });
    expect(parseNeighbor({ 'mac-address': mac, address: '192.168.88.3', identity: '' })).toEqual({
      macAddress: mac,
      address: '192.168.88.3',
      identity: null,
    });
    expect(parseNeighbor({ 'mac-address': mac, address: 'fe80::1' })!.address).toBeNull();
    expect(parseNeighbor({ address: '192.168.88.3' })).toBeNull();
  });
});
