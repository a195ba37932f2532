/** Log lines by TCP. The service never sends anything back. */
import type { Server, Socket } from 'node:net';
import { createDeframer } from './frame.ts';
import type { Sender } from './sender.ts';

export interface ConnectionsOptions {
  /** Null for an address that is not allowed. Called for every line. */
  senderOf: (address: string) => Sender | null;
  onLine: (sender: Sender, bytes: Buffer) => void;
  /** A line too long or unfinished, or a connection too many. */
  onDropped: () => void;
  onForeign: (address: string) => void;
  /** A connection without a byte for so long is closed. */
  idleMs: number;
}

export const MAX_CONNECTIONS = 64;
/** A router that reboots does not close its connection; a probe after so long detects that. */
const KEEP_ALIVE_MS = 60_000;

/** Returns the call that ends every connection. */
export function acceptConnections(server: Server, options: ConnectionsOptions): () => void {
  const { senderOf, onLine, onDropped, onForeign, idleMs } = options;
  const sockets = new Set<Socket>();
  server.maxConnections = MAX_CONNECTIONS;
  server.on('drop', (peer) => {
    const { remoteAddress: address } = peer ?? {};
    if (address !== undefined && senderOf(address) === null) onForeign(address);
    else onDropped();
  });
  server.on('connection', (socket) => {
    // a reset ends the connection as a close does
    socket.on('error', () => socket.destroy());
    const { remoteAddress: address } = socket;
    if (address === undefined) return void socket.destroy();
    const refuse = () => {
      onForeign(address);
      sockets.delete(socket);
      socket.destroy();
    };
    if (senderOf(address) === null) return refuse();
    sockets.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setTimeout(idleMs, () => socket.destroy());
    const take = (bytes: Buffer) => {
      if (!sockets.has(socket)) return;
      // for every line, because a connection outlives a configuration
      const sender = senderOf(address);
      if (sender === null) refuse();
      else onLine(sender, bytes);
    };
    const deframer = createDeframer(take, onDropped);
    socket.on('data', deframer.push);
    socket.on('end', deframer.end);
    socket.on('close', () => sockets.delete(socket));
  });
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
