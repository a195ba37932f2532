/** Opens one port for UDP and TCP. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer, isIP, type Server } from 'node:net';

export interface Ports {
  udp: Socket;
  tcp: Server;
  port: number;
}

/** A port that is free for UDP may be in use for TCP: then another one is tried. */
const MAX_TRIES = 20;
/** Bursts wait in it while the program is busy. The system may grant less. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** Port 0 is any port that is free for both. Rejects with a sentence that says what to do; the original error is its cause. */
export async function openPorts(host: string, port: number): Promise<Ports> {
  try {
    const address = isIP(host) === 0 ? (await lookup(host)).address : host;
    for (let tries = 1; ; tries += 1) {
      try {
        return await open(address, port);
      } catch (error) {
        if (port !== 0 || codeOf(error) !== 'EADDRINUSE' || tries === MAX_TRIES) throw error;
      }
    }
  } catch (error) {
    throw new Error(sentenceOf(error, host, port), { cause: error });
  }
}

async function open(host: string, port: number): Promise<Ports> {
  const type = isIP(host) === 6 ? 'udp6' : 'udp4';
  const udp = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES });
  const tcp = createServer();
  try {
    udp.bind({ port, address: host, exclusive: true });
    await once(udp, 'listening');
    const { port: taken } = udp.address();
    tcp.listen({ port: taken, host, exclusive: true });
    await once(tcp, 'listening');
    return { udp, tcp, port: (tcp.address() as AddressInfo).port };
  } catch (error) {
    udp.close();
    tcp.close();
    throw error;
  }
}

/** Whether another program, or another run of this one, uses the port. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && codeOf(error.cause) === 'EADDRINUSE';
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function sentenceOf(error: unknown, host: string, port: number): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. Stop it, or set SYSLOG_PORT to a port that is free for UDP and TCP.`;
    case 'EACCES':
      return `Port ${port} needs privileges that this program lacks. Set SYSLOG_PORT to one above 1023, such as 5514.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all.`;
    default:
      return `Cannot receive log lines on port ${port} of ${host}: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
