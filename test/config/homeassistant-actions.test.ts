import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import type { Mac } from '../../src/parse/mac.ts';

const read = (actions: string, changes = 'on') =>
  readConfig({
    env: {
      CONFIG_FILE: 'config.yaml',
      OPERATOR_KEY: 'a-key-that-is-long-enough',
      CHANGES: changes,
      ROUTEROS_URL: 'https://192.168.88.1',
      ROUTEROS_USERNAME: 'presence',
      ROUTEROS_PASSWORD: 'hunter2hunter2',
      ROUTEROS_WRITE_USERNAME: 'writer',
      ROUTEROS_WRITE_PASSWORD: 'hunter3hunter3',
    },
    directory: '/',
    readFile: (path) => {
      if (!path.endsWith('config.yaml')) throw Object.assign(new Error(path), { code: 'ENOENT' });
      return `devices: [{name: Console, macs: ["02:00:00:00:00:01", "02:00:00:00:00:02"]}]\nhomeassistant: {actions: ${actions}}`;
    },
  });
const problemsOf = (actions: string) => {
  const result = read(actions);
  return 'problems' in result ? result.problems.map(({ name }) => name) : [];
};
const actionsOf = (actions: string) => {
  const result = read(actions);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.config.homeassistant.actions;
};
const [first, other] = ['02:00:00:00:00:01', '48:A2:E6:12:34:56'] as Mac[];

test('devices are named by name, by any of their addresses, or by an address that is no device', () => {
  const devices = 'devices: [Console, "02-00-00-00-00-02", "48a2e6123456"]';
  expect(actionsOf(`[{action: block_device, ${devices}, for: 2h}]`)).toEqual([
    { action: 'block_device', devices: [first, other], ssids: [], for: '2h' },
  ]);
  expect(actionsOf('[{action: set_ssid_enabled, ssids: [guest, guest]}]')).toEqual([
    { action: 'set_ssid_enabled', devices: [], ssids: ['guest'], for: null },
  ]);
});

test('without the key there are none', () => {
  expect(actionsOf('[]')).toBeUndefined();
});

test.each([
  ['[{action: set_channel, ssids: [guest]}]', 'homeassistant.actions[0].action'],
  ['[{devices: [Console]}]', 'homeassistant.actions[0].action'],
  ['[{action: reconnect_device}]', 'homeassistant.actions[0].devices'],
  ['[{action: reconnect_device, devices: []}]', 'homeassistant.actions[0].devices'],
  ['[{action: reconnect_device, devices: [Consoul]}]', 'homeassistant.actions[0].devices[0]'],
  ['[{action: reconnect_device, devices: [Console], ssids: [x]}]', 'homeassistant.actions[0].ssids'],
  ['[{action: unblock_device, devices: [Console], for: 2h}]', 'homeassistant.actions[0].for'],
  ['[{action: block_device, devices: [Console], for: 10s}]', 'homeassistant.actions[0].for'],
  ['[{action: block_device, devices: [Console], for: 31d}]', 'homeassistant.actions[0].for'],
  ['[{action: set_ssid_enabled, devices: [Console], ssids: [x]}]', 'homeassistant.actions[0].devices'],
])('%s is wrong at %s', (actions, name) => {
  expect(problemsOf(actions)).toContain(name);
});

test('while changes are off nothing is allowed, and a warning says so', () => {
  const result = read('[{action: set_ssid_enabled, ssids: [guest]}]', 'off');
  expect(result).toMatchObject({ warnings: [expect.objectContaining({ name: 'homeassistant.actions' })] });
  expect('config' in result && 'actions' in result.config.homeassistant).toBe(false);
});
