/** The router's web service: accepts connections, can reset them, and can stop listening and come back on the same port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificate.ts';
import { html } from './reply.ts';

export interface ListenerOptions {
  /** Null for plain HTTP. */
  tls: { certificate: Certificate | null } | null;
  host: string;
  port: number;
  onConnection: () => void;
  onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Listener {
  /** The port, known from the first `open` on and kept. */
  port(): number;
  open(): Promise<void>;
  /** At once: new connections are refused, open ones reset. */
  close(): void;
  /** Answers the request with a TCP reset. */
  reset(request: IncomingMessage): void;
}

export function createListener({ tls, host, port, onConnection, onRequest }: ListenerOptions): Listener {
  const server =
    tls === null ? createServer(onRequest) : createSecureServer(secure(tls.certificate), onRequest);
  // A router keeps idle connections for minutes and does not announce how long.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  const sockets = new Map<string, Socket>();
  let wanted = false;
  let opening: Promise<void> | null = null;
  let chosen = port;

  server.on('connection', (socket: Socket) => {
    const key = peer(socket);
    sockets.set(key, socket);
    socket.once('close', () => sockets.delete(key));
    onConnection();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'HPE_INVALID_METHOD' && socket.writable) socket.end(UNKNOWN_METHOD);
    else socket.destroy();
  });
  server.on('listening', () => {
    chosen = (server.address() as AddressInfo).port;
    if (!wanted) server.close();
  });

  function listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => {
        server.off('listening', done);
        // Another program took the port while this router did not listen.
        if (error.code === 'EADDRINUSE' && chosen !== port) setTimeout(() => resolve(listen()), 50);
        else reject(error);
      };
      const done = () => {
        server.off('error', failed);
        resolve();
      };
      server.once('error', failed);
      server.once('listening', done);
      server.listen(chosen, host);
    });
  }

  return {
    port: () => chosen,
    async open() {
      wanted = true;
      if (server.listening) return;
      opening ??= listen().finally(() => (opening = null));
      await opening;
    },
    close() {
      wanted = false;
      if (server.listening) server.close();
      for (const socket of sockets.values()) socket.resetAndDestroy();
    },
    reset: (request) => void sockets.get(peer(request.socket))?.resetAndDestroy(),
  };
}

// The TCP connection below a TLS one has the same address and port.
function peer(socket: Socket): string {
  return `${socket.remoteAddress}:${socket.remotePort}`;
}

/** No TLS 1.3 was ever seen on a router. */
function secure(certificate: Certificate | null) {
  const identity = certificate === null ? {} : { key: certificate.keyPem, cert: certificate.certificatePem };
  return { ...identity, maxVersion: 'TLSv1.2' as const };
}

const UNKNOWN = html(503, 'Error 503: Service Unavailable');
const UNKNOWN_METHOD = `HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: ${UNKNOWN.body.length}\r\nConnection: close\r\n\r\n${UNKNOWN.body.toString()}`;
