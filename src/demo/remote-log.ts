/** Sends log lines to another machine as a router does: a line that is not received is lost. */
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

/** One datagram per line. `from`: the source address, if it is of the same family. */
export function createUdpWire({ host, port }: Address, from: string): Wire {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4').unref();
  socket.on('error', () => {});
  if (isSameFamily(host, from)) socket.bind({ address: from, port: 0 });
  return {
    // The callback ignores the error.
    send: (line) => socket.send(line, port, host, () => {}),
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** Lines beyond so much unsent data are dropped. */
const MAX_WAITING_BYTES = 1 << 20;

/** Connects with the first line, and again with the first line after the connection was lost. Entries follow each other without a delimiter, as the manual says of TCP. */
export function createTcpWire({ host, port }: Address, from: string): Wire {
  let open: Socket | null = null;

  function reach(): Socket {
    const localAddress = isSameFamily(host, from) ? { localAddress: from } : {};
    const socket = connect({ host, port, noDelay: true, ...localAddress }).unref();
    const lose = () => {
      if (open === socket) open = null;
    };
    // Reads, to detect the end of the connection.
    return socket.resume().on('error', lose).on('end', lose).on('close', lose);
  }

  return {
    send(line) {
      open ??= reach();
      if (open.writableLength < MAX_WAITING_BYTES) open.write(line);
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
