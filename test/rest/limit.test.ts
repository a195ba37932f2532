/** What nobody may do to the service, over real connections: be slow, be many, guess keys, lie about who asks. */
import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createFailedAttempts } from '../../src/auth/failed-attempts.ts';
import { createAddressOf } from '../../src/auth/client-address.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import type { AppOptions } from '../../src/rest/app.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/http/server.ts';
import { KEY, keptLog, problemOf, start, withKey } from './start.ts';

const running: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serve(options: Partial<AppOptions> = {}, serving: Partial<ServerOptions> = {}) {
  const { lines, log } = keptLog();
  const { app } = start({ log, ...options });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log, ...serving });
  running.push(server);
  const ask = (headers: Record<string, string> = withKey, path = '/devices') =>
    fetch(server.url + path, { headers });
  return { ...server, lines, ask };
}

async function open(port: number, bytes = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // cut off, which is the point
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return socket;
}

/** Everything that comes until the other side ends it. */
async function rest(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('who is slow', () => {
  const times = { headerMs: 200, requestMs: 1000, checkMs: 20 };

  test.each([
    ['says nothing', ''],
    ['never ends the first line', 'GET /dev'],
    ['never ends the header', 'GET /devices HTTP/1.1\r\nHost: x\r\n'],
    ['never ends a second header', 'GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\n'],
  ])('and %s is told and cut off', async (_title, bytes) => {
    const { port } = await serve({}, { times });
    expect(await rest(await open(port, bytes))).toMatch(/HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  test('and drips a header is cut off all the same', async () => {
    const { port } = await serve({}, { times });
    const socket = await open(port, 'GET /devices HTTP/1.1\r\nHost: x\r\n');
    const dripping = setInterval(() => socket.write('A: b\r\n'), 10);
    const answer = await rest(socket);
    clearInterval(dripping);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test.each([
    ['a length', 'Content-Length: 1000000\r\n', 'x'],
    ['chunks', 'Transfer-Encoding: chunked\r\n', '1\r\nx\r\n'],
  ])('and drips a body with %s is answered at once, and cut off', async (_title, header, drop) => {
    const { port } = await serve({}, { times });
    const head = `GET /devices HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\n${header}\r\n`;
    const socket = await open(port, head);
    const dripping = setInterval(() => socket.write(drop), 10);
    const answer = await rest(socket);
    clearInterval(dripping);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*"total_count":1/);
  });

  test('between two requests is cut off without a word', async () => {
    const { port } = await serve({}, { times: { idleMs: 50 } });
    const answer = await rest(await open(port, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\{"status":"ok"\}$/);
  });

  test('and takes no answer is cut off, however much waits for him', async () => {
    const { port, url } = await serve({}, { times: { stalledMs: 100 }, maxConnections: 1 });
    const document = 'GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n';
    await open(port, document.repeat(300)); // more than the system keeps for him
    let status: number | null = null;
    while (status === null)
      status = await new Promise<number | null>((resolve) => {
        get(`${url}/health`, { agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? null);
        }).on('error', () => resolve(null));
      });
    expect(status).toBe(200);
  });

  test('to read a stream is nobody’s fault: it may stay', async () => {
    const { port } = await serve({}, { times });
    const head = `GET /events HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\n\r\n`;
    const socket = await open(port, head);
    await once(socket, 'data');
    const late = await open(port); // whose end shows that others were looked at
    await rest(late);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });
});

describe('who are many', () => {
  test('are cut off at once beyond the limit, told once in the log, and let in again', async () => {
    const { port, lines, ask } = await serve({}, { maxConnections: 2 });
    const sockets = [await open(port), await open(port)];
    for (let count = 0; count < 3; count++) expect(await rest(connect(port, '127.0.0.1'))).toBe('');
    expect(lines.filter(({ message }) => message === 'connections refused')).toEqual([
      { level: 'info', message: 'connections refused', fields: { count: 1, open: 2 } },
    ]);
    for (const socket of sockets) {
      socket.write('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      expect(await rest(socket)).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect((await ask()).status).toBe(200);
  });
});

describe('who guesses keys', () => {
  test.each([
    ['and guesses right after all', false, 429],
    ['and shares his address with who has the key', true, 200],
  ])('is told to wait after 20, also by /health, %s', async (_title, isFamiliar, right) => {
    const attempts = createFailedAttempts({ now: () => 0 });
    const { ask } = await serve({ authenticator: createAuthenticator({ keys: [plainKey(KEY)], attempts }) });
    if (isFamiliar) expect((await ask()).status).toBe(200);
    for (let count = 0; count < 20; count++)
      expect((await problemOf(await ask({ 'X-API-Key': `guess ${count}` }))).status).toBe(401);
    for (const path of ['/devices', '/health']) {
      const answer = await ask({ Authorization: 'Bearer guess' }, path);
      expect(answer.headers.get('retry-after')).toBe('3');
      const { status, detail } = await problemOf(answer);
      expect([status, detail]).toEqual([
        429,
        'Too many wrong keys came from this address. Try again in 3 s.',
      ]);
    }
    expect((await ask()).status).toBe(right);
    expect((await ask({})).status).toBe(401);
    expect((await ask({}, '/health')).status).toBe(200);
  });

  test('is known by the connection, whatever X-Forwarded-For says', async () => {
    const authenticator = createAuthenticator({
      keys: [plainKey(KEY)],
      attempts: createFailedAttempts({ perMinute: 3 }),
    });
    const { ask, lines } = await serve({ authenticator }, { addressOf: createAddressOf([]) });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count++) {
      const headers = { 'X-API-Key': 'guess', 'X-Forwarded-For': `203.0.113.${count}` };
      statuses.push((await ask(headers)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    expect(new Set(lines.map(({ fields }) => fields.client))).toEqual(new Set(['127.0.0.1']));
  });

  test('is told apart from others behind the same proxy, when that is trusted', async () => {
    const authenticator = createAuthenticator({
      keys: [plainKey(KEY)],
      attempts: createFailedAttempts({ perMinute: 1 }),
    });
    const { ask, lines } = await serve({ authenticator }, { addressOf: createAddressOf(['127.0.0.0/8']) });
    const guess = async (forwarded: string) =>
      (await ask({ 'X-API-Key': 'guess', 'X-Forwarded-For': forwarded })).status;
    expect(await guess('203.0.113.1')).toBe(401);
    expect(await guess('203.0.113.2')).toBe(401);
    expect(await guess('203.0.113.1')).toBe(429);
    // what stands before the last one is the client's own invention
    expect(await guess('198.51.100.1, 203.0.113.1')).toBe(429);
    expect(lines.map(({ fields }) => fields.client)).toEqual([
      '203.0.113.1',
      '203.0.113.2',
      '203.0.113.1',
      '203.0.113.1',
    ]);
  });
});

describe('keys', () => {
  test('can be changed while the old one still works, and the log says whose it was, never what', async () => {
    const old = 'the old key of grafana';
    const young = 'the new key of grafana';
    const hashed = { ...plainKey(young, 'grafana-new'), plain: null };
    const { ask, lines } = await serve({
      authenticator: createAuthenticator({ keys: [plainKey(KEY), plainKey(old, 'grafana'), hashed] }),
    });
    for (const key of [old, young, KEY, 'another']) await ask({ 'X-API-Key': key });
    expect(lines.map(({ fields }) => [fields.status, fields.key])).toEqual([
      [200, 'grafana'],
      [200, 'grafana-new'],
      [200, undefined],
      [401, undefined],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/of grafana/);
    expect(JSON.stringify(lines)).not.toContain(hashed.digest);
  });

  test('may each ask so often, if there is a rate', async () => {
    let now = 0;
    const other = plainKey('the other key', 'other');
    const authenticator = createAuthenticator({
      keys: [plainKey(KEY), other],
      requestsPerMinute: 2,
      now: () => now,
    });
    const { ask } = await serve({ authenticator });
    expect([(await ask()).status, (await ask(withKey, '/health')).status]).toEqual([200, 200]);
    const answer = await ask();
    expect(answer.headers.get('retry-after')).toBe('30');
    expect((await problemOf(answer)).detail).toContain('RATE_LIMIT');
    expect((await ask({ 'X-API-Key': other.plain! })).status).toBe(200);
    expect((await ask({}, '/health')).status).toBe(200);
    now += 30_000;
    expect((await ask()).status).toBe(200);
  });
});

test.each(['/devices', '/devices?limit=0', '/health', '/openapi.json', '/docs', '/docs/try.js', '/nowhere'])(
  '%s may be framed, sniffed and embedded by nobody',
  async (path) => {
    const { headers } = await start().ask(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/);
  },
);
