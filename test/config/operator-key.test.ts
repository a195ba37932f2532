/** OPERATOR_KEY: written like API_KEY, and different from every other key. */
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';

const KEY = 'a-key-of-sixteen-characters';
const digest = '0123456789abcdef'.repeat(4);

function read(more: Record<string, string>) {
  const env = {
    ROUTEROS_URL: 'https://192.168.88.1',
    ROUTEROS_USERNAME: 'u',
    ROUTEROS_PASSWORD: 'p',
    ...more,
  };
  const readFile = (path: string) => {
    if (path === '/key') return `${KEY}\n`;
    throw Object.assign(new Error(), { code: 'ENOENT' });
  };
  return readConfig({ env, directory: '/', readFile });
}

test.each([
  ['alone', { OPERATOR_KEY: KEY }],
  ['with a name', { OPERATOR_KEY: `olga=${KEY}` }],
  ['as a digest', { OPERATOR_KEY: `olga=sha256:${digest}` }],
  ['several', { OPERATOR_KEY: `olga=${KEY} otto=${KEY}-2` }],
  ['in a file', { OPERATOR_KEY_FILE: '/key' }],
])('%s is taken, and is an interface', (_how, more) => {
  expect(read(more)).toMatchObject({ config: { operatorKey: expect.any(Array) as unknown[], apiKey: null } });
});

test.each(['API_KEY', 'MCP_API_KEY', 'METRICS_KEY'])('a key of %s is refused', (name) => {
  expect(read({ OPERATOR_KEY: `a=${KEY}`, [name]: `${KEY}-2 b=${KEY}` })).toMatchObject({
    problems: [{ name: 'OPERATOR_KEY', message: expect.stringContaining(name) as string }],
  });
});

test('a short one is refused', () => {
  expect(read({ OPERATOR_KEY: 'short' })).toMatchObject({ problems: [{ name: 'OPERATOR_KEY' }] });
});
