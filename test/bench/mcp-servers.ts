/** Child process of `mcp.ts`: this mount, and beside it the least that each SDK needs to send the very same result. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMcpHandler, Server as Server2026 } from '@modelcontextprotocol/server';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createCallTool } from '../../src/mcp/call-tool.ts';
import { createMcp } from '../../src/mcp/mcp.ts';
import { tools } from '../../src/mcp/tool-list.ts';
import { startServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { journalOf } from '../mcp/past.ts';
import { health, holderOf, manyDevices, snapshot } from '../mcp/snapshot.ts';
import type { Race } from './mcp.ts';

const HOST = '127.0.0.1';
const KEY = 'a-key-for-the-bench';
const ignore = () => {};
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const holder = holderOf(snapshot(manyDevices(300)));
const now = () => holder.current()!.takenAt;

const journal = journalOf();
const history = null;

const mcp = createMcp({
  snapshot: holder,
  health,
  journal,
  history,
  authenticator: createAuthenticator({ keys: [plainKey(KEY)] }),
  signingKey: new Uint8Array(32),
  version: '0.0.0',
  log,
  allowedHosts: [],
  allowedOrigins: [],
  publicUrl: null,
  clock: { ...systemClock, now },
});
const service = await startServer({ app: { fetch: mcp.handle }, host: HOST, port: 0, log });

const callTool = createCallTool({ tools, snapshot: holder, health, journal, history, log, now });
const result = await callTool({ name: 'list_devices', arguments: { limit: 1000 } }, 'bench');
const info = { name: 'bare', version: '0.0.0' };
const capabilities = { capabilities: { tools: {} } };

function createBare(): Server {
  const server = new Server(info, capabilities);
  server.setRequestHandler(CallToolRequestSchema, () => result);
  return server;
}

async function startSse(): Promise<string> {
  const transports = new Map<string, SSEServerTransport>();
  const listen = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (incoming.method === 'POST') {
      const id = new URL(incoming.url!, 'http://x').searchParams.get('sessionId')!;
      await transports.get(id)!.handlePostMessage(incoming, outgoing);
      return;
    }
    const transport = new SSEServerTransport('/mcp', outgoing);
    transports.set(transport.sessionId, transport);
    outgoing.on('close', () => transports.delete(transport.sessionId));
    await createBare().connect(transport);
  };
  const server = createServer((incoming, outgoing) => void listen(incoming, outgoing));
  server.listen(0, HOST);
  await once(server, 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}/mcp`;
}

async function startFetch(fetch: (request: Request) => Promise<Response>): Promise<string> {
  return `${(await startServer({ app: { fetch }, host: HOST, port: 0, log })).url}/mcp`;
}

const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();
const bare2025 = await startFetch(async (request) => {
  const known = sessions.get(request.headers.get('mcp-session-id') ?? '');
  if (known !== undefined) return known.handleRequest(request);
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => crypto.randomUUID(),
    enableJsonResponse: true,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  });
  await createBare().connect(transport);
  return transport.handleRequest(request);
});

const modern = createMcpHandler(() => {
  const server = new Server2026(info, capabilities);
  server.setRequestHandler('tools/call', () => result);
  return server;
});
const bare2026 = await startFetch((request) => modern.fetch(request));

const headers = { Authorization: `Bearer ${KEY}` };
const races: Race[] = [
  { kind: '2024-11-05', headers, service: `${service.url}/mcp`, bare: await startSse() },
  { kind: '2025-11-25', headers, service: `${service.url}/mcp`, bare: bare2025 },
  { kind: '2026-07-28', headers, service: `${service.url}/mcp`, bare: bare2026 },
];
process.send!(races);
