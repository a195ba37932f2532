/** The records of what carries the devices: what a thing is stays, what it does now becomes null when it cannot be read. */
import { toRouter } from '../../src/record/to-network.ts';
import { describe, expect, it } from 'vitest';
import type { AccessPointRecord } from '../../src/record/network.ts';
import {
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

const CAPS = 'interface/wifi/capsman/remote-cap';
const ATTIC = '02:CA:00:00:00:01';
const id = '02ca00000001';

const house: Menus = {
  ...quiet,
  [REGISTRATIONS]: [
    registered(macOf(1)),
    registered(macOf(2), { interface: 'attic1' }),
    registered(macOf(3), { interface: 'guest' }),
  ],
  'interface/wifi': [
    { name: 'wifi1', 'default-name': 'wifi1', 'mac-address': macOf(200), running: 'true', disabled: 'false' },
    { name: 'attic1', cap: `Attic@${ATTIC}%*1`, running: 'true' },
    { name: 'guest', 'master-interface': 'attic1', comment: 'for visitors' },
  ],
  [CAPS]: [
    {
      'base-mac': ATTIC,
      identity: 'Attic',
      'board-name': 'cAP ax',
      version: '7.24',
      serial: 'HC1',
      address: `${ATTIC}%bridge`,
      state: 'Ok',
      uptime: '2d1s999ms',
    },
  ],
  'system/routerboard': { model: 'C53', 'serial-number': 'HD1' },
  'ip/neighbor': [{ 'mac-address': ATTIC, address4: '192.168.88.2', identity: 'Attic' }],
};

type Poll = [Menus, Parameters<ReturnType<typeof readerOf>['read']>[2]?];

/** The same reading for longer than a count keeps its number. */
function lasting(...poll: Poll): Poll[] {
  return Array.from({ length: 7 }, () => poll);
}

/** The snapshot after readings ten seconds apart. */
function after(polls: Poll[], settings = settingsOf()) {
  const reader = readerOf(settings);
  polls.forEach(([menus, options], index) => reader.read(index * 10, menus, options));
  const { accessPoints, interfaces, routers } = snapshotOf(reader.now());
  const byName = Object.fromEntries(interfaces.map((record) => [record.interface, record]));
  const accessPoint = (wanted: string): AccessPointRecord =>
    accessPoints.find(({ access_point_id }) => access_point_id === wanted)!;
  return { accessPoints, interfaces, byName, accessPoint, router: routers[0]! };
}

describe('an access point', () => {
  it('that is managed is told with what its list and the neighbours say', () => {
    expect(after([[house]]).accessPoint(id)).toEqual({
      access_point_id: id,
      name: 'Attic',
      router: 'router',
      board_name: 'cAP ax',
      version: '7.24',
      serial_number: 'HC1',
      address: '192.168.88.2',
      reachable: true,
      uptime_seconds: 172_801,
      client_count: 2,
      interfaces: ['attic1', 'guest'],
      latest_version: null,
      update_channel: null,
      update_status: null,
    });
  });

  it('that is the router itself is told with what the router says', () => {
    expect(after([[house]]).accessPoint('router')).toEqual({
      access_point_id: 'router',
      name: 'Hall',
      router: 'router',
      board_name: 'hAP ax^3',
      version: '7.24 (stable)',
      serial_number: 'HD1',
      address: null,
      reachable: true,
      uptime_seconds: 432_000,
      client_count: 1,
      interfaces: ['wifi1'],
      latest_version: null,
      update_channel: null,
      update_status: null,
    });
  });

  it('is called as configured, else as it calls itself, else by its id', () => {
    const named = settingsOf({ accessPoints: [{ id, name: 'Loft', awayDelayMs: null }] });
    expect(after([[house]], named).accessPoint(id).name).toBe('Loft');
    expect(after([[house]], named).byName['attic1']!.access_point).toBe('Loft');
    const nameless: Menus = {
      ...house,
      [CAPS]: [{ 'base-mac': ATTIC }],
      'interface/wifi': [{ name: 'attic1', cap: `@${ATTIC}%*1` }],
    };
    expect(after([[nameless]]).accessPoint(id).name).toBe(id);
  });

  it('has the address CAPsMAN reaches it at where no neighbour tells a better one', () => {
    const reachedAt = (address: string) => {
      const caps = [{ 'base-mac': ATTIC, identity: 'Attic', address }];
      return after([[{ ...house, [CAPS]: caps, 'ip/neighbor': [] }]]).accessPoint(id).address;
    };
    expect(reachedAt(`${ATTIC}%bridge`)).toBe(`${ATTIC}%bridge`);
    expect(reachedAt('192.0.2.11/48211')).toBe('192.0.2.11');
  });

  it('is reachable while its list says that it works', () => {
    const inState = (state?: string) =>
      after([
        [
          {
            ...house,
            [CAPS]: [{ 'base-mac': ATTIC, identity: 'Attic', ...(state === undefined ? {} : { state }) }],
          },
        ],
      ]).accessPoint(id).reachable;
    expect(['Ok', 'Run', undefined].map(inState)).toEqual([true, true, true]);
    expect(inState('Provisioning')).toBe(false);
  });

  it('that vanished from its list is not reachable, and how long it has been up is not known', () => {
    const gone = after([[house], [{ ...house, [CAPS]: [] }]]).accessPoint(id);
    expect(gone).toMatchObject({
      name: 'Attic',
      board_name: 'cAP ax',
      version: '7.24',
      serial_number: 'HC1',
      reachable: false,
      uptime_seconds: null,
    });
  });

  it('whose list cannot be read: whether it works now is not known', () => {
    const held = after([[house], [house, { failed: [CAPS] }]]).accessPoint(id);
    expect(held).toMatchObject({
      name: 'Attic',
      board_name: 'cAP ax',
      address: '192.168.88.2',
      reachable: null,
      uptime_seconds: null,
      client_count: 2,
    });
  });

  it('of a router that does not answer: what it is stays, what it does is not known', () => {
    const held = after([[house], ...lasting({}, { failed: everyMenu })]);
    expect(held.accessPoint(id)).toEqual({
      ...after([[house]]).accessPoint(id),
      reachable: null,
      uptime_seconds: null,
      client_count: null,
    });
    expect(held.accessPoint('router')).toEqual({
      ...after([[house]]).accessPoint('router'),
      reachable: null,
      uptime_seconds: null,
      client_count: null,
    });
  });
});

describe('the clients of an access point', () => {
  it('are not counted as none while the table that names them, or the one that places them, fails', () => {
    for (const failed of [REGISTRATIONS, 'interface/wifi'] as const) {
      const { accessPoint } = after([[house], ...lasting(house, { failed: [failed] })]);
      expect([failed, accessPoint(id).client_count, accessPoint('router').client_count]).toEqual([
        failed,
        null,
        null,
      ]);
    }
  });

  it('of a router with radios of two dialects are not known while one of them cannot be read', () => {
    const both: Menus = {
      ...house,
      'interface/wireless/registration-table': [registered(macOf(4), { interface: 'wlan1' })],
      'interface/wireless': [{ name: 'wlan1', 'default-name': 'wlan1' }],
    };
    expect(after([[both]]).accessPoint('router').client_count).toBe(2);
    expect(
      after([[both], ...lasting(both, { failed: ['interface/wireless/registration-table'] })]).accessPoint(
        'router',
      ).client_count,
    ).toBeNull();
  });

  it('include those with several links', () => {
    const mld = registered(macOf(5), { interface: 'mld1', 'mld-interfaces': 'attic1,wifi1' });
    expect(after([[{ ...house, [REGISTRATIONS]: [mld] }]]).accessPoint(id).client_count).toBe(1);
  });
});

describe('the interfaces of an access point', () => {
  it.each([
    ['interface/wifi', REGISTRATIONS, CAPS],
    ['caps-man/interface', 'caps-man/registration-table', 'caps-man/remote-cap'],
    [
      'interface/wifiwave2',
      'interface/wifiwave2/registration-table',
      'interface/wifiwave2/capsman/remote-cap',
    ],
  ] as const)('are kept while %s cannot be read', (interfaces, registrations, caps) => {
    const menus: Menus = {
      [registrations]: [],
      [interfaces]: [
        {
          name: 'attic1',
          cap: `Attic@${ATTIC}%*1`,
          '.about': `operated by CAP ${ATTIC}%bridge`,
          running: 'true',
          'configuration.ssid': 'home',
        },
      ],
      [caps]: [{ 'base-mac': ATTIC, identity: 'Attic' }],
      'system/resource': { uptime: '5d' },
    };
    const held = after([[menus], [menus, { failed: [interfaces] }]]);
    expect(held.accessPoint(id).interfaces).toEqual(['attic1']);
    expect(held.byName['attic1']).toMatchObject({
      access_point_id: id,
      ssid: 'home',
      running: null,
      // the registration table names them itself
      client_count: 0,
    });
  });

  it('are gone when the menu is read and does not list them any more', () => {
    const without = after([[house], [{ ...house, 'interface/wifi': [] }]]);
    expect(without.interfaces).toEqual([]);
    expect(without.accessPoint(id).interfaces).toEqual([]);
  });

  it('tell their clients again when the menu can be read again', () => {
    const { byName } = after([[house], [house, { failed: ['interface/wifi'] }], [house]]);
    expect(byName['guest']).toMatchObject({
      client_count: 1,
      comment: 'for visitors',
      master_interface: 'attic1',
    });
  });
});

describe('a router', () => {
  it('is told with what it says of itself', () => {
    expect(after([[house]]).router).toEqual({
      router: 'router',
      identity: 'Hall',
      board_name: 'hAP ax^3',
      model: 'C53',
      serial_number: 'HD1',
      version: '7.24 (stable)',
      architecture: null,
      cpu_count: null,
      cpu_load_percent: null,
      memory_total_bytes: null,
      memory_free_bytes: null,
      temperature_celsius: null,
      uptime_seconds: 432_000,
      booted_at: '2026-11-15T08:00:00.000Z',
      time_zone: null,
      reachable: true,
      latest_version: null,
      update_channel: null,
      update_status: null,
    });
  });

  it('that does not answer is what it was; what it does is not known', () => {
    const load = {
      ...house,
      'system/resource': {
        uptime: '5d',
        'cpu-load': '7',
        'free-memory': '1',
        'total-memory': '2',
        'cpu-count': '4',
      },
    };
    expect(after([[load], [{}, { failed: everyMenu }]]).router).toEqual({
      ...after([[load]]).router,
      cpu_load_percent: null,
      memory_free_bytes: null,
      temperature_celsius: null,
      uptime_seconds: null,
      reachable: false,
    });
  });

  it('that never answered is null in everything', () => {
    const { router, reachable, ...rest } = toRouter('router', null);
    expect([router, reachable]).toEqual(['router', false]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
  });

  it('booted when it booted: a moment reckoned anew within 5 s is the same', () => {
    const bootedAt = (...uptimes: string[]) =>
      after(uptimes.map((uptime) => [{ ...house, 'system/resource': { uptime } }])).router.booted_at;
    expect(bootedAt('5d')).toBe('2026-11-15T08:00:00.000Z');
    expect(bootedAt('5d', '5d10s')).toBe('2026-11-15T08:00:00.000Z');
    expect(bootedAt('5d', '5d8s', '5d19s', '5d31s', '5d36s')).toBe('2026-11-15T08:00:00.000Z');
    expect(bootedAt('5d', '5s')).toBe('2026-11-20T08:00:05.000Z');
    expect(bootedAt('5d', '5d4s')).toBe('2026-11-15T08:00:06.000Z');
  });
});
