/** Child process of `mcp.ts`: the service, and beside it a bare node:http server that sends the very same bytes, for each version. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { startServer } from '../../src/http/server.ts';
import { createMcp } from '../../src/mcp/mcp.ts';
import { createApp } from '../../src/rest/app.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { accepting, current, initialize, rpc } from '../mcp/http.ts';
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

const common = { snapshot: holder, health, journal, history, version: '0.0.0', log };
const authenticator = createAuthenticator({ keys: [plainKey(KEY)] });
const clock = { ...systemClock, now };
const mcp = createMcp({
  ...common,
  authenticator,
  signingKey: new Uint8Array(32),
  allowedHosts: [],
  allowedOrigins: [],
  publicUrl: null,
  clock,
});
const app = createApp({ ...common, authenticator, clock, further: { '/mcp': mcp.endpoint } });
const service = await startServer({ app, host: HOST, port: 0, log });
const url = `${service.url}/mcp`;
const headers = { Authorization: `Bearer ${KEY}` };
const call = { name: 'list_devices', arguments: { limit: 1000 } };

async function post(sent: { headers?: Record<string, string>; body?: unknown }): Promise<Response> {
  const body = JSON.stringify(sent.body);
  return fetch(url, { method: 'POST', headers: { ...accepting, ...headers, ...sent.headers }, body });
}

/** Sends the bytes and headers of an answer that the service gave. */
async function bareOf(answer: Response): Promise<RequestListener> {
  const body = Buffer.from(await answer.arrayBuffer());
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _alive,
    ...kept
  } = Object.fromEntries(answer.headers);
  return (_request, response) => {
    response.writeHead(answer.status, kept);
    response.end(body);
  };
}

/** A stream, and for each POST an event on the stream of its session. */
function bareSse(event: Buffer): RequestListener {
  const streams = new Map<string, ServerResponse>();
  return ({ method, url: target }: IncomingMessage, response) => {
    if (method === 'GET') {
      const id = String(streams.size);
      streams.set(id, response);
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(`event: endpoint\ndata: ?sessionId=${id}\n\n`);
      return;
    }
    response.writeHead(202, { 'Content-Type': 'text/plain', 'Content-Length': '8' });
    response.end('Accepted');
    streams.get(target!.slice(target!.indexOf('=') + 1))!.write(event);
  };
}

async function start(listener: RequestListener): Promise<string> {
  const server = createServer({ keepAliveTimeout: 65_000 }, listener);
  server.listen(0, HOST);
  await once(server, 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}/mcp`;
}

const opened = await post({ body: initialize() });
const session = { 'Mcp-Session-Id': opened.headers.get('mcp-session-id')! };
const ofSession = await post({ headers: session, body: rpc('tools/call', call) });
const event = Buffer.from(`event: message\ndata: ${await ofSession.clone().text()}\n\n`);
const races: Race[] = [
  { kind: '2024-11-05', headers, service: url, bare: await start(bareSse(event)) },
  { kind: '2025-11-25', headers, service: url, bare: await start(await bareOf(ofSession)) },
  {
    kind: '2026-07-28',
    headers,
    service: url,
    bare: await start(await bareOf(await post(current('tools/call', call)))),
  },
];
process.send!(races);
