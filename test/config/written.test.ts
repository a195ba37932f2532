/**
 * What follows from the table of variables. `npx vitest run test/config/written.test.ts -u` writes `.env.example`, the manual's table and
 * the options of the add-on anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaults, readConfig } from '../../src/config/read.ts';
import { liveKeys } from '../../src/config/reload.ts';
import { fileKeys } from '../../src/config/file.ts';
import { sectionOf } from '../../src/config/setting.ts';
import { type VariableName, names, rows, variables } from '../../src/config/variable.ts';
import {
  addOnOptions,
  addOnSchema,
  addOnTranslation,
  envExample,
  manualTable,
  replacePart,
} from './written.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const MINIMAL = {
  ROUTEROS_URL: 'https://192.168.88.1',
  ROUTEROS_USERNAME: 'presence',
  ROUTEROS_PASSWORD: 'hunter2hunter2',
  API_KEY: 'rest-key-0123456789',
};

/** The result of reading these variables, and of `.env` with this text. */
function result(env: Record<string, string>, dotEnv = '') {
  return readConfig({
    env,
    directory: '/srv',
    readFile: (path) => {
      if (path === '/srv/.env') return dotEnv;
      throw Object.assign(new Error(path), { code: 'ENOENT' });
    },
  });
}

describe('.env.example', () => {
  test('names every variable, its meaning and its default', async () => {
    await expect(envExample()).toMatchFileSnapshot('../../.env.example');
  });

  test('is a configuration once its blanks are filled in', () => {
    const example = envExample();
    const filled = example
      .replace(/^ROUTEROS_PASSWORD=$/m, `ROUTEROS_PASSWORD=${MINIMAL.ROUTEROS_PASSWORD}`)
      .replace(/^API_KEY=$/m, `API_KEY=${MINIMAL.API_KEY}`);
    expect(result({}, filled)).toEqual(result(MINIMAL));
    expect(result({}, example)).toMatchObject({
      problems: [{ name: 'API_KEY' }, { name: 'ROUTEROS_PASSWORD' }],
    });
  });

  test('has only defaults and examples that are accepted', () => {
    const files = new Set<VariableName>(['ROUTEROS_CA_FILE', 'MQTT_CA_FILE', 'CONFIG_FILE']);
    for (const name of names.filter((each) => !files.has(each) && each !== 'ROUTEROS_TLS_FINGERPRINT')) {
      const text = rows[name].default ?? rows[name].example;
      if (text === undefined) continue;
      const env = { ...MINIMAL, MQTT_URL: 'mqtt://b', PUBLIC_URL: 'https://h', [name]: text };
      expect.soft(result(env), name).toHaveProperty('config');
    }
  });
});

test('the manual lists every variable with its default, its meaning and when a change takes effect', async () => {
  const manual = replacePart(
    read('docs/configuration.md'),
    '<!-- variables',
    '<!-- /variables',
    manualTable(),
  );
  await expect(manual).toMatchFileSnapshot('../../docs/configuration.md');
});

describe('the add-on', () => {
  test('offers the options that the table marks, with their types', async () => {
    const options = replacePart(read('addon/config.yaml'), 'options:', '  variables:', addOnOptions());
    const manifest = replacePart(options, 'schema:', '  variables:', addOnSchema());
    await expect(manifest).toMatchFileSnapshot('../../addon/config.yaml');
  });

  test('has a name and a description for each of them', async () => {
    const path = 'addon/translations/en.yaml';
    const translation = replacePart(read(path), 'configuration:', '  variables:', addOnTranslation());
    await expect(translation).toMatchFileSnapshot(`../../${path}`);
  });
});

describe('the columns', () => {
  const settings = [...Object.entries(variables), ...Object.entries(fileKeys)];

  test('set every field of the configuration', () => {
    const set = settings.flatMap(([, { field }]) => field ?? []);
    const mqtt = Object.keys(defaults.mqtt).map((key) => `mqtt.${key}`);
    const plain = Object.keys(defaults.config).filter((key) => key !== 'mqtt');
    const missing = [...plain, ...mqtt].filter((field) => !(set as string[]).includes(field));
    expect(missing).toEqual([]);
  });

  test('agree on when a change of one part of the configuration takes effect', () => {
    const split = settings.filter(
      ([, { field, live }]) => field !== null && (live === 'at once') !== liveKeys.has(sectionOf(field)),
    );
    expect(split.map(([name]) => name)).toEqual([]);
  });

  test('let everything that the file lists, the routers and the delays change while the program runs', () => {
    const delays = ['pollIntervalMs', 'awayDelayMs', 'unknownAfterMs', 'forgetAfterMs'];
    const listed = [
      'keys',
      'routers',
      'devices',
      'accessPoints',
      'people',
      'homeassistant',
      'guestSsids',
      'findings',
    ];
    expect([...liveKeys].toSorted()).toEqual([...delays, ...listed].toSorted());
  });

  test('name no field twice', () => {
    const set = Object.values(variables).flatMap(({ field }) => field ?? []);
    expect(set).toHaveLength(new Set(set).size);
  });
});
