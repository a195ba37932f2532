/** A way to a broker on which a test decides about each packet: it passes, is lost, is replaced, or ends the connection. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type PacketType =
  | 'connect'
  | 'connack'
  | 'publish'
  | 'puback'
  | 'subscribe'
  | 'suback'
  | 'unsubscribe'
  | 'disconnect';

export interface SeenPacket {
  from: 'program' | 'broker';
  /** Null for the others. */
  type: PacketType | null;
  /** Of a message; null for other packets. */
  topic: string | null;
  bytes: Buffer;
}

export type Decide = (packet: SeenPacket) => 'pass' | 'lose' | 'close' | Buffer;

const types: Readonly<Record<number, PacketType>> = {
  1: 'connect',
  2: 'connack',
  3: 'publish',
  4: 'puback',
  8: 'subscribe',
  9: 'suback',
  10: 'unsubscribe',
  14: 'disconnect',
};

export interface PacketWire {
  url: string;
  /** From now on. */
  decide: (decide: Decide) => void;
  stop: () => Promise<void>;
}

export async function startPacketWire(port: number, first: Decide = () => 'pass'): Promise<PacketWire> {
  let decide = first;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const ways = [
      { from: 'program', source: near, target: far },
      { from: 'broker', source: far, target: near },
    ] as const;
    for (const { from, source, target } of ways) {
      sockets.add(source);
      source.setNoDelay(true);
      source.on('error', end).on('close', () => {
        sockets.delete(source);
        end();
      });
      const frame = createFramer((bytes) => {
        if (source.destroyed || target.destroyed) return;
        const decision = decide(seen(from, bytes));
        if (decision === 'close') {
          // what was answered before arrives first
          near.end();
          far.destroy();
        } else if (decision !== 'lose') target.write(decision === 'pass' ? bytes : decision);
      });
      source.on('data', frame);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: (next) => void (decide = next),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function seen(from: SeenPacket['from'], bytes: Buffer): SeenPacket {
  const type = types[bytes[0]! >> 4] ?? null;
  if (type !== 'publish') return { from, type, topic: null, bytes };
  let at = 1;
  while ((bytes[at]! & 0x80) !== 0) at += 1;
  const length = bytes.readUInt16BE(at + 1);
  return { from, type, topic: bytes.toString('utf8', at + 3, at + 3 + length), bytes };
}

/** Calls with each whole packet. */
function createFramer(onPacket: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      let [at, length] = [1, 0];
      for (; at < held.length; at += 1) {
        length += (held[at]! & 0x7f) * 128 ** (at - 1);
        if ((held[at]! & 0x80) === 0) break;
      }
      const end = at + 1 + length;
      if (at >= held.length || end > held.length) return;
      const packet = held.subarray(0, end);
      held = held.subarray(end);
      onPacket(packet);
    }
  };
}

/** Topics that a SUBSCRIBE or UNSUBSCRIBE names. */
export function topicCount({ type, bytes }: SeenPacket, version: 4 | 5): number {
  const optionBytes = type === 'subscribe' ? 1 : 0;
  let at = 1;
  while ((bytes[at]! & 0x80) !== 0) at += 1;
  // behind the length of the packet and its number; properties, which are short, begin with their length
  at += 3;
  if (version === 5) at += 1 + bytes[at]!;
  let count = 0;
  for (; at < bytes.length; count += 1) at += 2 + bytes.readUInt16BE(at) + optionBytes;
  return count;
}
