/** Sessions of Streamable HTTP (2025-03-26 to 2025-11-25): opened by `initialize`, revived by a signed id, closed when idle. */
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { Caller } from './caller.ts';
import { createEnding } from './ending.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Limits } from './limit.ts';
import { refuse, refuseForNow } from './refusal.ts';
import type { SessionIds } from './session-id.ts';
import type { SessionServer } from './session-server.ts';
import { createSessionAnswers, type Session } from './session-answer.ts';
import type { McpStreams } from './stream.ts';

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

/** Sessions that a client ended are not revived; so many ids are kept. */
const MAX_ENDED = 10_000;
const SWEEPS_PER_IDLE_TIME = 10;

export function createSessions(options: SessionOptions): Sessions {
  const { ids, streams, clock, limits, createServer, isStreaming, otherCount } = options;
  const sessions = new Map<string, Session>();
  const reviving = new Map<string, Promise<Session | null>>();
  const ended = new Set<string>();

  const answers = createSessionAnswers({ streams, clock, isStreaming });

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

  return {
    count: () => sessions.size,
    open: async (request, body, caller) => {
      if (isFull()) return refuseFull();
      const session = await create(ids.create(caller.clientId), caller.clientId);
      const reply = await answers.bySdk(session, request, body, caller);
      if (session.transport.sessionId === undefined) await session.server.close();
      return reply;
    },
    serve: async (id, request, body, caller) => {
      const session = await find(id, caller.clientId, request);
      return 'status' in session ? session : answers.answer(session, request, body, caller);
    },
    close: async () => {
      stopSweeping();
      await Promise.all([...sessions.values()].map(({ server }) => server.close()));
    },
  };
}

const NO_SUCH_SESSION = { status: 404, code: -32001, message: 'Session not found. Initialize again.' };

const INITIALIZE = new Request('http://localhost/mcp', {
  method: 'POST',
  headers: { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' },
});

function initializeAgain(protocolVersion = '2025-03-26'): object {
  const clientInfo = { name: 'revived session', version: '0' };
  const params = { protocolVersion, capabilities: {}, clientInfo };
  return { jsonrpc: '2.0', id: 0, method: 'initialize', params };
}
