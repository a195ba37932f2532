/** The surface behind the older SDK: for the generations of 2024-11-05 to 2025-11-25. */
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
import { askingOf } from './caller.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';
import { instructions, serverName } from './instructions.ts';
import { noValidator } from './no-validator.ts';
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
export function createServer2025(options: ConnectionOptions & { version: string }): Server {
  const server = new Server(
    { name: serverName, version: options.version },
    { capabilities, instructions, jsonSchemaValidator: noValidator },
  );
  const connection = createConnection(options, (update) => {
    server.sendResourceUpdated(update).catch(() => {}); // a client that has just left
  });
  for (const method of methods) {
    server.setRequestHandler(requestSchemas[method], ({ params }, extra: RequestHandlerExtra<never, never>) =>
      connection.answer(method, params ?? {}, askingOf(extra.authInfo)),
    );
  }
  server.setRequestHandler(SubscribeRequestSchema, async ({ params }) => {
    await connection.subscribe(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    connection.unsubscribe(params.uri);
    return {};
  });
  // what is cancelled is answered all the same: it takes a moment, and the SDK would leave the POST without any answer
  server.setNotificationHandler(CancelledNotificationSchema, () => {});
  server.onclose = connection.close;
  return server;
}
