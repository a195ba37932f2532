/** The surface behind the current SDK: for 2026-07-28, and over stdio for every generation. */
import { Server, type ServerContext } from '@modelcontextprotocol/server';
import { askingOf } from './caller.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';
import { instructions, serverName } from './instructions.ts';
import { noValidator } from './no-validator.ts';
import { capabilities, methods } from './surface.ts';

/** What is told once and holds until the next version of this program. */
const FIXED = { ttlMs: 300_000, cacheScope: 'private' } as const;

const cacheHints = {
  'server/discover': FIXED,
  'tools/list': FIXED,
  'prompts/list': FIXED,
  'resources/list': FIXED,
  'resources/templates/list': FIXED,
};

/** For one request, or for one connection over stdio. */
export function createServer2026(options: ConnectionOptions & { version: string }): Server {
  const server = new Server(
    { name: serverName, version: options.version },
    { capabilities, instructions, cacheHints, jsonSchemaValidator: noValidator },
  );
  const connection = createConnection(options, (update) => {
    server.sendResourceUpdated(update).catch(() => {}); // a client that has just left
  });
  for (const method of methods) {
    const handler = ({ params }: { params?: Record<string, unknown> }, ctx: ServerContext) =>
      connection.answer(method, params ?? {}, askingOf(ctx.http?.authInfo));
    // each method has types of its own, which a loop over the methods cannot name
    server.setRequestHandler(method, handler as never);
  }
  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    await connection.subscribe(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    connection.unsubscribe(params.uri);
    return {};
  });
  server.onclose = connection.close;
  return server;
}
