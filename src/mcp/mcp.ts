/** MCP over HTTP: one path for every version of the protocol. Decides which version a request belongs to. */
import type { AddressOf } from '../auth/client-address.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Trace } from '../telemetry/trace.ts';
import { type Caller, callerOf, readCorrelationId } from './caller.ts';
import type { Clock } from '../telemetry/clock.ts';
import { expose } from './cors.ts';
import { createCurrent } from './current.ts';
import { createMcpGate } from './gate.ts';
import type { HostOptions } from './host.ts';
import { createInFlight } from './in-flight.ts';
import { defaultLimits, type Limits } from './limit.ts';
import { createOffer } from './offer.ts';
import { refuse } from './refusal.ts';
import type { Servers } from './servers.ts';
import { createSessions } from './session.ts';
import { createSessionIds } from './session-id.ts';
import { createSseSessions } from './sse-session.ts';
import { createMcpStreams } from './stream.ts';

export interface McpOptions extends HostOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null where none is kept; tools that need one are then not offered. */
  history: History | null;
  authenticator: Authenticator;
  /** The address of the caller; by default the far end of the connection. */
  addressOf?: AddressOf;
  /** Signs the ids of sessions: at least 32 random bytes. Kept over restarts, it lets clients continue their sessions. */
  signingKey: Uint8Array;
  version: string;
  log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
  counters?: Pick<Counters, 'mcpCall'> | undefined;
  /** Absent when no traces are recorded. */
  trace?: Trace | undefined;
  limits?: Partial<Limits>;
  clock: Omit<Clock, 'sleep'>;
  /** Replaces the service's own servers, for tests of the transports. */
  servers?: Servers;
}

interface Bindings {
  incoming?: { socket: { remoteAddress?: string | undefined } };
}

export interface Mcp {
  /** `bindings`: the connection of the request, from @hono/node-server. */
  handle: (request: Request, bindings?: Bindings) => Promise<Response>;
  sessionCount: () => number;
  streamCount: () => number;
  /** Refuses new requests, answers those in progress, then ends every stream and session, so that the HTTP server can close at once. */
  close: () => Promise<void>;
}

export function createMcp(options: McpOptions): Mcp {
  const { signingKey, publicUrl, log, trace, clock } = options;
  const { addressOf = (remote) => remote ?? '' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const servers = options.servers ?? createOffer({ ...options, limits }).servers;
  const publicPath = publicUrl === null ? null : new URL(publicUrl);
  const admit = createMcpGate({ ...options, limits });
  const lineOf = new WeakMap<Response, object>();
  const streams = createMcpStreams({
    clock,
    limits,
    onDrop: (response) => log.info({ ...lineOf.get(response) }, 'mcp reader too slow'),
  });
  const sse = createSseSessions({ streams, createServer: servers.create2025, isFull });
  const sessions = createSessions({
    ids: createSessionIds(signingKey),
    streams,
    clock,
    limits,
    createServer: servers.create2025,
    isStreaming: servers.areStreaming,
    otherCount: sse.count,
  });
  const current = createCurrent({
    ...servers,
    createServer: servers.create2026,
    streams,
    limits,
    onError: (error) => log.debug({ error }, 'mcp request refused'),
  });
  const inFlight = createInFlight(clock);
  let [isStopping, isClosed] = [false, false];

  function isFull(): boolean {
    return sessions.count() + sse.count() >= limits.maxSessions;
  }

  async function route(request: Request, body: unknown, caller: Caller): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    const url = new URL(request.url);
    if (request.method === 'POST') {
      const sseId = url.searchParams.get('sessionId');
      if (id === null && sseId !== null) return sse.receive(sseId, body, caller);
      if (await current.isForIt(request, body)) return current.serve(request, body, caller);
      if (id === null && isInitialize(body)) return sessions.open(request, body, caller);
    } else if (request.headers.get('mcp-protocol-version') === CURRENT) {
      return refuse({
        status: 405,
        message: `Protocol version ${CURRENT} uses POST only.`,
        headers: { Allow: 'POST' },
      });
    }
    if (id !== null) return sessions.serve(id, request, body, caller);
    if (request.method === 'GET') return openSse(request, url);
    return refuse({
      status: 400,
      message: 'The header Mcp-Session-Id is missing. Send initialize to get one.',
    });
  }

  /** A client of a later version may open this stream too: it ignores the unknown event, and its disconnect ends the session. */
  function openSse(request: Request, url: URL): Promise<Response> | Response {
    if (request.headers.get('accept')?.includes('text/event-stream') !== true)
      return refuse({ status: 406, message: 'The Accept header must name text/event-stream.' });
    const isProxied = publicPath !== null && request.headers.get('host') === publicPath.host;
    const prefix = isProxied ? publicPath.pathname.replace(/\/$/, '') : '';
    return sse.open(prefix + url.pathname);
  }

  const handle: Mcp['handle'] = async (request, { incoming } = {}) => {
    const correlationId = readCorrelationId(request.headers);
    const client = addressOf(incoming?.socket.remoteAddress, request.headers.get('x-forwarded-for'));
    let name: string | null = null;
    // a request from before the stop is answered, even if its body takes a while
    const isLate = isStopping;
    const answer = async () => {
      const admitted = await admit(request, client);
      name = admitted.key?.name ?? null;
      if ('refused' in admitted) return admitted.refused;
      if (isLate || isClosed) return refuse(STOPPING);
      const { body, key, waitMs } = admitted;
      return route(request, body, callerOf(key.digest, { correlationId, waitMs }));
    };
    const response = await answer().catch((error: unknown) => {
      log.error({ error, correlation_id: correlationId }, 'mcp request failed');
      return refuse({
        status: 500,
        code: -32603,
        message: 'An unexpected error occurred in this service.',
      });
    });
    const { headers, status } = response;
    headers.set('X-Correlation-ID', correlationId);
    headers.set('X-Content-Type-Options', 'nosniff');
    if (!headers.has('cache-control')) headers.set('Cache-Control', 'no-store');
    const origin = request.headers.get('origin');
    if (origin !== null && status !== 403 && status !== 204) expose(headers, origin);
    trace?.note({ 'http.response.status_code': status, correlation_id: correlationId });
    const line = {
      method: request.method,
      status,
      client,
      ...(name !== null && { key: name }),
      correlation_id: correlationId,
    };
    lineOf.set(response, line);
    if (status < 400) log.debug(line, 'mcp request');
    else log.info(line, 'mcp request');
    return response;
  };

  return {
    handle: (request, bindings) => {
      const begin = () => inFlight.add(handle(request, bindings));
      if (trace === undefined) return begin();
      const { method, headers } = request;
      const attributes = { 'http.request.method': method, 'http.route': '/mcp' };
      const [traceparent, tracestate] = [headers.get('traceparent'), headers.get('tracestate')];
      return trace.serve(`${method} /mcp`, attributes, { traceparent, tracestate }, begin);
    },
    sessionCount: () => sessions.count() + sse.count(),
    streamCount: streams.count,
    close: async () => {
      isStopping = true;
      await inFlight.wait(FINISH_MS);
      isClosed = true;
      await Promise.all([current.close(), sse.close(), sessions.close()]);
      streams.close();
    },
  };
}

const CURRENT = '2026-07-28';
/** The longest wait for requests in progress when the service stops. */
const FINISH_MS = 2000;
const STOPPING = { status: 503, message: 'The service is stopping.', headers: { 'Retry-After': '5' } };

function isInitialize(body: unknown): boolean {
  return [body].flat().some((message) => (message as { method?: unknown } | null)?.method === 'initialize');
}
