/** MCP over HTTP: one path for every version of the protocol. Decides which version a request belongs to. */
import type { Authenticator } from '../auth/authenticator.ts';
import { createAdmission, type OAuthWords } from '../http/admission.ts';
import { createCors } from '../http/cors.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { Endpoint, HttpResult } from '../http/handler.ts';
import { queryOf } from '../http/target.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { ChangeDoor } from '../question/change.ts';
import type { RouterDoor } from '../question/router/door.ts';
import { createAudit } from './audit.ts';
import { type Caller, callerOf } from './caller.ts';
import { createCurrent, CURRENT } from './current.ts';
import { createMcpGate, METHODS } from './gate.ts';
import { createHostCheck, type HostOptions } from '../http/host.ts';
import { createInFlight } from './in-flight.ts';
import { defaultLimits, type Limits } from './limit.ts';
import { createOffer } from './offer.ts';
import { refuse, renderProblem } from './refusal.ts';
import { createRightRefusal, rightOf } from './right.ts';
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
  /** Null without ROUTER_QUERIES=on; tools that ask a router are then not offered. */
  routerDoor?: RouterDoor | null;
  /** Null without CHANGES=on; tools about changes are then not offered. */
  changes?: ChangeDoor | null;
  /** `propose`: changes may be proposed too. */
  mcpChanges?: 'off' | 'propose';
  /** Whether the page is served, on which changes are approved. */
  webUi?: boolean;
  authenticator: Authenticator;
  /** How clients get an OAuth token; null when only keys are taken. */
  oauth?: OAuthWords | null;
  /** Signs the ids of sessions: at least 32 random bytes. Kept over restarts, it lets clients continue their sessions. */
  signingKey: Uint8Array;
  /** Configured; null: that of the first router. */
  timeZone?: string | null;
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

export interface Mcp {
  endpoint: Endpoint;
  sessionCount: () => number;
  streamCount: () => number;
  /** Ends every stream; clients may open them again. */
  endStreams: () => void;
  /** Refuses new requests, answers those in progress, then ends every stream and session, so that the HTTP server can close at once. */
  close: () => Promise<void>;
}

export function createMcp(options: McpOptions): Mcp {
  const { signingKey, authenticator, version, log, clock } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const servers = options.servers ?? createOffer({ ...options, limits }).servers;
  const hosts = createHostCheck(options);
  const words = { keys: 'MCP_API_KEY', realm: 'mcp', oauth: options.oauth ?? null };
  const admission = createAdmission(authenticator, words);
  const admit = createMcpGate({
    hosts,
    admission,
    limits,
    rightOf,
    lacks: createRightRefusal(words),
    audit: createAudit(log),
  });
  const streams = createMcpStreams({ clock, limits, log });
  const sse = createSseSessions({
    streams,
    createServer: servers.create2025,
    isFull,
    onError: (error, { extra }) =>
      log.error({ error, correlation_id: extra.correlationId }, 'request failed'),
  });
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
    call: servers.call2026,
    version,
    streams,
    limits,
    onError: (error) => log.debug({ error }, 'mcp request refused'),
  });
  const inFlight = createInFlight(clock);
  let [isStopping, isClosed] = [false, false];

  function isFull(): boolean {
    return sessions.count() + sse.count() >= limits.maxSessions;
  }

  function route(request: HttpRequest, body: unknown, caller: Caller): HttpReply | Promise<HttpReply> {
    const { method, headers, url } = request;
    const id = headers['mcp-session-id'];
    if (method === 'POST') {
      const sseId = new URLSearchParams(queryOf(url)).get('sessionId');
      if (id === undefined && sseId !== null) return sse.receive(sseId, body, caller);
      if (current.isForIt(request, body)) return current.serve(request, body, caller);
      // clients that connect anew may still send the id of a session that is over
      if (isInitialize(body)) return sessions.open(request, body, caller);
    } else if (headers['mcp-protocol-version'] === CURRENT) return refuse(POST_ONLY);
    if (id !== undefined) return sessions.serve(id, request, body, caller);
    // a client of a later version may open this stream too: it ignores the unknown event, and its disconnect ends the session
    return method === 'GET' ? sse.open(request) : refuse(NO_SESSION);
  }

  async function respond(request: HttpRequest): Promise<HttpResult> {
    // a request from before the stop is answered, even if its body takes a while
    const isLate = isStopping;
    const admitted = await admit(request);
    if ('status' in admitted) return admitted;
    if (isLate || isClosed) return STOPPING;
    const { body, key, waitMs } = admitted;
    return route(
      request,
      body,
      callerOf(key.digest, {
        correlationId: request.correlationId,
        waitMs,
        keyDigest: key.digest,
        keyName: key.name,
        may: key.may,
        address: request.address,
        reviewUrl: options.webUi === true ? reviewUrlFor(request, options.publicUrl) : null,
      }),
    );
  }

  return {
    endpoint: {
      respond: (request) => inFlight.add(respond(request)),
      takesEveryMethod: true,
      cors: createCors({
        isAllowed: (origin, host) => hosts.isHostAllowed(host) && hosts.isOriginAllowed(origin, host),
        methods: METHODS,
      }),
      render: renderProblem,
    },
    sessionCount: () => sessions.count() + sse.count(),
    streamCount: streams.count,
    endStreams: streams.endAll,
    close: async () => {
      isStopping = true;
      await inFlight.wait(FINISH_MS);
      isClosed = true;
      await Promise.all([current.close(), sse.close(), sessions.close()]);
      streams.close();
    },
  };
}

/** Of the page's changes, at PUBLIC_URL or where the client reached this service. */
function reviewUrlFor({ headers }: HttpRequest, publicUrl: string | null): string | null {
  const host = headers['host'];
  const base = publicUrl ?? (host === undefined ? null : `http://${host}`);
  return base === null ? null : `${base.replace(/\/$/, '')}/#/changes`;
}

/** The longest wait for requests in progress when the service stops. */
const FINISH_MS = 2000;
const STOPPING = { status: 503, detail: 'The service is stopping.', headers: { 'Retry-After': '5' } };

const POST_ONLY = {
  status: 405,
  message: `Protocol version ${CURRENT} uses POST only.`,
  headers: { Allow: 'POST' },
};
const NO_SESSION = {
  status: 400,
  message: 'The header Mcp-Session-Id is missing. Send initialize to get one.',
};

function isInitialize(body: unknown): boolean {
  return [body].flat().some((message) => (message as { method?: unknown } | null)?.method === 'initialize');
}
