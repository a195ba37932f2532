/** The TCP side of HTTP: listens, rejects malformed requests, closes cleanly. Knows no routes. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { AddressOf } from '../auth/client-address.ts';
import { createClientErrorListener } from './client-error.ts';
import { createCorrelationId } from './correlation.ts';
import type { HttpApp, HttpReply } from './exchange.ts';
import { complete, type HttpLog } from './handler.ts';
import { lingerOver } from './linger.ts';
import { type Problem, toReply } from './problem.ts';
import { toRequest } from './request.ts';
import { send } from './send.ts';

export interface ServerOptions {
  app: HttpApp;
  host: string;
  /** 0 for any free one. */
  port: number;
  log: HttpLog;
  /** Resolves the address of a client; the remote end of the connection if not given. */
  addressOf?: AddressOf;
  /** Connections above this number are closed at once. */
  maxConnections?: number;
  times?: Partial<TimeLimits>;
}

/** Time limits of a client, in milliseconds. */
export interface TimeLimits {
  /** From the start of the connection, or the first byte of a later request, to the end of the header. */
  headerMs: number;
  /** To the end of the body, which no route reads. */
  requestMs: number;
  /** Between two requests. */
  idleMs: number;
  /** Without reading a byte of a reply. Event streams have a heartbeat and close for slow readers by a rule of their own. */
  stalledMs: number;
  /** Between two checks of the limits. */
  checkMs: number;
}

export interface RunningServer {
  port: number;
  /** The address under which this machine reaches it. */
  url: string;
  /** Accepts no new connection, closes idle ones at once, and the others when they finish or after 5 s. */
  close: () => Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const defaultTimes: TimeLimits = {
  headerMs: 10_000,
  requestMs: 30_000,
  idleMs: 65_000, // above the 60 s after which common proxies drop an idle connection, so that the proxy drops it first
  stalledMs: 60_000,
  checkMs: 5000,
};
const MAX_CONNECTIONS = 4000;
/** One log line for all connections refused in this time. */
const LOG_DROPS_EVERY_MS = 60_000;
const CLOSE_GRACE_MS = 5000;
const CLOSE_CHECK_MS = 50;

/** Rejects with an error whose message says what to do; its cause is the original error. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { app, host, port, log, maxConnections = MAX_CONNECTIONS } = options;
  const { addressOf = (remote) => remote ?? '' } = options;
  const times = { ...defaultTimes, ...options.times };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    lingerOver(incoming);
    try {
      const request = toRequest(incoming, outgoing, addressOf);
      const reply = request === null ? refuse(log) : app.answer(request);
      if (!(reply instanceof Promise)) send(reply, outgoing);
      else
        reply
          .then((settled) => send(settled, outgoing))
          .catch((error: unknown) => abandon(outgoing, error, log));
    } catch (error) {
      abandon(outgoing, error, log);
    }
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: times.headerMs,
      requestTimeout: times.requestMs,
      connectionsCheckingInterval: times.checkMs,
      keepAliveTimeout: times.idleMs,
      requireHostHeader: false, // node:http would reply without a body; `toRequest` rejects it with one
    },
    listener,
  );
  server.timeout = times.stalledMs;
  server.maxConnections = maxConnections;
  server.on('drop', createDropListener(log, maxConnections));
  server.on('clientError', createClientErrorListener(log, addressOf));
  server.on('checkExpectation', listener); // an unknown Expect header is ignored
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(messageOf(error, host, port), { cause: error });
  });
  server.on('error', (error) => log.error({ error }, 'server failed')); // for example, no file descriptor left for a new connection
  const { port: actualPort } = server.address() as AddressInfo;

  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    // a connection that is busy now becomes idle later
    const checking = setInterval(() => server.closeIdleConnections(), CLOSE_CHECK_MS);
    const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await closed;
    clearInterval(checking);
    clearTimeout(grace);
  };
  return { port: actualPort, url: urlOf(host, actualPort), close };
}

function createDropListener(log: HttpLog, maxConnections: number): () => void {
  let loggedMs = -Infinity;
  let count = 0;
  return () => {
    count++;
    const now = performance.now();
    if (now - loggedMs < LOG_DROPS_EVERY_MS) return;
    log.info({ count, open: maxConnections }, 'connections refused');
    [loggedMs, count] = [now, 0];
  };
}

const MALFORMED: Problem = {
  status: 400,
  detail: 'The Host header or the target of the request is not well-formed.',
};

/** For a reply that cannot be sent. */
function abandon(outgoing: ServerResponse, error: unknown, log: HttpLog): void {
  log.error({ error }, 'request failed');
  outgoing.destroy();
}

/** For requests that node:http accepts but whose target or Host names nothing. */
function refuse(log: HttpLog): HttpReply {
  const correlationId = createCorrelationId();
  log.info({ status: MALFORMED.status, correlation_id: correlationId }, 'request refused');
  return complete(toReply(MALFORMED, correlationId), correlationId);
}

function messageOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} needs privileges this program does not have. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all.`;
    default:
      return `Cannot listen on port ${port} of ${host}: ${error.message}.`;
  }
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
