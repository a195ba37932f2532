/** Log lines on the wire: real datagrams and connections, in either format, disturbed in every way. */
import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { frameLine } from '../../src/demo/log-frame.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { logFaults, type SimulatedRouter, startRouter } from '../../src/demo/router.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Ear {
  port: number;
  heard: string[];
  /** Addresses that it came from. */
  from: Set<string>;
}

async function udpEar(): Promise<Ear> {
  const ear: Ear = { port: 0, heard: [], from: new Set() };
  const socket = createSocket('udp4', (datagram, { address }) => {
    ear.heard.push(datagram.toString());
    ear.from.add(address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  ear.port = socket.address().port;
  ends.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return ear;
}

async function tcpEar(): Promise<Ear & { sockets: Socket[] }> {
  const ear = { port: 0, heard: [] as string[], from: new Set<string>(), sockets: [] as Socket[] };
  const server = createServer((socket) => {
    let [text, entriesBefore] = ['', 0];
    ear.sockets.push(socket.on('error', () => {}));
    ear.from.add(socket.remoteAddress!);
    socket.on('data', (bytes) => {
      text += bytes.toString();
      const before = ear.heard.length;
      // entries follow each other without a delimiter
      const entries = text.split(/(?=<\d+>)|(?<!Hallway )(?=\b(?:system|wireless),info )/);
      ear.heard.splice(before - entriesBefore, entriesBefore, ...entries);
      entriesBefore = entries.length;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ear.port = (server.address() as AddressInfo).port;
  ends.push(() => {
    for (const socket of ear.sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return ear;
}

const until = (check: () => void) => vi.waitFor(check, { interval: 5, timeout: 20_000 });
const hears = (ear: Ear, lines: readonly unknown[]) => until(() => expect(ear.heard).toEqual(lines));

async function router(host?: string): Promise<SimulatedRouter> {
  const started = await startRouter({
    tables: () => ({}),
    identity: 'Hallway',
    now: () => Date.UTC(2026, 5, 7, 10, 7, 16),
    ...(host === undefined ? {} : { host }),
  });
  ends.push(() => started.stop());
  return started;
}

async function house(): Promise<SimulatedNetwork> {
  const network = await startNetwork({ seed: 7 });
  ends.push(() => network.stop());
  network.house.pause();
  return network;
}

const LINE = 'wireless,info 02:7A:11:5C:00:41@Attic 5GHz(home) connected, signal strength -55';

test.each([
  ['default', false, LINE],
  ['default', true, LINE.replace('info ', 'info Hallway: ')],
  ['bsd-syslog', false, `<30>Jun  7 10:07:16 Hallway ${LINE}`],
  ['bsd-syslog', true, `<30>Jun  7 10:07:16 Hallway ${LINE.replace('info ', 'info Hallway: ')}`],
] as const)('%s, prefixed: %s', (format, isPrefixed, framed) => {
  const at = Date.UTC(2026, 5, 7, 10, 7, 16, 900);
  expect(frameLine(LINE, at, { format, identity: 'Hallway', isPrefixed })).toBe(framed);
});

describe.each([
  ['udp', udpEar],
  ['tcp', tcpEar],
] as const)('over %s', (protocol, listen) => {
  test('each movement in the house is a line from the router that saw it, in its dialect', async () => {
    const [ear, network] = [await listen(), await house()];
    network.logTo({ host: '127.0.0.1', port: ear.port, protocol });
    const macOf = (name: string) => network.house.devices().find((device) => device.name === name)!.mac;
    const [phone, tablet] = [macOf("Ben's phone"), macOf('Workshop tablet')];
    network.house.roam("Ben's phone", 'Kitchen');
    await until(() => expect(ear.heard).toHaveLength(1));
    network.house.leave('Workshop tablet');
    await hears(ear, [
      expect.stringMatching(`^wireless,info ${phone}@Attic 5GHz\\(home\\) roamed to ${phone}@Kitchen 5GHz`),
      expect.stringMatching(`^wireless,info ${tablet}@wlan2: disconnected, `),
    ]);
    // None of it because somebody looked.
    expect(network.routers.flatMap(({ requests }) => requests)).toEqual([]);
  });

  test('any line can be sent, in order, from the address of the router', async () => {
    const [ear, sender] = [await listen(), await router('127.0.0.3')];
    sender.setRemoteLog({ host: '127.0.0.1', port: ear.port, protocol, format: 'bsd-syslog' });
    const lines = Array.from({ length: 50 }, (_, index) => `system,info line ${index} müde`);
    for (const line of lines) sender.log(line);
    await hears(
      ear,
      lines.map((line) => `<30>Jun  7 10:07:16 Hallway ${line}`),
    );
    expect([...ear.from]).toEqual(['127.0.0.3']);
  });

  test('sent elsewhere, nowhere, or by a router that is down', async () => {
    const [first, second, sender] = [await listen(), await listen(), await router()];
    const to = ({ port }: Ear) => ({ host: '127.0.0.1', port, protocol });
    sender.log('system,info nobody is told');
    sender.setRemoteLog(to(first));
    sender.log('system,info first');
    await hears(first, ['system,info first']);
    sender.setRemoteLog(to(second));
    const rebooted = sender.reboot();
    sender.log('system,info while it boots');
    await rebooted;
    sender.log('system,info second');
    await hears(second, ['system,info second']);
    sender.setRemoteLog(null);
    sender.log('system,info nobody is told');
    sender.setRemoteLog(to(second));
    sender.log('system,info third');
    await hears(second, ['system,info second', 'system,info third']);
    expect(first.heard).toHaveLength(1);
  });

  test('where nobody listens nothing fails', async () => {
    const [ear, sender] = [await listen(), await router()];
    await ends.shift()!();
    sender.setRemoteLog({ host: '127.0.0.1', port: ear.port, protocol });
    for (let index = 0; index < 20; index += 1) {
      sender.log(`system,info line ${index}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sender.stop();
    sender.log('system,info after the end');
    expect(ear.heard).toEqual([]);
  });
});

test('a connection that was lost is made again with a later line', async () => {
  const [ear, sender] = [await tcpEar(), await router()];
  sender.setRemoteLog({ host: '127.0.0.1', port: ear.port, protocol: 'tcp' });
  sender.log('system,info before');
  await hears(ear, ['system,info before']);
  ear.sockets[0]!.resetAndDestroy();
  await until(() => {
    sender.log('system,info again');
    expect(ear.heard).toContain('system,info again');
  });
  expect(ear.sockets).toHaveLength(2);
});

describe('faults on the way', () => {
  const ARRIVING = {
    lost: [],
    duplicated: ['a', 'a', 'b', 'b', 'c', 'c'],
    reordered: ['b', 'a', 'c'],
    late: ['a', 'b', 'c'],
  };

  test.each(logFaults)('%s, and well again', async (name) => {
    const [ear, sender] = [await udpEar(), await router()];
    sender.setRemoteLog({ host: '127.0.0.1', port: ear.port });
    sender.setLogFault({ name, delayMs: 5 });
    for (const line of ['a', 'b', 'c']) sender.log(line);
    if (name !== 'lost') await hears(ear, ARRIVING[name]);
    sender.setLogFault(null);
    sender.log('well');
    await hears(ear, [...ARRIVING[name], 'well']);
  });

  test('what is late comes after what was sent later; what is held comes when the fault ends', async () => {
    const [ear, sender] = [await udpEar(), await router()];
    sender.setRemoteLog({ host: '127.0.0.1', port: ear.port });
    sender.setLogFault({ name: 'late', delayMs: 20 });
    sender.log('late');
    sender.setLogFault('reordered');
    sender.log('held');
    sender.setLogFault(null);
    sender.log('at once');
    await hears(ear, ['held', 'at once', 'late']);
  });
});
