/** Sessions of Streamable HTTP (2025-03-26 to 2025-11-25): opened by `initialize`, revived by a signed id, closed when idle. */
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import { answerOf, sessionEnded } from './answer.ts';
import type { Caller } from './caller.ts';
import { answerCall, type DirectCall, directCallOf } from './direct-call.ts';
import { createEnding, type Ending } from './ending.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Limits } from './limit.ts';
import { refuse, refuseForNow } from './refusal.ts';
import type { SessionIds } from './session-id.ts';
import type { SessionServer } from './session-server.ts';
import { isStream, type McpStreams } from './stream.ts';
import { jsonReply, toWebRequest } from './web.ts';

export interface SessionOptions {
  ids: SessionIds;
  streams: McpStreams;
  clock: Pick<Clock, 'monotonicNow' | 'every'>;
  limits: Pick<Limits, 'maxSessions' | 'idleMs'>;
  createServer: () => SessionServer;
  /** Whether answers are streams, for servers that send messages before their result. */
  isStreaming: boolean;
  /** Sessions of other transports, which count towards the same limit. */
  otherCount: () => number;
}

export interface Sessions {
  count: () => number;
  /** For `initialize`. */
  open: (request: HttpRequest, body: unknown, caller: Caller) => Promise<HttpReply>;
  /** For every request that names a session. */
  serve: (id: string, request: HttpRequest, body: unknown, caller: Caller) => Promise<HttpReply>;
  close: () => Promise<void>;
}

interface Session {
  id: string;
  server: Server;
  call: SessionServer['call'];
  ending: Ending;
  transport: WebStandardStreamableHTTPServerTransport;
  /** Digest of the key that opened it; no other key may use it. */
  keyDigest: string;
  usedAt: number;
  streamCount: number;
  /** Ids of requests in progress. Of two with the same id, the SDK would lose one answer. */
  pending: Set<unknown>;
}

/** Sessions that a client ended are not revived; so many ids are kept. */
const MAX_ENDED = 10_000;
const SWEEPS_PER_IDLE_TIME = 10;

export function createSessions(options: SessionOptions): Sessions {
  const { ids, streams, clock, limits, createServer, isStreaming, otherCount } = options;
  const sessions = new Map<string, Session>();
  const reviving = new Map<string, Promise<Session | null>>();
  const ended = new Set<string>();

  const stopSweeping = clock.every(limits.idleMs / SWEEPS_PER_IDLE_TIME, () => {
    for (const { server, usedAt, streamCount } of sessions.values())
      if (streamCount === 0 && clock.monotonicNow() - usedAt >= limits.idleMs) void server.close();
  });

  function isFull(): boolean {
    return sessions.size + reviving.size + otherCount() >= limits.maxSessions;
  }

  function refuseFull(): HttpReply {
    const uses = [...sessions.values()]
      .filter(({ streamCount }) => streamCount === 0)
      .map(({ usedAt }) => usedAt);
    const waitMs =
      uses.length === 0 ? limits.idleMs : Math.min(...uses) + limits.idleMs - clock.monotonicNow();
    return refuseForNow('sessions', `At most ${limits.maxSessions} sessions are open at once.`, waitMs);
  }

  async function create(id: string, keyDigest: string): Promise<Session> {
    const { server, call } = createServer();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      keepAliveMs: 0, // the stream has a heartbeat of its own
      onsessioninitialized: () => void sessions.set(id, session),
      onsessionclosed: () => {
        if (ended.size >= MAX_ENDED) ended.clear();
        ended.add(id);
      },
    });
    const session: Session = {
      id,
      server,
      call,
      ending: createEnding(),
      transport,
      keyDigest,
      usedAt: clock.monotonicNow(),
      streamCount: 0,
      pending: new Set(),
    };
    transport.onclose = () => {
      sessions.delete(id);
      session.ending.end();
    };
    await server.connect(transport);
    return session;
  }

  /** Opens a session under its former id, as if its client had sent `initialize` again; null when that fails. */
  async function revive(id: string, keyDigest: string, request: HttpRequest): Promise<Session | null> {
    const session = await create(id, keyDigest);
    const body = initializeAgain(request.headers['mcp-protocol-version']);
    const response = await session.transport.handleRequest(INITIALIZE, { parsedBody: body });
    await response.body?.cancel();
    if (sessions.has(id)) return session;
    await session.server.close();
    return null;
  }

  async function find(id: string, keyDigest: string, request: HttpRequest): Promise<Session | HttpReply> {
    const known = sessions.get(id);
    if (known !== undefined) return known.keyDigest === keyDigest ? known : refuse(NO_SUCH_SESSION);
    if (!ids.isOurs(id, keyDigest) || ended.has(id)) return refuse(NO_SUCH_SESSION);
    if (!reviving.has(id)) {
      if (isFull()) return refuseFull();
      reviving.set(
        id,
        revive(id, keyDigest, request).finally(() => reviving.delete(id)),
      );
    }
    return (await reviving.get(id)) ?? refuse(NO_SUCH_SESSION);
  }

  /** The stream itself, or the single answer in it. */
  async function relay(
    request: HttpRequest,
    response: Response,
    isRequest: boolean,
    onEnd = () => {},
  ): Promise<HttpReply> {
    if (!isRequest || isStreaming || !isStream(response)) return streams.relay(request, response, onEnd);
    try {
      return await answerOf(response);
    } finally {
      onEnd();
    }
  }

  async function ask(
    session: Session,
    request: HttpRequest,
    body: unknown,
    caller: Caller,
  ): Promise<Response> {
    // of two streams the newer is read: a proxy may keep the older one open when its reader is gone
    if (request.method === 'GET') session.transport.closeStandaloneSSEStream();
    return session.transport.handleRequest(toWebRequest(request), {
      ...(body !== undefined && { parsedBody: body }),
      authInfo: caller,
    });
  }

  /** Without the SDK. */
  async function answerDirectly(session: Session, call: DirectCall, caller: Caller): Promise<HttpReply> {
    const answer = await session.ending.whileOpen(answerCall(call, session.call!, caller.extra));
    return answer === null ? sessionEnded() : jsonReply(Buffer.concat(answer), session.id);
  }

  return {
    count: () => sessions.size,
    open: async (request, body, caller) => {
      if (isFull()) return refuseFull();
      const session = await create(ids.create(caller.clientId), caller.clientId);
      const response = await ask(session, request, body, caller);
      if (session.transport.sessionId === undefined) await session.server.close();
      return relay(request, response, true);
    },
    serve: async (id, request, body, caller) => {
      const session = await find(id, caller.clientId, request);
      if ('status' in session) return session;
      const requestIds = requestIdsOf(body);
      if (new Set([...session.pending, ...requestIds]).size < session.pending.size + requestIds.length)
        return refuse(ID_IN_USE);
      for (const requestId of requestIds) session.pending.add(requestId);
      session.usedAt = clock.monotonicNow();
      session.streamCount++;
      const onEnd = () => {
        for (const requestId of requestIds) session.pending.delete(requestId);
        session.streamCount--;
        session.usedAt = clock.monotonicNow();
      };
      const direct = session.call !== null && isKnownVersion(request) ? directCallOf(body) : null;
      if (direct === null)
        return relay(request, await ask(session, request, body, caller), requestIds.length > 0, onEnd);
      try {
        return await answerDirectly(session, direct, caller);
      } finally {
        onEnd();
      }
    },
    close: async () => {
      stopSweeping();
      await Promise.all([...sessions.values()].map(({ server }) => server.close()));
    },
  };
}

/** Others are refused by the SDK. */
function isKnownVersion({ headers }: HttpRequest): boolean {
  const version = headers['mcp-protocol-version'];
  return version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}

const NO_SUCH_SESSION = { status: 404, code: -32001, message: 'Session not found. Initialize again.' };

const ID_IN_USE = {
  status: 400,
  code: -32600,
  message: 'Another request of this session with the same id is in progress.',
};

function requestIdsOf(body: unknown): unknown[] {
  const messages = [body].flat() as ({ id?: unknown; method?: unknown } | undefined)[];
  return messages
    .filter((message) => message?.method !== undefined && message.id !== undefined)
    .map((m) => m!.id);
}

const INITIALIZE = new Request('http://localhost/mcp', {
  method: 'POST',
  headers: { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' },
});

function initializeAgain(protocolVersion = '2025-03-26'): object {
  const clientInfo = { name: 'revived session', version: '0' };
  const params = { protocolVersion, capabilities: {}, clientInfo };
  return { jsonrpc: '2.0', id: 0, method: 'initialize', params };
}
