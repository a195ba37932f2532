/** Log lines on their way to another machine, as little cared for as a router cares: what nobody takes is gone. */
import { createSocket } from 'node:dgram';
import { connect, isIP, isIPv6, type Socket } from 'node:net';

export interface Address {
  host: string;
  port: number;
}

export interface Wire {
  send(line: string): void;
  /** At once. */
  stop(): Promise<void>;
}

/** A datagram for each line. `from` is the address that they come from, where it is one. */
export function createUdpWire({ host, port }: Address, from: string): Wire {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4').unref();
  socket.on('error', () => {});
  if (isSameFamily(host, from)) socket.bind({ address: from, port: 0 });
  return {
    // The callback takes the error that nobody minds.
    send: (line) => socket.send(line, port, host, () => {}),
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** More than this waits for nobody. */
const MAX_WAITING_BYTES = 1 << 20;

/** A connection from the first line on, and again with the first line after it was lost; each line ends in a line feed. */
export function createTcpWire({ host, port }: Address, from: string): Wire {
  let open: Socket | null = null;

  function reach(): Socket {
    const localAddress = isSameFamily(host, from) ? { localAddress: from } : {};
    const socket = connect({ host, port, noDelay: true, ...localAddress }).unref();
    const lose = () => {
      if (open === socket) open = null;
    };
    // Read, so that the end of the connection is seen.
    return socket.resume().on('error', lose).on('end', lose).on('close', lose);
  }

  return {
    send(line) {
      open ??= reach();
      if (open.writableLength < MAX_WAITING_BYTES) open.write(`${line}\n`);
    },
    async stop() {
      const socket = open;
      open = null;
      if (socket === null || socket.closed) return;
      await new Promise((resolve) => socket.once('close', resolve).destroy());
    },
  };
}

function isSameFamily(host: string, from: string): boolean {
  return isIP(from) !== 0 && isIP(host) === isIP(from);
}
