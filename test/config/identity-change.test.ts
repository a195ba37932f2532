/** Which changes of the file make another device or person of the same thing, and which line prevents it. */
import { expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { identityChanges } from '../../src/config/identity-change.ts';
import { readConfig } from '../../src/config/read.ts';

const [A, B, C] = ['AA:00:00:00:00:01', 'AA:00:00:00:00:02', 'AA:00:00:00:00:03'];

function configOf(file: string): Config {
  const env = {
    ROUTEROS_URL: 'https://192.168.88.1',
    ROUTEROS_USERNAME: 'u',
    ROUTEROS_PASSWORD: 'p',
    API_KEY: 'a-key-of-sixteen-characters',
    CONFIG_FILE: 'config.yaml',
  };
  const result = readConfig({
    env,
    directory: '/',
    readFile: (path) => {
      if (path === '/config.yaml') return file;
      throw Object.assign(new Error(), { code: 'ENOENT' });
    },
  });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

const changes = (before: string, after: string) => identityChanges(configOf(before), configOf(after));
const phone = (macs: string, more = '') => `devices:\n  - {name: Phone, macs: [${macs}]${more}}\n`;

test('another first address of a device makes another device, unless its id is written', () => {
  const [sentence, ...others] = changes(phone(`${A}, ${B}`), phone(`${B}, ${A}`));
  expect(sentence).toMatch(/"Phone".*aa0000000002 instead of aa0000000001.*Write "id: aa0000000001"/);
  expect(others).toEqual([]);
  expect(changes(phone(`${A}, ${B}`), phone(`${B}, ${A}`, ', id: aa0000000001'))).toEqual([]);
});

test('a new phone under the old name makes another device, unless its id is written', () => {
  expect(changes(phone(A), phone(C))).toEqual([expect.stringContaining('"id: aa0000000001"')]);
  expect(changes(phone(A), phone(C, `, id: ${A}`))).toEqual([]);
});

test('a person with another name is another person, unless the id is written', () => {
  const person = (line: string) => `${phone(A)}people:\n  - {${line}, devices: [Phone]}\n`;
  expect(changes(person('name: Parent'), person('name: Mum'))).toEqual([
    expect.stringMatching(/"Mum" gets the id mum instead of parent.*Write "id: parent"/),
  ]);
  expect(changes(person('name: Parent'), person('name: Mum, id: parent'))).toEqual([]);
  expect(configOf(person('name: Mum, id: parent')).people).toMatchObject([{ id: 'parent', name: 'Mum' }]);
});

test('an entry that is gone, or new, is no change of identity', () => {
  expect(changes(phone(A), '')).toEqual([]);
  expect(changes('', phone(A))).toEqual([]);
  expect(changes(phone(A), `devices:\n  - {name: Tablet, mac: ${C}}\n`)).toEqual([]);
});

test.each([
  ['an id that is another device', `devices:\n  - {mac: ${A}}\n  - {mac: ${B}, id: ${A}}\n`],
  ['an id twice', `devices:\n  - {mac: ${A}, id: ${C}}\n  - {mac: ${B}, id: ${C}}\n`],
  ['no device_id', phone(A, ', id: phone')],
  ['a person without a slug', `${phone(A)}people:\n  - {name: Anna, id: Anna Smith, devices: [Phone]}\n`],
  [
    'a person’s id twice',
    `${phone(A)}people:\n  - {name: Anna, id: a, devices: [Phone]}\n  - {name: Ben, id: a, devices: [Phone]}\n`,
  ],
])('%s is refused', (_what, file) => {
  expect(() => configOf(file)).toThrow();
});

test('an id that is made never equals one that is given', () => {
  const file = `${phone(A)}people:\n  - {name: Anna, devices: [Phone]}\n  - {name: Ben, id: anna, devices: [Phone]}\n`;
  const ids = configOf(file).people.map(({ id }) => id);
  expect(ids[1]).toBe('anna');
  expect(ids[0]).toMatch(/^anna-[0-9a-f]{6}$/);
});
