/** Menus read over the native API, from the simulated router and from peers that are none. */
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type NativeApi, type NativeApiOptions, startNativeApi } from '../../../src/demo/native-api.ts';
import { type SimulatedRouter, type SimulatedRouterOptions, startRouter } from '../../../src/demo/router.ts';
import { startNetwork } from '../../../src/demo/network.ts';
import { readSentences, writeSentence } from '../../../src/demo/sentence.ts';
import { menuPaths, menus } from '../../../src/parse/menu.ts';
import type { Read } from '../../../src/routeros/answer.ts';
import type { RouterOptions } from '../../../src/routeros/connection.ts';
import { runs } from '../../runs.ts';
import { arp, closeAll, connect, wifiTables } from '../far-end.ts';

const ARP = { shape: 'list', properties: ['mac-address', 'address'] } as const;
const WHOLE = { shape: 'list', properties: null } as const;
const SOON = { timeoutMs: 5_000 };

let started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  closeAll();
  await Promise.all(started.map((each) => each.stop()));
  started = [];
});

async function routerWith(
  api: NativeApiOptions = {},
  options: Partial<SimulatedRouterOptions> = {},
): Promise<{ router: SimulatedRouter; api: NativeApi }> {
  const router = await startRouter({ tables: wifiTables, password: 'a plain password', ...options });
  const native = await startNativeApi(router, api);
  started.push(native, router);
  return { router, api: native };
}

const connectTo = (api: { url: string }, overrides: Partial<RouterOptions> = {}) =>
  connect({ url: api.url }, overrides);

/** A peer that answers each sentence with these bytes. */
async function peer(answer: (words: string[], socket: Socket) => void): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let pending: Buffer = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      const read = readSentences(Buffer.concat([pending, bytes]))!;
      pending = read.rest;
      for (const words of read.sentences) answer(words, socket);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  started.push({
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  });
  return { url: `api://127.0.0.1:${(server.address() as { port: number }).port}` };
}

const tagOf = (words: readonly string[]) => words.find((word) => word.startsWith('.tag='))!;
const say = (socket: Socket, ...sentences: string[][]) =>
  socket.write(Buffer.concat(sentences.map(writeSentence)));

describe('a read', () => {
  it('asks for the properties by name, with one log-in for all reads', async () => {
    const { api } = await routerWith();
    const connection = connectTo(api);
    expect(await connection.read('ip/arp', ARP, SOON)).toEqual({
      status: 'complete',
      rows: [{ 'mac-address': arp[0]!['mac-address'], address: arp[0]!.address }],
    });
    await connection.read('ip/arp', ARP, SOON);
    expect(connection.connectionCount()).toBe(1);
    expect(api.commands[0]).toEqual(['/ip/arp/print', '=.proplist=mac-address,address', '.tag=2']);
  });

  it('gives the one row of a singleton, and no rows for an empty list', async () => {
    for (const saysEmpty of [false, true]) {
      const { api } = await routerWith({ saysEmpty });
      const connection = connectTo(api);
      const singleton = { shape: 'singleton', properties: ['uptime'] } as const;
      expect(await connection.read('system/resource', singleton, SOON)).toEqual({
        status: 'complete',
        rows: [{ uptime: '1d2h' }],
      });
      expect(await connection.read('interface/wifi/access-list', WHOLE, SOON)).toEqual({
        status: 'complete',
        rows: [],
      });
    }
  });

  it('finds a menu absent that the router does not have', async () => {
    const { api } = await routerWith();
    expect(await connectTo(api).read('caps-man/interface', WHOLE, SOON)).toEqual({ status: 'absent' });
  });

  it('logs in by a challenge before 6.43', async () => {
    const { api } = await routerWith({ isOldLogin: true });
    const connection = connectTo(api);
    expect(await connection.read('ip/arp', WHOLE, SOON)).toMatchObject({ status: 'complete', rows: arp });
    expect(await connectTo(api, { password: 'another password' }).read('ip/arp', WHOLE, SOON)).toMatchObject({
      error: { kind: 'unauthorized' },
    });
  });

  it('asks a radio once for its state', async () => {
    const { api } = await routerWith();
    await connectTo(api).monitor('interface/wifi/monitor', 'wifi1', SOON);
    expect(api.commands[0]!.slice(0, 3)).toEqual(['/interface/wifi/monitor', '=numbers=wifi1', '=once=']);
  });

  it('leaves out a property that the router does not know, from then on', async () => {
    const asked: string[] = [];
    const { url } = await peer((words, socket) => {
      const tag = tagOf(words);
      if (words[0] === '/login') return say(socket, ['!done', tag]);
      asked.push(words[1]!);
      if (words[1]!.includes('vrf'))
        return say(socket, ['!trap', tag, '=message=unknown parameter vrf'], ['!done', tag]);
      return say(socket, ['!re', tag, '=address=10.0.0.1'], ['!done', tag]);
    });
    const connection = connectTo({ url });
    const withUnknown = { shape: 'list', properties: ['address', 'vrf'] } as const;
    for (let count = 0; count < 2; count++)
      expect(await connection.read('ip/arp', withUnknown, SOON)).toMatchObject({
        rows: [{ address: '10.0.0.1' }],
      });
    expect(asked).toEqual(['=.proplist=address,vrf', '=.proplist=address', '=.proplist=address']);
  });
});

describe('the same router read over REST and over the native API', () => {
  it('says the same in every menu', async () => {
    const at = Date.now();
    const network = await startNetwork({ seed: 11, now: () => at });
    network.house.pause();
    started.push(network);
    for (const router of network.routers) {
      const native = await startNativeApi(router);
      started.push(native);
      const { username, password } = router;
      const rest = connect(router);
      const api = connect({ url: native.url, username, password });
      for (const path of menuPaths) {
        const { shape, properties } = menus[path];
        const read = (from: typeof rest) => from.read(path, { shape, properties }, SOON).then(sorted);
        const both = await Promise.all([read(rest), read(api)]);
        expect([path, both[1]]).toEqual([path, both[0]]);
      }
    }
  });

  it('says the same whatever bytes the values are', async () => {
    const value = fc
      .uint8Array({ minLength: 1, maxLength: 40 })
      // REST's reader cannot tell an escape of a control character from a raw one
      .map((bytes) => Buffer.from(bytes.filter((byte) => byte >= 0x20)));
    let rows: Record<string, string | Buffer>[] = [];
    const { router, api } = await routerWith({}, { tables: () => ({ 'ip/arp': [...rows] }) });
    const { username, password } = router;
    const rest = connect(router);
    const native = connect({ url: api.url, username, password });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 5 }), async (values) => {
        rows = values.map((comment, index) => ({ '.id': `*${index}`, comment }));
        const [one, other] = await Promise.all(
          [rest, native].map((each) => each.read('ip/arp', WHOLE, SOON)),
        );
        expect(other).toEqual(one);
      }),
      { numRuns: runs(60) },
    );
  });
});

function sorted(read: Read): unknown {
  if (read.status !== 'complete') return read.status;
  // REST adds the id to a list of properties
  return read.rows.map((row) =>
    Object.entries(row)
      .filter(([key]) => key !== '.id')
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('what goes wrong is told with its remedy', () => {
  it.each<[string, string, (native: NativeApi) => Partial<RouterOptions>, NativeApiOptions]>([
    ['a wrong password', 'unauthorized', () => ({ password: 'wrong' }), {}],
    ['an unknown user', 'unauthorized', () => ({ username: 'nobody' }), {}],
    ['an address that is not allowed', 'unreachable', () => ({ timeoutMs: 500 }), { isForeign: true }],
    ['a certificate of an unknown CA', 'untrusted_certificate', () => ({}), { tls: true }],
    [
      'another fingerprint',
      'untrusted_certificate',
      () => ({ tlsFingerprint: Array(32).fill('AB').join(':') }),
      { tls: true },
    ],
  ])('%s', async (_, kind, overrides, options) => {
    const { api } = await routerWith(options);
    const read = await connectTo(api, overrides(api)).read('ip/arp', ARP, { timeoutMs: 600 });
    expect(read).toMatchObject({ status: 'failed', error: { kind } });
    const { message, remedy } = (read as Extract<Read, { status: 'failed' }>).error;
    expect(message).toContain(`${api.url}/ip/arp`);
    expect(remedy).not.toMatch(/www|rest-api|REST/);
    expect(JSON.stringify(read)).not.toContain('password"');
    expect(api.commands).toEqual([]);
  });

  it('a pinned or known certificate is taken', async () => {
    const { api } = await routerWith({ tls: true });
    const pinned = connectTo(api, { tlsFingerprint: api.fingerprint });
    expect(await pinned.read('ip/arp', WHOLE, SOON)).toMatchObject({ rows: arp });
    const known = connectTo(api, { ca: api.certificatePem });
    expect(await known.read('ip/arp', WHOLE, SOON)).toMatchObject({ rows: arp });
  });

  it('a port where nothing listens', async () => {
    const { api } = await routerWith();
    await api.stop();
    expect(await connectTo(api).read('ip/arp', ARP, { timeoutMs: 300 })).toMatchObject({
      error: { kind: 'unreachable', remedy: expect.stringContaining('api-ssl') as string },
    });
  });

  it.each<[string, string, (socket: Socket, tag: string) => void]>([
    [
      'a menu without its policy',
      'unauthorized',
      (socket, tag) => say(socket, ['!trap', tag, '=message=not enough permissions (9)'], ['!done', tag]),
    ],
    [
      'a failure of the router',
      'router_error',
      (socket, tag) => say(socket, ['!trap', tag, '=message=failure: busy'], ['!done', tag]),
    ],
    [
      'the end of the session',
      'router_error',
      (socket) => socket.end(writeSentence(['!fatal', 'session terminated'])),
    ],
    ['another program', 'bad_reply', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['an unknown answer', 'bad_reply', (socket, tag) => say(socket, ['!what', tag])],
    [
      'an answer that breaks off',
      'bad_reply',
      (socket, tag) => socket.end(writeSentence(['!re', tag, '=a=b'])),
    ],
    [
      'more than 8 MiB',
      'bad_reply',
      (socket, tag) => {
        for (let count = 0; count < 10; count++)
          say(socket, ['!re', tag, `=comment=${'x'.repeat(1_000_000)}`]);
      },
    ],
    [
      'rows without anything that was asked for',
      'bad_reply',
      (socket, tag) => say(socket, ['!re', tag, '=.id=*1'], ['!done', tag]),
    ],
  ])('%s', async (_, kind, answer) => {
    const { url } = await peer((words, socket) => {
      if (words[0] === '/login') say(socket, ['!done', tagOf(words)]);
      else answer(socket, tagOf(words));
    });
    expect(await connectTo({ url }).read('ip/arp', ARP, SOON)).toMatchObject({
      status: 'failed',
      error: { kind },
    });
  });

  it('nobody answers: the router is asked to cancel, late rows belong to nobody, and a second silence ends the connection', async () => {
    const cancelled: string[] = [];
    let isSilent = true;
    const { url } = await peer((words, socket) => {
      const tag = tagOf(words);
      if (words[0] === '/login') return say(socket, ['!done', tag]);
      if (words[0] === '/cancel') return void cancelled.push(words[1]!);
      if (isSilent) return say(socket, ['!re', tag, '=address=stale']);
      const stale = cancelled.length === 1 ? [['!re', '.tag=2', '=address=stale']] : [];
      return say(socket, ...stale, ['!re', tag, '=address=new'], ['!done', tag]);
    });
    const connection = connectTo({ url });
    const first = await connection.read('ip/arp', ARP, { timeoutMs: 100 });
    expect(first).toMatchObject({ error: { kind: 'timeout' } });
    isSilent = false;
    expect(await connection.read('ip/arp', ARP, SOON)).toMatchObject({ rows: [{ address: 'new' }] });
    expect([cancelled, connection.connectionCount()]).toEqual([['=tag=2'], 1]);
    isSilent = true;
    await connection.read('ip/arp', ARP, { timeoutMs: 100 });
    await connection.read('ip/arp', ARP, { timeoutMs: 100 });
    isSilent = false;
    expect(await connection.read('ip/arp', ARP, SOON)).toMatchObject({ rows: [{ address: 'new' }] });
    expect(connection.connectionCount()).toBe(2);
  });

  it('a connection that ended between two reads is made anew within the read', async () => {
    const { api } = await routerWith();
    const connection = connectTo(api);
    await connection.read('ip/arp', ARP, SOON);
    api.drop();
    expect(await connection.read('ip/arp', ARP, SOON)).toMatchObject({ status: 'complete' });
    expect(connection.connectionCount()).toBe(2);
  });

  it('a read that is stopped, and reads after the end, fail at once', async () => {
    const { url } = await peer(() => {});
    const connection = connectTo({ url });
    const stopping = new AbortController();
    const read = connection.read('ip/arp', ARP, { timeoutMs: 60_000, signal: stopping.signal });
    stopping.abort();
    expect(await read).toMatchObject({ status: 'failed' });
    connection.close();
    expect(await connection.read('ip/arp', ARP, { timeoutMs: 60_000 })).toMatchObject({ status: 'failed' });
  });

  it('whatever bytes come, a read ends', async () => {
    let bytes: Uint8Array = new Uint8Array();
    const { url } = await peer((words, socket) => {
      if (words[0] === '/login') say(socket, ['!done', tagOf(words)]);
      else socket.end(bytes);
    });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        bytes = noise;
        const read = await connectTo({ url }).read('ip/arp', ARP, { timeoutMs: 200 });
        expect(read.status).toBe('failed');
      }),
      { numRuns: runs(40) },
    );
  });
});
