/** Sessions of HTTP+SSE (2024-11-05): each lasts exactly as long as its stream. */
import { randomUUID } from 'node:crypto';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import type { Caller } from './caller.ts';
import { answerCall, directCallOf } from './direct-call.ts';
import { refuse, refuseForNow } from './refusal.ts';
import type { SessionServer } from './session-server.ts';
import { createSseTransport, toEvent } from './sse.ts';
import { type McpStream, type McpStreams, tooManyStreams } from './stream.ts';

export interface SseSessions {
  count: () => number;
  open: (request: HttpRequest) => Promise<HttpReply>;
  receive: (id: string, body: unknown, caller: Caller) => HttpReply;
  close: () => Promise<void>;
}

export interface SseSessionOptions {
  streams: McpStreams;
  createServer: () => SessionServer;
  isFull: () => boolean;
  /** A defect, after which a call has no answer. */
  onError: (error: unknown, caller: Caller) => void;
}

interface Session {
  server: Server;
  call: SessionServer['call'];
  transport: Transport;
  stream: McpStream;
}

const RETRY_AFTER_MS = 60_000;

export function createSseSessions(options: SseSessionOptions): SseSessions {
  const { streams, createServer, isFull, onError } = options;
  const sessions = new Map<string, Session>();

  return {
    count: () => sessions.size,
    open: async (request) => {
      if (isFull()) return refuseForNow('sessions', 'Too many sessions are open.', RETRY_AFTER_MS);
      const id = randomUUID();
      const { server, call } = createServer();
      const stream = streams.open(request, () => {
        sessions.delete(id);
        transport?.onclose?.();
      });
      if (stream === null) return tooManyStreams();
      const transport: Transport = createSseTransport(stream, `?sessionId=${id}`);
      sessions.set(id, { server, call, transport, stream });
      await server.connect(transport);
      return stream.reply;
    },
    receive: (id, body, caller) => {
      const session = sessions.get(id);
      if (session === undefined)
        return refuse({ status: 404, code: -32001, message: 'Session not found. Open its stream again.' });
      const { call, transport, stream } = session;
      const direct = call === null ? null : directCallOf(body);
      if (direct !== null) {
        answerCall(direct, call!, caller.extra).then(
          (message) => stream.write(toEvent(message)),
          (error: unknown) => onError(error, caller),
        );
        return accepted();
      }
      const messages = [body].flat().map((message) => JSONRPCMessageSchema.safeParse(message));
      if (messages.length === 0 || messages.some(({ success }) => !success))
        return refuse({ status: 400, code: -32600, message: 'The body is not a JSON-RPC message.' });
      for (const { data } of messages) transport.onmessage?.(data as JSONRPCMessage, { authInfo: caller });
      return accepted();
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()));
    },
  };
}

function accepted(): HttpReply {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status: 202, headers, body: Buffer.from('Accepted') };
}
