/** What only a real server shows: bytes that are no request, connections, ports. */
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../src/http/exchange.ts';
import { createClientErrorListener } from '../../src/http/client-error.ts';
import { problemSchema } from '../../src/rest/problem-schema.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../src/http/server.ts';
import { holderOf, manyDevices, snapshot } from '../rest/snapshot.ts';
import { KEY, keptLog, start, withKey } from '../rest/start.ts';

const running: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serve(options: Partial<ServerOptions> = {}) {
  const { lines, log } = keptLog();
  const { app } = start({ log, snapshot: holderOf(snapshot(manyDevices(30))) });
  const server = await startServer({ app, host: '127.0.0.1', port: 0, log, ...options });
  running.push(server);
  return { ...server, lines };
}

/** Everything the server sends until it closes the connection. */
async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

function request(target: string, ...headers: string[]): string {
  return [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
}

function problemIn(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line): [string, string] => [line.split(': ')[0]!, line.split(': ')[1]!]),
  );
  const problem = problemSchema.parse(JSON.parse(body));
  const reason = problem.status === 401 ? 'The key is not API_KEY' : problem.title;
  expect(statusLine).toBe(`HTTP/1.1 ${problem.status} ${reason}`);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(headers.get('x-correlation-id')).toBe(problem.correlation_id);
  expect(headers.get('connection')).toBe('close');
  return problem;
}

describe('what is no request', () => {
  test.each([
    ['garbage', 'what?\r\n\r\n', 400],
    ['TLS', Buffer.from('160301020001', 'hex'), 400],
    ['a header that is none', 'GET /devices HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n', 400],
    ['a control character in a header', 'GET /devices HTTP/1.1\r\nHost: x\r\nA: \u0001\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['another protocol', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
    ['a large header', request('/devices', `X: ${'x'.repeat(20_000)}`), 431],
    ['a very large header', request('/devices', `X: ${'x'.repeat(500_000)}`), 431],
    ['many headers', request('/devices', ...Array.from({ length: 3000 }, (_, i) => `X${i}: y`)), 431],
    ['a long target', request(`/devices?name=${'x'.repeat(20_000)}`), 431],
  ])('%s is a problem, and the end of the connection', async (_title, bytes, status) => {
    const { port, lines } = await serve();
    const problem = problemIn(await exchange(port, bytes));
    expect(problem.status).toBe(status);
    expect(lines).toContainEqual({
      level: 'info',
      message: 'request refused',
      fields: {
        status,
        code: expect.any(String),
        client: '127.0.0.1',
        correlation_id: problem.correlation_id,
      },
    });
  });

  test.each([
    ['no Host', 'GET /devices HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a Host that is none', 'GET /devices HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
    ['a Host that ends elsewhere', 'GET /devices HTTP/1.1\r\nHost: x/y?\r\nConnection: close\r\n\r\n'],
    ['a backslash in the path', request('/devices\\x')],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('%s is 400', async (_title, bytes) => {
    const { port, lines } = await serve();
    const problem = problemIn(await exchange(port, bytes));
    expect(problem.status).toBe(400);
    expect(lines.at(-1)?.fields).toMatchObject({ status: 400, correlation_id: problem.correlation_id });
    // whoever sends a few bytes must not fill a disk with them
    expect(JSON.stringify(lines).length).toBeLessThan(300);
  });

  test('after a good one on the same connection is refused after it', async () => {
    const { port } = await serve();
    const good = `GET /health HTTP/1.1\r\nHost: x\r\n\r\n`;
    const answer = await exchange(port, `${good}what?\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(problemIn(answer.slice(answer.indexOf('HTTP/1.1 400'))).status).toBe(400);
  });

  test.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', 408],
    ['HPE_HEADER_OVERFLOW', 431],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
    ['HPE_INVALID_METHOD', 400],
    [undefined, 400],
  ])('%s is %i', async (code, status) => {
    const chunks: Buffer[] = [];
    const socket = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    const listen = createClientErrorListener(keptLog().log);
    listen(Object.assign(new Error('x'), { code }), socket);
    await once(socket, 'finish');
    expect(problemIn(Buffer.concat(chunks).toString()).status).toBe(status);
    listen(Object.assign(new Error('again'), { code }), socket);
    expect([chunks.length, socket.destroyed]).toEqual([1, false]); // what still comes is taken in
    socket.destroy();
  });

  test('is of whom the app would take the client for', async () => {
    const { port, lines } = await serve({ addressOf: (remote) => `seen as ${remote}` });
    await exchange(port, 'what?\r\n\r\n');
    expect(lines).toMatchObject([{ message: 'request refused', fields: { client: 'seen as 127.0.0.1' } }]);
  });

  test.each([
    ['a connection that was reset', 'ECONNRESET', null],
    [
      'a connection on which an answer has begun',
      'HPE_INVALID_METHOD',
      { headersSent: true, writableEnded: false },
    ],
  ])('%s gets no answer', (_title, code, _httpMessage) => {
    const socket = Object.assign(
      new Duplex({
        read: () => {},
        write: () => {
          throw new Error('written to');
        },
      }),
      { _httpMessage },
    );
    createClientErrorListener(keptLog().log)(Object.assign(new Error('x'), { code }), socket);
    expect(socket.destroyed).toBe(true);
  });
});

describe('a request over the wire', () => {
  test('has its headers seen', async () => {
    const { url } = await serve();
    const sent = { ...withKey, 'X-Correlation-ID': 'over-the-wire', 'Accept-Encoding': 'identity' };
    const answer = await fetch(`${url}/devices`, { headers: sent });
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-correlation-id')).toBe('over-the-wire');
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    const again = await fetch(`${url}/devices`, {
      headers: { ...sent, 'If-None-Match': answer.headers.get('etag')! },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await fetch(`${url}/devices`, { headers: { Authorization: `Bearer ${KEY}` } })).status).toBe(200);
    expect((await fetch(`${url}/devices`, { headers: { Authorization: 'Bearer x' } })).status).toBe(401);
    expect((await fetch(`${url}/devices`)).status).toBe(401);
  });

  test('may ask for gzip', async () => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.end(request('/devices', `X-API-Key: ${KEY}`, 'Accept-Encoding: gzip'));
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const answer = Buffer.concat(chunks);
    const start = answer.indexOf('\r\n\r\n') + 4;
    expect(answer.subarray(0, start).toString()).toContain('Content-Encoding: gzip');
    expect(JSON.parse(gunzipSync(answer.subarray(start)).toString())).toMatchObject({ total_count: 30 });
  });

  test('of HEAD has no body but its length', async () => {
    const { port } = await serve();
    const answer = await exchange(port, request('/devices', `X-API-Key: ${KEY}`).replace('GET', 'HEAD'));
    const [head = '', body] = answer.split('\r\n\r\n');
    expect(Number(/^content-length: (\d+)/im.exec(head)?.[1])).toBeGreaterThan(1000);
    expect(body).toBe('');
  });

  test('with a key twice is 401', async () => {
    const { port } = await serve();
    const answer = await exchange(port, request('/devices', `X-API-Key: ${KEY}`, `X-API-Key: ${KEY}`));
    expect(problemIn(answer).status).toBe(401);
  });

  test.each([
    ['an absolute target', `GET http://elsewhere/devices?limit=1 HTTP/1.1\r\nHost: x\r\n`],
    ['an expectation nobody knows', `GET /devices?limit=1 HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n`],
    ['a body nobody asked for', `GET /devices?limit=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n`],
    ['an upgrade', `GET /devices?limit=1 HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n`],
  ])('with %s is answered', async (_title, head) => {
    const { port } = await serve();
    const body = head.includes('Content-Length') ? '{}' : '';
    const answer = await exchange(port, `${head}Connection: close\r\nX-API-Key: ${KEY}\r\n\r\n${body}`);
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(answer).toContain('"total_count":30');
  });

  test.each(['POST', 'TRACE', 'PROPFIND', 'M-SEARCH'])('of %s is 405, whatever its body', async (method) => {
    const { port } = await serve();
    const body = 'x'.repeat(100_000);
    const head = `${method} /devices HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(problemIn(await exchange(port, head + body)).status).toBe(405);
  });

  test.each(['close', 'keep-alive'])(
    'the rest of its body is read after the answer, with Connection: %s',
    async (connection) => {
      const { port } = await serve();
      // more than the buffers between the two hold
      const body = Buffer.alloc(8_000_000, 'x');
      const head = `POST /devices HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: ${body.length}\r\n\r\n`;
      const socket = connect(port, '127.0.0.1');
      socket.write(head);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      await new Promise<void>((resolve, reject) => {
        socket.write(body, (error) => (error == null ? resolve() : reject(error)));
      });
      expect(answer.toString()).toMatch(/^HTTP\/1.1 405 /);
      socket.destroy();
    },
  );

  const odd = [
    '%',
    '%zz',
    '%00',
    '%ff',
    '%2e%2e',
    '%2F%2F',
    '//',
    '/./..',
    '#x',
    '?',
    '??',
    '[',
    '"',
    '{}',
    '|',
    '\u00ff',
    '`',
    '%c0%ae',
  ];

  test.each(odd)('never ends in a fault of ours: %s', async (piece) => {
    const { port, lines } = await serve();
    const targets = [
      `/${piece}`,
      `/devices/${piece}`,
      `/devices?${piece}`,
      `/devices?name=${piece}`,
      `/docs/${piece}`,
    ];
    for (const target of targets) {
      const answer = await exchange(port, Buffer.from(request(target, `X-API-Key: ${KEY}`), 'latin1'));
      expect(answer).toMatch(/^HTTP\/1.1 [234]/);
    }
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('an end', () => {
  test('takes idle connections along at once', async () => {
    const { port, close } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    await close();
    await closed;
    await close(); // once more is no harm
    await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
  });

  test('waits for what is on its way, and ends each connection when its answer is sent', async () => {
    const asked = new EventEmitter();
    const app = {
      answer: async ({ path }: HttpRequest) => {
        asked.emit(`${path} asked`);
        await once(asked, `${path} answer`);
        return { status: 200, headers: {}, body: Buffer.from('done') };
      },
    };
    const { port, close } = await serve({ app });
    const begun = Promise.all([once(asked, '/first asked'), once(asked, '/second asked')]);
    const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const [first, second] = [exchange(port, head('/first')), exchange(port, head('/second'))];
    await begun;
    const closing = close();
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
    asked.emit('/first answer');
    expect(await first).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*done$/);
    asked.emit('/second answer');
    expect(await second).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*done$/);
    await closing;
  });
});

describe('a port', () => {
  test('that is taken is told in a sentence', async () => {
    const { port } = await serve();
    const failure = await serve({ port }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: `Port ${port} on 127.0.0.1 is taken by another program. Stop it, or set PORT to a free port.`,
      cause: { code: 'EADDRINUSE' },
    });
  });

  test('of an address that is not ours is told in a sentence', async () => {
    await expect(serve({ host: '192.0.2.1' })).rejects.toThrow(
      '192.0.2.1 is not an address of this machine.',
    );
  });

  test('of every address is reached over this machine’s own', async () => {
    const { url, port } = await serve({ host: '0.0.0.0' });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
