/** The TCP side of HTTP: listens, refuses what is no request, ends cleanly. Knows nothing of routes. */
import { once } from 'node:events';
import { createServer, IncomingMessage } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { AddressOf } from '../auth/client-address.ts';
import { createClientErrorListener } from './client-error.ts';
import { createCorrelationId } from './correlation.ts';
import { type Log, toResponse } from './handler.ts';
import { lingerOver } from './linger.ts';
import { type Problem, toReply, unexpected } from './problem.ts';

export interface ServerOptions {
  app: { fetch: (request: Request) => Response | Promise<Response> };
  host: string;
  /** 0 for any free one. */
  port: number;
  log: Log;
  /** Who a client is in the log, as the app has it. */
  addressOf?: AddressOf;
  /** Open at once; whoever comes then is cut off at once. */
  maxConnections?: number;
  times?: Partial<Times>;
}

/** How long a client may take, in milliseconds. */
export interface Times {
  /** From the connection, or the first byte of a later request, to the end of the header. */
  headerMs: number;
  /** To the end of the body, which nobody reads. */
  requestMs: number;
  /** Between two requests. */
  idleMs: number;
  /** Without taking a byte of its answers; a stream has a heartbeat, and an end of its own for who does not read. */
  stalledMs: number;
  /** Between two looks at who is late. */
  lookMs: number;
}

export interface RunningServer {
  port: number;
  /** Where this machine reaches it. */
  url: string;
  /** Takes no new connection, ends idle ones at once, and the others when they are done or the time is up. */
  close: () => Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;
const defaultTimes: Times = {
  headerMs: 10_000,
  requestMs: 30_000,
  idleMs: 65_000, // above the 60 s after which common proxies drop an idle connection, so that the proxy drops it first
  stalledMs: 60_000,
  lookMs: 5000,
};
const MAX_CONNECTIONS = 4000;
/** In a flood, one line in the log for all that were cut off in that time. */
const TELL_DROPS_MS = 60_000;
const CLOSE_GRACE_MS = 5000;
const CLOSE_LOOK_MS = 50;

/** Rejects with a sentence that says what to do; the original error is its cause. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { app, host, port, log, addressOf, maxConnections = MAX_CONNECTIONS } = options;
  const times = { ...defaultTimes, ...options.times };
  const answer = getRequestListener(app.fetch, { errorHandler: (error) => refuse(error, log) });
  const listener: typeof answer = (request, response) => {
    if (request instanceof IncomingMessage) lingerOver(request);
    return answer(request, response);
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: times.headerMs,
      requestTimeout: times.requestMs,
      connectionsCheckingInterval: times.lookMs,
      keepAliveTimeout: times.idleMs,
      requireHostHeader: false, // node:http would answer without a body; the listener refuses it with one
    },
    listener,
  );
  server.timeout = times.stalledMs;
  server.maxConnections = maxConnections;
  server.on('drop', createDropListener(log, maxConnections));
  server.on('clientError', createClientErrorListener(log, addressOf));
  server.on('checkExpectation', listener); // an Expect that nobody knows is no reason to refuse
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(sentenceOf(error, host, port), { cause: error });
  });
  server.on('error', (error) => log.error({ error }, 'server failed')); // no descriptor left for a new connection, say
  const { port: taken } = server.address() as AddressInfo;

  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    // a connection that was busy at the first look is idle at a later one
    const looking = setInterval(() => server.closeIdleConnections(), CLOSE_LOOK_MS);
    const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await closed;
    clearInterval(looking);
    clearTimeout(grace);
  };
  return { port: taken, url: urlOf(host, taken), close };
}

function createDropListener(log: Log, maxConnections: number): () => void {
  let toldAt = -Infinity;
  let count = 0;
  return () => {
    count++;
    const now = performance.now();
    if (now - toldAt < TELL_DROPS_MS) return;
    log.info({ count, open: maxConnections }, 'connections refused');
    [toldAt, count] = [now, 0];
  };
}

const MALFORMED: Problem = {
  status: 400,
  detail: 'The Host header or the target of the request is not well-formed.',
};

/** For what node:http takes and no URL can be made of, such as a Host that is none. */
function refuse(error: unknown, log: Log): Response {
  const correlationId = createCorrelationId();
  const isMalformed = error instanceof RequestError;
  const problem = isMalformed ? MALFORMED : unexpected;
  const fields = { status: problem.status, correlation_id: correlationId };
  if (isMalformed) log.info({ ...fields, reason: error.message }, 'request refused');
  else log.error({ ...fields, error }, 'request failed');
  return toResponse(toReply(problem, correlationId), correlationId);
}

function sentenceOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program. Stop it, or set PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} needs privileges this program does not have. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Set HOST to one of its addresses, or to 0.0.0.0 for all.`;
    default:
      return `Cannot listen on port ${port} of ${host}: ${error.message}.`;
  }
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}
