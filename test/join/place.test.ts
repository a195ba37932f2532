import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLocator } from '../../src/join/place.ts';
import { joinReading } from '../../src/join/view.ts';
import { parseRemoteCap } from '../../src/parse/interface.ts';
import type { Dialect } from '../../src/parse/dialect.ts';
import type { Row } from '../../src/parse/row.ts';
import { macOf, type Menus } from '../builder.ts';
import { readingOf, type ReadingOptions } from '../capture.ts';
import { runs } from '../runs.ts';

const A = '02:CA:00:00:00:01';
const B = '02:CA:00:00:00:02';
const attic = { id: '02ca00000001', name: 'Attic' };
const shed = { id: '02ca00000002', name: 'Shed' };
const hall = { id: 'router', name: 'Hall' };

/** Where the interface is: the base has a router called Hall and the wifi CAPs Attic and Shed. */
function whereIs(name: string | null, menus: Menus, source: Dialect = 'wifi', options: ReadingOptions = {}) {
  const all: Menus = {
    'system/identity': { name: 'Hall' },
    'interface/wifi/capsman/remote-cap': [
      { 'base-mac': A, identity: 'Attic', address: `${A}%bridge`, state: 'Ok' },
      { 'base-mac': B, identity: 'Shed', address: `${B}%bridge`, state: 'Ok' },
    ],
    ...menus,
  };
  return createLocator(readingOf(all, options), source).accessPointOf(name);
}

describe('the access point of a wifi interface', () => {
  it('is the CAP its `cap` names, by base MAC, called as the CAP list says', () => {
    expect(whereIs('a1', { 'interface/wifi': [{ name: 'a1', cap: `old name@${A}%*41` }] })).toEqual(attic);
  });

  it('is called as `cap` says while the CAP is not listed', () => {
    const menus = { 'interface/wifi': [{ name: 'x1', cap: 'Cellar@02:CA:00:00:00:09%*41' }] };
    expect(whereIs('x1', menus)).toEqual({ id: '02ca00000009', name: 'Cellar' });
    expect(whereIs('x1', menus, 'wifi', { failed: ['interface/wifi/capsman/remote-cap'] })).toEqual({
      id: '02ca00000009',
      name: 'Cellar',
    });
  });

  it('is told for each interface that is asked for, and again', () => {
    const interfaces = [
      { name: 'a1', cap: `Attic@${A}%*41` },
      { name: 'b1', cap: `Shed@${B}%*42` },
    ];
    const { accessPointOf } = createLocator(readingOf({ 'interface/wifi': interfaces }), 'wifi');
    const asked = ['a1', 'b1', 'c1', null, 'b1', 'a1', 'c1'].map((name) => accessPointOf(name)?.name);
    expect(asked).toEqual(['Attic', 'Shed', undefined, undefined, 'Shed', 'Attic', undefined]);
  });

  it('is told apart by MAC where identities repeat', () => {
    const menus = {
      'interface/wifi/capsman/remote-cap': [
        { 'base-mac': A, identity: 'MikroTik' },
        { 'base-mac': B, identity: 'MikroTik' },
      ],
      'interface/wifi': [
        { name: 'a1', cap: `MikroTik@${A}%*41` },
        { name: 'b1', cap: `MikroTik@${B}%*42` },
      ],
    };
    expect(whereIs('a1', menus)!.id).toBe(attic.id);
    expect(whereIs('b1', menus)!.id).toBe(shed.id);
  });

  it('is, for a virtual interface, that of its master, also a master’s master', () => {
    const menus = {
      'interface/wifi': [
        { name: 'b1', cap: `Shed@${B}%*42` },
        { name: 'guest', 'master-interface': 'b1' },
        { name: 'iot', 'master-interface': 'guest' },
      ],
    };
    expect(whereIs('guest', menus)).toEqual(shed);
    expect(whereIs('iot', menus)).toEqual(shed);
  });

  it('is the one whose radio the interface is on, when only the radio names it', () => {
    const menus = {
      'interface/wifi': [{ name: 'a1', 'radio-mac': macOf(9) }],
      'interface/wifi/radio': [{ interface: 'a1', 'radio-mac': macOf(9), cap: `Attic@${A}%*41` }],
    };
    expect(whereIs('a1', menus)).toEqual(attic);
  });

  it('is the one named in the remark, when nothing better names it: its own remark, then the master’s', () => {
    const about = (mac: string) =>
      `operated by CAP ${mac}%Home, traffic processing on CAPsMAN (no encryption)`;
    expect(whereIs('a1', { 'interface/wifi': [{ name: 'a1', '.about': about(A) }] })).toEqual(attic);
    const menus = {
      'interface/wifi': [
        { name: 'b1', '.about': about(B) },
        { name: 'guest', 'master-interface': 'b1' },
      ],
    };
    expect(whereIs('guest', menus)).toEqual(shed);
    const both = { 'interface/wifi': [{ name: 'a1', cap: `Attic@${A}%*41`, '.about': about(B) }] };
    expect(whereIs('a1', both)).toEqual(attic);
  });

  it('is the router for a radio of its own', () => {
    expect(whereIs('wifi1', { 'interface/wifi': [{ name: 'wifi1', 'default-name': 'wifi1' }] })).toEqual(
      hall,
    );
    const virtual = {
      'interface/wifi': [
        { name: '5GHz', 'default-name': 'wifi1' },
        { name: 'guest', 'master-interface': '5GHz' },
      ],
    };
    expect(whereIs('guest', virtual)).toEqual(hall);
  });

  it('is the router for its own radio that is managed through the loopback', () => {
    const menus = {
      'interface/wifi/capsman/remote-cap': [{ 'base-mac': A, identity: 'Hall', address: '127.0.0.1' }],
      'interface/wifi': [{ name: 'wifi1', cap: `Hall@${A}%*1` }],
    };
    expect(whereIs('wifi1', menus)).toEqual(hall);
  });

  it('has no name while the router does not tell its identity', () => {
    const menus = { 'interface/wifi': [{ name: 'wifi1', 'default-name': 'wifi1' }] };
    expect(whereIs('wifi1', menus, 'wifi', { failed: ['system/identity'] })).toEqual({
      id: 'router',
      name: null,
    });
  });

  it.each<[string, string | null, Menus]>([
    ['an interface that is not listed', 'gone', { 'interface/wifi': [] }],
    ['no interface', null, { 'interface/wifi': [{ name: 'wifi1', 'default-name': 'wifi1' }] }],
    ['an interface nothing places', 'x1', { 'interface/wifi': [{ name: 'x1', 'radio-mac': macOf(9) }] }],
    [
      'masters in a circle',
      'a',
      {
        'interface/wifi': [
          { name: 'a', 'master-interface': 'b' },
          { name: 'b', 'master-interface': 'a' },
        ],
      },
    ],
    ['a master of itself', 'a', { 'interface/wifi': [{ name: 'a', 'master-interface': 'a' }] }],
    ['a master that is not listed', 'a', { 'interface/wifi': [{ name: 'a', 'master-interface': 'gone' }] }],
    [
      'the interface of another dialect',
      'wlan1',
      { 'interface/wifi': [], 'interface/wireless': [{ name: 'wlan1', 'default-name': 'wlan1' }] },
    ],
  ])('is unknown for %s', (_, name, menus) => expect(whereIs(name, menus)).toBeNull());

  it('is unknown, not the router, when the interfaces could not be read', () => {
    expect(whereIs('wifi1', {}, 'wifi', { failed: ['interface/wifi'] })).toBeNull();
  });

  it('of the older wifiwave2 menus is found in the same way', () => {
    const menus = {
      'interface/wifiwave2': [
        { name: 'wifi1', 'default-name': 'wifi1' },
        { name: 'a1', cap: `Attic@${A}%*41` },
      ],
      'interface/wifiwave2/capsman/remote-cap': [{ 'base-mac': A, identity: 'Attic' }],
    };
    expect(whereIs('wifi1', menus, 'wifiwave2')).toEqual(hall);
    expect(whereIs('a1', menus, 'wifiwave2')).toEqual(attic);
  });
});

describe('a CAP is found by the address from which it met its manager', () => {
  /** As the CAP list tells the address, and as rows refer to it. */
  const ways: [string, (mac: string, n: number) => { listed: string; where: string }][] = [
    ['a MAC', (mac) => ({ listed: `${mac}%bridge`, where: `${mac}%*41` })],
    ['a MAC alone', (mac) => ({ listed: mac, where: mac.toLowerCase() })],
    [
      'an address that is not its base MAC',
      (_, n) => ({ listed: `${macOf(n)}%bridge`, where: `${macOf(n)}%*4` }),
    ],
    ['IPv4', (_, n) => ({ listed: `192.168.200.${n}`, where: `192.168.200.${n}` })],
    ['IPv4 with a port', (_, n) => ({ listed: `192.168.200.${n}:5246`, where: `192.168.200.${n}` })],
    ['IPv4 and a session', (_, n) => ({ listed: `192.168.200.${n}/48211`, where: `192.168.200.${n}%*9` })],
    ['IPv6', (_, n) => ({ listed: `2001:DB8::${n}`, where: `2001:db8:0:0:0:0:0:${n}` })],
    ['IPv6 with a zone', (_, n) => ({ listed: `fe80::${n}%bridge`, where: `fe80::${n}%*2` })],
    ['IPv6 in brackets', (_, n) => ({ listed: `[fe80::${n}]:5246`, where: `[fe80::${n}%bridge]` })],
  ];
  const how = fc.constantFrom('cap', 'radio', 'remark');
  const identities = fc.constantFrom('MikroTik', 'AP@home', 'a, b', '192.168.200.99', '');

  it('that has it now, where one that lost its connection is listed with it too', () => {
    const [lost, now] = [
      { 'base-mac': A, identity: 'Attic', address: '192.168.200.7', state: 'Disconnected' },
      { 'base-mac': B, identity: 'Shed', address: '192.168.200.7', state: 'Ok' },
    ];
    const interfaces = { 'interface/wifi': [{ name: 'b1', cap: 'Shed@192.168.200.7' }] };
    for (const caps of [
      [lost, now],
      [now, lost],
    ])
      expect(whereIs('b1', { 'interface/wifi/capsman/remote-cap': caps, ...interfaces })).toEqual(shed);
    const alone = { 'interface/wifi/capsman/remote-cap': [lost], ...interfaces };
    expect(whereIs('b1', alone)).toEqual(attic);
  });

  it('in every form, in any order, whatever the identities', () => {
    const cap = fc.record({ way: fc.constantFrom(...ways), how, identity: identities });
    const source = fc.constantFrom('wifi', 'wifiwave2');
    fc.assert(
      fc.property(fc.array(cap, { minLength: 1, maxLength: 6 }), source, fc.nat(), (caps, dialect, seed) => {
        const base = dialect === 'wifi' ? 'interface/wifi' : 'interface/wifiwave2';
        const made = caps.map(({ way: [, addressOf], how: told, identity }, index) => {
          const mac = `02:CA:00:00:00:${(16 + index).toString(16).toUpperCase()}`;
          const { listed, where } = addressOf(mac, 16 + index);
          const name = `cap-wifi${index}`;
          const cap = { cap: `${identity}@${where}` };
          return {
            mac,
            name,
            list: { 'base-mac': mac, identity, address: listed, state: 'Ok' },
            row: {
              name,
              ...(told === 'cap' ? cap : {}),
              ...(told === 'remark'
                ? { '.about': `operated by CAP ${where}, traffic processing on CAP` }
                : {}),
            },
            radio: { interface: name, 'radio-mac': macOf(100 + index), ...(told === 'radio' ? cap : {}) },
          };
        });
        const turned = [...made.slice(seed % made.length), ...made.slice(0, seed % made.length)];
        const menus = {
          [`${base}/capsman/remote-cap`]: turned.map(({ list }) => list),
          [`${base}/radio`]: made.map(({ radio }) => radio).toReversed(),
          [base]: made.flatMap(({ row, name }) => [row, { name: `${name}-guest`, 'master-interface': name }]),
        } as Menus;
        for (const { name, mac } of made) {
          for (const each of [name, `${name}-guest`])
            expect(whereIs(each, menus, dialect)?.id).toBe(mac.replaceAll(':', '').toLowerCase());
        }
      }),
      { numRuns: runs(100) },
    );
  });

  const byIp = { 'interface/wifi': [{ name: 'x1', cap: 'Attic@192.168.200.4' }] };
  const attics = (...addresses: string[]) => ({
    'interface/wifi/capsman/remote-cap': addresses.map((address, index) => ({
      'base-mac': index === 0 ? A : B,
      identity: 'Attic',
      address,
    })),
  });

  it('which is the router itself at the loopback, listed or not', () => {
    for (const where of ['127.0.0.1', '::1', '[::1]:5246', '::ffff:127.0.0.1']) {
      const menus = { 'interface/wifi': [{ name: 'wifi1', cap: `Attic@${where}` }] };
      expect(whereIs('wifi1', menus)).toEqual(hall);
      const remark = { 'interface/wifi': [{ name: 'wifi1', '.about': `operated by CAP ${where}, traffic` }] };
      expect(whereIs('wifi1', remark)).toEqual(hall);
    }
  });

  it('and not by its identity: an address that no CAP has, or that two have, is nobody’s', () => {
    expect(whereIs('x1', { ...byIp, ...attics('192.168.200.5') })).toBeNull();
    expect(whereIs('x1', { ...byIp, ...attics('192.168.200.4:1000', '192.168.200.4:2000') })).toBeNull();
  });

  it('also after it has left the list, or while the list fails; one that is listed there now goes first', () => {
    const known = parseRemoteCap('wifi', { 'base-mac': A, identity: 'Attic', address: '192.168.200.4' })!;
    const find = (menus: Menus, options: ReadingOptions = {}) =>
      createLocator(readingOf({ ...byIp, ...menus }, options), 'wifi', [known]).accessPointOf('x1');
    expect(find({})).toEqual(attic);
    expect(find(attics('192.168.200.9'), { failed: ['interface/wifi/capsman/remote-cap'] })).toEqual(attic);
    expect(find(attics('192.168.200.9', '192.168.200.4'))!.id).toBe(shed.id);
  });
});

it('a radio that its list calls local is the router’s, also without a default name', () => {
  const menus = (local: string) => ({
    'interface/wifi': [{ name: 'x1' }, { name: 'guest', 'master-interface': 'x1' }],
    'interface/wifi/radio': [{ interface: 'x1', 'radio-mac': macOf(9), local }],
  });
  expect(whereIs('x1', menus('true'))).toEqual(hall);
  expect(whereIs('guest', menus('true'))).toEqual(hall);
  expect(whereIs('x1', menus('false'))).toBeNull();
});

describe('the access point of a legacy CAPsMAN interface', () => {
  const caps = [
    { 'base-mac': A.toLowerCase(), identity: 'Attic', name: `[${A}]`, state: 'Run' },
    { 'base-mac': B.toLowerCase(), identity: 'Shed', name: `[${B}]`, state: 'Run' },
  ];
  const interfaces = [
    { name: 'cap1', 'master-interface': 'none', 'radio-mac': macOf(1) },
    { name: 'cap1-guest', 'master-interface': 'cap1', 'radio-mac': '06:00:00:00:00:01' },
  ];
  const where = (name: string, radio: Row, remoteCaps: Row[] = caps) =>
    whereIs(
      name,
      {
        'caps-man/interface': interfaces,
        'caps-man/radio': [{ interface: 'cap1', ...radio }],
        'caps-man/remote-cap': remoteCaps,
      },
      'capsman',
    );

  it('is the remote CAP its radio names, also for a virtual one', () => {
    expect(where('cap1', { 'remote-cap-name': `[${B}]`, 'remote-cap-identity': 'Attic' })).toEqual(shed);
    expect(where('cap1-guest', { 'remote-cap-name': `[${B}]` })).toEqual(shed);
  });

  it('is the only CAP of that identity, when the radio does not name it', () => {
    expect(where('cap1', { 'remote-cap-identity': 'Shed' })).toEqual(shed);
  });

  it('is unknown when two CAPs have that identity', () => {
    const alike = caps.map((cap) => ({ ...cap, identity: 'MikroTik', name: '' }));
    expect(where('cap1', { 'remote-cap-identity': 'MikroTik' }, alike)).toBeNull();
    expect(
      where(
        'cap1',
        { 'remote-cap-name': `[${A}]`, 'remote-cap-identity': 'MikroTik' },
        caps.map((cap) => ({ ...cap, identity: 'MikroTik' })),
      )!.id,
    ).toBe(attic.id);
  });

  it('is the router for a radio of its own', () => {
    expect(where('cap1', { local: 'true', 'remote-cap-identity': 'Shed' })).toEqual(hall);
    expect(where('cap1-guest', { local: 'true' })).toEqual(hall);
  });

  it('is unknown when no CAP is that one', () => {
    expect(where('cap1', { 'remote-cap-name': '[gone]', 'remote-cap-identity': 'gone' })).toBeNull();
    expect(where('cap1', {})).toBeNull();
  });
});

describe('the access point of a wireless interface', () => {
  it('is the router', () => {
    const menus = {
      'interface/wireless': [
        { name: 'wlan1', 'default-name': 'wlan1' },
        { name: 'guest', 'master-interface': 'wlan1' },
        { name: 'wds1' },
      ],
    };
    expect(whereIs('wlan1', menus, 'wireless')).toEqual(hall);
    expect(whereIs('wds1', menus, 'wireless')).toEqual(hall);
    expect(whereIs('guest', menus, 'wireless')).toEqual(hall);
  });

  it('is unknown for an interface that is not listed', () => {
    expect(whereIs('gone', { 'interface/wireless': [] }, 'wireless')).toBeNull();
  });
});

describe('the access point of a multi-link association', () => {
  const placeOf = (row: Row, interfaces: Row[]) =>
    joinReading(
      readingOf({
        'interface/wifi/registration-table': [{ 'mac-address': macOf(1), ...row }],
        'interface/wifi': interfaces,
        'interface/wifi/capsman/remote-cap': [{ 'base-mac': A, identity: 'Attic' }],
      }),
    ).clients.get(macOf(1))![0]!.place.accessPoint;

  it('is that of the first link, where the interface itself is not listed', () => {
    const interfaces = [
      { name: 'a1', cap: `Attic@${A}%*41` },
      { name: 'wifi2', 'default-name': 'wifi2' },
    ];
    expect(placeOf({ interface: 'mld1', 'mld-interfaces': 'a1,wifi2' }, interfaces)).toEqual(attic);
    expect(placeOf({ interface: 'mld1', 'mld-interfaces': 'gone,a1' }, interfaces)).toBeNull();
    expect(placeOf({ interface: 'mld1' }, interfaces)).toBeNull();
  });

  it('is that of the first link, where the interface is listed and tells nothing', () => {
    const interfaces = [{ name: 'mld1' }, { name: 'a1', cap: `Attic@${A}%*41` }];
    expect(placeOf({ interface: 'mld1', 'mld-interfaces': 'a1,wifi2' }, interfaces)).toEqual(attic);
    expect(placeOf({ interface: 'mld1' }, interfaces)).toBeNull();
  });

  it('is that of the interface itself, where it is listed', () => {
    const interfaces = [
      { name: 'mld1', cap: `Attic@${A}%*41` },
      { name: 'wifi2', 'default-name': 'wifi2' },
    ];
    expect(placeOf({ interface: 'mld1', 'mld-interfaces': 'wifi2' }, interfaces)).toEqual(attic);
  });
});
