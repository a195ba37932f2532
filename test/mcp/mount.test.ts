/** The mount where mount.ts puts it: in the application of REST, behind the listener of the service. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createApp } from '../../src/rest/app.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { memoryJournal } from '../rest/journal.ts';
import { overHttp } from './client.ts';
import { accepting, initialize } from './http.ts';
import { apiKey, bearer, type Mount, mount } from './service.ts';
import { health, holderOf, snapshot } from './snapshot.ts';

const restKey = 'rest-key-of-these-tests';
const log = { debug: () => {}, info: () => {}, error: () => {} };

let server: RunningServer;
let mounted: Mount;
let url: URL;

beforeAll(async () => {
  mounted = mount();
  const app = createApp({
    clock: systemClock,
    snapshot: holderOf(snapshot()),
    health,
    journal: memoryJournal(),
    history: null,
    authenticator: createAuthenticator({ keys: [plainKey(restKey)] }),
    version: '0.1.0',
    log,
    further: { '/mcp': mounted.mcp.endpoint },
  });
  server = await startServer({ app, host: '127.0.0.1', port: 0, log });
  url = new URL('/mcp', server.url);
});

afterAll(async () => {
  await mounted.mcp.close();
  await server.close();
});

describe('beside REST', () => {
  it.each(overHttp)('$name is served', async ({ connect: open }) => {
    const client = await open(url);
    expect((await client.callTool({ name: 'list_devices' })).structuredContent).toMatchObject({
      total_count: 1,
    });
    await client.close();
  });

  it('each key opens its own door only', async () => {
    const status = async (path: string, key: string) => {
      const headers = { 'X-API-Key': key };
      const answer = await fetch(new URL(path, url), { headers });
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await status('/mcp', restKey)).toBe(401);
    expect(await status('/mcp', apiKey)).toBe(200);
    expect(await status('/devices', apiKey)).toBe(401);
    expect(await status('/devices', restKey)).toBe(200);
  });

  it('a body that is too large is refused, whether it tells its length or not', async () => {
    for (const headers of [{ 'Content-Length': '2000000' }, { 'Transfer-Encoding': 'chunked' }]) {
      const sent = request(url, {
        method: 'POST',
        agent: false,
        headers: { ...accepting, ...bearer, ...headers },
      });
      sent.on('error', () => {}); // the connection is closed on the rest of the body
      sent.write(Buffer.alloc(2_000_000, 0x20));
      const [got] = (await once(sent, 'response')) as [{ statusCode: number }];
      expect(got.statusCode).toBe(413);
      sent.destroy();
    }
  });

  it('a client that leaves in the middle of its body harms nobody', async () => {
    const before = mounted.lines.length;
    const socket = connect(Number(url.port), '127.0.0.1');
    const head = [
      'POST /mcp HTTP/1.1',
      `Host: ${url.host}`,
      'Content-Type: application/json',
      'Content-Length: 1000',
    ];
    socket.write(`${head.join('\r\n')}\r\nAuthorization: Bearer ${apiKey}\r\n\r\n{"jsonrpc"`, () =>
      socket.resetAndDestroy(),
    );
    await once(socket, 'close');
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...accepting, ...bearer },
      body: JSON.stringify(initialize()),
    });
    expect(answer.status).toBe(200);
    expect(mounted.lines.slice(before).filter(({ level }) => level === 'error')).toEqual([]);
  });
});
