/** MCP over HTTP: one path for every generation of clients. Decides which of them a request belongs to. */
import type { Log } from '../log.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { callerOf, readCorrelationId } from './caller.ts';
import { type Clock, systemClock } from './clock.ts';
import { expose } from './cors.ts';
import { createCurrent } from './current.ts';
import { createGate } from './gate.ts';
import type { HostOptions } from './host.ts';
import { defaultLimits, type Limits } from './limit.ts';
import { createOffer } from './offer.ts';
import { refuse } from './refusal.ts';
import type { Servers } from './servers.ts';
import { createSessions } from './session.ts';
import { createSessionIds } from './session-id.ts';
import { createSseSessions } from './sse-session.ts';
import { createStreams } from './stream.ts';

export interface McpOptions extends HostOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null where none is kept: tools that need one are then not offered. */
  history: History | null;
  apiKey: string;
  /** Signs the ids of sessions; kept over restarts, it lets clients go on as if nothing had happened. At least 32 random bytes. */
  signingKey: Uint8Array;
  version: string;
  log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
  limits?: Partial<Limits>;
  clock?: Clock;
  /** Wall time. */
  now?: () => number;
  /** Others than our own, for tests of what carries them. */
  servers?: Servers;
}

export interface Mcp {
  handle: (request: Request) => Promise<Response>;
  sessionCount: () => number;
  streamCount: () => number;
  /** Ends every stream and session; after it the HTTP server closes at once. */
  close: () => Promise<void>;
}

export function createMcp(options: McpOptions): Mcp {
  const { apiKey, signingKey, publicUrl, log, clock = systemClock, now = Date.now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const servers = options.servers ?? createOffer({ ...options, limits, clock, now }).servers;
  const publicPath = publicUrl === null ? null : new URL(publicUrl);
  const pass = createGate({ ...options, limits });
  const streams = createStreams({ clock, limits, onDrop: () => log.info({}, 'mcp reader too slow') });
  const sse = createSseSessions({ streams, createServer: servers.create2025, isFull });
  const sessions = createSessions({
    ids: createSessionIds(signingKey, apiKey),
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
  let isClosed = false;

  function isFull(): boolean {
    return sessions.count() + sse.count() >= limits.maxSessions;
  }

  async function route(request: Request, correlationId: string): Promise<Response> {
    const passage = await pass(request);
    if ('refused' in passage) return passage.refused;
    if (isClosed)
      return refuse({ status: 503, message: 'The service is stopping.', headers: { 'Retry-After': '5' } });
    const { body } = passage;
    const caller = callerOf(correlationId);
    const id = request.headers.get('mcp-session-id');
    const url = new URL(request.url);
    if (request.method === 'POST') {
      const sseId = url.searchParams.get('sessionId');
      if (id === null && sseId !== null) return sse.receive(sseId, body, caller);
      if (await current.isForIt(request, body)) return current.serve(request, body, caller);
      if (id === null && isInitialize(body)) return sessions.open(request, body, caller);
    } else if (request.headers.get('mcp-protocol-version') === CURRENT) {
      return refuse({ status: 405, message: `${CURRENT} uses POST only.`, headers: { Allow: 'POST' } });
    }
    if (id !== null) return sessions.serve(id, request, body, caller);
    if (request.method === 'GET') return openSse(request, url);
    return refuse({ status: 400, message: 'The header Mcp-Session-Id is missing; initialize gives one.' });
  }

  /** A client of a later generation may open this stream too; it ignores what it does not know, and its end cleans up. */
  function openSse(request: Request, url: URL): Promise<Response> | Response {
    if (request.headers.get('accept')?.includes('text/event-stream') !== true)
      return refuse({ status: 406, message: 'The Accept header must name text/event-stream.' });
    const isProxied = publicPath !== null && request.headers.get('host') === publicPath.host;
    const prefix = isProxied ? publicPath.pathname.replace(/\/$/, '') : '';
    return sse.open(prefix + url.pathname);
  }

  return {
    handle: async (request) => {
      const correlationId = readCorrelationId(request.headers);
      const response = await route(request, correlationId).catch((error: unknown) => {
        log.error({ error, correlation_id: correlationId }, 'mcp request failed');
        return refuse({
          status: 500,
          code: -32603,
          message: 'Something unexpected went wrong in this service.',
        });
      });
      const { headers, status } = response;
      headers.set('X-Correlation-ID', correlationId);
      headers.set('X-Content-Type-Options', 'nosniff');
      if (!headers.has('cache-control')) headers.set('Cache-Control', 'no-store');
      const origin = request.headers.get('origin');
      if (origin !== null && status !== 403 && status !== 204) expose(headers, origin);
      const line = { method: request.method, status, correlation_id: correlationId };
      if (status < 400) log.debug(line, 'mcp request');
      else log.info(line, 'mcp request');
      return response;
    },
    sessionCount: () => sessions.count() + sse.count(),
    streamCount: streams.count,
    close: async () => {
      isClosed = true;
      await Promise.all([current.close(), sse.close(), sessions.close()]);
      streams.close();
    },
  };
}

const CURRENT = '2026-07-28';

function isInitialize(body: unknown): boolean {
  return [body].flat().some((message) => (message as { method?: unknown } | null)?.method === 'initialize');
}
