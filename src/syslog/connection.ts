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
  /** Bytes of a sender that cannot be divided into lines. */
  onUncut: (sender: Sender) => void;
  /** A connection without a byte for so long is closed. */
  idleMs: number;
  /** A connection that has never sent a byte is closed after so long. */
  silentMs: number;
}

export const MAX_CONNECTIONS = 64;
/** Without delimiters, so much silence ends a line. A segment that is lost is sent again sooner, almost always. */
const PAUSE_MS = 500;
/** A router that reboots does not close its connection; a probe after so long detects that. */
const KEEP_ALIVE_MS = 60_000;

/** Returns the call that ends every connection. */
export function acceptConnections(server: Server, options: ConnectionsOptions): () => void {
  const { senderOf, onLine, onDropped, onForeign, onUncut, idleMs, silentMs } = options;
  /** In the order of the last byte, with its time on the monotonic clock. */
  const sockets = new Map<Socket, number>();
  // one more than are kept: the one that has been silent longest makes room
  server.maxConnections = MAX_CONNECTIONS + 1;
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
    if (sockets.size >= MAX_CONNECTIONS && !makeRoom()) {
      onDropped();
      return void socket.destroy();
    }
    note(socket);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setTimeout(Math.min(silentMs, idleMs) || silentMs || idleMs, () => socket.destroy());
    const take = (bytes: Buffer) => {
      if (!sockets.has(socket)) return;
      // for every line, because a connection outlives a configuration
      const sender = senderOf(address);
      if (sender === null) refuse();
      else onLine(sender, bytes);
    };
    const uncut = () => {
      const sender = senderOf(address);
      if (sender !== null) onUncut(sender);
    };
    const deframer = createDeframer({ onLine: take, onDropped, onUncut: uncut });
    let pausing: NodeJS.Timeout | undefined;
    socket.once('data', () => socket.setTimeout(idleMs));
    socket.on('data', (chunk) => {
      if (sockets.has(socket)) note(socket);
      deframer.push(chunk);
      clearTimeout(pausing);
      pausing = setTimeout(deframer.pause, PAUSE_MS).unref();
    });
    socket.on('end', deframer.end);
    socket.on('close', () => {
      clearTimeout(pausing);
      sockets.delete(socket);
    });
  });

  function note(socket: Socket): void {
    sockets.delete(socket);
    sockets.set(socket, performance.now());
  }

  /** Closes the connection that has been silent longest; false if none has been for a while. */
  function makeRoom(): boolean {
    const [silent] = sockets;
    if (silent === undefined || performance.now() - silent[1] < silentMs) return false;
    sockets.delete(silent[0]);
    silent[0].destroy();
    return true;
  }

  return () => {
    for (const socket of sockets.keys()) socket.destroy();
  };
}
