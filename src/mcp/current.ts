/** The current protocol version (2026-07-28): no sessions, one server per request; `subscriptions/listen` opens a stream of its own. */
import {
  classifyInboundRequest,
  createMcpHandler,
  type McpServer,
  type Server,
  type ServerEvent,
} from '@modelcontextprotocol/server';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import { sessionEnded } from './answer.ts';
import type { Caller } from './caller.ts';
import { answerCall, type Call, type DirectCall, directCallOf, type Members } from './direct-call.ts';
import { createEnding } from './ending.ts';
import { serverName } from './instructions.ts';
import type { Limits } from './limit.ts';
import { INVALID_PARAMS, isRpcError, RESOURCE_NOT_FOUND } from './rpc-error.ts';
import type { McpStreams } from './stream.ts';
import { jsonReply, toWebRequest } from './web.ts';

export const CURRENT = '2026-07-28';

export interface CurrentOptions {
  createServer: () => Server | McpServer;
  /** Answers tool calls in place of a server; null where only a server can. */
  call: Call | null;
  version: string;
  /** Reserves subscriptions. Rejects with a protocol error, or resolves to the call that releases them. */
  admit: (uris: readonly string[]) => Promise<() => void>;
  /** Begins to publish changes; returns the call that ends it. */
  watch: (publish: (event: ServerEvent) => void) => () => void;
  streams: McpStreams;
  limits: Pick<Limits, 'maxStreams'>;
  onError: (error: Error) => void;
}

export interface Current {
  isForIt: (request: HttpRequest, body: unknown) => boolean;
  serve: (request: HttpRequest, body: unknown, caller: Caller) => Promise<HttpReply>;
  close: () => Promise<void>;
}

export function createCurrent({
  createServer,
  call,
  version,
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

  const members: Members = {
    result: { resultType: 'complete' },
    meta: { 'io.modelcontextprotocol/serverInfo': { name: serverName, version } },
  };
  const ending = createEnding();

  /** Without the SDK. */
  async function answerDirectly(direct: DirectCall, caller: Caller): Promise<HttpReply> {
    const answer = await ending.whileOpen(answerCall(direct, call!, caller.extra, members));
    return answer === null ? sessionEnded() : jsonReply(Buffer.concat(answer), null);
  }

  return {
    isForIt: (request, body) => classify(request, body).kind !== 'legacy',
    serve: async (request, body, caller) => {
      const direct = call === null ? null : directCallOf(body);
      if (direct !== null && hasMatchingHeaders(request, direct)) return answerDirectly(direct, caller);
      const watched = watchedBy(body);
      let leave = () => {};
      try {
        if (watched !== null) leave = await admit(watched.uris);
      } catch (error) {
        if (!isRpcError(error)) throw error;
        const { code: thrown, message, data } = error;
        const code = thrown === RESOURCE_NOT_FOUND ? INVALID_PARAMS : thrown;
        const answer = { jsonrpc: '2.0', id: watched!.id, error: { code, message, data } };
        return jsonReply(Buffer.from(JSON.stringify(answer)), null);
      }
      const response = await handler.fetch(toWebRequest(request), { parsedBody: body, authInfo: caller });
      return streams.relay(request, response, leave);
    },
    close: async () => {
      unwatch();
      ending.end();
      await handler.close();
    },
  };
}

function classify({ method, headers }: HttpRequest, body: unknown) {
  const protocolVersionHeader = headers['mcp-protocol-version'];
  const mcpMethodHeader = headers['mcp-method'];
  const mcpNameHeader = headers['mcp-name'];
  return classifyInboundRequest({
    httpMethod: method,
    ...(protocolVersionHeader !== undefined && { protocolVersionHeader }),
    ...(mcpMethodHeader !== undefined && { mcpMethodHeader }),
    ...(mcpNameHeader !== undefined && { mcpNameHeader }),
    body,
  });
}

/** The headers repeat the body word for word. Others are left to the SDK, which decodes or refuses them. */
function hasMatchingHeaders(request: HttpRequest, { params }: DirectCall): boolean {
  const { headers } = request;
  const outcome = classify(request, { jsonrpc: '2.0', id: 0, method: 'tools/call', params });
  return (
    outcome.kind === 'modern' &&
    outcome.classification.revision === CURRENT &&
    headers['mcp-protocol-version'] === CURRENT &&
    headers['mcp-method'] === 'tools/call' &&
    headers['mcp-name'] === params['name']
  );
}

/** The resources that a `subscriptions/listen` names; null for any other request, or one that the SDK will refuse. */
function watchedBy(body: unknown): { id: unknown; uris: string[] } | null {
  const { id, method, params } = body as { id?: unknown; method?: unknown; params?: unknown };
  if (method !== 'subscriptions/listen') return null;
  const uris = (params as { notifications?: { resourceSubscriptions?: unknown } } | undefined)?.notifications
    ?.resourceSubscriptions;
  return Array.isArray(uris) && uris.every((uri) => typeof uri === 'string') ? { id, uris } : null;
}
