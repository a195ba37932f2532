/** The far end, for real: senders on addresses of the loopback, and the edge that receives their lines. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { createDecoder } from '../../src/parse/charset.ts';
import { type RawLine, startSyslog, type Syslog, type SyslogOptions } from '../../src/syslog/start.ts';

export const HERE = '127.0.0.1';
/** Linux answers for the whole of 127.0.0.0/8. */
export const ELSEWHERE = '127.0.0.2';

const ends: (() => unknown)[] = [];

export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

export interface Heard extends Syslog {
  lines: RawLine[];
  /** What stands in the log as a warning. */
  warnings: { fields: Record<string, unknown>; event: string }[];
  /** Waits until so many lines have been taken, ignored or dropped. */
  count: (what: 'line_count' | 'foreign_count' | 'dropped_count', count: number) => Promise<void>;
}

/** Listens for the router "house" at 127.0.0.1. */
export async function hear(changed: Partial<SyslogOptions> = {}): Promise<Heard> {
  const lines: RawLine[] = [];
  const warnings: Heard['warnings'] = [];
  const syslog = await startSyslog({
    host: HERE,
    port: 0,
    isAllowed: () => false,
    routers: [{ id: 'house', url: `https://${HERE}`, charset: 'windows-1252' }],
    createDecoder,
    onLine: (line) => lines.push(line) > 0,
    log: { info: () => {}, warn: (fields, event) => warnings.push({ fields: { ...fields }, event }) },
    ...changed,
  });
  ends.push(syslog.close);
  return {
    ...syslog,
    lines,
    warnings,
    count: (what, count) =>
      expect.poll(() => syslog.state()[what], { timeout: 20_000, interval: 5 }).toBe(count),
  };
}

/** One datagram each. */
export async function sendUdp(
  port: number,
  datagrams: readonly (string | Uint8Array)[],
  from = HERE,
): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  for (const datagram of datagrams)
    await new Promise<void>((resolve, reject) =>
      socket.send(datagram, port, HERE, (error) => (error === null ? resolve() : reject(error))),
    );
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

export async function openTcp(port: number, from = HERE): Promise<Socket> {
  const socket = connect({ port, host: HERE, localAddress: from });
  socket.on('error', () => {});
  ends.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}
