/** Lines by TCP. Nothing is ever answered. */
import type { Server, Socket } from 'node:net';
import { createDeframer } from './frame.ts';
import type { Sender } from './sender.ts';

export interface ConnectionsOptions {
  /** Null for an address that is not allowed. Asked for every line. */
  senderOf: (address: string) => Sender | null;
  onLine: (sender: Sender, bytes: Buffer) => void;
  /** A line too long or unfinished, or a connection too many. */
  onDropped: () => void;
  onForeign: (address: string) => void;
  /** A connection on which nothing came for so long is closed. */
  idleMs: number;
}

export const MAX_CONNECTIONS = 64;
/** A router that rebooted says no goodbye: its old connection is asked for after this. */
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
    // a reset is an end like any other
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
      // not once for all: a connection outlives a configuration
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
