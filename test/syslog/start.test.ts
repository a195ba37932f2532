/** Log lines through real sockets: whose are taken, whose are not, and what a flood or a fault does. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAddressList } from '../../src/auth/address-list.ts';
import { MAX_CONNECTIONS } from '../../src/syslog/connection.ts';
import { runs } from '../runs.ts';
import { ELSEWHERE, endAll, HERE, hear, openTcp, sendUdp } from './lab.ts';

afterEach(endAll);

const charset = 'windows-1252';
const LINE = 'wireless,info AA:BB:CC:00:11:22@wifi1(net) connected, signal strength -30';

describe('a line', () => {
  it('by UDP: text, router and time', async () => {
    const { port, lines, count, state } = await hear({ now: () => Date.UTC(2026, 0, 1) });
    await sendUdp(port, [LINE, `a\n<30>b\r\n\u0000`, `${LINE.length} ${LINE}`]);
    await count('line_count', 4);
    expect(lines.map(({ text }) => text)).toEqual([LINE, 'a', '<30>b', `${LINE.length} ${LINE}`]);
    expect(lines[0]).toEqual({ router: 'house', text: LINE, at: Date.UTC(2026, 0, 1) });
    expect(state()).toEqual({
      port,
      problem: null,
      line_count: 4,
      understood_count: 4,
      foreign_count: 0,
      dropped_count: 0,
      routers: [{ router: 'house', line_count: 4, last_line_at: '2026-01-01T00:00:00.000Z' }],
    });
  });

  it('by TCP: framed by newlines, by length, or by both in turn, in any pieces', async () => {
    const { port, lines, count } = await hear();
    const socket = await openTcp(port);
    socket.setNoDelay(true);
    for (const piece of ['first li', 'ne\n5', ' <30>bthird\r\n', '6 <30>', 'cdlast'])
      await new Promise((resolve) => socket.write(piece, resolve));
    socket.end();
    await count('line_count', 5);
    expect(lines.map(({ text }) => text)).toEqual(['first line', '<30>b', 'third', '<30>cd', 'last']);
  });

  it('that is not UTF-8 is in the charset of its router', async () => {
    const routers = [
      { id: 'house', url: `https://${HERE}`, charset },
      { id: 'dacha', url: `https://${ELSEWHERE}`, charset: 'windows-1251' },
    ];
    const { port, lines, count, configure, state } = await hear({ routers });
    await sendUdp(port, ['Küche ☕', Uint8Array.of(0x41, 0x80, 0x93, 0xe9)]);
    await sendUdp(port, ['Кухня', Uint8Array.of(0xca, 0xf3, 0xf5, 0xed, 0xff)], ELSEWHERE);
    await count('line_count', 4);
    expect(lines.map(({ text }) => text).toSorted()).toEqual(['A€“é', 'Küche ☕', 'Кухня', 'Кухня']);
    configure([{ id: 'chata', url: `https://${ELSEWHERE}`, charset: 'windows-1250' }]);
    await expect.poll(() => state().routers.length).toBe(1);
    await sendUdp(port, [Uint8Array.of(0x6b, 0xf9, 0xf2)], ELSEWHERE);
    await count('line_count', 5);
    expect(lines.at(-1)!.text).toBe('kůň');
  });

  it('of the largest datagram there is', async () => {
    const { port, lines, count } = await hear();
    await sendUdp(port, ['x'.repeat(65_507)]);
    await count('line_count', 1);
    expect(lines[0]!.text.length).toBe(65_507);
  });

  it('too long for a stream is dropped, and the next is taken', async () => {
    const { port, lines, count, state } = await hear();
    const socket = await openTcp(port);
    socket.write(`${'x'.repeat(1024 * 1024)}\nnext\n`);
    await count('line_count', 1);
    expect([lines[0]!.text, state().dropped_count]).toEqual(['next', 1]);
  });

  it('that tells of no device is counted, but not as understood', async () => {
    const { port, count, state } = await hear({ onLine: ({ text }) => text === 'b' });
    await sendUdp(port, ['a\nb\nc']);
    await count('line_count', 3);
    expect(state().understood_count).toBe(1);
  });

  it('that breaks its reader breaks nothing else', async () => {
    const { port, count, warnings, state } = await hear({
      onLine: () => {
        throw new Error('a defect');
      },
    });
    const socket = await openTcp(port);
    socket.write('a\nb\n');
    await sendUdp(port, ['a', 'b']);
    await count('line_count', 4);
    expect(state().understood_count).toBe(0);
    expect(warnings.map(({ event }) => event)).toEqual(['log line failed']);
  });
});

describe('whose line it is', () => {
  it('is not known where routers share an address, or one is only allowed', async () => {
    const routers = ['one', 'two'].map((id, index) => ({
      id,
      url: `http://${HERE}:${8000 + index}`,
      charset,
    }));
    const { port, lines, count } = await hear({ routers, isAllowed: createAddressList(['127.0.0.0/30']) });
    await sendUdp(port, ['a']);
    await sendUdp(port, ['b'], ELSEWHERE);
    await count('line_count', 2);
    expect(lines.map(({ router }) => router)).toEqual([null, null]);
  });

  it('is known by the name of the router', async () => {
    const routers = [{ id: 'cabin', url: 'https://router.lan', charset }];
    const { port, lines, count } = await hear({ routers, resolve: () => Promise.resolve([HERE]) });
    await sendUdp(port, ['a']);
    await count('line_count', 1);
    expect(lines[0]!.router).toBe('cabin');
  });

  it('is asked again where the name server failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const answers = [Promise.reject(new Error('down')), Promise.resolve([HERE])];
      answers[0]!.catch(() => {});
      const routers = [{ id: 'cabin', url: 'https://router.lan', charset }];
      const { state } = await hear({ routers, resolve: () => answers.shift()! });
      expect(state().problem).toContain('router.lan');
      await vi.advanceTimersByTimeAsync(30_000);
      expect(state().problem).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('under another configuration', () => {
  it('lines are those of the routers there are now', async () => {
    const { port, lines, count, state, configure } = await hear();
    await sendUdp(port, ['before']);
    await count('line_count', 1);
    configure([
      { id: 'home', url: `https://${HERE}`, charset },
      { id: 'cabin', url: `https://${ELSEWHERE}`, charset },
    ]);
    await expect.poll(() => state().routers.map(({ router }) => router)).toEqual(['home', 'cabin']);
    await sendUdp(port, ['after']);
    await sendUdp(port, ['new'], ELSEWHERE);
    await count('line_count', 3);
    expect(lines.map(({ router }) => router)).toEqual(['house', 'home', 'cabin']);
    configure([{ id: 'cabin', url: `https://${ELSEWHERE}`, charset }]);
    await sendUdp(port, ['gone']);
    await count('foreign_count', 1);
    expect(state().routers.map(({ router, line_count }) => [router, line_count])).toEqual([['cabin', 1]]);
  });

  it('a name that cannot be resolved just now is what it was', async () => {
    let isDown = false;
    const resolve = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve([HERE]));
    const routers = [{ id: 'cabin', url: 'https://router.lan', charset }];
    const { port, lines, count, state, configure } = await hear({ routers, resolve });
    isDown = true;
    for (const id of ['lodge', 'hut']) {
      configure([{ id, url: 'https://router.lan', charset }]);
      await expect.poll(() => state().problem).toContain(`router "${id}"`);
    }
    await sendUdp(port, ['still ours']);
    await count('line_count', 1);
    expect([lines[0]!.router, state().foreign_count]).toEqual(['hut', 0]);
  });

  it('lines on a connection of before are too', async () => {
    const { port, lines, count, state, configure } = await hear();
    const socket = await openTcp(port);
    socket.resume();
    socket.write('before\n');
    await count('line_count', 1);
    configure([{ id: 'home', url: `https://${HERE}`, charset }]);
    await expect.poll(() => state().routers.map(({ router }) => router)).toEqual(['home']);
    socket.write('after\n');
    await count('line_count', 2);
    expect(lines.map(({ router }) => router)).toEqual(['house', 'home']);
    configure([]);
    await expect.poll(() => state().routers).toEqual([]);
    socket.write('gone\nand more\n');
    await once(socket, 'close');
    expect([state().line_count, state().foreign_count]).toEqual([2, 1]);
  });

  it('a name that is not known yet is asked for again soon', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let isDown = true;
      const resolve = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve([HERE]));
      const { state, configure } = await hear({ resolve });
      configure([{ id: 'cabin', url: 'https://router.lan', charset }]);
      await vi.advanceTimersByTimeAsync(29_000);
      expect(state().problem).toContain('router.lan');
      isDown = false;
      await vi.advanceTimersByTimeAsync(1000);
      expect(state().problem).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a foreign address', () => {
  it('is counted, told once, and not heard', async () => {
    const { port, lines, count, warnings } = await hear();
    await sendUdp(port, [LINE, LINE, LINE], ELSEWHERE);
    await count('foreign_count', 3);
    await sendUdp(port, ['ours']);
    await count('line_count', 1);
    expect(lines.map(({ text }) => text)).toEqual(['ours']);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.fields['address']).toBe(ELSEWHERE);
    expect(warnings[0]!.fields['remedy']).toMatch(/SYSLOG_ALLOW.*container.*gateway/);
  });

  it('is hung up on', async () => {
    const { port, count, state } = await hear();
    const socket = await openTcp(port, ELSEWHERE);
    socket.resume();
    socket.write(`${LINE}\n`);
    await once(socket, 'close');
    await count('foreign_count', 1);
    expect(state().line_count).toBe(0);
  });

  it('among very many does not fill the log', async () => {
    const { port, count, warnings } = await hear();
    for (let last = 2; last < 42; last += 1) await sendUdp(port, ['a'], `127.0.0.${last}`);
    await count('foreign_count', 40);
    expect(warnings).toHaveLength(20);
    expect(warnings.at(-1)!.fields['remedy']).toContain('only counted');
  });
});

describe('a flood', () => {
  it('by TCP is taken line by line', async () => {
    let heard = 0;
    const { port, count } = await hear({ onLine: () => (heard += 1) > 0 });
    const socket = await openTcp(port);
    const lines = `${LINE}\n`.repeat(500);
    for (let sent = 0; sent < 50_000; sent += 500) if (!socket.write(lines)) await once(socket, 'drain');
    await count('line_count', 50_000);
    expect(heard).toBe(50_000);
  });

  it('by UDP is taken line by line', async () => {
    const { port, count, state } = await hear({ onLine: () => true });
    const datagram = `${LINE}\n`.repeat(100);
    for (let sent = 0; sent < 50_000; sent += 2_000) {
      await sendUdp(
        port,
        Array.from({ length: 20 }, () => datagram),
      );
      // what does not fit into the system's buffer is lost before anybody can count it
      await count('line_count', sent + 2_000);
    }
    expect(state().understood_count).toBe(50_000);
  });

  it('of any bytes, by either way, does no harm', async () => {
    const { port, count, state } = await hear();
    const socket = await openTcp(port);
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { maxLength: 4 }), async (pieces) => {
        for (const piece of pieces) socket.write(piece);
        await sendUdp(port, pieces);
      }),
      { numRuns: runs(50) },
    );
    // whatever count a random number announced, a new connection begins anew
    const before = state().line_count;
    const next = await openTcp(port);
    next.end(`${LINE}\n`);
    await expect.poll(() => state().line_count).toBeGreaterThan(before);
    await sendUdp(port, [LINE], ELSEWHERE);
    await count('foreign_count', 1);
  });
});

describe('connections', () => {
  it('too many are refused; those there are go on', async () => {
    const { port, count, lines } = await hear();
    const first = await openTcp(port);
    await Promise.all(Array.from({ length: MAX_CONNECTIONS - 1 }, () => openTcp(port)));
    const late = await openTcp(port);
    late.resume();
    await once(late, 'close');
    await count('dropped_count', 1);
    first.write('still here\n');
    await count('line_count', 1);
    expect(lines[0]!.text).toBe('still here');
  });

  it('that say nothing for long are closed', async () => {
    const { port } = await hear({ idleMs: 20 });
    const socket = await openTcp(port);
    socket.resume();
    await once(socket, 'close');
  });

  it('that have never said anything are closed after a while, and others are not', async () => {
    const { port, count } = await hear({ silentMs: 50 });
    const speaking = await openTcp(port);
    let isOpen = true;
    speaking.resume().on('close', () => (isOpen = false));
    speaking.write('here\n');
    await count('line_count', 1);
    const silent = await openTcp(port);
    silent.resume();
    await once(silent, 'close');
    expect(isOpen).toBe(true);
    speaking.write('still here\n');
    await count('line_count', 2);
  });

  it('the one that is silent longest makes room for another', async () => {
    const { port, count, state } = await hear({ silentMs: 0 });
    const first = await openTcp(port);
    first.resume().write('a\n');
    await count('line_count', 1);
    const others = await Promise.all(Array.from({ length: MAX_CONNECTIONS - 1 }, () => openTcp(port)));
    for (const other of others) other.write('b\n');
    await count('line_count', MAX_CONNECTIONS);
    const late = await openTcp(port);
    late.write('late\n');
    await once(first, 'close');
    await count('line_count', MAX_CONNECTIONS + 1);
    expect(state().dropped_count).toBe(0);
  });

  it('that send what is no log line are named in health until they send one', async () => {
    const { port, count, state, warnings } = await hear();
    const socket = await openTcp(port);
    socket.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x41]));
    await expect.poll(() => state().problem, { timeout: 5000 }).toContain('router "house" sends by TCP');
    expect(state().problem).toContain('remote-log-format=cef');
    expect(warnings.map(({ event }) => event)).toEqual(['bytes are no log lines']);
    const next = await openTcp(port);
    next.write(LINE);
    await count('line_count', 1);
    expect(state().problem).toBeNull();
  });

  it('that break off in the middle of a line do no harm', async () => {
    const { port, lines } = await hear();
    const socket = await openTcp(port);
    socket.write('AA:BB:CC:00:1');
    socket.resetAndDestroy();
    const next = await openTcp(port);
    next.write('whole\n');
    await expect.poll(() => lines.map(({ text }) => text)).toContain('whole');
  });

  it('end with the service, which can be ended twice', async () => {
    const { port, close } = await hear();
    const socket = await openTcp(port);
    socket.resume();
    await Promise.all([once(socket, 'close'), close(), close()]);
  });
});

describe('a port that is taken', () => {
  const told = /^Port \d+ on 127\.0\.0\.1 is in use by another program\. Stop it, or set SYSLOG_PORT/;

  it('by TCP is refused with a sentence, and nothing stays open', async () => {
    const server = createServer().listen(0, HERE);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(hear({ port })).rejects.toThrow(told);
    server.close();
    await once(server, 'close');
    expect((await hear({ port })).port).toBe(port);
  });

  it('by UDP is refused with a sentence', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, HERE);
    await once(socket, 'listening');
    await expect(hear({ port: socket.address().port })).rejects.toThrow(told);
    socket.close();
  });

  it('on an address this machine does not have', async () => {
    await expect(hear({ host: '192.0.2.1' })).rejects.toThrow(/not an address of this machine/);
  });
});
