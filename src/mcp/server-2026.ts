/** The surface behind the current SDK, for 2026-07-28 and, over stdio, for every protocol version. */
import { Server, type ServerContext } from '@modelcontextprotocol/server';
import { contextOf } from './caller.ts';
import { type PeerOptions, createPeer } from './peer.ts';
import { instructions, serverName } from './instructions.ts';
import { noValidator } from './no-validator.ts';
import { capabilities, methods } from './surface.ts';

/** Of answers that hold until the next version of this program. */
const FIXED = { ttlMs: 300_000, cacheScope: 'private' } as const;

const cacheHints = {
  'server/discover': FIXED,
  'tools/list': FIXED,
  'prompts/list': FIXED,
  'resources/list': FIXED,
  'resources/templates/list': FIXED,
};

/** For one request, or for one connection over stdio. */
export function createServer2026(options: PeerOptions & { version: string }): Server {
  const server = new Server(
    { name: serverName, version: options.version },
    { capabilities, instructions, cacheHints, jsonSchemaValidator: noValidator },
  );
  const peer = createPeer(options, (update) => {
    server.sendResourceUpdated(update).catch(() => {}); // the client has just disconnected
  });
  for (const method of methods) {
    const handler = ({ params }: { params?: Record<string, unknown> }, ctx: ServerContext) =>
      peer.answer(method, params ?? {}, contextOf(ctx.http?.authInfo));
    // each method has types of its own, which a loop cannot express
    server.setRequestHandler(method, handler as never);
  }
  server.setRequestHandler('resources/subscribe', async ({ params }) => {
    await peer.subscribe(params.uri);
    return {};
  });
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    peer.unsubscribe(params.uri);
    return {};
  });
  server.onclose = peer.close;
  return server;
}
