/** Against a simulated router over real HTTP. */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultName, faults } from '../../src/demo/fault.ts';
import { type SimulatedRouter, startRouter } from '../../src/demo/router.ts';
import type { ErrorKind } from '../../src/parse/reading.ts';
import type { Read } from '../../src/routeros/answer.ts';
import { retryDelayMs, type RouterConnection } from '../../src/routeros/connection.ts';
import { arp, closeAll, connect } from './far-end.ts';

const LIST = { shape: 'list', properties: ['mac-address', 'address'] } as const;
const SECONDS = { timeoutMs: 5_000 };

let router: SimulatedRouter;
let connection: RouterConnection;

beforeEach(async () => {
  router = await startRouter({
    tables: () => ({
      'ip/arp': arp,
      'system/resource': { uptime: '1h' },
      'interface/wifi/registration-table': [],
    }),
  });
  connection = connect(router);
});

afterEach(async () => {
  closeAll();
  await router.stop();
});

const readArp = (
  far: RouterConnection = connection,
  deadline: { timeoutMs: number; signal?: AbortSignal } = SECONDS,
) => far.read('ip/arp', LIST, deadline);

function outcomeOf(read: Read): ErrorKind | 'complete' | 'absent' {
  return read.status === 'failed' ? read.error.kind : read.status;
}

function messageOf(read: Read): string {
  return read.status === 'failed' ? read.error.message : '';
}

describe('a read', () => {
  it('brings the properties asked for', async () => {
    expect(await readArp()).toEqual({ status: 'complete', rows: arp });
    const [request] = router.requests;
    expect(request).toMatchObject({
      method: 'GET',
      path: '/rest/ip/arp',
      query: '.proplist=mac-address,address',
    });
    expect(request!.headers['accept-encoding']).toBeUndefined();
  });

  it('asks for a registration table whole', async () => {
    await connection.read('interface/wifi/registration-table', { shape: 'list', properties: null }, SECONDS);
    expect(router.requests[0]).toMatchObject({ path: '/rest/interface/wifi/registration-table', query: '' });
  });

  it('of a menu that this router lacks says absent', async () => {
    expect(await connection.read('caps-man/remote-cap', LIST, SECONDS)).toEqual({ status: 'absent' });
  });

  it('waits for the one before it', async () => {
    const reads = await Promise.all([
      readArp(),
      readArp(),
      connection.read('ip/none', LIST, SECONDS),
      readArp(),
    ]);
    expect(reads.map(outcomeOf)).toEqual(['complete', 'complete', 'absent', 'complete']);
    expect(router.maxInFlight()).toBe(1);
    expect(router.connectionCount()).toBe(1);
    expect(connection.connectionCount()).toBe(1);
  });

  it('works through a path in the URL', async () => {
    const far = connect({ ...router, url: `${router.url}/rest/` });
    expect(outcomeOf(await readArp(far))).toBe('complete');
  });
});

describe('a fault', () => {
  const expected: Record<FaultName, ErrorKind | 'complete' | 'absent'> = {
    hang: 'timeout',
    slow: 'timeout',
    reset: 'unreachable',
    close: 'unreachable',
    refuse: 'unreachable',
    html: 'bad_reply',
    'html-403': 'bad_reply',
    unauthorized: 'unauthorized',
    'not-allowed-9': 'unauthorized',
    'status-500': 'router_error',
    'session-closed': 'router_error',
    'menu-missing': 'absent',
    'menu-missing-406': 'absent',
    truncated: 'bad_reply',
    'bad-json': 'bad_reply',
    'empty-body': 'bad_reply',
    'wrong-shape': 'bad_reply',
    'null-rows': 'bad_reply',
    partial: 'complete',
    empty: 'complete',
    'non-utf8': 'complete',
    'control-characters': 'complete',
    huge: 'bad_reply',
    'metadata-rows': 'complete',
  };

  it.each(faults)('%s is told for what it is', async (name) => {
    router.setFault({ name, delayMs: 60_000 });
    const read = await readArp(connection, { timeoutMs: ['hang', 'slow'].includes(name) ? 50 : 5_000 });
    expect(outcomeOf(read)).toBe(expected[name]);
    if (read.status !== 'failed') return;
    expect(read.error.message).toContain(` Request: GET ${router.url}/rest/ip/arp.`);
    expect(read.error.message).not.toContain(router.password);
    expect(read.error.remedy).toMatch(/\w+.*\.$/);
  });

  it.each(['wrong-shape', 'null-rows', 'huge', 'empty-body'] as const)(
    '%s spoils a singleton too',
    async (name) => {
      router.setFault(name);
      const read = await connection.read(
        'system/resource',
        { shape: 'singleton', properties: null },
        SECONDS,
      );
      expect(outcomeOf(read)).toBe('bad_reply');
    },
  );

  it('of text in another code page does not lose the table', async () => {
    router.setFault('non-utf8');
    const all = { shape: 'list', properties: null } as const;
    const western = await connection.read('ip/arp', all, SECONDS);
    const cyrillic = await connect(router, { charset: 'windows-1251' }).read('ip/arp', all, SECONDS);
    expect(western).toMatchObject({ rows: [{ comment: 'Caf‡ m²', address: '192.168.88.20' }] });
    expect(cyrillic).toMatchObject({ rows: [{ comment: 'Caf‡ mІ', address: '192.168.88.20' }] });
  });

  it('of raw control characters does not lose the table', async () => {
    router.setFault('control-characters');
    const read = await connection.read('ip/arp', { shape: 'list', properties: null }, SECONDS);
    expect(read).toMatchObject({ rows: [{ comment: 'bell ringer' }] });
  });

  it('leaves a connection that works again', async () => {
    for (const name of faults) {
      router.setFault(name);
      await readArp(connection, { timeoutMs: ['hang', 'slow'].includes(name) ? 50 : 5_000 });
      router.setFault(null);
      await expect.poll(async () => outcomeOf(await readArp()), { timeout: 30_000 }).toBe('complete');
    }
  });
});

describe('credentials', () => {
  it('that are wrong are told by the router', async () => {
    const far = connect({ ...router, password: 'not the password' });
    const read = await readArp(far);
    expect(outcomeOf(read)).toBe('unauthorized');
    expect(JSON.stringify(read)).not.toContain('not the password');
  });

  it.each([
    [['read', 'rest-api'], '(9)'],
    [['api', 'rest-api'], '(9)'],
    [['read', 'api'], '401'],
  ])('of a group with only %j are too few', async (policies, words) => {
    const strict = await startRouter({ tables: () => ({ 'ip/arp': arp }), policies });
    const read = await readArp(connect(strict));
    await strict.stop();
    expect(outcomeOf(read)).toBe('unauthorized');
    expect(messageOf(read)).toContain(words);
    expect(read.status === 'failed' && read.error.remedy).toContain('read');
  });

  it('in the URL are neither sent nor told', async () => {
    const far = connect({ ...router, url: router.url.replace('http://', 'http://mallory:swordfish@') });
    expect(outcomeOf(await readArp(far))).toBe('complete');
    router.setFault('status-500');
    expect(JSON.stringify(await readArp(far))).not.toMatch(/mallory|swordfish/);
  });

  it('are not sent after a redirect', async () => {
    let arrived = 0;
    const elsewhere = await listen(createHttpServer((_, response) => (arrived++, response.end('[]'))));
    const redirecting = await listen(
      createHttpServer((_, response) => response.writeHead(302, { location: elsewhere.url }).end()),
    );
    const read = await readArp(connect(redirecting));
    elsewhere.close();
    redirecting.close();
    expect(outcomeOf(read)).toBe('bad_reply');
    expect(messageOf(read)).toContain(elsewhere.url);
    expect(arrived).toBe(0);
  });
});

describe('another try', () => {
  const sent = () => router.requests.length;

  it.each(['reset', 'close'] as const)('follows a connection that failed: %s', async (name) => {
    router.setFault(name);
    await readArp();
    expect(sent()).toBe(4);
  });

  it('succeeds where the router had just dropped the idle connection', async () => {
    let requests = 0;
    const dropping = await listen(
      createHttpServer((request, response) => {
        requests += 1;
        if (requests === 2) request.socket.resetAndDestroy();
        else response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
      }),
    );
    const far = connect(dropping);
    expect(outcomeOf(await readArp(far))).toBe('complete');
    expect(outcomeOf(await readArp(far))).toBe('complete');
    dropping.close();
    expect(requests).toBe(3);
    expect(far.connectionCount()).toBe(2);
  });

  it.each([
    'unauthorized',
    'not-allowed-9',
    'status-500',
    'session-closed',
    'html',
    'truncated',
    'bad-json',
    'huge',
    'menu-missing',
  ] as const)('does not follow an answer: %s', async (name) => {
    router.setFault(name);
    await readArp();
    expect(sent()).toBe(1);
  });

  it('does not follow a read that timed out', async () => {
    router.setFault('hang');
    await readArp(connection, { timeoutMs: 300 });
    expect(sent()).toBe(1);
  });

  it('comes after at most 100, 200 and 400 ms, and not a fourth time', () => {
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const delays = (random: number) =>
      [1, 2, 3, 4].map((attempt) => retryDelayMs(attempt, error, 5_000, () => random));
    expect(delays(0)).toEqual([1, 1, 1, 0]);
    expect(delays(1)).toEqual([101, 201, 401, 0]);
  });

  it('is not begun when it could not end in time', () => {
    const error = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    expect(retryDelayMs(1, error, 101, () => 1)).toBe(0);
    expect(retryDelayMs(1, error, 102, () => 1)).toBe(101);
  });
});

describe('one connection', () => {
  it('serves a hundred reads', async () => {
    for (let count = 0; count < 100; count++) expect(outcomeOf(await readArp())).toBe('complete');
    expect(router.connectionCount()).toBe(1);
  });

  it('outlives errors that are answers', async () => {
    for (const name of ['status-500', 'menu-missing', 'html', 'unauthorized', 'bad-json', null] as const) {
      router.setFault(name);
      await readArp();
    }
    expect(router.connectionCount()).toBe(1);
  });
});

describe('giving up', () => {
  it('ends a read at once when it is aborted', async () => {
    router.setFault('hang');
    const abort = new AbortController();
    const read = readArp(connection, { timeoutMs: 60_000, signal: abort.signal });
    await expect.poll(() => router.requests.length).toBe(1);
    abort.abort();
    expect(messageOf(await read)).toContain('is being stopped');
  });

  it('ends a read at once when the connection is closed, and none begins afterwards', async () => {
    router.setFault('hang');
    const read = readArp(connection, { timeoutMs: 60_000 });
    await expect.poll(() => router.requests.length).toBe(1);
    connection.close();
    expect(messageOf(await read)).toContain('is being stopped');
    router.setFault(null);
    expect(messageOf(await readArp())).toContain('is being stopped');
    expect(router.requests).toHaveLength(1);
  });

  it('on a server that accepts and says nothing is a timeout', async () => {
    const held = new Set<Socket>();
    const silent = await listen(createServer((socket) => held.add(socket)));
    const read = await readArp(connect(silent), { timeoutMs: 50 });
    for (const socket of held) socket.destroy();
    silent.close();
    expect(outcomeOf(read)).toBe('timeout');
  });

  it('does not wait for an answer that says it is too large', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 9 * 1024 * 1024 };
    const boasting = await listen(
      createHttpServer((_, response) => response.writeHead(200, headers).flushHeaders()),
    );
    const read = await readArp(connect(boasting));
    boasting.close();
    expect(messageOf(read)).toContain('larger than 8 MiB');
  });

  it('does not wait for the end of an endless answer', async () => {
    const chunk = Buffer.alloc(1 << 20, 0x20);
    const endless = await listen(
      createHttpServer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => void (response.destroyed || response.write(chunk, more));
        more();
      }),
    );
    const read = await readArp(connect(endless));
    endless.close();
    expect(outcomeOf(read)).toBe('bad_reply');
    expect(messageOf(read)).toContain('larger than 8 MiB');
  });
});

describe('something else at the port', () => {
  it('that does not speak HTTP is told', async () => {
    const smtp = await listen(createServer((socket) => socket.end('220 mail.lan ESMTP\r\n')));
    const read = await readArp(connect(smtp));
    smtp.close();
    expect(outcomeOf(read)).toBe('bad_reply');
    expect(messageOf(read)).toContain('does not speak HTTP');
  });

  it('that does not speak TLS is told', async () => {
    const read = await readArp(connect({ ...router, url: router.url.replace('http:', 'https:') }));
    expect(outcomeOf(read)).toBe('bad_reply');
    expect(messageOf(read)).toContain('does not speak TLS');
    expect(router.requests).toHaveLength(0);
  });

  it('that sends compressed data unasked does not get it unpacked', async () => {
    const gzip = await listen(
      createHttpServer((_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(Buffer.from('H4sIAAAAAAAAA4uOBQApu0wNAgAAAA==', 'base64')),
      ),
    );
    const read = await readArp(connect(gzip));
    gzip.close();
    expect(outcomeOf(read)).toBe('bad_reply');
  });
});

async function listen(server: Server | ReturnType<typeof createServer>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    },
  };
}
