/** WiFi settings of a simulated router: what interfaces inherit, what CAPsMAN makes of its rules, and what devices notice. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { type RouterRow, startRouter } from '../../src/demo/router.ts';
import { ask, errorOf, post } from './ask.ts';

let network: SimulatedNetwork;
let now: number;
const writer = {
  username: 'writer',
  password: 'pass',
  policies: ['read', 'write', 'test', 'api', 'rest-api'],
};
const auth = 'writer:pass';

beforeEach(async () => {
  now = Date.UTC(2026, 10, 2, 17, 4, 10);
  network = await startNetwork({ seed: 1, now: () => now, users: [writer] });
  network.house.pause();
});
afterEach(() => network.stop());

const rows = (menu: string, router = 0) => network.routers[router]!.table(menu) as readonly RouterRow[];
const row = (menu: string, name: string, router = 0) =>
  rows(menu, router).find((each) => each['name'] === name)!;

async function command(path: string, body: Record<string, string>, router = 0) {
  const { status, text } = await post(network.routers[router]!, `/rest/${path}`, body, { auth });
  return { status, detail: (JSON.parse(text) as { detail?: string }).detail };
}

const set = (menu: string, name: string, values: Record<string, string>, router = 0) =>
  command(`${menu}/set`, { '.id': String(row(menu, name, router)['.id']), ...values }, router);

const on = (name: string) => network.house.devices().filter((device) => device.interface === name).length;

describe('inheritance', () => {
  test('an edit of a profile shows at every interface that inherits from it, and at no other', async () => {
    await set('interface/wifi/steering', 'home', { 'transition-threshold': '-70' });
    const shown = rows('interface/wifi').map((each) => each['steering.transition-threshold']);
    expect(shown.filter((value) => value === '-70')).toHaveLength(8);
    expect(shown.filter((value) => value !== undefined && value !== '-70')).toEqual([]);
  });

  test('a value of the interface wins over its configuration, that over the profile it names, and unset shows the next', async () => {
    const shown = () => row('interface/wifi', 'Hallway 5GHz')['steering.transition-threshold'];
    await set('interface/wifi/configuration', 'home 5GHz', { 'steering.transition-threshold': '-71' });
    expect(shown()).toBe('-71');
    await set('interface/wifi', 'Hallway 5GHz', { 'steering.transition-threshold': '-72' });
    expect(shown()).toBe('-72');
    const unset = async (menu: string, name: string) =>
      command(`${menu}/unset`, {
        '.id': String(row(menu, name)['.id']),
        'value-name': 'steering.transition-threshold',
      });
    await unset('interface/wifi', 'Hallway 5GHz');
    expect(shown()).toBe('-71');
    await unset('interface/wifi/configuration', 'home 5GHz');
    expect(shown()).toBe('-80');
  });

  test('a disabled configuration leaves its interfaces without a network', async () => {
    expect(on('Kitchen 5GHz guest')).toBeGreaterThan(0);
    await set('interface/wifi/configuration', 'guest 5GHz', { disabled: 'yes' });
    expect(row('interface/wifi', 'Kitchen 5GHz guest')).toMatchObject({ inactive: 'true', running: 'false' });
    expect(on('Kitchen 5GHz guest')).toBe(0);
  });
});

test.each([
  [
    'interface/wifi',
    'Kitchen 5GHz',
    { 'configuration.tx-power': '10' },
    400,
    'failure: can not change dynamic object',
  ],
  [
    'interface/wifi/configuration',
    'home 5GHz',
    { 'tx-power': '41' },
    400,
    'value of tx-power out of range (0..40)',
  ],
  [
    'interface/wifi/configuration',
    'home 5GHz',
    { 'tx-power': '' },
    400,
    'invalid value for tx-power, an integer required',
  ],
  [
    'interface/wifi/configuration',
    'home 5GHz',
    { steering: 'none' },
    400,
    'input does not match any value of steering',
  ],
  ['interface/wifi/channel', '5GHz', { width: '80mhz' }, 400, 'input does not match any value of width'],
  ['interface/wifi/channel', '5GHz', { 'tx-power': '10' }, 400, 'unknown parameter tx-power'],
  ['interface/wifi/steering', 'home', { 'transition-threshold-time': '60' }, 200, undefined],
])('%s of %s: %j is answered %i', async (menu, name, values, status, detail) => {
  expect(await set(menu, name, values as unknown as Record<string, string>)).toEqual({ status, detail });
});

test('a duration is stored as the router writes it', async () => {
  await set('interface/wifi/steering', 'home', { 'transition-threshold-time': '60s' });
  expect(row('interface/wifi/steering', 'home')['transition-threshold-time']).toBe('1m');
});

test('a release knows the parameters that it has', async () => {
  const tables = () => ({ 'interface/wifi/steering': [{ '.id': '*1', name: 'home' }] });
  const old = await startRouter({ tables, version: '7.20.8', users: [writer] });
  const answer = (body: object) =>
    post(old, '/rest/interface/wifi/steering/set', { '.id': '*1', ...body }, { auth });
  expect((await answer({ 'transition-threshold': '-75' })).text).toContain(
    'unknown parameter transition-threshold',
  );
  expect((await answer({ rrm: 'no' })).status).toBe(200);
  await old.stop();
});

describe('restarts', () => {
  test('a change of a profile keeps its interfaces off the air for seconds, one of power or steering only with the switch', async () => {
    const before = on('Kitchen 5GHz');
    await set('interface/wifi/steering', 'home', { rrm: 'no' });
    expect(on('Kitchen 5GHz')).toBe(before);
    await set('interface/wifi/channel', '5GHz', { width: '20/40mhz' });
    expect(on('Kitchen 5GHz')).toBe(0);
    expect(row('interface/wifi', 'Kitchen 5GHz')['inactive']).toBe('true');
    now += 30_000;
    expect(row('interface/wifi', 'Kitchen 5GHz')['inactive']).toBe('false');
    network.routers[0]!.behaviour.softEditsDrop = true;
    await set('interface/wifi/steering', 'home', { rrm: 'yes' });
    expect(row('interface/wifi', 'Kitchen 5GHz')['inactive']).toBe('true');
  });

  test.each([
    ['5180', 3000],
    ['5500', 60_000],
    ['5620', 600_000],
  ])('on %s MHz a radio waits %i ms', async (frequency, ms) => {
    await set('interface/wifi', 'Hallway 5GHz', { 'channel.frequency': frequency });
    const inactive = () => row('interface/wifi', 'Hallway 5GHz guest')['inactive'];
    now += ms - 1000;
    expect(inactive()).toBe('true');
    now += 1000;
    expect(inactive()).toBe('false');
  });

  test('where radar is heard it waits for ever', async () => {
    network.routers[0]!.behaviour.radarMhz = [5500];
    await set('interface/wifi', 'Hallway 5GHz', { 'channel.frequency': '5500' });
    now += 86_400_000;
    expect(row('interface/wifi', 'Hallway 5GHz')['inactive']).toBe('true');
  });

  test('slaves follow their master', async () => {
    await set('interface/wifi', 'Hallway 5GHz', { disabled: 'yes' });
    expect(on('Hallway 5GHz guest')).toBe(0);
  });
});

describe('provisioning', () => {
  const provision = async (name: string) => {
    const radio = rows('interface/wifi/radio').find((each) => each['interface'] === name)!;
    expect(await command('interface/wifi/radio/provision', { numbers: String(radio['.id']) })).toMatchObject({
      status: 200,
    });
  };

  test('a rule acts only when CAPsMAN makes the interfaces anew: new ids, names by its format, and seconds off the air', async () => {
    const rule = rows('interface/wifi/provisioning').find((each) => each['supported-bands'] === '5ghz-ax')!;
    await command('interface/wifi/provisioning/set', { '.id': String(rule['.id']), 'name-format': 'ap-%I' });
    const before = row('interface/wifi', 'Kitchen 5GHz');
    const present = on('Kitchen 5GHz');
    expect(before).toBeDefined();
    await provision('Kitchen 5GHz');
    const after = row('interface/wifi', 'ap-Kitchen');
    expect(after['radio-mac']).toBe(before['radio-mac']);
    expect(after['.id']).not.toBe(before['.id']);
    expect(row('interface/wifi', 'ap-Kitchen guest')['master-interface']).toBe('ap-Kitchen');
    expect(on('Kitchen 5GHz')).toBe(0);
    now += 60_000;
    const registered = rows('interface/wifi/registration-table').filter(
      (each) => each['interface'] === 'ap-Kitchen',
    );
    expect(registered.length).toBeLessThanOrEqual(present);
    expect(rows('interface/wifi').map((each) => each['name'])).not.toContain('Kitchen 5GHz');
  });

  test('an interface whose configuration left the rule is gone', async () => {
    const rule = rows('interface/wifi/provisioning').find((each) => each['supported-bands'] === '5ghz-ax')!;
    await command('interface/wifi/provisioning/set', {
      '.id': String(rule['.id']),
      'slave-configurations': 'guest 5GHz',
    });
    await provision('Kitchen 5GHz');
    const names = rows('interface/wifi').map((each) => each['name']);
    expect(names).toContain('Kitchen 5GHz guest');
    expect(names).not.toContain('Kitchen 5GHz iot');
  });

  test('what was set on a static interface is gone after it', async () => {
    await set('interface/wifi', 'Hallway 5GHz', { 'configuration.tx-power': '12' });
    await provision('Hallway 5GHz');
    expect(row('interface/wifi', 'Hallway 5GHz')['configuration.tx-power']).toBeUndefined();
  });
});

describe('log and history', () => {
  test('both tell who changed what, with the whole command, and undo takes the newest back', async () => {
    await set('interface/wifi/configuration', 'home 5GHz', { 'tx-power': '12' });
    await set('interface/wifi/steering', 'home', { rrm: 'no' });
    const messages = rows('log').map((each) => each['message']);
    expect(messages.slice(-2)).toEqual([
      'configuration changed by api:writer@:: (/interface wifi configuration set tx-power=12)',
      'steering changed by api:writer@:: (/interface wifi steering set rrm=no)',
    ]);
    expect(rows('system/history').map((each) => [each['action'], each['by'], each['floating-undo']])).toEqual(
      [
        ['steering changed', 'writer', 'false'],
        ['configuration changed', 'writer', 'false'],
      ],
    );
    expect(await command('undo', {})).toMatchObject({ status: 200 });
    expect(row('interface/wifi/steering', 'home')['rrm']).toBe('true');
    expect(row('interface/wifi/configuration', 'home 5GHz')['tx-power']).toBe('12');
  });
});

test('a reboot needs its policy, answers or not, and ends with a smaller uptime', async () => {
  const router = network.routers[1]!;
  expect(await command('system/reboot', {}, 1)).toEqual({
    status: 500,
    detail: 'not enough permissions (9)',
  });
  router.users.find(({ username }) => username === 'writer')!.policies = [...writer.policies, 'reboot'];
  now += 700_000;
  expect(await command('system/reboot', {}, 1)).toMatchObject({ status: 200 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(await errorOf(ask(router, '/rest/system/resource', { auth }))).toBe('ECONNRESET');
  now += 45_000;
  const { text } = await ask(router, '/rest/system/resource', { auth });
  expect((JSON.parse(text) as { uptime: string }).uptime).toBe('45s');
});
