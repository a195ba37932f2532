/** What clients need to connect: an Accept that may say less than the protocol wants, any former session, any address under which a proxy serves the path. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { initialize, openSession, rpc, send, type Sent, toRequest } from './http.ts';
import { apiKey, bearer, doorOf, mount, startService } from './service.ts';

const list = rpc('tools/list');
const call = rpc('tools/call', { name: 'list_devices' });

/** Opens a stream and returns its first event. */
async function firstEvent(mounted: ReturnType<typeof mount>, sent: Sent): Promise<string> {
  const request = toRequest({ ...sent, method: 'GET', headers: { ...bearer, ...sent.headers } });
  const response = await mounted.mcp.handle(request);
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value as Uint8Array);
}

describe.each([
  ['', true],
  ['*/*', true],
  ['text/*', true],
  ['text/event-stream', true],
  ['application/json, text/event-stream', true],
  ['text/html, */*;q=0.1', true],
  ['application/json', false],
  ['application/json, text/html', false],
  ['*/*, text/event-stream;q=0', false],
])('a client that accepts "%s"', (accept, takesStreams) => {
  const headers = { Accept: accept };

  it('calls in a session, in JSON', async () => {
    const mounted = mount();
    const opened = await send(mounted, { headers, body: initialize() });
    expect(opened.status).toBe(200);
    const session = { ...headers, 'Mcp-Session-Id': opened.headers.get('mcp-session-id')! };
    for (const body of [list, call]) {
      const got = await send(mounted, { headers: session, body });
      expect([got.status, got.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(got.json.result).toBeTypeOf('object');
    }
  });

  it(
    takesStreams ? 'opens the stream of a session and one without a session' : 'opens no stream',
    async () => {
      const mounted = mount();
      if (!takesStreams) {
        for (const session of [{}, await openSession(mounted)]) {
          const got = await send(mounted, { method: 'GET', headers: { ...session, ...headers } });
          expect([got.status, got.json.error?.message]).toEqual([
            406,
            expect.stringContaining('text/event-stream'),
          ]);
        }
        return expect(mounted.mcp.streamCount()).toBe(0);
      }
      expect(await firstEvent(mounted, { headers })).toContain('event: endpoint');
      const session = await openSession(mounted);
      const request = toRequest({ method: 'GET', headers: { ...bearer, ...session, ...headers } });
      const response = await mounted.mcp.handle(request);
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
      await response.body!.cancel();
    },
  );
});

describe('an initialize', () => {
  it('with the id of a session that is open, over or invented opens a new session', async () => {
    const mounted = mount();
    const open = await openSession(mounted);
    const over = await openSession(mounted);
    await send(mounted, { method: 'DELETE', headers: over });
    const ofOtherKey = await openSession(
      mount({ authenticator: doorOf('another-key-of-these-tests', apiKey) }),
    );
    const ids = [open, over, ofOtherKey].map((session) => session['Mcp-Session-Id']!);
    for (const id of [...ids, 'invented', `${'A'.repeat(24)}.${'A'.repeat(24)}`]) {
      const got = await send(mounted, { headers: { 'Mcp-Session-Id': id }, body: initialize() });
      expect(got.status).toBe(200);
      const given = got.headers.get('mcp-session-id')!;
      expect(given).not.toBe(id);
      expect((await send(mounted, { headers: { 'Mcp-Session-Id': given }, body: list })).status).toBe(200);
    }
    expect((await send(mounted, { headers: open, body: list })).status).toBe(200);
  });
});

describe('a stream', () => {
  it('of a session replaces the one before it', async () => {
    const mounted = mount();
    const session = await openSession(mounted);
    await send(mounted, {
      headers: session,
      body: rpc('resources/subscribe', { uri: 'mikrotik://devices' }),
    });
    const open = () => mounted.mcp.handle(toRequest({ method: 'GET', headers: { ...bearer, ...session } }));
    const [older, newer] = [await open(), await open()];
    expect([older.status, newer.status]).toEqual([200, 200]);
    expect(await older.text()).toBe('');
    expect(mounted.mcp.streamCount()).toBe(1);
    mounted.holder.publish(mounted.holder.current()!);
    await newer.body!.cancel();
    expect(mounted.mcp.streamCount()).toBe(0);
  });

  it.each(['/mcp', '/mcp/', '/mcp//'])('at %s names its endpoint relative to itself', async (path) => {
    for (const headers of [{}, { Host: 'public.example' }]) {
      const mounted = mount({ publicUrl: 'https://public.example/presence/' });
      const event = await firstEvent(mounted, { path, headers });
      expect(event).toMatch(/^event: endpoint\ndata: \?sessionId=[-0-9a-f]{36}\n\n$/);
    }
  });
});

describe('on the network', () => {
  it('HTTP/1.0 without a Host is served, HTTP/1.1 without one is not', async () => {
    const service = await startService();
    const ask = async (version: string) => {
      const socket = connect(service.port, '127.0.0.1');
      await once(socket, 'connect');
      const body = JSON.stringify(initialize());
      const head = [
        `POST /mcp/ HTTP/${version}`,
        `Authorization: Bearer ${apiKey}`,
        'Content-Type: application/json',
        'Connection: close',
        `Content-Length: ${body.length}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      return text(socket);
    };
    expect(await ask('1.0')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*"protocolVersion":"2025-11-25"/);
    expect(await ask('1.1')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    await service.close();
  });

  it('the status line of a 401 names the key, for clients that show nothing else', async () => {
    const service = await startService();
    const statusText = async (headers: Record<string, string>) =>
      (await fetch(service.url, { method: 'POST', headers })).statusText;
    expect(await statusText({})).toBe('MCP_API_KEY is missing');
    expect(await statusText({ 'X-API-Key': 'wrong' })).toBe('The key is not MCP_API_KEY');
    await service.close();
  });
});
