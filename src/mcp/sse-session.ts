/** Sessions of HTTP+SSE (2024-11-05): each lasts exactly as long as its stream. */
import { randomUUID } from 'node:crypto';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from './caller.ts';
import { refuse, refuseForNow } from './refusal.ts';
import { createSseTransport } from './sse.ts';
import type { McpStreams } from './stream.ts';

export interface SseSessions {
  count: () => number;
  /** `path`: under which the client reaches this service. */
  open: (path: string) => Promise<Response>;
  receive: (id: string, body: unknown, caller: Caller) => Response;
  close: () => Promise<void>;
}

export interface SseSessionOptions {
  streams: McpStreams;
  createServer: () => Server;
  isFull: () => boolean;
}

const RETRY_AFTER_MS = 60_000;

export function createSseSessions({ streams, createServer, isFull }: SseSessionOptions): SseSessions {
  const sessions = new Map<string, { server: Server; transport: Transport }>();

  return {
    count: () => sessions.size,
    open: async (path) => {
      if (isFull()) return refuseForNow('sessions', 'Too many sessions are open.', RETRY_AFTER_MS);
      const id = randomUUID();
      const server = createServer();
      const stream = streams.open(() => {
        sessions.delete(id);
        transport?.onclose?.();
      });
      if (stream === null) return refuseForNow('streams', 'Too many streams are open.', RETRY_AFTER_MS);
      const transport: Transport = createSseTransport(stream, `${path}?sessionId=${id}`);
      sessions.set(id, { server, transport });
      await server.connect(transport);
      return stream.response;
    },
    receive: (id, body, caller) => {
      const session = sessions.get(id);
      if (session === undefined)
        return refuse({ status: 404, code: -32001, message: 'Session not found. Open its stream again.' });
      const messages = [body].flat().map((message) => JSONRPCMessageSchema.safeParse(message));
      if (messages.length === 0 || messages.some(({ success }) => !success))
        return refuse({ status: 400, code: -32600, message: 'The body is not a JSON-RPC message.' });
      for (const { data } of messages)
        session.transport.onmessage?.(data as JSONRPCMessage, { authInfo: caller });
      return new Response('Accepted', { status: 202 });
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()));
    },
  };
}
