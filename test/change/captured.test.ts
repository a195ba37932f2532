/** What the actions answer on a real network: every interface made by CAPsMAN, one configuration per band for two access points. */
import { afterEach, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actions } from '../../src/change/action-list.ts';
import type { Planning } from '../../src/change/action.ts';
import type { Proposal } from '../../src/change/plan.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import { isList, type RouterRow } from '../../src/demo/row.ts';
import type { Row } from '../../src/parse/row.ts';
import { connectForWriting, type WriteConnection } from '../../src/routeros/write.ts';
import { capturesDirectory } from '../capture.ts';
import { post } from '../demo/ask.ts';
import { leftovers } from './truth.ts';

const folder = capturesDirectory === null ? null : join(capturesDirectory, '7.24-wifi-qcom-capsman');
const captured = (menu: string) =>
  JSON.parse(readFileSync(join(folder!, `${menu.replaceAll('/', '-')}.json`), 'utf8')) as RouterRow[];

let router: SimulatedRouter;
let connection: WriteConnection;
afterEach(async () => {
  connection?.close();
  await router?.stop();
});

/** The captured rows, and the profiles and rules that would give them: those menus were not captured. */
async function start(): Promise<void> {
  const interfaces = captured('interface/wifi');
  const names = [...new Set(interfaces.map((row) => String(row['configuration'])))];
  const tables = {
    'interface/wifi': interfaces,
    // the capture has no ids of radios
    'interface/wifi/radio': captured('interface/wifi/radio').map((row, index) => ({
      '.id': `*${index + 1}`,
      ...row,
    })),
    'interface/wifi/registration-table': captured('interface/wifi/registration-table'),
    'interface/wifi/capsman/remote-cap': captured('interface/wifi/capsman/remote-cap'),
    'interface/wifi/access-list': [],
    'interface/wifi/configuration': names.map((name, index) => {
      const row = interfaces.find((each) => each['configuration'] === name)!;
      const values = Object.entries(row).flatMap(([key, value]) =>
        /^(?:configuration|channel|steering|security|datapath)\./.test(key)
          ? [[key.replace(/^configuration\./, ''), value]]
          : [],
      );
      return { '.id': `*${index + 1}`, disabled: 'false', name, ...Object.fromEntries(values) } as RouterRow;
    }),
    'interface/wifi/channel': [],
    'interface/wifi/security': [],
    'interface/wifi/steering': [],
    'interface/wifi/provisioning': ['2ghz-ax', '5ghz-ax'].map((band, index) => {
      const word = band.startsWith('5') ? '5Ghz' : '2.4Ghz';
      return {
        '.id': `*${index + 1}`,
        action: 'create-dynamic-enabled',
        disabled: 'false',
        'master-configuration': `Home WiFi ${word}`,
        'slave-configurations': `Guest WiFi ${word},IoT WiFi ${word}`,
        'supported-bands': band,
      };
    }),
    'system/resource': { version: '7.24 (stable)', uptime: '3d' },
  };
  router = await startRouter({
    tables: () => tables,
    version: '7.24',
    users: [
      {
        username: 'operator',
        password: 'op',
        policies: ['read', 'write', 'test', 'reboot', 'api', 'rest-api'],
      },
    ],
  });
  connection = connectForWriting({
    id: 'router',
    url: router.url,
    username: 'operator',
    password: 'op',
    ca: null,
    tlsFingerprint: null,
    tlsVerify: true,
    timeoutMs: 2000,
    charset: 'windows-1252',
  });
}

function network(): Planning['network'] {
  const rows = router.table('interface/wifi') as readonly Row[];
  const isCap = (row: Row) => 'cap' in row || ((row['master-interface'] ?? '') as string).endsWith('4');
  const points = ['router', 'cap'].map((id) => ({
    access_point_id: id,
    name: id === 'cap' ? 'cAP' : 'hAP',
    router: 'router',
    serial_number: null,
    interfaces: rows.filter((row) => isCap(row) === (id === 'cap')).map((row) => String(row['name'])),
  }));
  return {
    devices: DEVICES.map(({ mac, interface: name }) => ({
      device_id: mac,
      mac_address: mac,
      name: mac,
      router: 'router',
      interface: name,
      access_point: isCap(rows.find((row) => row['name'] === name)!) ? 'cAP' : 'hAP',
      ssid: null,
      connected: true,
      ip_addresses: [],
    })),
    accessPoints: points,
    interfaces: rows.map((row) => ({
      interface: row['name'],
      router: 'router',
      access_point_id: isCap(row) ? 'cap' : 'router',
      ssid: row['configuration.ssid'] ?? null,
      band: String(row['name']).startsWith('5') ? '5GHz' : '2.4GHz',
      master_interface: row['master-interface'] ?? null,
      channel: null,
      frequency_mhz: null,
      source: 'wifi',
    })),
    routers: [{ router: 'router', serial_number: null }],
    macsOf: (id: string) => [id],
    ownMacs: new Set(),
    serviceMacs: new Set(),
    serviceAddresses: new Set(),
  } as unknown as Planning['network'];
}

async function propose(name: string, input: Record<string, unknown>): Promise<Proposal> {
  const action = actions.find((each) => each.name === name)!;
  const given = action.input.parse(input) as Record<string, unknown>;
  expect(action.route(given, network())).toBe('router');
  const read: Planning['read'] = (...asked) => connection.read(...asked);
  return action.plan(given, {
    network: network(),
    read,
    owner: 'operator',
    approverAddress: null,
    timers: [],
  });
}

/** Of the captured registrations: one device at each access point. */
const DEVICES = [
  { mac: '02:16:1C:3A:E1:12', interface: '5GHz WiFi6' },
  { mac: '02:16:1C:3A:E1:13', interface: '2.4GHz WiFi' },
];

/** Types commands at the router, as a user who may. */
async function type(commands: readonly string[]): Promise<void> {
  expect(commands).not.toEqual([]);
  await post(router, '/rest/execute', { script: commands.join('\n') }, { auth: 'operator:op' });
  const log = router.table('log') as readonly RouterRow[];
  expect(log.filter((row) => row['topics'] === 'script,error')).toEqual([]);
}

const refused: [string, { band?: string; interface?: string; [key: string]: unknown }][] = [
  ['set_tx_power', { access_point: 'cAP', band: '5GHz', tx_power_dbm: 12 }],
  ['set_tx_power', { access_point: 'hAP', band: '2.4GHz', tx_power_dbm: 12 }],
  ['set_channel', { access_point: 'cAP', band: '5GHz', frequency_mhz: [5180], channel_width: '20/40/80mhz' }],
  ['set_channel', { access_point: 'cAP', band: '5GHz', scope: 'profile', frequency_mhz: [5180] }],
  ['set_roaming', { interface: '5GHz WiFi4', transition_threshold_dbm: -75 }],
  ['set_roaming', { interface: '2.4GHz WiFi6', rrm: false }],
];
/** The two radios that share each profile. */
const LOW = ['2.4GHz WiFi', '2.4GHz WiFi4'];
const HIGH = ['5GHz WiFi', '5GHz WiFi4'];

if (folder === null) test.skip('the captured network: set CAPTURES_DIR to the folder that holds it');
else {
  test.each(refused)(
    '%s %j is refused; after the commands of the refusal it is planned for that radio alone',
    async (name, input) => {
      await start();
      const before = (router.table('interface/wifi') as readonly RouterRow[]).length;
      const answer = await propose(name, input);
      if (answer.result !== 'refused') throw new Error(JSON.stringify(answer));
      for (const radio of input.band === '2.4GHz' || input.interface?.startsWith('2.4') === true ? LOW : HIGH)
        expect(answer.reason).toContain(radio);
      await type(answer.commands);
      expect(router.table('interface/wifi')).toHaveLength(before);
      const again = await propose(name, input);
      if (again.result !== 'planned') throw new Error(JSON.stringify(again));
      expect(again.plan.affects.access_points).toHaveLength(1);
      expect(leftovers(router)).toEqual([]);
    },
  );

  test.each([
    ['cAP', '02:16:1C:3A:E1:13'],
    ['hAP', '02:16:1C:3A:E1:12'],
  ])(
    'keeping a device off the %s is refused; after the commands of the refusal one rule names all its interfaces',
    async (access_point, device_id) => {
      await start();
      const rows = () => router.table('interface/wifi') as readonly RouterRow[];
      const before = rows().length;
      const input = { access_point, device_id };
      const answer = await propose('keep_device_off', input);
      if (answer.result !== 'refused') throw new Error(JSON.stringify(answer));
      await type(answer.commands);
      expect(rows()).toHaveLength(before);
      const again = await propose('keep_device_off', input);
      if (again.result !== 'planned') throw new Error(JSON.stringify(again));
      const inList = rows().filter(
        (row) => row['datapath.interface-list'] === `${access_point} access point`,
      );
      expect(inList).toHaveLength(6);
      expect(again.plan.affects.access_points).toEqual([access_point]);
      expect(new Set(again.plan.affects.radios)).toEqual(new Set(inList.map(({ name }) => name)));
      expect(again.plan.edits.filter(({ kind }) => kind === 'add')).toHaveLength(1);
      expect(leftovers(router)).toEqual([]);
    },
  );

  test('what is shared on purpose is planned with everything that it carries', async () => {
    await start();
    const power = await propose('set_tx_power', {
      access_point: 'cAP',
      band: '5GHz',
      scope: 'profile',
      tx_power_dbm: 12,
    });
    expect(power).toMatchObject({
      result: 'planned',
      plan: {
        object: { menu: 'interface/wifi/configuration', name: 'Home WiFi 5Ghz' },
        affects: { access_points: ['hAP', 'cAP'] },
        interfaces: ['5GHz WiFi', '5GHz WiFi2', '5GHz WiFi3', '5GHz WiFi4', '5GHz WiFi5', '5GHz WiFi6'],
      },
    });
    const roaming = await propose('set_roaming', {
      ssid: 'ssid-4943',
      scope: 'profile',
      transition_threshold_dbm: -75,
    });
    expect(roaming).toMatchObject({
      result: 'planned',
      plan: {
        object: { name: 'Home WiFi 2.4Ghz, Home WiFi 5Ghz' },
        edits: [{ kind: 'set' }, { kind: 'set' }],
      },
    });
    const off = await propose('set_ssid_enabled', { ssid: 'ssid-84f1', enabled: false });
    expect(off).toMatchObject({
      result: 'planned',
      plan: { object: { name: 'Guest WiFi 2.4Ghz, Guest WiFi 5Ghz' }, affects: { ssids: ['ssid-84f1'] } },
    });
    expect(await propose('set_ssid_enabled', { ssid: 'ssid-4943', enabled: false })).toMatchObject({
      result: 'refused',
    });
    expect(await propose('restart_access_point', { access_point: 'cAP' })).toMatchObject({
      result: 'refused',
    });
    expect(await propose('restart_access_point', { access_point: 'hAP' })).toMatchObject({
      result: 'planned',
    });
  });

  test('a dynamic interface itself refuses every edit', async () => {
    await start();
    const row = (router.table('interface/wifi') as readonly RouterRow[])[0]!;
    const body = { '.id': row['.id'], 'configuration.tx-power': '12' };
    const answer = await post(router, '/rest/interface/wifi/set', body, { auth: 'operator:op' });
    expect(answer.text).toContain('can not change dynamic');
    expect(isList(router.table('system/history'))).toBe(true);
  });
}
