/** What of a configuration that was read again takes effect: an empty file never does. */
import { expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { type ConfigResult, readConfig } from '../../src/config/read.ts';
import { createReload } from '../../src/config/reload.ts';

const env = {
  ROUTEROS_URL: 'https://192.168.88.1',
  ROUTEROS_USERNAME: 'u',
  ROUTEROS_PASSWORD: 'p',
  API_KEY: 'a-key-of-sixteen-characters',
  CONFIG_FILE: 'config.yaml',
};
const full =
  'devices:\n  - {name: Phone, mac: AA:00:00:00:00:01}\npeople:\n  - {name: Anna, devices: [Phone]}\n';

function read(file: string): Extract<ConfigResult, { config: Config }> {
  const readFile = (path: string) => {
    if (path === '/config.yaml') return file;
    throw Object.assign(new Error(), { code: 'ENOENT' });
  };
  const result = readConfig({ env, directory: '/', readFile });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

function begin(file: string) {
  const applied: Config[] = [];
  const lines: [event: string, fields: object][] = [];
  const write = (fields: object, event: string) => void lines.push([event, fields]);
  const log = { info: write, warn: write, hide: () => {} };
  const reload = createReload({ config: read(file).config, apply: (next) => applied.push(next), log });
  return { reload, applied, events: () => lines.map(([event]) => event), lines };
}

test.each([
  ['0 bytes', ''],
  ['blanks and comments', '\n  \n# nothing\n'],
  ['document markers', '---\n...\n'],
  ['a byte order mark', '\uFEFF'],
])('a file of %s is rejected while the service runs, and says so', (_what, empty) => {
  const { reload, applied, events } = begin(full);
  reload.take(read(empty));
  expect(applied).toEqual([]);
  expect(reload.state().problem).toMatch(/^CONFIG_FILE: The file is empty.*write "devices: \[\]"/);
  expect(events()).toEqual(['configuration rejected']);
  reload.take(read(full));
  expect(reload.state().problem).toBeNull();
});

test('an empty list is taken: it says that there is none', () => {
  const { reload, applied } = begin(full);
  reload.take(read('devices: []\n'));
  expect(applied.at(-1)).toMatchObject({ devices: [], people: [] });
});

test('a file that was empty at the start may stay so', () => {
  const { reload } = begin('');
  expect(read('').warnings.map(({ name }) => name)).toContain('CONFIG_FILE');
  reload.take(read(''));
  expect(reload.state().problem).toBeNull();
});

test('a change of identity is logged before it takes effect, with the line that prevents it', () => {
  const { reload, events, lines } = begin(full);
  reload.take(read(full.replace('Anna', 'Annabel')));
  expect(events()).toEqual(['identity changes', 'configuration loaded']);
  expect(lines[0]![1]).toEqual({ changes: [expect.stringContaining('"id: anna"')] });
});
