/** What is true of every answer, whatever the route. */
import { describe, expect, test } from 'vitest';
import { createHandler } from '../../src/http/handler.ts';
import { askedDirectly } from './ask.ts';
import { holderOf } from '../rest/snapshot.ts';
import { keptLog, problemOf, start, withKey } from '../rest/start.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const paths = [
  '/devices',
  '/devices/x',
  '/devices?limit=0',
  '/health',
  '/openapi.json',
  '/docs',
  '/docs/try.js',
  '/nowhere',
];

describe('the correlation id', () => {
  test.each(paths)('of %s is the one sent, also in the log', async (path) => {
    const { ask, lines } = start();
    for (const id of ['abc-123', '~!"#', 'x'.repeat(128)]) {
      const answer = await ask(path, { ...withKey, 'X-Correlation-ID': id });
      expect(answer.headers.get('x-correlation-id')).toBe(id);
      expect(lines.at(-1)?.fields).toMatchObject({
        correlation_id: id,
        status: answer.status,
        method: 'GET',
      });
    }
  });

  test.each(['', 'has space', 'a\tb', 'x'.repeat(129), 'é'])('is a new UUID instead of %j', async (id) => {
    const answer = await start().ask('/devices', { ...withKey, 'X-Correlation-ID': id });
    expect(answer.headers.get('x-correlation-id')).toMatch(UUID);
  });

  test('is never given twice', async () => {
    const { ask } = start();
    const given = new Set<string | null>();
    for (let i = 0; i < 300; i++) given.add((await ask('/health')).headers.get('x-correlation-id'));
    expect(given.size).toBe(300);
    for (const id of given) expect(id).toMatch(UUID);
  });
});

test.each(paths)('%s may not be guessed to be of another type', async (path) => {
  expect((await start().ask(path)).headers.get('x-content-type-options')).toBe('nosniff');
});

test('the log has the path as sent without its query, success at debug and refusal at info', async () => {
  const { ask, lines } = start();
  await ask('/devices?name=secret');
  await ask('/devices/%0A%1B?name=secret');
  await ask(`/devices/${'x'.repeat(1000)}`);
  expect(lines.map(({ level, fields }) => [level, fields.path, fields.status])).toEqual([
    ['debug', '/devices', 200],
    ['info', '/devices/%0A%1B', 400],
    ['info', `/devices/${'x'.repeat(1000)}`.slice(0, 256), 404],
  ]);
});

describe('a method', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    '%s is 405 with Allow',
    async (method) => {
      const { ask } = start();
      for (const path of ['/devices', '/devices/x', '/health', '/openapi.json', '/docs', '/docs/try.js']) {
        const answer = await ask(path, withKey, method);
        expect((await problemOf(answer)).status).toBe(405);
        expect(answer.headers.get('allow')).toBe('GET, HEAD');
      }
      expect((await ask('/nowhere', withKey, method)).status).toBe(404);
    },
  );

  test.each(paths)('HEAD %s is GET without the body', async (path) => {
    const { ask } = start();
    const sent = { ...withKey, 'X-Correlation-ID': 'x' };
    const [got, head] = [await ask(path, sent), await ask(path, sent, 'HEAD')];
    expect(head.status).toBe(got.status);
    expect([...head.headers]).toEqual([...got.headers]);
    expect(await head.text()).toBe('');
    expect(got.headers.get('content-length')).toBe(String(Buffer.byteLength(await got.text())));
  });
});

test.each([
  '/',
  '/nowhere',
  '/devices/a/b',
  '/device',
  '/docs/nothing.js',
  '/docs/..%2Fpackage.json',
  '/DEVICES',
  '/openapiXjson',
])('%s is 404', async (path) => {
  expect((await problemOf(await start().ask(path))).status).toBe(404);
});

test.each([
  '/devices',
  '/devices/3c22fb0a1b2c',
  '/health',
  '/openapi.json',
  '/interfaces/wifi',
  '/access-points',
])('%s with slashes at its end is the same path', async (path) => {
  const { ask } = start();
  const plain = await ask(path);
  for (const slashes of ['/', '//']) {
    const answer = await ask(path + slashes);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, plain.headers.get('etag')]);
  }
  expect((await ask(`${path}/?limit=0`)).status).toBe((await ask(`${path}?limit=0`)).status);
  expect((await ask(`${path}/`, withKey, 'POST')).status).toBe(405);
});

test('before the first snapshot, and with nothing remembered, 503 says when to come back', async () => {
  const { ask } = start({ snapshot: holderOf(null) });
  for (const path of ['/devices', '/devices/x', '/interfaces/wifi', '/access-points', '/system/info']) {
    const answer = await ask(path);
    expect((await problemOf(answer)).status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(`${path}?limit=0`)).status).toBe(400);
    expect((await ask(path, {})).status).toBe(401);
  }
});

test('a fault of ours is 500 that tells nothing, and a line in the log that tells all', async () => {
  const fault = new Error('at /opt/secret/place.js:12');
  const { ask, lines } = start({
    snapshot: {
      ...holderOf(null),
      current: () => {
        throw fault;
      },
    },
    health: () => {
      throw fault;
    },
  });
  for (const path of ['/devices', '/devices/x', '/system/info', '/health']) {
    const answer = await ask(path);
    const text = await answer.clone().text();
    const { status, correlation_id } = await problemOf(answer);
    expect(status).toBe(500);
    for (const secret of ['place.js', '/opt', fault.message, 'stack', 'Error:'])
      expect(text).not.toContain(secret);
    expect(lines).toContainEqual({
      level: 'error',
      message: 'request failed',
      fields: { error: fault, correlation_id },
    });
  }
});

test('a fault that comes later is the same 500', async () => {
  const { lines, log } = keptLog();
  const answer = createHandler({ log })(() => Promise.reject(new Error('later')));
  expect((await problemOf(await askedDirectly({ answer }).request('/'))).status).toBe(500);
  expect(lines[0]).toMatchObject({ level: 'error', fields: { error: { message: 'later' } } });
});

test('a fault in what others mount on the app is the same 500', async () => {
  const respond = () => {
    throw new Error('theirs');
  };
  const { ask, lines } = start({ further: { '/mcp': { respond } } });
  const answer = await ask('/mcp');
  expect((await problemOf(answer)).status).toBe(500);
  expect(lines.some(({ level }) => level === 'error')).toBe(true);
});
