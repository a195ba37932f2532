/** How a session of Streamable HTTP answers a request: a tool call without an SDK, anything else by its server. */
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { Clock } from '../telemetry/clock.ts';
import { answerOf, sessionEnded } from './answer.ts';
import type { Caller } from './caller.ts';
import { answerCall, type DirectCall, directCallOf } from './direct-call.ts';
import type { Ending } from './ending.ts';
import { refuse } from './refusal.ts';
import type { SessionServer } from './session-server.ts';
import { isStream, type McpStreams } from './stream.ts';
import { jsonReply, toWebRequest } from './web.ts';

export interface Session {
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

export interface SessionAnswersOptions {
  streams: McpStreams;
  clock: Pick<Clock, 'monotonicNow'>;
  /** Whether answers are streams, for servers that send messages before their result. */
  isStreaming: boolean;
}

export interface SessionAnswers {
  /** Counts as use of the session until the answer, or the stream of it, has ended. */
  answer: (session: Session, request: HttpRequest, body: unknown, caller: Caller) => Promise<HttpReply>;
  /** Without counting, for the request that opens the session. */
  bySdk: (session: Session, request: HttpRequest, body: unknown, caller: Caller) => Promise<HttpReply>;
}

export function createSessionAnswers({ streams, clock, isStreaming }: SessionAnswersOptions): SessionAnswers {
  async function bySdk(
    session: Session,
    request: HttpRequest,
    body: unknown,
    caller: Caller,
    onEnd = () => {},
  ): Promise<HttpReply> {
    // of two streams the newer is read: a proxy may keep the older one open when its reader is gone
    if (request.method === 'GET') session.transport.closeStandaloneSSEStream();
    const response = await session.transport.handleRequest(toWebRequest(request), {
      ...(body !== undefined && { parsedBody: body }),
      authInfo: caller,
    });
    const isAnswer = requestIdsOf(body).length > 0 && !isStreaming && isStream(response);
    if (!isAnswer) return streams.relay(request, response, onEnd);
    try {
      return await answerOf(response);
    } finally {
      onEnd();
    }
  }

  async function directly(session: Session, call: DirectCall, caller: Caller): Promise<HttpReply> {
    const answer = await session.ending.whileOpen(answerCall(call, session.call!, caller.extra));
    return answer === null ? sessionEnded() : jsonReply(Buffer.concat(answer), session.id);
  }

  return {
    bySdk,
    answer: async (session, request, body, caller) => {
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
      if (direct === null) return bySdk(session, request, body, caller, onEnd);
      try {
        return await directly(session, direct, caller);
      } finally {
        onEnd();
      }
    },
  };
}

/** Others are refused by the SDK. */
function isKnownVersion({ headers }: HttpRequest): boolean {
  const version = headers['mcp-protocol-version'];
  return version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}

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
