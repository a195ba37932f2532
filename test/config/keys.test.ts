/** The keys of the file: what is taken, and the sentence for each that is not. */
import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { secretsOf } from '../../src/config/secret.ts';

const files: Record<string, string> = {
  '/etc/anna': 'the-key-of-anna-1\n',
  '/etc/ben': `sha256:${hash('sha256', 'the-key-of-ben-12')}`,
  '/etc/two': 'the-key-of-two-1 the-key-of-two-2',
  '/etc/named': 'anna=the-key-of-anna-1',
  '/etc/short': 'short',
  '/etc/empty': '',
  '/etc/anna-digest': `sha256:${hash('sha256', 'the-key-of-anna-1')}`,
};

function read(yaml: string, more: Record<string, string> = {}) {
  const env = {
    ROUTEROS_URL: 'https://192.168.88.1',
    ROUTEROS_USERNAME: 'u',
    ROUTEROS_PASSWORD: 'p',
    CONFIG_FILE: '/etc/file.yaml',
    ...more,
  };
  const readFile = (path: string) => {
    const text = path === '/etc/file.yaml' ? yaml : files[path];
    if (text !== undefined) return text;
    throw Object.assign(new Error(), { code: 'ENOENT' });
  };
  return readConfig({ env, directory: '/', readFile });
}

const entry = (fields: Record<string, string>) =>
  `  - {${Object.entries({ name: 'anna', key_file: 'anna', doors: '[rest]', may: '[read]', ...fields })
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')}}\n`;
const keys = (...entries: Record<string, string>[]) => `keys:\n${entries.map(entry).join('')}`;

test('a key has its name, doors and rights; files may have digests and several keys', () => {
  const result = read(
    keys(
      {},
      { name: 'ben', key_file: '/etc/ben', doors: '[mcp, metrics]', may: '[read, query]' },
      { name: 'two', key_file: 'two' },
    ),
  );
  expect(result).toMatchObject({
    config: {
      apiKey: null,
      keys: [
        { name: 'anna', plain: 'the-key-of-anna-1', doors: ['rest'], may: ['read'] },
        {
          name: 'ben',
          plain: null,
          digest: hash('sha256', 'the-key-of-ben-12'),
          doors: ['mcp', 'metrics'],
          may: ['read', 'query'],
        },
        { name: 'two', plain: 'the-key-of-two-1' },
        { name: 'two', plain: 'the-key-of-two-2' },
      ],
    },
  });
  expect('config' in result && secretsOf(result.config)).toEqual(
    expect.arrayContaining(['the-key-of-anna-1', 'the-key-of-two-2', hash('sha256', 'the-key-of-ben-12')]),
  );
});

describe('refused, by name and with a remedy, is', () => {
  test.each<[string, string, Record<string, string>, [string, string]]>([
    ['no name', keys({ name: '' }), {}, ['keys[0].name', 'Write a name']],
    ['a name that is none', keys({ name: 'An na' }), {}, ['keys[0].name', 'Write at most 32']],
    ['a name of a token', keys({ name: '"oauth:x"' }), {}, ['keys[0].name', 'Write at most 32']],
    ['no file', keys({ key_file: '' }), {}, ['keys[0].key_file', 'Write the path']],
    ['a file that is not there', keys({ key_file: 'nowhere' }), {}, ['keys[0].key_file', 'Write the path']],
    ['an empty file', keys({ key_file: 'empty' }), {}, ['keys[0].key_file', 'Write the secret']],
    ['a short key', keys({ key_file: 'short' }), {}, ['keys[0].key_file', 'at least 16']],
    [
      'a key with a name in the file',
      keys({ key_file: 'named' }),
      {},
      ['keys[0].key_file', 'Write the key alone'],
    ],
    ['no doors', keys({ doors: '' }), {}, ['keys[0].doors', 'Write rest']],
    ['an empty list of doors', keys({ doors: '[]' }), {}, ['keys[0].doors', 'empty. Write rest']],
    [
      'an unknown door',
      keys({ doors: '[rest, mqtt]' }),
      {},
      ['keys[0].doors[1]', 'Write rest, mcp or metrics'],
    ],
    ['no rights', keys({ may: '' }), {}, ['keys[0].may', 'Write read']],
    ['an empty list of rights', keys({ may: '[]' }), {}, ['keys[0].may', 'empty. Write read']],
    [
      'an unknown right',
      keys({ may: '[write]' }),
      {},
      ['keys[0].may[0]', 'Write read, query, propose or approve'],
    ],
    [
      'approval at MCP',
      keys({ doors: '[mcp]', may: '[read, approve]' }),
      {},
      ['keys[0].may', 'Take approve out'],
    ],
    [
      'approval at two doors',
      keys({ doors: '[rest, metrics]', may: '[approve]' }),
      {},
      ['keys[0].may', 'metrics out of doors'],
    ],
    ['an unknown field', keys({ door: '[rest]' }), {}, ['keys[0].door', 'Did you mean doors']],
    ['a name twice', keys({}, { name: 'ANNA', key_file: 'ben' }), {}, ['keys[1].name', 'keys[0]']],
    ['a key twice', keys({}, { name: 'ben' }), {}, ['keys[1].key_file', 'keys[0]']],
    [
      'a key twice, once by its digest',
      keys({}, { name: 'b', key_file: 'anna-digest' }),
      {},
      ['keys[1].key_file', 'keys[0]'],
    ],
    ['no list', 'keys: {name: anna}', {}, ['keys', 'list']],
    ...['API_KEY', 'OPERATOR_KEY', 'MCP_API_KEY', 'METRICS_KEY'].flatMap(
      (name): [string, string, Record<string, string>, [string, string]][] => [
        [`a key of ${name}`, keys({}), { [name]: 'x=the-key-of-anna-1' }, ['keys[0].key_file', name]],
        [`a name of ${name}`, keys({}), { [name]: 'anna=another-key-of-anna' }, ['keys[0].name', name]],
      ],
    ),
  ])('%s', (_what, yaml, more, [name, message]) => {
    const result = read(yaml, more);
    expect(result).toMatchObject({
      problems: [{ name, message: expect.stringContaining(message) as string }],
    });
    expect(JSON.stringify(result)).not.toContain('the-key-of');
  });
});

test('every problem is there at once', () => {
  const result = read(keys({ doors: '[]', may: '[x]', name: '' }, { key_file: 'short', doors: '[door]' }));
  const names = 'problems' in result ? result.problems.map(({ name }) => name) : [];
  expect(names.toSorted()).toEqual([
    'keys[0].doors',
    'keys[0].may[0]',
    'keys[0].name',
    'keys[1].doors[0]',
    'keys[1].key_file',
  ]);
});

describe('OAuth', () => {
  const OAUTH_ISSUER = 'https://auth.example.org/realms/home';

  test.each([
    ['PUBLIC_URL', { PUBLIC_URL: 'https://example.org/presence' }],
    ['the URL of /mcp as the audience', { OAUTH_AUDIENCE: 'http://192.168.88.5:8490/mcp' }],
    [
      'any audience beside PUBLIC_URL',
      { PUBLIC_URL: 'https://example.org', OAUTH_AUDIENCE: 'api://presence' },
    ],
  ])('alone is an interface, with %s', (_what, more) => {
    expect(read('', { OAUTH_ISSUER, ...more })).toMatchObject({
      config: { oauthIssuer: OAUTH_ISSUER },
      warnings: [{ name: 'CONFIG_FILE' }],
    });
  });

  test.each([
    ['neither', {}, 'OAUTH_AUDIENCE'],
    ['an audience that is no URL of /mcp', { OAUTH_AUDIENCE: 'presence' }, 'PUBLIC_URL'],
  ])('with %s is refused', (_what, more, name) => {
    expect(read('', { OAUTH_ISSUER, ...more })).toMatchObject({
      problems: [{ name, message: expect.stringContaining('PUBLIC_URL') as string }],
    });
  });

  test.each(['auth.example.org', 'ftp://auth.example.org', 'https://u:p@auth.example.org', 'https://a/?x=1'])(
    'of the issuer %s is refused',
    (issuer) => {
      expect(read('', { OAUTH_ISSUER: issuer, PUBLIC_URL: 'https://e' })).toMatchObject({
        problems: [{ name: 'OAUTH_ISSUER' }],
      });
    },
  );

  test('of an issuer without TLS is warned about, unless it is on this machine', () => {
    const warned = (issuer: string) => {
      const result = read('devices: []', { OAUTH_ISSUER: issuer, PUBLIC_URL: 'https://e' });
      return 'warnings' in result && result.warnings.map(({ name }) => name);
    };
    expect(warned('http://auth.lan')).toEqual(['OAUTH_ISSUER']);
    expect(warned('http://127.0.0.1:8080')).toEqual([]);
  });
});
