/** Sessions: how they outlive a restart, how they end, and how many of anything there may be. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { createAuthenticator } from '../../src/auth/authenticator.ts';
import { createSessionIds } from '../../src/mcp/session-id.ts';
import { current, initialize, openSession, rpc, send } from './http.ts';
import { apiKey, bearer, mount } from './service.ts';
import { device, holderOf, manyDevices, snapshot } from './snapshot.ts';

const list = rpc('tools/list');
const call = rpc('tools/call', { name: 'get_system_info' });
const subscribe = (uri: string) => rpc('resources/subscribe', { uri });
const MINUTE = 60_000;

describe('the id of a session', () => {
  const ids = createSessionIds(new Uint8Array(32));
  const [{ digest }, other] = [plainKey('key'), plainKey('other')];

  it('is ours, and no other is', () => {
    const id = ids.create(digest);
    expect(id).toMatch(/^[\x21-\x7e]{20,128}$/);
    expect(ids.isOurs(id, digest)).toBe(true);
    expect(ids.create(digest)).not.toBe(id);
    const forged = id.slice(0, -1) + (id.endsWith('A') ? 'B' : 'A');
    for (const made of [forged, id.slice(1), `${id}x`, '', '.', id.toUpperCase()])
      expect(ids.isOurs(made, digest)).toBe(false);
  });

  it('is good for one key only, of the service and of the signature', () => {
    const id = ids.create(digest);
    expect(createSessionIds(new Uint8Array(32)).isOurs(id, digest)).toBe(true);
    expect(createSessionIds(new Uint8Array(32)).isOurs(id, other.digest)).toBe(false);
    expect(createSessionIds(new Uint8Array(32).fill(1)).isOurs(id, digest)).toBe(false);
  });
});

describe('a session', () => {
  it('goes on after a restart, without its subscriptions', async () => {
    const before = mount();
    const headers = await openSession(before);
    await send(before, { headers, body: subscribe('mikrotik://devices') });
    expect(before.holder.listenerCount()).toBe(1);
    await before.mcp.close();
    expect(before.holder.listenerCount()).toBe(0);

    const after = mount();
    const [first, second] = await Promise.all([
      send(after, { headers, body: list }),
      send(after, { headers, body: { ...call, id: 2 } }),
    ]);
    expect(first.json.result).toMatchObject({ tools: expect.any(Array) as unknown });
    expect(second.json.result).toMatchObject({ structuredContent: {} });
    expect(first.headers.get('mcp-session-id')).toBe(headers['Mcp-Session-Id']);
    expect(after.mcp.sessionCount()).toBe(1);
    expect(after.holder.listenerCount()).toBe(0);
  });

  it('goes on after a restart with a stream first', async () => {
    const headers = await openSession(mount());
    const after = mount();
    expect((await send(after, { method: 'GET', headers })).status).toBe(200);
    expect(after.mcp.sessionCount()).toBe(1);
  });

  it('keeps none of its answers', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const mounted = mount({ holder: holderOf(snapshot(manyDevices(500))) });
    const headers = await openSession(mounted);
    const body = rpc('tools/call', { name: 'list_devices', arguments: { limit: 500 } });
    const heapAfter = async (calls: number) => {
      let bytes = 0;
      for (let id = 0; id < calls; id++) bytes += (await send(mounted, { headers, body })).text.length;
      collectGarbage();
      return { heapBytes: process.memoryUsage().heapUsed, bytes };
    };
    const before = await heapAfter(10);
    const after = await heapAfter(100);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(after.bytes / 4);
  });

  it('is not revived once its client has ended it', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    expect((await send(mounted, { method: 'DELETE', headers })).status).toBe(200);
    expect(mounted.mcp.sessionCount()).toBe(0);
    expect((await send(mounted, { headers, body: list })).status).toBe(404);
    expect((await send(mounted, { method: 'DELETE', headers })).status).toBe(404);
  });

  it('ends when nobody uses it, and is revived when somebody does', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    mounted.clock.advance(9 * MINUTE);
    await send(mounted, { headers, body: list });
    mounted.clock.advance(9 * MINUTE);
    expect(mounted.mcp.sessionCount()).toBe(1);
    mounted.clock.advance(2 * MINUTE);
    expect(mounted.mcp.sessionCount()).toBe(0);
    expect((await send(mounted, { headers, body: list })).status).toBe(200);
  });

  it('lives as long as its stream is open', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    const { mcp } = mounted;
    const request = new Request('http://127.0.0.1/mcp', {
      headers: { Host: '127.0.0.1', Accept: 'text/event-stream', ...bearer, ...headers },
    });
    const response = await mcp.handle(request);
    const reader = response.body!.getReader();
    for (let seconds = 0; seconds < 20 * 60; seconds += 15) {
      mounted.clock.advance(15_000);
      await reader.read();
    }
    expect([mcp.sessionCount(), mcp.streamCount()]).toEqual([1, 1]);
    await reader.cancel();
    expect(mcp.streamCount()).toBe(0);
    mounted.clock.advance(9 * MINUTE);
    expect(mcp.sessionCount()).toBe(1);
    mounted.clock.advance(2 * MINUTE);
    expect(mcp.sessionCount()).toBe(0);
  });

  it('answers no two requests of the same id at once, and none is left waiting', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    const both = await Promise.all([
      send(mounted, { headers, body: list }),
      send(mounted, { headers, body: list }),
    ]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect((await send(mounted, { headers, body: [list, list] })).status).toBe(400);
    expect((await send(mounted, { headers, body: list })).status).toBe(200);
  });

  it('leaves no timer and no listener behind', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    await send(mounted, { headers, body: subscribe('mikrotik://devices') });
    mounted.holder.publish(snapshot([device({ access_point: 'garden' })]));
    await mounted.mcp.close();
    expect([mounted.clock.timerCount(), mounted.holder.listenerCount(), mounted.mcp.sessionCount()]).toEqual([
      0, 0, 0,
    ]);
    expect((await send(mounted, { body: initialize() })).status).toBe(503);
  });
});

describe('a limit says which it is and when to come back', () => {
  it('of sessions', async () => {
    const mounted = mount({ limits: { maxSessions: 2 } });
    const elsewhere = await openSession(mount());
    await openSession(mounted);
    mounted.clock.advance(MINUTE);
    await openSession(mounted);
    for (const sent of [{ body: initialize() }, { headers: elsewhere, body: list }]) {
      const got = await send(mounted, sent);
      expect(got.status).toBe(503);
      expect(got.headers.get('retry-after')).toBe('540');
      expect(got.json.error?.data).toEqual({ limit: 'sessions', retry_after_seconds: 540 });
    }
    expect((await send(mounted, { method: 'GET' })).status).toBe(503);
    mounted.clock.advance(10 * MINUTE);
    expect((await send(mounted, { body: initialize() })).status).toBe(200);
  });

  it('of streams', async () => {
    const mounted = mount({ limits: { maxStreams: 1 } });
    const request = () =>
      new Request('http://127.0.0.1/mcp', {
        headers: { Host: '127.0.0.1', Accept: 'text/event-stream', ...bearer },
      });
    const first = await mounted.mcp.handle(request());
    const second = await mounted.mcp.handle(request());
    expect([first.status, second.status]).toEqual([200, 503]);
    expect(second.headers.get('retry-after')).toBe('60');
    await first.body!.cancel();
    expect((await mounted.mcp.handle(request())).status).toBe(200);
  });

  it('of subscriptions of a session', async () => {
    const mounted = mount({ holder: holderOf(snapshot(manyDevices(201))) });
    const headers = await openSession(mounted);
    const uris = manyDevices(201).map(({ device_id }) => `mikrotik://devices/${device_id}`);
    for (const uri of uris.slice(0, 200))
      expect((await send(mounted, { headers, body: subscribe(uri) })).json.result).toEqual({});
    const got = await send(mounted, { headers, body: subscribe(uris[200]!) });
    expect(got.json.error).toMatchObject({
      data: { limit: 'subscriptions_per_session', retry_after_seconds: 60 },
    });
    await send(mounted, { headers, body: rpc('resources/unsubscribe', { uri: uris[0] }) });
    expect((await send(mounted, { headers, body: subscribe(uris[200]!) })).json.result).toEqual({});
    const listen = { notifications: { resourceSubscriptions: uris } };
    const listening = await send(mounted, current('subscriptions/listen', listen));
    expect(listening.json.error).toMatchObject({ data: { limit: 'subscriptions_per_session' } });
  });

  it('of subscriptions to a resource', async () => {
    const mounted = mount();
    const all = await Promise.all(Array.from({ length: 101 }, () => openSession(mounted)));
    const body = subscribe('mikrotik://devices');
    for (const headers of all.slice(0, 100)) await send(mounted, { headers, body });
    const got = await send(mounted, { headers: all[100]!, body });
    expect(got.json.error).toMatchObject({ data: { limit: 'subscriptions_per_resource' } });
    const listen = { notifications: { resourceSubscriptions: ['mikrotik://devices'] } };
    const listening = await send(mounted, current('subscriptions/listen', listen));
    expect(listening.json.error).toMatchObject({ data: { limit: 'subscriptions_per_resource' } });
    expect((await send(mounted, { method: 'DELETE', headers: all[0]! })).status).toBe(200);
    expect((await send(mounted, { headers: all[100]!, body })).json.result).toEqual({});
  });

  it('of calls at once, which a batch can reach', async () => {
    const mounted = mount();
    const headers = await openSession(mounted);
    const body = Array.from({ length: 12 }, (_, index) => ({ ...call, id: index }));
    const { text } = await send(mounted, { headers, body });
    const results = (
      JSON.parse(text) as { result: { isError?: boolean; content: { text: string }[] } }[]
    ).map(({ result }) => result);
    const refused = results.filter(({ isError }) => isError === true);
    expect(refused).toHaveLength(2);
    expect(JSON.parse(refused[0]!.content[0]!.text)).toMatchObject({
      error_code: 'rate_limited',
      retry_after_seconds: 1,
    });
    expect((await send(mounted, { headers, body: call })).json.result).not.toHaveProperty('isError');
  });

  it('of requests per minute and key, when there is one', async () => {
    let now = 0;
    const keys = [plainKey(apiKey), plainKey('another-key-of-these-tests')];
    const mounted = mount({
      authenticator: createAuthenticator({ keys, requestsPerMinute: 2, now: () => now }),
    });
    const ask = (headers = {}) => {
      const sent = current('tools/call', { name: 'get_system_info' });
      return send(mounted, { ...sent, headers: { ...sent.headers, ...headers } });
    };
    await ask();
    await ask();
    const { status, json } = await ask();
    const { content } = json.result as { content: { text: string }[] };
    expect([status, JSON.parse(content[0]!.text)]).toMatchObject([
      200,
      { error_code: 'rate_limited', retry_after_seconds: 30 },
    ]);
    expect((await ask({ Authorization: `Bearer ${keys[1]!.plain}` })).json.result).not.toHaveProperty(
      'isError',
    );
    // what no model asked for is refused by HTTP
    const refused = await send(mounted, current('tools/list'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(refused.json.error?.data).toEqual({ limit: 'requests_per_minute', retry_after_seconds: 30 });
    now += 30_000;
    expect((await ask()).json.result).not.toHaveProperty('isError');
  });

  it('of requests counts the messages of a batch, and lets everybody leave', async () => {
    let now = 0;
    const door = createAuthenticator({ keys: [plainKey(apiKey)], requestsPerMinute: 3, now: () => now });
    const mounted = mount({ authenticator: door });
    const headers = { ...(await openSession(mounted)), 'MCP-Protocol-Version': '2025-03-26' };
    const batch = [1, 2, 3, 4].map((id) => rpc('ping', {}, id));
    expect((await send(mounted, { headers, body: batch })).status).toBe(200);
    now += 20_000; // of the four, two were owed
    expect((await send(mounted, { headers, body: list })).status).toBe(429);
    expect((await send(mounted, { method: 'DELETE', headers })).status).toBe(200);
  });
});

describe('a subscription', () => {
  it.each(['mikrotik://nothing', 'mikrotik://devices/ffffffffffff', 'mikrotik://devices/Kitchen%20tablet'])(
    'to %s is refused in both generations',
    async (uri) => {
      const mounted = mount();
      const headers = await openSession(mounted);
      expect((await send(mounted, { headers, body: subscribe(uri) })).json.error?.code).toBe(-32002);
      const listen = { notifications: { resourceSubscriptions: [uri] } };
      expect((await send(mounted, current('subscriptions/listen', listen))).json.error?.code).toBe(-32602);
      expect(mounted.holder.listenerCount()).toBe(0);
    },
  );
});
