/** The surface behind the older SDK, for the protocol versions 2024-11-05 to 2025-11-25. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  CancelledNotificationSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { contextOf } from './caller.ts';
import { type PeerOptions, createPeer } from './peer.ts';
import { instructions, serverName } from './instructions.ts';
import { noValidator } from './no-validator.ts';
import type { SessionServer } from './session-server.ts';
import { capabilities, type Method, methods } from './surface.ts';

const requestSchemas = {
  'tools/list': ListToolsRequestSchema,
  'tools/call': CallToolRequestSchema,
  'resources/list': ListResourcesRequestSchema,
  'resources/templates/list': ListResourceTemplatesRequestSchema,
  'resources/read': ReadResourceRequestSchema,
  'prompts/list': ListPromptsRequestSchema,
  'prompts/get': GetPromptRequestSchema,
  'completion/complete': CompleteRequestSchema,
} as const satisfies Record<Method, unknown>;

/** For one session. */
export function createServer2025(options: PeerOptions & { version: string }): SessionServer {
  const server = new Server(
    { name: serverName, version: options.version },
    { capabilities, instructions, jsonSchemaValidator: noValidator },
  );
  const peer = createPeer(options, (update) => {
    server.sendResourceUpdated(update).catch(() => {}); // the client has just disconnected
  });
  for (const method of methods) {
    server.setRequestHandler(requestSchemas[method], ({ params }, extra: RequestHandlerExtra<never, never>) =>
      peer.answer(method, params ?? {}, contextOf(extra.authInfo)),
    );
  }
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }) => {
    await peer.subscribe(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    peer.unsubscribe(params.uri);
    return {};
  });
  // a cancelled request is answered all the same: the SDK would leave its POST without any answer
  server.setNotificationHandler(CancelledNotificationSchema, () => {});
  server.onclose = peer.close;
  return { server, call: peer.call };
}
