import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Addresses, addressesOf, noAddresses } from '../../src/join/address.ts';
import { createDirectory, lookUp } from '../../src/join/directory.ts';
import { joinReading } from '../../src/join/view.ts';
import type { Registration } from '../../src/parse/registration.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf, type ReadingOptions } from '../capture.ts';
import { runs } from '../runs.ts';

const mac = macOf(1);
const LEASES = 'ip/dhcp-server/lease';
const ARP = 'ip/arp';

interface Router extends ReadingOptions {
  menus: Menus;
}

/** What routers tell of the device, the first being its own; `previous` is what was known before. */
function know(
  routers: Router[],
  registration: Registration | null = null,
  previous: Addresses = noAddresses,
): Addresses {
  const directories = routers.map(({ menus, ...options }) => createDirectory(readingOf(menus, options)));
  return addressesOf(lookUp([mac], directories), registration, previous);
}

const lease = (address: string, row: Row = {}): Row => ({
  'mac-address': mac,
  'active-mac-address': mac,
  'active-address': address,
  address,
  status: 'bound',
  ...row,
});
const arp = (address: string, row: Row = {}): Row => ({
  'mac-address': mac,
  address,
  interface: 'bridge',
  ...row,
});
const neighbor = (address: string, row: Row = {}): Row => ({
  'mac-address': mac,
  address,
  status: 'reachable',
  ...row,
});

function registrationOf(source: 'capsman' | 'wifi' | 'wireless', row: Row): Registration {
  const path = { capsman: 'caps-man', wifi: 'interface/wifi', wireless: 'interface/wireless' }[source];
  const menus = { [`${path}/registration-table`]: [{ 'mac-address': mac, interface: 'a', ...row }] } as Menus;
  return joinReading(readingOf(menus)).clients.get(mac)![0]!.registration;
}

describe('the IP address', () => {
  it('of nobody knows nothing is null, not empty text', () => {
    expect(know([{ menus: {} }])).toEqual(noAddresses);
    expect(know([])).toEqual(noAddresses);
  });

  it('is that of the bound lease, before ARP and the registration', () => {
    const menus = { [LEASES]: [lease('192.168.88.10')], [ARP]: [arp('192.168.88.99')] };
    expect(know([{ menus }], registrationOf('wifi', { 'dhcp-address': '192.168.88.50' }))).toMatchObject({
      ipAddress: '192.168.88.10',
      ipSource: 'dhcp_lease',
      ipAddresses: ['192.168.88.10', '192.168.88.99'],
    });
  });

  it('is the active one of the lease, by the active MAC, before the reserved ones', () => {
    const menus = {
      [LEASES]: [lease('192.168.88.10', { 'mac-address': macOf(9), address: '192.168.88.77' })],
    };
    expect(know([{ menus }]).ipAddress).toBe('192.168.88.10');
  });

  it.each([['waiting'], ['offered'], ['testing'], ['declined'], ['conflict'], ['authorizing']])(
    'is not that of a lease that is %s, though the lease is told',
    (status) => {
      const known = know([{ menus: { [LEASES]: [lease('192.168.88.10', { status })] } }]);
      expect([known.ipAddress, known.ipSource, known.ipAddresses]).toEqual([null, null, []]);
      expect(known.lease!.status).toBe(status);
    },
  );

  it('is not that of a disabled lease', () => {
    expect(
      know([{ menus: { [LEASES]: [lease('192.168.88.10', { disabled: 'true' })] } }]).ipAddress,
    ).toBeNull();
  });

  describe('of two bound leases', () => {
    const short = lease('192.168.88.41', { 'expires-after': '1m', dynamic: 'true' });
    const long = lease('192.168.88.141', { 'expires-after': '1d', dynamic: 'true' });
    const endless = lease('192.168.88.200', { dynamic: 'false' });

    it('is the one ARP confirms', () => {
      const known = know([{ menus: { [LEASES]: [long, short], [ARP]: [arp('192.168.88.41')] } }]);
      expect([known.ipAddress, known.lease!.expiresInMs]).toEqual(['192.168.88.41', 60_000]);
      expect(known.ipAddresses).toEqual(['192.168.88.41', '192.168.88.141']);
    });

    it('is the one ARP confirms more lively, when it confirms both', () => {
      const menus = {
        [LEASES]: [long, short],
        [ARP]: [
          arp('192.168.88.141', { status: 'permanent' }),
          arp('192.168.88.41', { status: 'reachable' }),
        ],
      };
      expect(know([{ menus }]).ipAddress).toBe('192.168.88.41');
    });

    it('is else the one that expires last; one without an expiry outlasts any', () => {
      expect(know([{ menus: { [LEASES]: [short, long] } }]).ipAddress).toBe('192.168.88.141');
      expect(know([{ menus: { [LEASES]: [long, short] } }]).ipAddress).toBe('192.168.88.141');
      expect(know([{ menus: { [LEASES]: [short, endless, long] } }]).ipAddress).toBe('192.168.88.200');
    });

    it('is the bound one, whatever stands before it', () => {
      const waiting = lease('192.168.88.5', { status: 'waiting' });
      const known = know([{ menus: { [LEASES]: [waiting, short] } }]);
      expect([known.ipAddress, known.lease!.status]).toEqual(['192.168.88.41', 'bound']);
    });
  });

  it('of ARP is that of the livelier entry: reachable, delay and probe, stale and no status, permanent', () => {
    const entries: [string, Row][] = [
      ['reachable', { status: 'reachable', complete: 'true' }],
      ['delay', { status: 'delay' }],
      ['stale', { status: 'stale' }],
      ['permanent', { status: 'permanent' }],
    ];
    const rows = entries.map(([, row], index) => arp(`192.168.88.${index + 1}`, row));
    for (let first = 0; first < rows.length; first++) {
      const rest = rows.slice(first);
      expect(know([{ menus: { [ARP]: rest } }])).toMatchObject({
        ipAddress: `192.168.88.${first + 1}`,
        ipSource: 'arp',
      });
      expect(know([{ menus: { [ARP]: rest.toReversed() } }]).ipAddress).toBe(`192.168.88.${first + 1}`);
    }
    const alike = (a: Row, b: Row) =>
      know([{ menus: { [ARP]: [arp('192.168.88.1', a), arp('192.168.88.2', b)] } }]).ipAddress;
    expect(alike({ status: 'probe' }, { status: 'delay' })).toBe('192.168.88.1');
    expect(alike({ status: 'delay' }, { status: 'probe' })).toBe('192.168.88.1');
    expect(alike({}, { status: 'stale' })).toBe('192.168.88.1');
    expect(alike({ status: 'permanent' }, {})).toBe('192.168.88.2');
  });

  it.each<[string, Row]>([
    ['failed', { status: 'failed' }],
    ['incomplete', { status: 'incomplete' }],
    ['not complete', { status: 'reachable', complete: 'false' }],
    ['invalid', { status: 'reachable', invalid: 'true' }],
    ['disabled', { status: 'reachable', disabled: 'true' }],
  ])('is not that of an ARP entry that is %s', (_, row) => {
    expect(know([{ menus: { [ARP]: [arp('192.168.88.1', row)] } }])).toEqual(noAddresses);
  });

  it('is that of an ARP entry that says nothing about itself: what is absent does not disqualify', () => {
    expect(know([{ menus: { [ARP]: [arp('192.168.88.1')] } }]).ipAddress).toBe('192.168.88.1');
  });

  it('is else what the registration says: its DHCP address, then its last address', () => {
    const both = registrationOf('wifi', { 'dhcp-address': '192.168.88.50', 'last-ip': '192.168.88.51' });
    expect(know([{ menus: {} }], both)).toMatchObject({
      ipAddress: '192.168.88.50',
      ipSource: 'registration',
      ipAddresses: ['192.168.88.50'],
    });
    expect(know([{ menus: {} }], registrationOf('wireless', { 'last-ip': '192.168.88.51' })).ipAddress).toBe(
      '192.168.88.51',
    );
    expect(know([{ menus: {} }], registrationOf('wireless', { 'last-ip': '0.0.0.0' })).ipAddress).toBeNull();
    expect(know([{ menus: {} }], registrationOf('wifi', { 'dhcp-address': 'pending' })).ipAddress).toBeNull();
  });
});

describe('the last address of legacy CAPsMAN, which is byte-reversed', () => {
  const last = (lastIp: string, networks: string[]) =>
    know(
      [{ menus: { 'ip/address': networks.map((address) => ({ address })) } }],
      registrationOf('capsman', { 'last-ip': lastIp }),
    ).ipAddress;

  it('is taken in the form that lies in a network of the router', () => {
    expect(last('91.83.168.192', ['192.168.83.1/24'])).toBe('192.168.83.91');
    expect(last('192.168.83.91', ['192.168.83.1/24'])).toBe('192.168.83.91');
    // both do: as told
    expect(last('10.1.168.192', ['192.168.1.1/24', '10.1.0.1/16'])).toBe('10.1.168.192');
    expect(last('7.2.0.10', ['203.0.113.1/30', '10.0.2.1/24'])).toBe('10.0.2.7');
  });

  it('is turned round by privateness alone where no network of the router holds it', () => {
    expect(last('91.83.168.192', [])).toBe('192.168.83.91');
    expect(last('91.83.168.192', ['10.0.0.1/24'])).toBe('192.168.83.91');
    expect(last('5.1.16.172', [])).toBe('172.16.1.5');
  });

  it('is left as it is when it alone is private, and is unknown when nothing tells the forms apart', () => {
    expect(last('192.168.83.91', [])).toBe('192.168.83.91');
    expect(last('8.8.4.4', [])).toBeNull();
    expect(last('10.1.168.192', [])).toBeNull();
  });

  it('of the other drivers is not reversed', () => {
    const menus = { 'ip/address': [{ address: '192.168.83.1/24' }] };
    expect(know([{ menus }], registrationOf('wireless', { 'last-ip': '91.83.168.192' })).ipAddress).toBe(
      '91.83.168.192',
    );
  });
});

describe('the list of addresses', () => {
  it('begins with the chosen one, ends with IPv6, and names none twice', () => {
    const menus = {
      [LEASES]: [lease('192.168.88.10')],
      [ARP]: [arp('192.168.88.99', { status: 'reachable' }), arp('192.168.88.10', { status: 'stale' })],
      'ipv6/neighbor': [
        neighbor('fe80::1'),
        neighbor('2001:db8::1'),
        neighbor('2001:db8::2', { status: 'failed' }),
      ],
    };
    expect(know([{ menus }]).ipAddresses).toEqual([
      '192.168.88.10',
      '192.168.88.99',
      'fe80::1',
      '2001:db8::1',
    ]);
  });

  it('of a device with several MACs has those of all of them', () => {
    const rows = [
      lease('192.168.88.10'),
      { ...lease('192.168.88.20'), 'mac-address': macOf(2), 'active-mac-address': macOf(2) },
    ];
    const directory = createDirectory(readingOf({ [LEASES]: rows }));
    expect(
      addressesOf(lookUp([macOf(2), mac], [directory]), null, noAddresses).ipAddresses.toSorted(),
    ).toEqual(['192.168.88.10', '192.168.88.20']);
  });

  it('has what any router tells: an access point without CAPsMAN has neither leases nor ARP', () => {
    const known = know([
      { router: 'garden', menus: { [LEASES]: [], [ARP]: [] } },
      { router: 'hall', menus: { [LEASES]: [lease('192.168.88.10')] } },
    ]);
    expect([known.ipAddress, known.leaseRouter]).toEqual(['192.168.88.10', 'hall']);
  });
});

describe('what a failed table used to say', () => {
  const menus = {
    [LEASES]: [lease('192.168.88.10', { comment: 'Panel' })],
    [ARP]: [arp('192.168.88.99')],
    'ipv6/neighbor': [neighbor('fe80::1')],
  };
  const before = know([{ menus }]);

  it('is kept', () => {
    const after = know([{ menus: {}, failed: [LEASES, ARP, 'ipv6/neighbor'] }], null, before);
    expect(after).toEqual(before);
    // and for as long as it fails
    expect(know([{ menus: {}, failed: [LEASES, ARP, 'ipv6/neighbor'] }], null, after)).toEqual(before);
  });

  it('is kept of each table by itself', () => {
    const without = (failed: 'ip/dhcp-server/lease' | 'ip/arp' | 'ipv6/neighbor') => {
      const { [failed]: _, ...rest } = menus;
      return know([{ menus: rest, failed: [failed] }], null, before);
    };
    expect(without(LEASES)).toEqual({
      ...before,
      origins: expect.arrayContaining([...before.origins]) as unknown,
    });
    expect(without(ARP).ipAddresses).toEqual(before.ipAddresses);
    expect(without('ipv6/neighbor').ipAddresses).toEqual(before.ipAddresses);
  });

  it('is gone when the table is complete and does not say it any more', () => {
    expect(know([{ menus: { [LEASES]: [], [ARP]: [], 'ipv6/neighbor': [] } }], null, before)).toEqual(
      noAddresses,
    );
    const held = know([{ menus: {}, failed: [LEASES, ARP, 'ipv6/neighbor'] }], null, before);
    expect(know([{ menus: { [LEASES]: [], [ARP]: [], 'ipv6/neighbor': [] } }], null, held)).toEqual(
      noAddresses,
    );
  });

  it('is gone when the menu does not exist', () => {
    expect(know([{ menus: {} }], null, before)).toEqual(noAddresses);
  });

  it('gives way to another router’s bound lease, and stays before ARP', () => {
    const failed = { router: 'hall', menus: {}, failed: [LEASES, ARP] as const };
    const hall = know([{ router: 'hall', menus }]);
    const garden = (other: Menus) => know([failed, { router: 'garden', menus: other }], null, hall).ipAddress;
    expect(garden({ [LEASES]: [lease('192.168.99.5')] })).toBe('192.168.99.5');
    expect(garden({ [ARP]: [arp('192.168.99.6')] })).toBe('192.168.88.10');
    expect(garden({ [LEASES]: [lease('192.168.99.5', { status: 'waiting' })] })).toBe('192.168.88.10');
  });

  it('is not kept because another router’s table fails', () => {
    const hall = know([{ router: 'hall', menus }]);
    const after = know(
      [
        { router: 'hall', menus: { [LEASES]: [], [ARP]: [arp('192.168.88.77')], 'ipv6/neighbor': [] } },
        { router: 'garden', menus: {}, failed: [LEASES, ARP, 'ipv6/neighbor'] },
      ],
      null,
      hall,
    );
    expect(after).toMatchObject({
      ipAddress: '192.168.88.77',
      ipSource: 'arp',
      ipAddresses: ['192.168.88.77'],
      lease: null,
    });
  });

  it('does not pile up while a router stays dead and a phone changes its addresses', () => {
    let known = know([{ router: 'hall', menus }]);
    for (let day = 1; day <= 30; day++) {
      const today: Menus = {
        [LEASES]: [lease(`192.168.88.${day}`)],
        [ARP]: [arp(`192.168.88.${day}`)],
        'ipv6/neighbor': [neighbor(`2001:db8::${day}`)],
      };
      known = know(
        [
          { router: 'hall', menus: today },
          { router: 'garden', menus: {}, failed: [LEASES, ARP, 'ipv6/neighbor'] },
        ],
        null,
        known,
      );
    }
    expect(known.ipAddresses).toEqual(['192.168.88.30', '2001:db8::30']);
  });
});

describe('of several bound leases', () => {
  const iot = lease('192.168.12.9', { server: 'iot', 'last-seen': '3h', 'expires-after': '21h' });
  const home = lease('192.168.11.9', { server: 'home', 'last-seen': '2m', 'expires-after': '8m' });
  const orders = [
    [iot, home],
    [home, iot],
  ];

  it('the one that ARP confirms gives the address, whichever was seen last', () => {
    for (const leases of orders)
      expect(know([{ menus: { [LEASES]: leases, [ARP]: [arp('192.168.12.9')] } }]).lease?.server).toBe('iot');
  });

  it('the one seen last does where ARP is silent, on one router or on two; how long each lasts is the server’s matter', () => {
    for (const leases of orders) expect(know([{ menus: { [LEASES]: leases } }]).lease?.server).toBe('home');
    for (const [first, second] of orders) {
      const routers = [first!, second!].map((row, index) => ({
        router: `r${index}`,
        menus: { [LEASES]: [row] },
      }));
      expect(know(routers)).toMatchObject({ ipAddress: '192.168.11.9', lease: { server: 'home' } });
    }
  });

  it('one that does not say when it was last seen comes last; then the one that expires last', () => {
    const silent = lease('192.168.13.9', { server: 'silent', 'expires-after': '9d' });
    const ever = lease('192.168.14.9', { server: 'ever' });
    expect(know([{ menus: { [LEASES]: [silent, iot] } }]).lease?.server).toBe('iot');
    expect(know([{ menus: { [LEASES]: [silent, ever] } }]).lease?.server).toBe('ever');
  });

  it('the order of the rows decides nothing', () => {
    const durations = fc.option(fc.constantFrom('1m', '5m', '3h', '2d', 'never'), { nil: undefined });
    const anyLease = fc.record({
      address: fc.integer({ min: 2, max: 9 }).map((n) => `192.168.88.${n}`),
      server: fc.constantFrom('home', 'iot'),
      status: fc.constantFrom('bound', 'bound', 'waiting'),
      comment: fc.constantFrom('', 'Notebook'),
      'last-seen': durations,
      'expires-after': durations,
    });
    const leases = fc.uniqueArray(anyLease, {
      maxLength: 5,
      selector: ({ address, server }) => `${server} ${address}`,
    });
    const shuffled = leases.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.subarray(['192.168.88.2', '192.168.88.5']), (orderings, confirmed) => {
        const [one, other] = orderings.map((rows) =>
          know([
            {
              menus: {
                [LEASES]: rows.map((row) => ({ ...row, 'mac-address': mac })),
                [ARP]: confirmed.map((address) => arp(address)),
              },
            },
          ]),
        );
        expect(other).toEqual(one);
      }),
      { numRuns: runs(150) },
    );
  });
});
