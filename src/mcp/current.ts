/** The current protocol version (2026-07-28): no sessions, one server per request; `subscriptions/listen` opens a stream of its own. */
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServer,
  type Server,
  type ServerEvent,
} from '@modelcontextprotocol/server';
import type { Caller } from './caller.ts';
import type { Limits } from './limit.ts';
import { INVALID_PARAMS, isRpcError, RESOURCE_NOT_FOUND } from './rpc-error.ts';
import type { McpStreams } from './stream.ts';

export interface CurrentOptions {
  createServer: () => Server | McpServer;
  /** Reserves subscriptions. Rejects with a protocol error, or resolves to the call that releases them. */
  admit: (uris: readonly string[]) => Promise<() => void>;
  /** Begins to publish changes; returns the call that ends it. */
  watch: (publish: (event: ServerEvent) => void) => () => void;
  streams: McpStreams;
  limits: Pick<Limits, 'maxStreams'>;
  onError: (error: Error) => void;
}

export interface Current {
  isForIt: (request: Request, body: unknown) => Promise<boolean>;
  serve: (request: Request, body: unknown, caller: Caller) => Promise<Response>;
  close: () => Promise<void>;
}

export function createCurrent({
  createServer,
  admit,
  watch,
  streams,
  limits,
  onError,
}: CurrentOptions): Current {
  const handler = createMcpHandler(createServer, {
    legacy: 'reject',
    keepAliveMs: 0, // the stream has a heartbeat of its own
    maxSubscriptions: limits.maxStreams,
    onerror: onError,
  });
  const unwatch = watch((event) => handler.bus.publish(event));

  return {
    isForIt: async (request, body) => !(await isLegacyRequest(request, body)),
    serve: async (request, body, caller) => {
      const watched = watchedBy(body);
      let leave = () => {};
      try {
        if (watched !== null) leave = await admit(watched.uris);
      } catch (error) {
        if (!isRpcError(error)) throw error;
        const { code: thrown, message, data } = error;
        const code = thrown === RESOURCE_NOT_FOUND ? INVALID_PARAMS : thrown;
        return Response.json({ jsonrpc: '2.0', id: watched!.id, error: { code, message, data } });
      }
      return streams.relay(await handler.fetch(request, { parsedBody: body, authInfo: caller }), leave);
    },
    close: async () => {
      unwatch();
      await handler.close();
    },
  };
}

/** The resources that a `subscriptions/listen` names; null for any other request, or one that the SDK will refuse. */
function watchedBy(body: unknown): { id: unknown; uris: string[] } | null {
  const { id, method, params } = body as { id?: unknown; method?: unknown; params?: unknown };
  if (method !== 'subscriptions/listen') return null;
  const uris = (params as { notifications?: { resourceSubscriptions?: unknown } } | undefined)?.notifications
    ?.resourceSubscriptions;
  return Array.isArray(uris) && uris.every((uri) => typeof uri === 'string') ? { id, uris } : null;
}
