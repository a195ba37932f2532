/**
 * A phone that cannot join, from the router's log line over UDP to REST and the text of an MCP answer: the whole service against
 * the simulated network.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, expect, it } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import { startNetwork } from '../../src/demo/network.ts';
import type { EventRecord } from '../../src/record/event.ts';
import { serve } from '../../src/service/serve.ts';
import { createLog } from '../../src/telemetry/log.ts';

const API_KEY = 'a key of sixteen characters';
const MCP_KEY = 'another key of sixteen characters';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function run() {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  ends.push(() => network.stop());
  const stateDir = mkdtempSync(join(tmpdir(), 'refusal-'));
  ends.push(() => rmSync(stateDir, { recursive: true }));
  const routers = network.routers.map(({ url, username, password }, index) => ({
    ...defaults.router,
    id: index === 0 ? 'main' : 'workshop',
    url,
    username,
    password,
  }));
  const running = await serve({
    config: {
      ...defaults.config,
      routers,
      pollIntervalMs: 600_000,
      apiKey: [plainKey(API_KEY)],
      mcpApiKey: [plainKey(MCP_KEY)],
      host: '127.0.0.1',
      port: 0,
      syslogPort: 0,
      historyMaxBytes: 0,
      stateDir,
    },
    version: '0.0.0',
    log: createLog({ level: 'error', format: 'json', destination: { write: () => {} } }),
  });
  ends.push(running.stop);
  const get = async <T>(path: string): Promise<T> => {
    const reply = await fetch(`${running.url}${path}`, { headers: { 'x-api-key': API_KEY } });
    return (await reply.json()) as T;
  };
  // an event stream says when the first readings are there, and what happens after
  const stream = await fetch(`${running.url}/events?snapshots=true`, {
    headers: { 'x-api-key': API_KEY, accept: 'text/event-stream' },
  });
  const messages = read(stream.body!);
  let devices = 0;
  while (devices < 2) {
    const { routers: read_ } = await get<{ routers: { reachable: boolean }[] }>('/system/info').catch(() => ({
      routers: [],
    }));
    devices = (read_ ?? []).filter(({ reachable }) => reachable).length;
    if (devices < 2) await messages.next();
  }
  network.logTo({ host: '127.0.0.1', port: running.syslogPort! });
  const eventOf = async (type: string): Promise<EventRecord> => {
    for (;;) {
      const { value, done } = await messages.next();
      if (done === true) throw new Error(`the stream ended without ${type}`);
      if ('event_type' in value && value.event_type === type) return value as EventRecord;
    }
  };
  return { house: network.house, url: running.url, get, eventOf };
}

/** The data of each message of an event stream. */
async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<Partial<EventRecord>> {
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as Partial<EventRecord>;
    }
  }
}

it('an MCP client that reads text alone learns why a phone cannot join, as REST does', async () => {
  const { house, url, get, eventOf } = await run();
  const phone = house.devices().find(({ name }) => name === "Mia's phone")!;
  const sent = Date.now();
  house.refuse(phone.name, 'Kitchen', 'access_list');
  const event = await eventOf('refused');
  expect(event).toMatchObject({
    to: { access_point: 'Kitchen', ssid: 'home' },
    reason: 'forbidden by access-list',
    reason_class: 'access_list',
    count: 1,
  });
  expect(Date.parse(event.at) - sent).toBeLessThan(1000);
  house.refuse(phone.name, 'Kitchen', 'wrong_key');
  expect(await eventOf('refused')).toMatchObject({ reason_class: 'wrong_key' });
  // the old drivers log it as the end of an association
  house.refuse(phone.name, 'Barn', 'wrong_key');
  expect(await eventOf('refused')).toMatchObject({
    router: 'workshop',
    to: { access_point: 'Barn', interface: 'Barn-1' },
    reason: 'unicast key exchange timeout',
    reason_class: 'wrong_key',
  });

  const mac = encodeURIComponent(phone.mac);
  const { events } = await get<{ events: EventRecord[] }>(
    `/events?since=1h&event_type=refused&device_id=${mac}`,
  );
  expect(events.map(({ to, reason_class }) => `${to!.access_point} ${reason_class}`)).toEqual([
    'Kitchen access_list',
    'Kitchen wrong_key',
    'Barn wrong_key',
  ]);
  const some = await get<{ events: EventRecord[] }>('/events?since=1h&reason_class=access_list');
  expect(some.events).toHaveLength(1);
  const client = new Client({ name: 'reads text', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${MCP_KEY}` } },
    }) as never,
  );
  ends.push(() => client.close());
  const textOf = async (name: string) => {
    const { content } = await client.callTool({ name, arguments: { device_id: phone.mac } });
    return (content as { text: string }[]).map(({ text }) => text).join('\n');
  };
  const listed = await textOf('list_events');
  expect(listed).toMatch(
    /event_type=refused .*to\.access_point="Kitchen".*reason="forbidden by access-list" reason_class=access_list count=1/,
  );
});

it('radar, and a CAP that loses its manager, are events with the words of the line', async () => {
  const { house, eventOf } = await run();
  house.radar('Attic');
  expect(await eventOf('channel_changed')).toMatchObject({
    device_id: null,
    router: 'main',
    to: { access_point: 'Attic', interface: 'Attic 5GHz', band: '5GHz' },
    reason: 'radar detected on 5500',
    source: 'log',
  });
  for (const [accessPoint, reason] of [
    ['Kitchen', 'connection lost'],
    ['Barn', 'max keepalives without response, removing'],
  ] as const) {
    house.loseCap(accessPoint, 60_000);
    expect(await eventOf('access_point_down')).toMatchObject({
      from: { access_point: accessPoint },
      reason,
      source: 'log',
    });
  }
});
