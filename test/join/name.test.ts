import { describe, expect, it } from 'vitest';
import { betterName, type NameFacts, nameOf, nameSources } from '../../src/join/name.ts';
import { joinReading } from '../../src/join/view.ts';
import { leaseOf, macOf } from '../builder.ts';
import { readingOf } from '../capture.ts';

const mac = macOf(1);

function registrationOf(row: object) {
  const menus = { 'interface/wifi/registration-table': [{ 'mac-address': mac, interface: 'wifi1', ...row }] };
  return joinReading(readingOf(menus)).clients.get(mac)![0]!.registration;
}

const everything: NameFacts = {
  macAddress: mac,
  leases: [leaseOf({ comment: 'from the lease', hostName: 'from-dhcp' })],
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
        { ...everything, leases: [leaseOf({ hostName: 'from-dhcp' })] },
      ],
      [
        'from the registration',
        'registration_comment',
        { ...everything, leases: [leaseOf({ hostName: 'from-dhcp' })], accessListComment: null },
      ],
      [
        'from-dhcp',
        'host_name',
        {
          macAddress: mac,
          leases: [leaseOf({ hostName: 'from-dhcp' })],
          accessListComment: null,
          registration: registrationOf({ 'dhcp-hostname': 'from-the-registration' }),
        },
      ],
      [
        'from-the-registration',
        'host_name',
        {
          macAddress: mac,
          leases: [leaseOf()],
          accessListComment: null,
          registration: registrationOf({ 'dhcp-hostname': 'from-the-registration' }),
        },
      ],
      [
        mac,
        'mac_address',
        { macAddress: mac, leases: [leaseOf()], accessListComment: null, registration: registrationOf({}) },
      ],
      [mac, 'mac_address', { macAddress: mac, leases: [], accessListComment: null, registration: null }],
    ];
    for (const [name, source, facts] of steps) expect(nameOf(facts)).toEqual({ name, source });
  });

  it('is found in any of several leases', () => {
    const leases = [leaseOf({ hostName: null }), leaseOf({ hostName: 'tablet' })];
    expect(nameOf({ macAddress: mac, leases, accessListComment: null, registration: null }).name).toBe(
      'tablet',
    );
    const commented = [leaseOf({ hostName: 'first' }), leaseOf({ comment: 'Panel' })];
    expect(
      nameOf({ macAddress: mac, leases: commented, accessListComment: null, registration: null }).name,
    ).toBe('Panel');
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
