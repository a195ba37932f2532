import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, type LogOptions, redact } from '../../src/telemetry/log.ts';
import { compile } from '../compile.ts';

type Line = Record<string, unknown>;

function logTo(options: Partial<LogOptions> = {}) {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  const log = createLog({ level: 'debug', format: 'json', destination, ...options });
  return { log, written, lines: () => written.map((line) => JSON.parse(line) as Line) };
}

describe('lines', () => {
  test('an event is one line of JSON with its time, level and fields', () => {
    const { log, written, lines } = logTo();
    log.info({ router: 'garage', rows: 12 }, 'poll finished');
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^\{.*\}\n$/);
    expect(lines()[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      router: 'garage',
      rows: 12,
      msg: 'poll finished',
    });
  });

  test.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('at level %s only what is as urgent is written', (level, expected) => {
    const { log, lines } = logTo({ level });
    for (const each of ['debug', 'info', 'warn', 'error'] as const) log[each]({}, 'event');
    expect(lines().map((line) => line['level'])).toEqual(expected);
  });

  test("a child's fields stand on each of its lines, and on those of its own children", () => {
    const { log, lines } = logTo();
    log.child({ router: 'garage' }).child({ table: 'wifi' }).warn({ kind: 'timeout' }, 'table failed');
    expect(lines()[0]).toMatchObject({
      router: 'garage',
      table: 'wifi',
      kind: 'timeout',
      msg: 'table failed',
    });
  });

  test('pretty lines are read by eyes, without colour codes where there is no terminal', () => {
    const { log, written } = logTo({ format: 'pretty' });
    log.warn(
      { router: 'garage', kind: 'timeout', name: 'A b', message: 'No answer came.', remedy: 'Wait.' },
      'table failed',
    );
    expect(written.join('')).toMatch(
      /^\d\d:\d\d:\d\d WARN {2}table failed: No answer came\. Wait\. router=garage kind=timeout name="A b"\n$/,
    );
  });

  test('with no format named, a destination that is no terminal gets JSON', () => {
    const { log, lines } = logTo({ format: null });
    log.info({}, 'started');
    expect(lines()[0]).toMatchObject({ msg: 'started' });
  });

  test.each(['json', 'pretty'])('%s lines go to stderr at once; stdout belongs to the commands', (format) => {
    const module = pathToFileURL(compile(join(import.meta.dirname, '../../src/telemetry/log.ts')));
    const script = `import { createLog } from '${module.href}';
      createLog({ level: 'info', format: '${format}' }).info({}, 'started'); process.kill(process.pid, 'SIGKILL');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(stderr).toContain('started');
  });

  test('an error is told with its code and cause', () => {
    const { log, lines } = logTo();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    log.error({ error: new TypeError('the read failed', { cause }) }, 'poll failed');
    expect(lines()[0]?.['error']).toMatchObject({
      type: 'TypeError',
      message: 'the read failed',
      stack: expect.stringContaining('log.test.ts'),
      cause: { type: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    });
  });
});

const SECRET = 'correct-horse-battery';

describe('secrets', () => {
  test.each([
    'password',
    'routerPassword',
    'passphrase',
    'wpa2-pre-shared-key',
    'wpa_key',
    'private-key',
    'Authorization',
    'proxy-authorization',
    'X-API-Key',
    'apiKey',
    'mcp_api_key',
    'Set-Cookie',
    'access_token',
    'token',
    'clientSecret',
    'credentials',
  ])('the value of %s is never written, at whatever depth', (key) => {
    const { log, written } = logTo();
    const child = log.child({ outer: { [key]: SECRET } });
    child.info({ [key]: SECRET, list: [{ deep: { [key]: { inside: SECRET } } }] }, 'event');
    expect(written.join('')).not.toContain(SECRET);
    expect(written.join('')).toContain(`"${key}":"[redacted]"`);
  });

  test.each([
    ['estimated_tokens', 812],
    ['token_warning', 'more than 5,000'],
    ['key', 'a name'],
    ['password', null],
    ['has_password', true],
  ])('%s: %s says nothing secret and is written', (key, value) => {
    expect(redact({ [key]: value })).toEqual({ [key]: value });
  });

  test.each([
    ['as it is', `the router said: bad ${SECRET}!?`],
    ['in a URL', `https://presence:${SECRET}@192.168.88.1/rest`],
    ['in a URL of another user', 'mqtt://u:p/w@broker:1883'],
    ['as HTTP Basic', 'GET / Authorization: Basic cHJlc2VuY2U6Y29ycmVjdA=='],
    ['as a bearer key', 'header was "Bearer 0123456789abcdef0123"'],
  ])('a secret %s inside a text is blotted out, in fields, events, errors and children', (_, text) => {
    const { log, written } = logTo({ secrets: [SECRET] });
    log.child({ text }).warn({ text, error: new Error(text, { cause: new Error(text) }) }, text);
    for (const trace of [SECRET, 'u:p/w', 'cHJlc2VuY2U6', '0123456789abcdef'])
      expect(written.join('')).not.toContain(trace);
  });

  test('a secret with signs in it is found in its other spellings too', () => {
    const secret = 'a "b" c&d/é';
    const { log, written } = logTo({ secrets: [secret] });
    log.info({ url: `/x?key=${encodeURIComponent(secret)}`, body: JSON.stringify({ p: secret }) }, 'event');
    expect(JSON.parse(written[0]!)).toMatchObject({ url: '/x?key=[redacted]', body: '{"p":"[redacted]"}' });
  });

  test('what libraries hang onto their errors and other objects of theirs is not written', () => {
    const { log, lines, written } = logTo();
    class Request {
      headers = { anything: SECRET };
    }
    const error = Object.assign(new Error('no answer'), {
      options: { anything: SECRET },
      request: new Request(),
    });
    log.error({ error, request: new Request(), body: Buffer.from(SECRET) }, 'poll failed');
    expect(written.join('')).not.toContain(SECRET);
    expect(lines()[0]).toMatchObject({ request: '[Request]', body: '[Buffer]' });
  });

  test('a very short secret does not blot out half the log', () => {
    const { log, lines } = logTo({ secrets: ['a', ''] });
    log.info({ name: 'hall' }, 'started');
    expect(lines()[0]).toMatchObject({ name: 'hall', msg: 'started' });
  });

  test('a secret that comes later is hidden too, and hiding it again adds nothing', () => {
    const { log, lines } = logTo({ secrets: [SECRET] });
    for (let turn = 0; turn < 3; turn++) log.hide(['50% of it']);
    const spelled = encodeURIComponent('50% of it');
    const respelled = encodeURIComponent(spelled);
    log.info({ texts: [SECRET, '50% of it', spelled], respelled }, 'event');
    const hidden = ['[redacted]', '[redacted]', '[redacted]'];
    expect(lines()[0]).toMatchObject({ texts: hidden, respelled });
  });

  test('pretty lines hide the same', () => {
    const { log, written } = logTo({ format: 'pretty', secrets: [SECRET] });
    log.info({ password: 'x1', text: `is ${SECRET}`, error: new Error(SECRET) }, 'event');
    expect(written.join('')).not.toMatch(/x1|correct-horse/);
  });
});

test('whatever is logged, a line comes out and nothing is thrown', () => {
  const cycle: Record<string, unknown> = { name: 'cycle' };
  cycle['self'] = cycle;
  const { log, written } = logTo();
  log.info({ cycle, big: 2n ** 70n, date: new Date(Number.NaN), map: new Map(), nan: Number.NaN }, 'event');
  expect(written).toHaveLength(1);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), fc.string(), (fields, event) => {
      const { log: each, lines } = logTo({ secrets: [SECRET] });
      each.info(fields, event);
      expect(lines()).toHaveLength(1);
    }),
  );
});

test('the names of events are fixed texts, and the same as ever', async () => {
  const src = join(import.meta.dirname, '..', '..', 'src');
  // the log itself passes on the names that it is given
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== join('telemetry', 'log.ts'),
  );
  const text = files.map((file) => readFileSync(join(src, file), 'utf8')).join('\n');
  const call = String.raw`\blog\.(?:debug|info|warn|error)\(`;
  // what happens to a device is told by the type of its event
  const named = new RegExp(String.raw`${call}[^]*?(?:'([a-z][a-zA-Z ]+)'|event_type),?\s*\)`, 'g');
  const names = [...text.matchAll(named)].map(([, name]) => name ?? 'event_type');
  expect(names).toHaveLength([...text.matchAll(new RegExp(call, 'g'))].length);
  const list = [...new Set(names)].toSorted().join('\n');
  await expect(`${list}\n`).toMatchFileSnapshot('../contract/log-events.txt');
});
