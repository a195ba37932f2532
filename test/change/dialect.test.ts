/** Plans in dialects that the simulated house lacks, from the rows that a router would answer. */
import { expect, test } from 'vitest';
import { blockDevice } from '../../src/change/action/block-device.ts';
import { keepDeviceOff } from '../../src/change/action/keep-device-off.ts';
import { reconnectDevice } from '../../src/change/action/reconnect-device.ts';
import type { Planning } from '../../src/change/action.ts';
import type { Row } from '../../src/parse/row.ts';

const MAC = 'DC:A6:32:00:00:01';

function planning(tables: Record<string, Row[]>): Planning {
  const device = {
    device_id: 'dca632000001',
    mac_address: MAC,
    name: 'Phone',
    router: 'router',
    connected: true,
    access_point: 'Hall',
    access_point_id: 'aa',
    interface: 'wifi1',
    ssid: 'home',
    ip_addresses: [],
  };
  const point = { access_point_id: 'aa', name: 'Hall', router: 'router', interfaces: ['wifi1', 'wifi2'] };
  return {
    network: {
      devices: [device],
      accessPoints: [point],
      interfaces: [],
      macsOf: () => [MAC],
      ownMacs: new Set(),
      serviceMacs: new Set(),
      serviceAddresses: new Set(),
    } as unknown as Planning['network'],
    read: (menu) =>
      Promise.resolve(menu in tables ? { status: 'complete', rows: tables[menu]! } : { status: 'absent' }),
    owner: 'operator',
    approverAddress: null,
    timers: [],
  };
}

const wifi2 = {
  'interface/wifiwave2': [{ '.id': '*1', name: 'wifi1', dynamic: 'false' }],
  'interface/wifiwave2/access-list': [{ '.id': '*7', action: 'accept', disabled: 'false' }],
  'interface/wifiwave2/registration-table': [{ '.id': '*9', interface: 'wifi1', 'mac-address': MAC }],
};

test('wifiwave2 has the rules and the throw of wifi, in menus of its own', async () => {
  expect(await blockDevice.plan({ device_id: MAC }, planning(wifi2))).toMatchObject({
    result: 'planned',
    plan: {
      edits: [
        {
          kind: 'add',
          menu: 'interface/wifiwave2/access-list',
          first: true,
          values: { action: 'reject', 'mac-address': MAC, comment: 'mikrotik-presence: blocked' },
        },
        { kind: 'kick', menu: 'interface/wifiwave2/registration-table', mac: MAC },
      ],
    },
  });
  expect(await reconnectDevice.plan({ device_id: MAC }, planning(wifi2))).toMatchObject({
    plan: { edits: [{ kind: 'kick', menu: 'interface/wifiwave2/registration-table' }] },
  });
});

const capsman = (list: (string | undefined)[]) => ({
  'interface/wifi': ['wifi1', 'wifi2', 'other1'].map((name, index) => ({
    '.id': `*${index}`,
    name,
    dynamic: 'true',
    ...(list[index] === undefined ? {} : { 'datapath.interface-list': list[index] }),
  })),
  'interface/wifi/access-list': [],
  'interface/wifi/registration-table': [],
});

test('dynamic interfaces can be named by an interface list that is their own', async () => {
  const asked = { device_id: MAC, access_point: 'Hall' };
  expect(await keepDeviceOff.plan(asked, planning(capsman(['hall', 'hall', 'rest'])))).toMatchObject({
    result: 'planned',
    plan: { edits: [{ kind: 'add', values: { interface: 'hall', comment: 'mikrotik-presence: kept off' } }] },
  });
  for (const shared of [['all', 'all', 'all'], ['a', 'b', 'c'], ['hall', undefined, undefined], []]) {
    expect(await keepDeviceOff.plan(asked, planning(capsman(shared)))).toMatchObject({ result: 'refused' });
  }
});

test('a rule of the operator that rejects the device already is enough, and with an end it is refused', async () => {
  const tables = {
    ...wifi2,
    'interface/wifiwave2/access-list': [
      { '.id': '*7', action: 'reject', 'mac-address': MAC.toLowerCase(), disabled: 'false' },
    ],
  };
  expect(await blockDevice.plan({ device_id: MAC }, planning(tables))).toMatchObject({ result: 'no_change' });
  expect(await blockDevice.plan({ device_id: MAC, for: '1h' }, planning(tables))).toMatchObject({
    result: 'refused',
  });
  const narrow = { ...tables['interface/wifiwave2/access-list'][0], 'signal-range': '-120..-80' };
  expect(
    await blockDevice.plan(
      { device_id: MAC },
      planning({ ...wifi2, 'interface/wifiwave2/access-list': [narrow] }),
    ),
  ).toMatchObject({ result: 'planned' });
});
