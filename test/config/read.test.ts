import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actions } from '../../src/change/action-list.ts';
import { actionNames } from '../../src/config/action-name.ts';
import { digestKey, plainKey } from '../../src/auth/access-key.ts';
import type { Config } from '../../src/config/config.ts';
import { explain, type ConfigProblem, sayProblem } from '../../src/config/problem.ts';
import { defaults, readConfig, readSettings } from '../../src/config/read.ts';
import { secretsOf } from '../../src/config/secret.ts';
import { names, rows } from '../../src/config/variable.ts';
import { runs } from '../runs.ts';
import { anyText } from '../any-text.ts';

type Texts = Record<string, string | undefined>;

const KEY = 'rest-key-0123456789';
const MINIMAL = {
  ROUTEROS_URL: 'https://192.168.88.1',
  ROUTEROS_USERNAME: 'presence',
  ROUTEROS_PASSWORD: 'hunter2hunter2',
  API_KEY: KEY,
};

// A self-signed certificate, made with openssl for this test; nothing is signed with its key.
const PEM = `-----BEGIN CERTIFICATE-----
MIIBeTCCAR+gAwIBAgIUa1GZlHlgj5rviazZvl/EFQqMcRUwCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGcm91dGVyMCAXDTI2MTEyMDA5MjEyNloYDzIxMjYxMDI3MDky
MTI2WjARMQ8wDQYDVQQDDAZyb3V0ZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AARoZx9CiacfN4XmTlL0KYFdRBYtwSVck6tkjF3tCxmwN42jW9Z5ifXYfyHn2Xs0
jj6/hYW3hX5dolmBPgbLm7Plo1MwUTAdBgNVHQ4EFgQU6p0XIwUzLzhcjtlfd/YJ
2n5x5rUwHwYDVR0jBBgwFoAU6p0XIwUzLzhcjtlfd/YJ2n5x5rUwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAwCqoDFfRMcs+YP6XdlfJLh6Wr4ff
KxFwmRZ4kl5us7UCIHX8ld/m/BED59XUCaNNP1lbyKYwPHjbo5StKMvXj2R1
-----END CERTIFICATE-----`;

/** `files`: path (relative to the working directory /srv) to text, or to the code of the error that reading it gives. */
function read(env: Texts, files: Record<string, string> = {}, interfaceRequired = true) {
  const readFile = (path: string) => {
    const [, text] = Object.entries(files).find(([name]) => resolve('/srv', name) === path) ?? [];
    if (text === undefined || /^E[A-Z]+$/.test(text))
      throw Object.assign(new Error('no'), { code: text ?? 'ENOENT' });
    return text;
  };
  return readConfig({ env, directory: '/srv', readFile, interfaceRequired });
}

function accepted(env: Texts, files?: Record<string, string>): Config {
  const result = read(env, files);
  if ('problems' in result) throw new Error(explain(result.problems, { isEmpty: false, newKey: '' }));
  return result.config;
}

function problemsOf(env: Texts, files?: Record<string, string>): readonly ConfigProblem[] {
  const result = read(env, files);
  return 'problems' in result ? result.problems.map(({ name, message }) => ({ name, message })) : [];
}

/** The minimal environment with this on top. */
const env = (more: Texts) => accepted({ ...MINIMAL, ...more });
const refused = (more: Texts) => problemsOf({ ...MINIMAL, ...more });

/** A file with routers of its own, besides what `yaml` says. */
const ROUTERS = 'routers:\n  - {url: https://192.168.88.1, username: presence, password: hunter2hunter2}\n';
const file = (yaml: string, more: Record<string, string> = {}) =>
  accepted({ CONFIG_FILE: 'config.yaml', API_KEY: KEY }, { 'config.yaml': yaml, ...more });
const refusedFile = (yaml: string, more: Record<string, string> = {}) =>
  problemsOf({ CONFIG_FILE: 'config.yaml', API_KEY: KEY }, { 'config.yaml': yaml, ...more });

describe('the smallest configuration', () => {
  test('four variables are enough, and everything else has its default', () => {
    expect(accepted(MINIMAL)).toEqual({
      routers: [
        {
          id: 'router',
          url: 'https://192.168.88.1',
          username: 'presence',
          password: 'hunter2hunter2',
          ca: null,
          tlsFingerprint: null,
          tlsVerify: true,
          timeoutMs: 10_000,
          charset: 'windows-1252',
          zone: 'home',
          push: null,
          writeUsername: null,
          writePassword: null,
          changes: null,
          environment: null,
          queryUsername: null,
          queryPassword: null,
        },
      ],
      pollIntervalMs: 10_000,
      awayDelayMs: 180_000,
      unknownAfterMs: 900_000,
      forgetAfterMs: 90 * 86_400_000,
      host: '0.0.0.0',
      port: 8490,
      apiKey: [plainKey(KEY)],
      webUi: true,
      mcpApiKey: null,
      operatorKey: null,
      metricsKey: null,
      keys: [],
      oauthIssuer: null,
      oauthAudience: null,
      metricsDevices: 'known',
      allowedHosts: [],
      allowedOrigins: [],
      trustedProxies: [],
      ingressAddress: null,
      ingressKey: false,
      corsOrigins: [],
      rateLimit: null,
      maxConnections: 4000,
      publicUrl: null,
      mqtt: null,
      instanceId: 'home',
      stateDir: '/srv/data',
      logLevel: 'info',
      logFormat: null,
      devices: [],
      accessPoints: [],
      people: [],
      homeassistant: { discover: 'known', trackerStateTopic: true, macConnections: 'known' },
      guestSsids: [],
      changes: false,
      routerQueries: false,
      changeWatchMs: 120_000,
      mcpChanges: 'off',
      findings: { ignore: [] },
      syslogPort: null,
      syslogAllow: [],
      timeZone: null,
      historyMaxBytes: 512 * 1024 ** 2,
    });
  });

  test('it is frozen through and through', () => {
    const config = file(`${ROUTERS}people: [{name: Ana, devices: ['48:A9:8A:00:00:01']}]\n`);
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(config)).toBe(true);
    expect(frozen(defaults)).toBe(true);
  });

  test('the defaults, with what has none, are the same configuration', () => {
    const { password, username, ...router } = accepted(MINIMAL).routers[0]!;
    expect({ ...defaults.router, id: 'router', url: router.url, username, password }).toEqual({
      ...router,
      username,
      password,
    });
    const { stateDir, ...rest } = defaults.config;
    expect({
      ...rest,
      routers: accepted(MINIMAL).routers,
      apiKey: [plainKey(KEY)],
      stateDir: '/srv/data',
    }).toEqual(accepted(MINIMAL));
    expect(stateDir).toBe(resolve('data'));
    expect({ ...defaults.mqtt, url: 'mqtt://b' }).toEqual(env({ MQTT_URL: 'mqtt://b' }).mqtt);
  });

  test.each(['API_KEY', 'MCP_API_KEY', 'METRICS_KEY', 'MQTT_URL'])('%s alone is enough', (name) => {
    const { API_KEY: _, ...routerOnly } = MINIMAL;
    const value = name === 'MQTT_URL' ? 'mqtt://192.168.88.2' : KEY;
    expect(problemsOf({ ...routerOnly, [name]: value })).toEqual([]);
    expect(problemsOf(routerOnly)).toMatchObject([
      { name: 'API_KEY', message: expect.stringContaining('MQTT_URL') },
    ]);
  });

  test('a command that serves nothing needs no key', () => {
    const { API_KEY: _, ...routerOnly } = MINIMAL;
    expect(read(routerOnly, {}, false)).toHaveProperty('config');
  });
});

describe('values', () => {
  const CERTIFICATE = 'a1'.repeat(32);
  test.each<[Texts, Partial<Config> | { router: Partial<Config['routers'][number]> }]>([
    [{ POLL_INTERVAL: '1s' }, { pollIntervalMs: 1000 }],
    [{ POLL_INTERVAL: ' 1500ms ' }, { pollIntervalMs: 1500 }],
    [{ AWAY_DELAY: '1h' }, { awayDelayMs: 3_600_000 }],
    [{ WEB_UI: 'off' }, { webUi: false }],
    [{ UNKNOWN_AFTER: '0' }, { unknownAfterMs: 0 }],
    [{ UNKNOWN_AFTER: '0s' }, { unknownAfterMs: 0 }],
    [{ FORGET_AFTER: '365d' }, { forgetAfterMs: 365 * 86_400_000 }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65535 }],
    [{ PORT: '' }, { port: 8490 }],
    [{ HOST: '127.0.0.1' }, { host: '127.0.0.1' }],
    [{ HOST: '::' }, { host: '::' }],
    [{ HOST: '[::1]' }, { host: '::1' }],
    [{ HOST: 'nas_2.lan' }, { host: 'nas_2.lan' }],
    [{ HOST: 'localhost' }, { host: 'localhost' }],
    [
      { ALLOWED_HOSTS: 'NAS.example.org, *.home.example.org 10.0.0.7' },
      { allowedHosts: ['nas.example.org', '*.home.example.org', '10.0.0.7'] },
    ],
    [
      { ALLOWED_ORIGINS: 'https://Dash.lan:8123/ http://a.lan:80' },
      { allowedOrigins: ['https://dash.lan:8123', 'http://a.lan'] },
    ],
    [{ ALLOWED_ORIGINS: 'chrome-extension://abcdef' }, { allowedOrigins: ['chrome-extension://abcdef'] }],
    [{ PUBLIC_URL: 'https://example.org/presence/' }, { publicUrl: 'https://example.org/presence' }],
    [{ PUBLIC_URL: 'https://example.org' }, { publicUrl: 'https://example.org' }],
    [{ TRUSTED_PROXIES: '172.18.0.0/16, ::1' }, { trustedProxies: ['172.18.0.0/16', '::1'] }],
    [{ CORS_ORIGINS: 'https://Dash.lan:443/' }, { corsOrigins: ['https://dash.lan'] }],
    [{ RATE_LIMIT: '600' }, { rateLimit: 600 }],
    [{ MAX_CONNECTIONS: '100' }, { maxConnections: 100 }],
    [{ INSTANCE_ID: 'cabin-2' }, { instanceId: 'cabin-2' }],
    [{ STATE_DIR: '/var/lib/presence' }, { stateDir: '/var/lib/presence' }],
    [{ STATE_DIR: 'state' }, { stateDir: '/srv/state' }],
    [{ LOG_LEVEL: 'DEBUG' }, { logLevel: 'debug' }],
    [{ LOG_FORMAT: 'pretty' }, { logFormat: 'pretty' }],
    [{ MCP_API_KEY: 'another-key-0123456789' }, { mcpApiKey: [plainKey('another-key-0123456789')] }],
    [{ METRICS_KEY: 'another-key-0123456789' }, { metricsKey: [plainKey('another-key-0123456789')] }],
    [{ METRICS_DEVICES: 'all' }, { metricsDevices: 'all' }],
    [{ ROUTEROS_URL: 'http://localhost:8080/' }, { router: { url: 'http://localhost:8080' } }],
    [{ ROUTEROS_URL: 'HTTPS://[FE80::1]:444' }, { router: { url: 'https://[fe80::1]:444' } }],
    [{ ROUTEROS_TLS_VERIFY: 'no' }, { router: { tlsVerify: false } }],
    [
      { ROUTEROS_TLS_FINGERPRINT: CERTIFICATE },
      { router: { tlsFingerprint: Array(32).fill('A1').join(':') } },
    ],
    [
      { ROUTEROS_TLS_FINGERPRINT: `sha256 Fingerprint=${Array(32).fill('a1').join(':')}` },
      { router: { tlsFingerprint: Array(32).fill('A1').join(':') } },
    ],
    [{ ROUTEROS_TIMEOUT: '500ms' }, { router: { timeoutMs: 500 } }],
    [{ ROUTEROS_CHARSET: 'CP1251' }, { router: { charset: 'windows-1251' } }],
    [{ ROUTEROS_PASSWORD: '  p w ' }, { router: { password: '  p w ' } }],
  ])('%j is understood', (more, expected) => {
    const config = env(more);
    if ('router' in expected) expect(config.routers[0]).toMatchObject(expected.router);
    else expect(config).toMatchObject(expected);
  });

  test.each<[Texts, RegExp]>([
    [{ POLL_INTERVAL: '10' }, /no unit.*10s/],
    [{ POLL_INTERVAL: '0' }, /no unit/],
    [{ POLL_INTERVAL: 'ten seconds' }, /"ten seconds".*500ms, 10s/],
    [{ POLL_INTERVAL: '-5s' }, /500ms, 10s/],
    [{ POLL_INTERVAL: '1.5s' }, /500ms, 10s/],
    [{ POLL_INTERVAL: '999ms' }, /too short.*1s/],
    [{ POLL_INTERVAL: '99999999999d' }, /not a duration/],
    [{ POLL_INTERVAL: '2h' }, /too long.*1h/],
    [{ ROUTEROS_TIMEOUT: '0s' }, /too short/],
    [{ UNKNOWN_AFTER: '15s' }, /two polls.*0 for never/],
    [{ FORGET_AFTER: '0' }, /no unit/],
    [{ FORGET_AFTER: '1h' }, /too short.*1d/],
    [{ PORT: '70000' }, /65535/],
    [{ PORT: '80a' }, /number/],
    [{ HOST: 'http://0.0.0.0' }, /without a port/],
    [{ HOST: '0.0.0.0:8490' }, /without a port/],
    [{ HOST: '*' }, /0\.0\.0\.0/],
    [{ HOST: '300.1.1.1' }, /address/],
    [{ API_KEY: 'short' }, /too short.*16/],
    [{ API_KEY: 'with a space in it' }, /space/],
    [{ API_KEY: 'schlüssel-0123456789' }, /ASCII/],
    [{ API_KEY: 'phone=short' }, /too short.*16/],
    [{ API_KEY: `${KEY} phone=${'k'.repeat(15)}` }, /too short.*space/],
    [{ API_KEY: 'phone=sha256:abc' }, /64 hex digits.*sha256sum/],
    [{ API_KEY: ' \n ' }, /spaces/],
    [{ MCP_API_KEY: `one=another-key-0123456789 two=${KEY}` }, /a key of API_KEY/],
    [{ MCP_API_KEY: `sha256:${plainKey(KEY).digest}` }, /a key of API_KEY/],
    [{ TRUSTED_PROXIES: 'nginx' }, /address/],
    [{ CORS_ORIGINS: '*' }, /origin/],
    [{ RATE_LIMIT: '0' }, /leave it unset for no limit/],
    [{ RATE_LIMIT: '10/s' }, /number/],
    [{ MAX_CONNECTIONS: '5' }, /from 10/],
    [{ MCP_API_KEY: KEY }, /a key of API_KEY.*different/],
    [{ METRICS_KEY: 'short' }, /too short.*16/],
    [{ METRICS_KEY: KEY }, /a key of API_KEY.*opens \/metrics/],
    [
      { METRICS_KEY: 'another-key-0123456789', MCP_API_KEY: 'another-key-0123456789' },
      /a key of MCP_API_KEY.*different/,
    ],
    [{ METRICS_DEVICES: 'some' }, /known.*all.*none/],
    [{ ALLOWED_HOSTS: '*' }, /"\*".*nas\.lan/],
    [{ ALLOWED_HOSTS: 'https://nas.lan' }, /without scheme/],
    [{ ALLOWED_HOSTS: 'nas.lan:8490' }, /port/],
    [{ ALLOWED_HOSTS: ' , ' }, /separators/],
    [{ ALLOWED_ORIGINS: '*' }, /https:\/\/dashboard\.lan:8123/],
    [{ ALLOWED_ORIGINS: 'null' }, /origin/],
    [{ ALLOWED_ORIGINS: 'dash.lan' }, /origin/],
    [{ ALLOWED_ORIGINS: 'https://dash.lan/page' }, /origin/],
    [{ PUBLIC_URL: 'presence.example.org' }, /scheme/],
    [{ PUBLIC_URL: 'https://a.b/?x=1' }, /Leave out everything from the \?/],
    [{ INSTANCE_ID: 'Summer house' }, /small letters/],
    [{ LOG_LEVEL: 'verbose' }, /debug, info, warn or error/],
    [{ LOG_FORMAT: 'text' }, /json or pretty/],
    [{ ROUTEROS_URL: '192.168.88.1' }, /scheme.*https:\/\/192\.168\.88\.1/],
    [{ ROUTEROS_URL: 'router.lan:443' }, /scheme/],
    [{ ROUTEROS_URL: 'ssh://192.168.88.1' }, /https:\/\/, http:\/\/, api:\/\/ or apis:\/\//],
    [{ ROUTEROS_URL: 'api://192.168.88.1/rest' }, /rite api:\/\/192\.168\.88\.1/],
    [{ ROUTEROS_PUSH: 'yes' }, /not a URL/],
    [{ ROUTEROS_PUSH: 'https://192.168.88.1' }, /Write api, or api:\/\//],
    [{ ROUTEROS_URL: 'https://192.168.88.1/rest' }, /\/rest.*Leave it out.*https:\/\/192\.168\.88\.1\./],
    [{ ROUTEROS_URL: 'https://192.168.88.1/webfig/' }, /path/],
    [{ ROUTEROS_URL: 'https://192.168.88.1?a=b' }, /\?/],
    [{ ROUTEROS_URL: 'https://192.168.88.1#x' }, /#/],
    [{ ROUTEROS_URL: 'https://a.lan https://a.lan/' }, /already/],
    [{ ROUTEROS_USERNAME: 'a:b' }, /colon/],
    [{ ROUTEROS_PASSWORD: 'two\nlines' }, /line break/],
    [{ ROUTEROS_TLS_FINGERPRINT: 'AA:BB' }, /64 hex digits.*check/],
    [{ ROUTEROS_TLS_FINGERPRINT: 'ab'.repeat(20) }, /SHA-1.*SHA-256/],
    [{ ROUTEROS_TLS_VERIFY: 'maybe' }, /true or false/],
    [{ ROUTEROS_CHARSET: 'winbox' }, /windows-1252/],
    [{ ROUTEROS_CA_FILE: 'missing.pem' }, /does not exist.*path/],
    [{ CONFIG_FILE: 'missing.yaml' }, /does not exist.*\/srv/],
  ])('%j is refused with what to write instead', (more, remedy) => {
    const problems = refused(more);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.name).toBe(Object.keys(more)[0]);
    expect(problems[0]!.message).toMatch(remedy);
  });

  test('every variable whose value can be wrong says so under its own name', () => {
    const free = new Set(['ROUTEROS_PASSWORD', 'ROUTEROS_USERNAME', 'MQTT_PASSWORD', 'MQTT_USERNAME']);
    for (const name of names) {
      const value = free.has(name) ? 'a\u0000b' : '\u0000@//[';
      const problems = refused({
        [name]: value,
        ...(name.startsWith('MQTT') ? { MQTT_URL: 'mqtt://b', [name]: value } : {}),
      });
      expect
        .soft(
          problems.map((problem) => problem.name),
          name,
        )
        .toContain(name);
    }
  });

  test('all problems come at once', () => {
    const problems = problemsOf(
      { POLL_INTERVAL: '10', PORT: 'x', MQTT_URL: 'b', MQTT_UR: 'x', CONFIG_FILE: 'c.yaml' },
      {
        'c.yaml':
          'devices: [{mac: nonsense, name: Phone}, {mac: "48:A9:8A:00:00:01", nam: x}]\npeople: [{name: Ana, devices: [Fone]}]\n',
      },
    );
    expect(problems.map(({ name }) => name).sort()).toEqual([
      'MQTT_UR',
      'MQTT_URL',
      'POLL_INTERVAL',
      'PORT',
      'ROUTEROS_PASSWORD',
      'ROUTEROS_URL',
      'ROUTEROS_USERNAME',
      'devices[0].mac',
      'devices[1].nam',
      'people[0].devices[0]',
    ]);
  });
});

describe('unknown variables', () => {
  test.each([
    ['ROUTEROS_HOST', /Did you mean ROUTEROS_URL\?/],
    ['ROUTEROS_USER_NAME', /Did you mean ROUTEROS_USERNAME/],
    ['ROUTEROS_PASWORD', /ROUTEROS_PASSWORD/],
    ['ROUTEROS_PASSWORDFILE', /ROUTEROS_PASSWORD_FILE/],
    ['ROUTEROS_URL_FILE', /Did you mean ROUTEROS_URL\?/],
    ['MQTT_HOST', /Did you mean MQTT_URL\?/],
    ['mqtt_url', /MQTT_URL/],
    ['HA_DISCOVERY', /HA_DISCOVERY_PREFIX/],
    ['MQTT_BROKER', /Did you mean MQTT_URL\?/],
    ['MQTT_QOS_LEVELS', /Known are MQTT_URL/],
    ['POLL_INTERVALL', /Did you mean POLL_INTERVAL/],
    ['POLL_INTERVAL_MS', /POLL_INTERVAL/],
    ['POLLINTERVAL', /POLL_INTERVAL/],
    ['API_KEYS', /API_KEY/],
    ['APIKEY', /API_KEY/],
    ['MCP_APIKEY', /MCP_API_KEY/],
    ['ALLOWED_HOST', /ALLOWED_HOSTS/],
    ['AWAY_DEALY', /AWAY_DELAY/],
    ['LOGLEVEL', /LOG_LEVEL/],
  ])('%s is refused', (name, remedy) => {
    const { API_KEY: _, ...routerOnly } = MINIMAL;
    expect(problemsOf({ ...routerOnly, MQTT_BASE_TOPIC: 'x', [name]: 'tcp://b' })).toContainEqual({
      name,
      message: expect.stringMatching(remedy),
    });
  });

  test.each([
    { PATH: '/bin', HOME: '/root', HOSTNAME: 'nas', PWD: '/', TZ: 'UTC', NODE_ENV: 'production' },
    { GCP_API_KEY: 'x', OPENAI_API_KEY: 'x', APP_KEY: 'x', SORT: 'x', GHOST: 'x', PORTS: 'x' },
    { STATE_DIRECTORY: '/var/lib/x', LOG_DIR: 'x', npm_config_host: 'x', CONFIG: 'x', METRICS: 'x' },
    // a Kubernetes service called mqtt
    {
      MQTT_SERVICE_HOST: '10.0.0.7',
      MQTT_SERVICE_PORT_MQTT: '1883',
      MQTT_PORT: 'tcp://10.0.0.7:1883',
      MQTT_PORT_1883_TCP_ADDR: '10.0.0.7',
    },
    // set along with the right one it may be meant for another program
    { LOGLEVEL: 'x', LOG_LEVEL: 'info' },
    { ROUTEROS_HOST: '' },
  ])('%j belongs to other programs', (foreign: Texts) => {
    expect(refused(foreign)).toEqual([]);
  });
});

describe('.env', () => {
  test('is read from the working directory, and the real environment wins', () => {
    const dotEnv = `# the house\nROUTEROS_URL=https://10.0.0.1 # the old one\nexport ROUTEROS_USERNAME=presence\r\nROUTEROS_PASSWORD='a # b'\nAPI_KEY="${KEY}"\nPORT=9000\nLOG_LEVEL=\nFOREIGN=a#b\n`;
    const config = accepted({ PORT: '9001', ROUTEROS_URL: '' }, { '.env': `\uFEFF${dotEnv}` });
    expect(config.port).toBe(9001);
    expect(config.routers[0]).toMatchObject({
      url: 'https://10.0.0.1',
      username: 'presence',
      password: 'a # b',
    });
  });

  test.each([
    ['ROUTEROS_PASSWORD=ab#cd', 'ROUTEROS_PASSWORD', /cut at the #.*'…'/],
    ['ROUTEROS_PASSWORD=#abcd', 'ROUTEROS_PASSWORD', /cut at the #/],
    ['ROUTEROS_PASSWORD="abcd', 'ROUTEROS_PASSWORD', /quotation mark/],
    ['ROUTEROS_PASSWORD: abcd', '.env', /Line 2 .*NAME=value/],
    ['just a word', '.env', /Line 2 .*NAME=value/],
  ])('%s is refused instead of being read otherwise than meant', (line, name, remedy) => {
    const { ROUTEROS_PASSWORD: _, ...rest } = MINIMAL;
    const problems = problemsOf(rest, { '.env': `# first\n${line}\nLOG_LEVEL=info\n` });
    expect(problems).toContainEqual({ name, message: expect.stringMatching(remedy) });
    expect(JSON.stringify(problems)).not.toContain('abcd');
  });

  test('a quoted value over several lines is one value', () => {
    expect(problemsOf(MINIMAL, { '.env': 'OTHER="a\nb: c\nd#e"\nLOG_LEVEL=info' })).toEqual([]);
  });

  test('a folder of that name is ignored; a file that may not be read is a problem', () => {
    expect(problemsOf(MINIMAL, { '.env': 'EISDIR' })).toEqual([]);
    expect(problemsOf(MINIMAL, { '.env': 'EACCES' })).toMatchObject([{ name: '.env' }]);
  });
});

describe('keys', () => {
  const other = 'another-key-0123456789';
  const { digest } = plainKey(other);
  test.each([
    ['two', `${KEY} ${other}`, [plainKey(KEY), plainKey(other)]],
    ['with names', `phone=${KEY} Grafana.2=${other}`, [plainKey(KEY, 'phone'), plainKey(other, 'Grafana.2')]],
    [
      'a name twice, for one that is changed',
      `a=${KEY} a=${other}`,
      [plainKey(KEY, 'a'), plainKey(other, 'a')],
    ],
    ['a digest', `sha256:${digest.toUpperCase()}`, [digestKey(digest, null)]],
    ['a digest with a name', `phone=sha256:${digest}`, [digestKey(digest, 'phone')]],
    ['one per line', `${KEY}\r\n\tphone=${other}\n`, [plainKey(KEY), plainKey(other, 'phone')]],
    ['base64', 'c2l4dGVlbiBieXRlcyE=', [plainKey('c2l4dGVlbiBieXRlcyE=')]],
    ['base64 with more of it', 'c2l4dGVlbiBieXRlcw==', [plainKey('c2l4dGVlbiBieXRlcw==')]],
    ['a name and base64', 'phone=c2l4dGVlbiBieXRlcw==', [plainKey('c2l4dGVlbiBieXRlcw==', 'phone')]],
    ['what only looks like a name', `+x=${KEY}`, [plainKey(`+x=${KEY}`)]],
  ])('%s', (_title, text, keys) => {
    expect(env({ API_KEY: text }).apiKey).toEqual(keys);
  });

  test('no problem repeats one', () => {
    const text = `phone=${KEY} short sha256:${'z'.repeat(64)}`;
    const told = JSON.stringify(problemsOf({ ...MINIMAL, API_KEY: text }));
    for (const hidden of [KEY, '"short', 'zzz']) expect(told).not.toContain(hidden);
  });
});

describe('secrets', () => {
  const secretNames = names.filter((name) => rows[name].secret === true);
  test('all of them may be given as a file', () => {
    expect(secretNames).toEqual([
      'ROUTEROS_PASSWORD',
      'API_KEY',
      'OPERATOR_KEY',
      'MCP_API_KEY',
      'METRICS_KEY',
      'MQTT_PASSWORD',
      'ROUTEROS_WRITE_PASSWORD',
      'ROUTEROS_QUERY_PASSWORD',
    ]);
  });

  test.each(['\n', '\r\n', ''])('one line break (%j) at the end of the file does not count', (end) => {
    const files = { 'p.txt': `hunter2 ${end}`, '/run/secrets/k': `${KEY}${end}` };
    const config = accepted(
      {
        ...MINIMAL,
        ROUTEROS_PASSWORD: '',
        ROUTEROS_PASSWORD_FILE: 'p.txt',
        API_KEY: undefined,
        API_KEY_FILE: '/run/secrets/k',
      },
      files,
    );
    expect([config.routers[0]!.password, config.apiKey]).toEqual(['hunter2 ', [plainKey(KEY)]]);
  });

  test.each(secretNames)('%s and its file together are refused', (name) => {
    const problems = problemsOf({ ...MINIMAL, [name]: `x${KEY}`, [`${name}_FILE`]: 'f' }, { f: KEY });
    expect(problems).toMatchObject([{ name, message: expect.stringMatching(/both set.*Remove/) }]);
  });

  test.each([
    ['', /empty/],
    ['ENOENT', /does not exist/],
    ['EACCES', /may not be read/],
    ['EISDIR', /folder/],
    ['EIO', /cannot be read/],
    ['two\nlines-0123456789\n', /space|ASCII/],
    ['short\n', /16/],
  ])('a secret file with %j says what is wrong', (text, remedy) => {
    const problems = problemsOf({ ...MINIMAL, API_KEY: '', API_KEY_FILE: 'f' }, { f: text });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.name).toMatch(/^API_KEY(_FILE)?$/);
    expect(problems[0]!.message).toMatch(remedy);
  });

  const WORD = 'Tr0ub4dor&3';
  test.each<[Texts, Record<string, string>?]>([
    [{ ROUTEROS_URL: `https://admin:${WORD}@192.168.88.1` }],
    [{ ROUTEROS_URL: `admin:${WORD}@192.168.88.1` }],
    [{ ROUTEROS_URL: `https://admin:x ${WORD}, y@192.168.88.1 https://b` }],
    [{ ROUTEROS_URL: `https://192.168.88.1 ROUTEROS_PASSWORD=${WORD}` }],
    [{ MQTT_URL: `mqtt://u:${WORD}@broker` }],
    [{ PUBLIC_URL: `https://u:${WORD}@a.b` }],
    [{ ALLOWED_ORIGINS: `https://u:${WORD}@a.b` }],
    [{ HOST: `https://u:${WORD}@a.b` }],
    [{ POLL_INTERVAL: `10s API_KEY=${WORD}` }],
    [{ API_KEY: WORD }],
    [{ API_KEY: `${WORD} with blanks in it` }],
    [{ API_KEY: `x${WORD}-0123456`, MCP_API_KEY: `x${WORD}-0123456` }],
    [{ API_KEY: '', API_KEY_FILE: `${WORD}-0123456` }],
    [{ ROUTEROS_PASSWORD: `${WORD}\u0007` }],
    [{ ROUTEROS_PASSWORT: WORD }],
    ...[
      `routers: [{url: https://r, username: u, password: *${WORD}}]`,
      `routers: [{url: https://r, username: u, password: !${WORD} x}]`,
      `routers: [{url: https://r, username: u, password: "${WORD}}]`,
      `routers:\n  - url: https://r\n    password: {${WORD}}\n`,
      `routers:\n  - url: https://r\n    pasword: ${WORD}\n`,
      `routers:\n  - url: https://r\n    password:${WORD}\n`,
      `routers:\n  - url: https://r\n    password: a: ${WORD}\n`,
      `routers:\n  - url: https://r\n    password: ${WORD}\n     ${WORD}: x\n`,
      `routers:\n  - url: https://r\n    password: '${WORD}' ${WORD}\n`,
      `routers:\n  - url: https://r\n    password: [${WORD}]\n`,
      `routers:\n  - url: https://r\n    password: ${WORD}\n    password: ${WORD}\n`,
      `routers:\n  - url: https://u:${WORD}@r\n`,
      `routers:\n  - url: https://r\n    password_file: ${WORD}\n`,
      `routers: password ${WORD}`,
    ].map((yaml): [Texts, Record<string, string>] => [{ CONFIG_FILE: 'c', ROUTEROS_URL: '' }, { c: yaml }]),
  ])('no problem repeats a secret: %j %j', (more, files = {}) => {
    const problems = problemsOf({ ...MINIMAL, ...more }, files);
    expect(problems.length).toBeGreaterThan(0);
    expect(explain(problems, { isEmpty: false, newKey: '' })).not.toContain(WORD.slice(0, 6));
  });

  test('are listed completely for the log to hide', () => {
    const config = file(`${ROUTERS}  - {url: https://b, username: u, password: garage-pw}\n`);
    expect(
      secretsOf({
        ...config,
        mcpApiKey: [plainKey('m')],
        mqtt: { ...defaults.mqtt, url: 'mqtt://b', password: 'q' },
      }),
    ).toEqual(['hunter2hunter2', 'garage-pw', KEY, 'm', 'q']);
  });
});

describe('routers', () => {
  test('several URLs make several routers with the same user', () => {
    const { routers } = env({ ROUTEROS_URL: 'https://10.0.0.1  http://10.0.0.2:88\nhttps://10.0.0.3' });
    expect(routers.map(({ id, url, username }) => [id, url, username])).toEqual([
      ['router', 'https://10.0.0.1', 'presence'],
      ['router-2', 'http://10.0.0.2:88', 'presence'],
      ['router-3', 'https://10.0.0.3', 'presence'],
    ]);
  });

  test('are read over the native API where the URL says so; push is at the router itself unless it is a URL', () => {
    const push = { ROUTEROS_PUSH: 'api' };
    const { routers } = env({
      ...push,
      ROUTEROS_URL: 'https://10.0.0.1:8443 api://10.0.0.2 apis://[fd00::1]:8730/',
    });
    expect(routers.map(({ url, push: at }) => [url, at])).toEqual([
      ['https://10.0.0.1:8443', 'api://10.0.0.1'],
      ['api://10.0.0.2', 'api://10.0.0.2'],
      ['apis://[fd00::1]:8730', 'api://[fd00::1]'],
    ]);
  });

  test('a key that a router of the file does not have comes from its variable', () => {
    const yaml = `routers:
  - url: https://10.0.0.1
  - id: garage
    url: http://10.0.0.2
    username: other
    password_file: garage.txt
    ca_file: ca.pem
    tls_fingerprint: ${'0f'.repeat(32)}
    timeout: 3s
    charset: utf-8
    zone: zone.cabin
    push: apis://10.0.0.9:8730
`;
    const { routers } = accepted(
      {
        ...MINIMAL,
        ROUTEROS_URL: '',
        CONFIG_FILE: 'etc/config.yaml',
        ROUTEROS_TIMEOUT: '4s',
        ROUTEROS_CA_FILE: 'every.pem',
      },
      { 'etc/config.yaml': yaml, 'etc/garage.txt': '0123\n', 'etc/ca.pem': `${PEM}\n`, 'every.pem': PEM },
    );
    expect(routers).toEqual([
      {
        ...defaults.router,
        id: 'router',
        url: 'https://10.0.0.1',
        username: 'presence',
        password: 'hunter2hunter2',
        timeoutMs: 4000,
        ca: PEM,
      },
      {
        id: 'garage',
        url: 'http://10.0.0.2',
        username: 'other',
        password: '0123',
        ca: `${PEM}\n`,
        tlsFingerprint: Array(32).fill('0F').join(':'),
        tlsVerify: true,
        timeoutMs: 3000,
        charset: 'utf-8',
        zone: 'cabin',
        push: 'apis://10.0.0.9:8730',
        writeUsername: null,
        writePassword: null,
        changes: null,
        environment: null,
        queryUsername: null,
        queryPassword: null,
      },
    ]);
  });

  test.each<[string, string, RegExp]>([
    [
      '- {id: a, url: https://a, password: p}',
      'routers[0].username',
      /not set.*policies read, api and rest-api/,
    ],
    ['- {id: a, url: https://a, username: u}', 'routers[0].password', /not set/],
    ['- {id: a, username: u, password: p}', 'routers[0].url', /not set.*https/],
    ['- {id: a, url: https://a/rest, username: u, password: p}', 'routers[0].url', /\/rest/],
    ['- {id: Garage, url: https://a, username: u, password: p}', 'routers[0].id', /small letters/],
    ['- {id: 48a98a000001, url: https://a, username: u, password: p}', 'routers[0].id', /MAC/],
    [`- {id: ${'x'.repeat(41)}, url: https://a, username: u, password: p}`, 'routers[0].id', /40/],
    [
      '- {url: https://a, username: u, password: p, password_file: f}',
      'routers[0].password_file',
      /Remove one/,
    ],
    ['- {url: https://a, username: u, password_file: f}', 'routers[0].password_file', /does not exist/],
    ['- {url: https://a, username: u, password: p, ca_file: f}', 'routers[0].ca_file', /does not exist/],
    [
      '- {url: https://a, username: u, password: p, ca_file: config.yaml}',
      'routers[0].ca_file',
      /BEGIN CERTIFICATE/,
    ],
    ['- {url: https://a, username: u, password: p, zone: Zone 1}', 'routers[0].zone', /zone\.cabin/],
    ['- {url: https://a, username: u, password: p, timeout: 5}', 'routers[0].timeout', /5s/],
    ['- {url: https://a, username: u, password: p, tls_verify: 0}', 'routers[0].tls_verify', /true or false/],
    [
      `- {url: https://a, username: u, password: p, tls_verify: false, tls_fingerprint: ${'ab'.repeat(32)}}`,
      'routers[0].tls_verify',
      /Remove one/,
    ],
    [
      '- {url: https://a, username: u, password: p, colour: x}',
      'routers[0].colour',
      /The keys here are id, url/,
    ],
    ['- {url: https://a, username: u, password: p, uri: x}', 'routers[0].uri', /Did you mean url\?/],
    [
      '- {url: https://a, username: u, password: p, user-name: x}',
      'routers[0].user-name',
      /Did you mean username/,
    ],
    ['- {url: https://a, username: u, password: p, __proto__: x}', 'routers[0].__proto__', /no such key/],
    [
      '- {url: https://a, username: u, password: p}\n  - {id: router, url: https://b, username: u, password: p}',
      'routers[1].id',
      /already/,
    ],
    [
      '- {url: https://a, username: u, password: p}\n  - {url: https://a/, username: u, password: p}',
      'routers[1].url',
      /already/,
    ],
    ['- https://a', 'routers[0]', /keys and values/],
    ['{url: https://a, username: u, password: p}', 'routers', /list/],
  ])('routers: %s is refused at %s', (yaml, name, remedy) => {
    expect(refusedFile(`routers:\n  ${yaml}\n`)).toEqual([{ name, message: expect.stringMatching(remedy) }]);
  });

  test('routers in both places are refused', () => {
    const problems = problemsOf({ ...MINIMAL, CONFIG_FILE: 'c' }, { c: ROUTERS });
    expect(problems).toMatchObject([
      { name: 'ROUTEROS_URL', message: expect.stringMatching(/CONFIG_FILE.*Keep one/) },
    ]);
  });

  test.each([
    [{ ROUTEROS_URL: 'http://192.168.88.1' }, 'ROUTEROS_URL'],
    [{ ROUTEROS_URL: 'http://localhost.example.org' }, 'ROUTEROS_URL'],
    [{ ROUTEROS_URL: 'api://192.168.88.1' }, 'ROUTEROS_URL'],
    [{ ROUTEROS_PUSH: 'api' }, 'ROUTEROS_PUSH'],
    [{ ROUTEROS_TLS_VERIFY: 'false' }, 'ROUTEROS_TLS_VERIFY'],
    [{ AWAY_DELAY: '15s' }, 'AWAY_DELAY'],
  ])('%j is accepted with a warning', (more, name) => {
    const result = read({ ...MINIMAL, ...more });
    expect(result).toMatchObject({ warnings: [{ name, message: expect.stringMatching(/\. [A-Z]/) }] });
  });

  test('a warning about a router of the file names its key', () => {
    const result = read(
      { API_KEY: KEY, CONFIG_FILE: 'c' },
      { c: 'routers: [{id: garage, url: http://10.0.0.2, username: u, password: p}]' },
    );
    expect(result).toMatchObject({
      warnings: [{ name: 'routers[0].url', message: expect.stringContaining('garage') }],
    });
  });

  test.each([
    'http://localhost',
    'http://127.0.0.1:8080',
    'http://[::1]',
    'http://sim.localhost',
    'https://192.168.88.1',
    'apis://192.168.88.1',
    'api://127.0.0.1:8728',
  ])('%s needs no warning', (url) =>
    expect(read({ ...MINIMAL, ROUTEROS_URL: url })).toMatchObject({ warnings: [] }),
  );
});

describe('MQTT', () => {
  test('everything of it', () => {
    const { mqtt } = accepted(
      {
        ...MINIMAL,
        MQTT_URL: 'mqtts://Broker.lan:8883/',
        MQTT_USERNAME: 'presence',
        MQTT_PASSWORD_FILE: 'p',
        MQTT_CA_FILE: 'ca.pem',
        MQTT_BASE_TOPIC: 'house/presence',
        HA_DISCOVERY_PREFIX: 'ha',
      },
      { p: 'pw\n', 'ca.pem': PEM },
    );
    expect(mqtt).toEqual({
      url: 'mqtts://Broker.lan:8883',
      username: 'presence',
      password: 'pw',
      ca: PEM,
      baseTopic: 'house/presence',
      discoveryPrefix: 'ha',
      requests: false,
    });
    expect(env({ MQTT_URL: 'wss://broker.lan/mqtt' }).mqtt?.url).toBe('wss://broker.lan/mqtt');
  });

  test.each<[Texts, string, RegExp]>([
    [{ MQTT_URL: 'broker.lan' }, 'MQTT_URL', /mqtt:\/\//],
    [{ MQTT_URL: 'http://broker.lan' }, 'MQTT_URL', /mqtt:\/\/, mqtts:\/\/, ws:\/\/ or wss:\/\//],
    [{ MQTT_URL: 'mqtt://broker.lan/topic' }, 'MQTT_URL', /MQTT_BASE_TOPIC/],
    [{ MQTT_URL: 'mqtt://' }, 'MQTT_URL', /mqtt:\/\/192/],
    [{ MQTT_PASSWORD: 'pw' }, 'MQTT_USERNAME', /not set, but MQTT_PASSWORD is/],
    [{ MQTT_BASE_TOPIC: 'a/#' }, 'MQTT_BASE_TOPIC', /wildcard/],
    [{ MQTT_BASE_TOPIC: 'a/+/b' }, 'MQTT_BASE_TOPIC', /wildcard/],
    [{ MQTT_BASE_TOPIC: '/a' }, 'MQTT_BASE_TOPIC', /slash/],
    [{ MQTT_BASE_TOPIC: 'a/' }, 'MQTT_BASE_TOPIC', /slash/],
    [{ MQTT_BASE_TOPIC: 'a//b' }, 'MQTT_BASE_TOPIC', /slash/],
    [{ MQTT_BASE_TOPIC: '$SYS' }, 'MQTT_BASE_TOPIC', /\$/],
    [{ MQTT_BASE_TOPIC: 'a b' }, 'MQTT_BASE_TOPIC', /spaces/],
    [{ MQTT_BASE_TOPIC: 'homeassistant' }, 'MQTT_BASE_TOPIC', /equals HA_DISCOVERY_PREFIX/],
    [{ HA_DISCOVERY_PREFIX: 'homeassistant/#' }, 'HA_DISCOVERY_PREFIX', /wildcard/],
  ])('%j is refused', (more, name, remedy) => {
    const problems = refused({ MQTT_URL: 'mqtt://broker.lan', ...more });
    expect(problems).toEqual([{ name, message: expect.stringMatching(remedy) }]);
  });

  test('a CA file without encryption is refused', () => {
    const problems = problemsOf(
      { ...MINIMAL, MQTT_URL: 'mqtt://b', MQTT_CA_FILE: 'ca.pem' },
      { 'ca.pem': PEM },
    );
    expect(problems).toMatchObject([{ name: 'MQTT_CA_FILE', message: expect.stringContaining('mqtts://') }]);
  });

  test('without a URL it is off, whatever else is set', () => {
    expect(env({ MQTT_USERNAME: 'u', MQTT_PASSWORD: 'p' }).mqtt).toBeNull();
  });
});

describe('the house', () => {
  const yaml = `${ROUTERS}
devices:
  - {name: Phone of Ana, macs: [0011.2233.4455, 02-11-22-33-44-55], away_delay: 5m, track: yes}
  - {mac: 001122334466, name: 12}
  - mac: 48a98a000001
    name:
    track: ~
access_points:
  - {id: '48:A9:8A:00:00:02', name: Hall, area: Ground floor, away_delay: 10m}
  - {id: router, name: Cellar}
people:
  - {name: Ana, devices: [Phone of Ana, '12', '02:11:22:33:44:55', '02:aa:00:00:00:01']}
  - {name: Мама, devices: ['02:aa:00:00:00:02']}
homeassistant: {discover: named, tracker_state_topic: false, mac_connections: never}
guest_ssids: [Guest, ' café ', 7]
`;

  test('devices, access points and people', () => {
    expect(file(yaml)).toMatchObject({
      devices: [
        {
          macs: ['00:11:22:33:44:55', '02:11:22:33:44:55'],
          name: 'Phone of Ana',
          awayDelayMs: 300_000,
          track: true,
        },
        { macs: ['00:11:22:33:44:66'], name: '12', awayDelayMs: null, track: null },
        { macs: ['48:A9:8A:00:00:01'], name: null, awayDelayMs: null, track: null },
      ],
      accessPoints: [
        { id: '48a98a000002', name: 'Hall', area: 'Ground floor', awayDelayMs: 600_000 },
        { id: 'router', name: 'Cellar', area: null, awayDelayMs: null },
      ],
      people: [
        { name: 'Ana', devices: ['00:11:22:33:44:55', '00:11:22:33:44:66', '02:AA:00:00:00:01'] },
        { name: 'Мама', devices: ['02:AA:00:00:00:02'] },
      ],
      homeassistant: { discover: 'named', trackerStateTopic: false, macConnections: 'never' },
      guestSsids: ['Guest', 'café', '7'],
    });
  });

  test.each<[string, string, RegExp]>([
    ['devices: [{name: Phone}]', 'devices[0]', /mac, or macs/],
    ["devices: [{mac: '48:A9:8A:00:00:01', macs: ['48:A9:8A:00:00:02']}]", 'devices[0]', /under macs/],
    ['devices: [{macs: []}]', 'devices[0].macs', /empty/],
    ["devices: [{macs: '48:A9:8A:00:00:01'}]", 'devices[0].macs', /list/],
    ["devices: [{mac: ['48:A9:8A:00:00:01']}]", 'devices[0].mac', /single value/],
    ['devices: [{macs: [48a98a000001, phone]}]', 'devices[0].macs[1]', /48:A9:8A:12:34:56/],
    ['devices: [{mac: 000000000000}]', 'devices[0].mac', /MAC/],
    ['devices: [{mac: 48a98a000001}, {macs: [48-a9-8a-00-00-01]}]', 'devices[1]', /already/],
    ['devices: [{macs: [48a98a000001, 48-a9-8a-00-00-01]}]', 'devices[0]', /already/],
    ['devices: [{mac: 48a98a000001, track: perhaps}]', 'devices[0].track', /true or false/],
    ['devices: [{mac: 48a98a000001, away_delay: 90}]', 'devices[0].away_delay', /90s/],
    ['devices: [{mac: 48a98a000001, awayDelai: 90}]', 'devices[0].awayDelai', /no such key/],
    ['devices: [{mac: 48a98a000001, awayDelay: 90}]', 'devices[0].awayDelay', /Did you mean away_delay/],
    ['devices: [{mac: 48a98a000001, name: "two\\nlines"}]', 'devices[0].name', /one line/],
    ['device: []', 'device', /Did you mean devices/],
    ['access_points: [{name: Hall}]', 'access_points[0].id', /not set.*base MAC/],
    ['access_points: [{id: hall}]', 'access_points[0].id', /"hall" is neither.*router/],
    ['access_points: [{id: 48a98a000002}, {id: "48:A9:8A:00:00:02"}]', 'access_points[1].id', /already/],
    ['people: [{devices: [48a98a000001]}]', 'people[0].name', /name/],
    ['people: [{name: "!!", devices: [48a98a000001]}]', 'people[0].name', /letter/],
    ['people: [{name: Ana}]', 'people[0].devices', /no device/],
    ['people: [{name: Ana, devices: [Phone]}]', 'people[0].devices[0]', /"Phone".*MAC/],
    [
      'people: [{name: Ana, devices: [Fone]}]\ndevices: [{mac: 48a98a000001, name: Foone}]',
      'people[0].devices[0]',
      /Did you mean "Foone"/,
    ],
    [
      'people: [{name: Ana, devices: [P]}]\ndevices: [{mac: 48a98a000001, name: P}, {mac: 48a98a000002, name: P}]',
      'people[0].devices[0]',
      /Several/,
    ],
    [
      'people: [{name: Zoë K., devices: [48a98a000001]}, {name: ZOË K., devices: [48a98a000002]}]',
      'people[1].name',
      /already/,
    ],
    ['homeassistant: {discover: everything}', 'homeassistant.discover', /known, named, all or none/],
    ['homeassistant: {mac_connections: true}', 'homeassistant.mac_connections', /never, known or always/],
    ['homeassistant: []', 'homeassistant', /keys and values/],
    ['people: [{name: "\\u200B", devices: [48a98a000001]}]', 'people[0].name', /not a name/],
    [`guest_ssids: [${'ä'.repeat(17)}]`, 'guest_ssids[0]', /32 bytes/],
    ['guest_ssids: Guest', 'guest_ssids', /list/],
    ['guest_ssids: [[Guest]]', 'guest_ssids[0]', /single value/],
  ])('%s is refused at %s', (part, name, remedy) => {
    expect(refusedFile(`${ROUTERS}${part}\n`)).toEqual([{ name, message: expect.stringMatching(remedy) }]);
  });
});

describe('the file as YAML', () => {
  test.each<[string, RegExp]>([
    ['routers: [a, b\n', /Line \d+, column \d+/],
    ['routers:\n\t- url: x\n', /Line 2, column 1: A tab/],
    ['guest_ssids: [a]\nguest_ssids: [b]\n', /Line 2, column 1: .*second time/],
    ['guest_ssids: &x [a]\ndevices: *x\n', /Line 2, column 10: Aliases/],
    ['routers: !include r.yaml\n', /Line 1, column 10: Tags.*password_file/],
    ['routers: @x\n', /Line 1, column 10: .*single quotes/],
    ['? [a]\n: b\n', /Line 1, column 3/],
    ['guest_ssids: [a]\n---\nguest_ssids: [b]\n', /Line 2, column 1/],
    ['- a\n', /keys and values.*routers/],
    ['routers', /keys and values/],
  ])('%j is refused with its place', (yaml, message) => {
    expect(refusedFile(yaml)).toContainEqual({
      name: 'CONFIG_FILE',
      message: expect.stringMatching(message),
    });
  });

  test('an empty file sets nothing', () => {
    expect(problemsOf({ ...MINIMAL, CONFIG_FILE: 'c' }, { c: '# later\n' })).toEqual([]);
  });

  test.each([
    ['nested deeply', '['.repeat(100_000)],
    [
      'nested deeply in blocks',
      Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
    ['made of aliases', `a: &a [x]\n${Array.from({ length: 50 }, (_, i) => `b${i}: [*a, *a]`).join('\n')}`],
    ['binary', '\u0000\u0001\uFFFD\uD800'],
  ])('a file %s is a problem and no crash', (_, yaml) => {
    expect(refusedFile(yaml).length).toBeGreaterThan(0);
  });
});

describe('explain', () => {
  test('with nothing configured: four lines to write, the demo, and where to read on', () => {
    const result = read({ PATH: '/bin', HOST: 'laptop', PORT: '8490', STATE_DIR: '/data' });
    expect(result).toMatchObject({ isEmpty: true });
    const newKey = 'a-key-made-for-this';
    const text = 'problems' in result ? explain(result.problems, { ...result, newKey }) : '';
    expect(text).toContain('npm run demo');
    expect(text).toContain('docs/configuration.md');
    expect(text.split('\n').length).toBeLessThan(25);
    const fourLines = text
      .split('\n')
      .flatMap((line) => /^ {2}([A-Z_]+)=(.+)$/.exec(line)?.slice(1, 3) ?? []);
    expect(fourLines).toHaveLength(8);
    const dotEnv = text.match(/^ {2}[A-Z_]+=.+$/gm)!.join('\n');
    // copied unchanged, they start the service
    const config = accepted({}, { '.env': dotEnv });
    expect(config.routers[0]?.url).toBe('https://192.168.88.1');
    expect(config.apiKey).toEqual([plainKey(newKey)]);
  });

  test.each<[Texts, Record<string, string>?]>([
    [{ ROUTEROS_UR: 'x' }],
    [{ API_KEYS: 'x' }],
    [{ PORT: 'x' }],
    [{ MQTT_URL: 'mqtt://b' }],
    [{ CONFIG_FILE: 'c' }, { c: '' }],
    [{}, { '.env': 'ROUTEROS_URL' }],
  ])('with something configured (%j %j): a line for each problem', (some, files) => {
    const result = read(some, files);
    if (!('problems' in result)) throw new Error('accepted');
    expect(result.isEmpty).toBe(false);
    const text = explain(result.problems, { ...result, newKey: '' });
    for (const problem of result.problems) expect(text).toContain(`\n  ${sayProblem(problem)}\n`);
    expect(text).toContain(
      result.problems.length === 1 ? 'one problem' : `${result.problems.length} problems`,
    );
  });

  test('every sentence is one line, and a remedy follows what is wrong', () => {
    const all = names.flatMap((name) => refused({ [name]: 'x\u001b[31m\n\u202e@:+//' }));
    expect(all.length).toBeGreaterThan(20);
    for (const { message } of all) {
      expect(message).toMatch(/[.?] [A-Z].*[.?]$/);
      expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });
});

describe('readSettings', () => {
  test('reads some variables and looks at nothing else', () => {
    const wanted = ['PORT', 'LOG_LEVEL', 'LOG_FORMAT'] as const;
    expect(readSettings(wanted, { PORT: '9000', POLL_INTERVAL: 'x', ROUTEROS_UR: 'y' })).toEqual({
      values: { PORT: 9000, LOG_LEVEL: 'info', LOG_FORMAT: null },
    });
    expect(readSettings(wanted, { PORT: 'x' })).toMatchObject({ problems: [{ name: 'PORT' }] });
  });
});

describe('for any text, readConfig answers', () => {
  const name = fc.oneof(fc.constantFrom(...names, ...names.map((each) => `${each}_FILE`)), fc.string());
  const value = fc.oneof(
    anyText(),
    fc.constantFrom(
      'https://a',
      'http://[',
      '10s',
      '0',
      'mqtt://x',
      'false',
      '*',
      '@',
      ':',
      'c',
      '\u0000',
      KEY,
    ),
  );
  const yamlKey = fc.constantFrom(
    'routers',
    'devices',
    'access_points',
    'people',
    'homeassistant',
    'guest_ssids',
    'id',
    'url',
    'mac',
    'macs',
    'name',
    'devices',
    'zone',
    '__proto__',
    'x',
  );
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.constantFrom(null, 1, true, ''),
      fc.array(tie('node')),
      fc.dictionary(yamlKey, tie('node')),
    ),
  }));
  const source = fc.oneof(
    anyText(),
    node.map((value) => JSON.stringify(value)),
    fc.string({
      unit: fc.constantFrom('a', ':', '-', ' ', '\n', '[', '{', '"', '*', '&', '!', '#', '\t', '|'),
    }),
  );

  test('with a configuration or with problems, never by throwing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, value),
        source,
        source,
        fc.boolean(),
        (variables, yaml, dotEnv, whole) => {
          const result = read(
            { ...(whole ? MINIMAL : {}), ...variables, CONFIG_FILE: 'c' },
            { c: yaml, '.env': dotEnv },
          );
          if ('problems' in result) expect(explain(result.problems, { ...result, newKey: '' })).not.toBe('');
          else expect(result.config.routers.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs(250) },
    );
  });
});

describe('changes to routers', () => {
  const WRITER = { CHANGES: 'on', ROUTEROS_WRITE_USERNAME: 'writer', ROUTEROS_WRITE_PASSWORD: 'w' };
  const ON = { ...WRITER, OPERATOR_KEY: 'the-key-of-the-operator' };
  const yaml = (more: string) => `routers:\n  - {url: https://a, username: u, password: p, ${more}}`;
  const file = (more: string) =>
    [
      { ...MINIMAL, ROUTEROS_URL: '', CONFIG_FILE: 'c' },
      { c: yaml(more), 'w.txt': 'fromfile\n' },
    ] as const;

  test('the user for writing comes from the variables or from the entry of the router', () => {
    expect(accepted({ ...MINIMAL, ...ON }).routers[0]).toMatchObject({
      writeUsername: 'writer',
      writePassword: 'w',
    });
    const { routers } = accepted(
      ...file(
        'write: {username: own, password_file: w.txt}, changes: [block_device], environment: production',
      ),
    );
    expect(routers[0]).toMatchObject({
      writeUsername: 'own',
      writePassword: 'fromfile',
      changes: ['block_device'],
      environment: 'production',
    });
  });

  test.each([
    [{ CHANGES: 'on' }, 'ROUTEROS_WRITE_USERNAME'],
    [WRITER, 'OPERATOR_KEY'],
    [{ ...ON, ROUTEROS_WRITE_PASSWORD: '' }, 'ROUTEROS_WRITE_PASSWORD'],
    [{ ...ON, ROUTEROS_WRITE_USERNAME: MINIMAL.ROUTEROS_USERNAME }, 'ROUTEROS_WRITE_USERNAME'],
    [{ ...ON, ROUTEROS_URL: 'api://192.168.88.1' }, 'CHANGES'],
    [{ CHANGE_WATCH: '1s' }, 'CHANGE_WATCH'],
  ])('%j is refused at %s', (env, name) => {
    expect(problemsOf({ ...MINIMAL, ...env }).map((problem) => problem.name)).toContain(name);
  });

  test('a key of the file that may approve stands for OPERATOR_KEY, and no other does', () => {
    const withKey = (may: string) =>
      [
        { ...MINIMAL, ...WRITER, CONFIG_FILE: 'c' },
        { c: `keys:\n  - {name: anna, key_file: k, doors: [rest], may: ${may}}`, k: 'the-key-of-anna-1' },
      ] as const;
    expect(accepted(...withKey('[approve]')).keys).toMatchObject([{ name: 'anna', may: ['approve'] }]);
    const problems = problemsOf(...withKey('[read, query, propose]'));
    expect(problems).toMatchObject([{ name: 'OPERATOR_KEY', message: expect.stringContaining('approve') }]);
    // a right that is refused may be the one that was meant
    expect(problemsOf(...withKey('[aprove]')).map(({ name }) => name)).toEqual(['keys[0].may[0]']);
  });

  test('what is set while changes are off is no problem', () => {
    expect(accepted({ ...MINIMAL, ROUTEROS_WRITE_USERNAME: MINIMAL.ROUTEROS_USERNAME }).changes).toBe(false);
  });

  test('the actions that a router may list are those there are', () => {
    expect(
      actions.map(({ name }) => name).filter((name) => !actionNames.some((known) => known === name)),
    ).toEqual([]);
  });
});
