import { describe, expect, it } from 'vitest';
import { noAddresses } from '../../src/join/address.ts';
import { mergeDetails } from '../../src/join/details.ts';
import { createDirectory, lookUp } from '../../src/join/directory.ts';
import { betterName, type NameFacts, nameOf, nameSources } from '../../src/join/name.ts';
import { joinReading } from '../../src/join/view.ts';
import type { Row } from '../../src/parse/row.ts';
import { leaseOf, macOf } from '../builder.ts';
import { readingOf } from '../capture.ts';

const mac = macOf(1);

function registrationOf(row: object) {
  const menus = { 'interface/wifi/registration-table': [{ 'mac-address': mac, interface: 'wifi1', ...row }] };
  return joinReading(readingOf(menus)).clients.get(mac)![0]!.registration;
}

function detailsOf(leases: Row[]) {
  const known = { name: null, hostName: null, comment: null, addresses: noAddresses, isMarked: false };
  const directory = createDirectory(readingOf({ 'ip/dhcp-server/lease': leases }));
  return mergeDetails({ macAddress: mac, registration: null, known }, lookUp([mac], [directory]), true)!;
}

const everything: NameFacts = {
  macAddress: mac,
  lease: leaseOf({ comment: 'from the lease', hostName: 'from-dhcp' }),
  accessListComment: 'from the access list',
  registration: registrationOf({
    comment: 'from the registration',
    'dhcp-hostname': 'from-the-registration',
  }),
};

describe('a name', () => {
  it('is the lease’s comment, the access list’s, the registration’s, the host name, the registration’s host name, the MAC: the first there is', () => {
    const steps: [string, string, NameFacts][] = [
      ['from the lease', 'dhcp_comment', everything],
      [
        'from the access list',
        'access_list_comment',
        { ...everything, lease: leaseOf({ hostName: 'from-dhcp' }) },
      ],
      [
        'from the registration',
        'registration_comment',
        { ...everything, lease: leaseOf({ hostName: 'from-dhcp' }), accessListComment: null },
      ],
      [
        'from-dhcp',
        'host_name',
        {
          macAddress: mac,
          lease: leaseOf({ hostName: 'from-dhcp' }),
          accessListComment: null,
          registration: registrationOf({ 'dhcp-hostname': 'from-the-registration' }),
        },
      ],
      [
        'from-the-registration',
        'host_name',
        {
          macAddress: mac,
          lease: leaseOf(),
          accessListComment: null,
          registration: registrationOf({ 'dhcp-hostname': 'from-the-registration' }),
        },
      ],
      [
        mac,
        'mac_address',
        { macAddress: mac, lease: leaseOf(), accessListComment: null, registration: registrationOf({}) },
      ],
      [mac, 'mac_address', { macAddress: mac, lease: null, accessListComment: null, registration: null }],
    ];
    for (const [name, source, facts] of steps) expect(nameOf(facts)).toEqual({ name, source });
  });

  it('of several leases is that of the one in use, else none of theirs', () => {
    const waiting = { 'mac-address': mac, address: '192.168.12.9', server: 'iot', status: 'waiting' };
    const bound = { 'mac-address': mac, address: '10.12.12.9', server: 'home', status: 'bound' };
    const named = { ...waiting, comment: 'Notebook on IoT', 'host-name': 'old-name', 'last-seen': '3w2d' };
    const used = { ...bound, comment: 'Notebook at home', 'host-name': 'ubuntu01', 'last-seen': '5m' };
    for (const leases of [
      [named, used],
      [used, named],
    ]) {
      expect(detailsOf(leases)).toMatchObject({
        name: { name: 'Notebook at home', source: 'dhcp_comment' },
        comment: 'Notebook at home',
        hostName: 'ubuntu01',
        addresses: { ipAddress: '10.12.12.9', lease: { server: 'home' } },
      });
    }
    const neither = [named, { ...used, status: 'waiting' }];
    for (const leases of [neither, neither.toReversed()])
      expect(detailsOf(leases)).toMatchObject({
        name: { source: 'mac_address' },
        comment: 'Notebook at home',
      });
    expect(detailsOf([named]).name).toEqual({ name: 'Notebook on IoT', source: 'dhcp_comment' });
    expect(detailsOf([named, bound]).name.source).toBe('mac_address');
  });

  it('never falls to a lower source because its own vanished', () => {
    for (const [high, source] of nameSources.entries()) {
      for (const [low, other] of nameSources.entries()) {
        const kept = betterName({ name: 'old', source }, { name: 'new', source: other });
        expect(kept.name).toBe(low <= high ? 'new' : 'old');
      }
    }
  });

  it('follows the router within its source', () => {
    expect(
      betterName({ name: 'Old panel', source: 'dhcp_comment' }, { name: 'New panel', source: 'dhcp_comment' })
        .name,
    ).toBe('New panel');
  });

  it('is taken as offered when there was none', () => {
    expect(betterName(null, { name: mac, source: 'mac_address' })).toEqual({
      name: mac,
      source: 'mac_address',
    });
  });
});
