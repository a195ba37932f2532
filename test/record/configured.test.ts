/** How interfaces are configured, the rules of access lists and provisioning, and known updates: from tables to public records. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { listAccessPoints } from '../../src/question/list-access-points.ts';
import { type Menu, menuPaths, menus } from '../../src/parse/menu.ts';
import type { Row } from '../../src/parse/row.ts';
import { accessPointSchema, wifiInterfaceSchema } from '../../src/record/network.ts';
import {
  deviceOf,
  macOf,
  type Menus,
  quiet,
  readerOf,
  registered,
  REGISTRATIONS,
  settingsOf,
  snapshotOf,
} from '../builder.ts';
import { json, PLANTED } from '../hostile.ts';
import { runs } from '../runs.ts';

const LIST = 'interface/wifi/access-list';
const STEERING = 'interface/wifi/steering';
const profileMenus = menuPaths.filter((path) => menus[path].group === 'profiles');

const house: Menus = {
  ...quiet,
  [REGISTRATIONS]: [registered(macOf(1)), registered(macOf(2), { interface: 'wifi2' })],
  'interface/wifi': [
    {
      name: 'wifi1',
      'default-name': 'wifi1',
      configuration: 'home 5GHz',
      'configuration.ssid': 'home',
      'channel.frequency': '5180',
      'channel.reselect-interval': '1h..1h30m',
      'security.authentication-types': 'wpa2-psk,wpa3-psk',
      'security.connect-priority': '0/1',
      'security.ft': 'true',
      'steering.rrm': 'true',
      'steering.transition-threshold': '-75',
      'steering.transition-threshold-time': '10s',
      'steering.2g-probe-delay': 'true',
      'steering.neighbor-group': 'dynamic-home',
    },
    {
      name: 'wifi2',
      'default-name': 'wifi2',
      'configuration.ssid': 'home',
      'steering.transition-threshold': '-80',
    },
  ],
  'interface/wifi/configuration': [
    { name: 'home 5GHz', ssid: 'home', steering: 'roam', security: 'psk', 'channel.frequency': '5180' },
  ],
  'interface/wifi/channel': [],
  'interface/wifi/security': [
    { name: 'psk', 'authentication-types': 'wpa2-psk,wpa3-psk', 'connect-priority': '0/1', ft: 'true' },
  ],
  [STEERING]: [
    {
      name: 'roam',
      rrm: 'true',
      'transition-threshold': '-75',
      'transition-threshold-time': '10s',
      '2g-probe-delay': 'true',
      'neighbor-group': 'dynamic-home',
    },
  ],
  'interface/wifi/provisioning': [
    {
      '.id': '*1',
      action: 'create-enabled',
      'supported-bands': '5ghz-ax',
      'master-configuration': 'home 5GHz',
    },
  ],
  [LIST]: [
    { '.id': '*1', action: 'reject', 'mac-address': macOf(9), comment: 'old phone', 'match-count': '4' },
    { '.id': '*2', action: 'accept', 'signal-range': '-80..120', interface: 'wifi2' },
    { '.id': '*3', action: 'reject', 'mac-address': macOf(8), disabled: 'true' },
  ],
  'system/package/update': {
    channel: 'stable',
    'installed-version': '7.24',
    'latest-version': '7.24.1',
    status: 'New version is available',
  },
};

function after(...polls: [Menus, Menu[]?][]) {
  const reader = readerOf(settingsOf());
  polls.forEach(([tables, failed = []], index) => reader.read(index * 10, tables, { failed }));
  return snapshotOf(reader.now());
}

describe('an interface', () => {
  it('is told with what is configured, and with the object that sets it', () => {
    const [record, other] = after([house]).interfaces;
    expect(record).toMatchObject({
      steering: {
        rrm: true,
        wnm: null,
        transition_threshold_dbm: -75,
        transition_threshold_time_seconds: 10,
        probe_delay_2ghz: true,
        neighbor_group: 'dynamic-home',
      },
      configured: {
        frequency: '5180',
        reselect_interval: '1h..1h30m',
        authentication_types: ['wpa2-psk', 'wpa3-psk'],
        connect_priority: '0/1',
        tx_power_dbm: null,
      },
      configuration: 'home 5GHz',
    });
    expect(record!.origins).toEqual([
      { object: 'configuration', name: 'home 5GHz', fields: ['ssid', 'configured.frequency'] },
      {
        object: 'steering',
        name: 'roam',
        fields: [
          'steering.rrm',
          'steering.transition_threshold_dbm',
          'steering.transition_threshold_time_seconds',
          'steering.probe_delay_2ghz',
          'steering.neighbor_group',
        ],
      },
      { object: 'interface', name: 'wifi1', fields: ['configured.reselect_interval'] },
      {
        object: 'security',
        name: 'psk',
        fields: ['configured.authentication_types', 'fast_transition', 'configured.connect_priority'],
      },
    ]);
    expect(other!.origins).toEqual([
      { object: 'interface', name: 'wifi2', fields: ['ssid', 'steering.transition_threshold_dbm'] },
    ]);
  });

  it('names fields of its own record as origins’ fields', () => {
    for (const record of after([house]).interfaces) {
      const keys = new Set(
        Object.entries(record).flatMap(([key, value]) =>
          value !== null && typeof value === 'object' && !Array.isArray(value)
            ? Object.keys(value).map((inner) => `${key}.${inner}`)
            : [key],
        ),
      );
      const named = record.origins.flatMap(({ fields }) => fields);
      expect(named.filter((field) => !keys.has(field))).toEqual([]);
      expect(new Set(named).size).toBe(named.length);
    }
  });

  it('is configured as last read while profile menus fail', () => {
    const [before, failing] = [after([house]), after([house], [house, profileMenus])];
    expect(failing.interfaces).toEqual(before.interfaces);
    expect(failing.accessPoints).toEqual(before.accessPoints);
    expect(failing.rules).toEqual(before.rules);
    expect(failing.meta.complete).toBe(false);
  });
});

describe('the profile menus', () => {
  it('change nothing about presence, whatever becomes of them', () => {
    const gone: Menus = { ...house, [REGISTRATIONS]: [registered(macOf(1))] };
    const story = (isFailing: boolean) => {
      const reader = readerOf(settingsOf());
      return Array.from({ length: 40 }, (_, index) => {
        const failed = isFailing && index % 3 !== 0 ? profileMenus : [];
        const { events } = reader.read(index * 10, index < 3 ? house : gone, { failed });
        const { world } = reader.now();
        const state = world.routers.get('router')!;
        return [events, deviceOf(reader.now(), macOf(2)), state.pause, state.memory];
      });
    };
    expect(story(true)).toEqual(story(false));
  });
});

describe('access lists', () => {
  const answer = (query: Record<string, unknown>, menusOf = house) =>
    listAccessPoints.answer(after([menusOf]), query as never) as Record<string, Record<string, unknown>[]>;

  it('are listed in their order beside the access points, with action, counters and comments', () => {
    const { access_rules: rules, access_rule_count: count, provisioning } = answer({});
    expect(count).toBe(3);
    expect(rules).toMatchObject([
      {
        order: 1,
        rule_id: '*1',
        action: 'reject',
        mac_address: macOf(9),
        match_count: 4,
        comment: 'old phone',
        in_force: true,
      },
      { order: 2, rule_id: '*2', action: 'accept', interface: 'wifi2', conditions: 'signal-range=-80..120' },
      { order: 3, rule_id: '*3', in_force: false },
    ]);
    expect(provisioning).toMatchObject([
      {
        order: 1,
        rule_id: '*1',
        action: 'create-enabled',
        conditions: 'supported-bands=5ghz-ax',
        master_configuration: 'home 5GHz',
      },
    ]);
    expect(listAccessPoints.output.safeParse(answer({})).error).toBeUndefined();
  });

  it('come with the first page, as many as asked for, of the routers asked for', () => {
    expect(answer({ rule_limit: 1 })['access_rules']).toHaveLength(1);
    expect(answer({ rule_limit: 1 })['access_rule_count']).toBe(3);
    expect(answer({ offset: 1 })['access_rules']).toEqual([]);
    expect(answer({ router: ['attic'] })['access_rules']).toEqual([]);
    expect(answer({ access_point: ['Hall'] })['access_rules']).toHaveLength(3);
    expect(answer({ access_point: ['nowhere'] })['access_rules']).toEqual([]);
  });

  it('that only count on change no device', () => {
    const counted: Menus = {
      ...house,
      [LIST]: (house[LIST] as Row[]).map((row) => ({ ...row, 'match-count': '99' })),
    };
    const reader = readerOf(settingsOf());
    reader.read(0, house);
    const before = reader.now().world.routers.get('router')!.gates;
    reader.read(10, counted);
    expect(reader.now().world.routers.get('router')!.gates).toBe(before);
    expect(snapshotOf(reader.now()).rules!.accessRules[0]!.match_count).toBe(99);
  });
});

it('a router tells the update that it knows of', () => {
  const known = {
    latest_version: '7.24.1',
    update_channel: 'stable',
    update_status: 'New version is available',
  };
  const { routers, accessPoints } = after([house]);
  expect(routers[0]).toMatchObject(known);
  expect(accessPoints[0]).toMatchObject({ access_point_id: 'router', ...known });
  const { 'system/package/update': _, ...silent } = house;
  expect(after([silent]).routers[0]).toMatchObject({ latest_version: null, update_status: null });
});

it('a router tells the temperature of its processor, else of its board', () => {
  const sensor = (name: string, value: string, type = 'C') => ({ name, type, value });
  const told = (...sensors: Row[]) => after([{ ...house, 'system/health': sensors }]).routers[0]!;
  const others = [sensor('voltage', '24', 'V'), sensor('sfp-temperature', '60')];
  const [board, processor] = [sensor('temperature', '31'), sensor('cpu-temperature', '47')];
  expect(told(...others, board, processor).temperature_celsius).toBe(47);
  expect(told(...others, board).temperature_celsius).toBe(31);
  expect(told(...others).temperature_celsius).toBeNull();
  expect(after([house]).routers[0]!.temperature_celsius).toBeNull();
});

it('no secret of any menu is in any record, under whatever name it came', () => {
  const name = fc.oneof(
    fc.constantFrom(
      'passphrase',
      'security.passphrase',
      'private-passphrase',
      'wpa2-pre-shared-key',
      'eap-password',
    ),
    fc.string({ minLength: 1, maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), (names) => {
      const planted = (path: Menu) =>
        Object.fromEntries(
          names.filter((key) => !menus[path].properties?.includes(key)).map((key) => [key, PLANTED]),
        );
      const tables = Object.fromEntries(
        Object.entries(house).map(([path, rows]) => [
          path,
          path === REGISTRATIONS
            ? rows
            : Array.isArray(rows)
              ? (rows as Row[]).map((row) => ({ ...row, ...planted(path as Menu) }))
              : { ...(rows as Row), ...planted(path as Menu) },
        ]),
      ) as Menus;
      const { interfaces, accessPoints, routers, rules, devices } = after([tables]);
      expect(json({ interfaces, accessPoints, routers, rules, devices })).not.toContain(PLANTED);
      for (const record of interfaces) wifiInterfaceSchema.parse(record);
      for (const record of accessPoints) accessPointSchema.parse(record);
    }),
    { numRuns: runs(30) },
  );
});
