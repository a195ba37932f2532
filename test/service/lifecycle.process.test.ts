/** How the program ends: what was begun is finished, what is known is kept, and it never takes long. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { startNetwork } from '../../src/demo/network.ts';
import { LOOPBACK, type Program, startProgram } from '../program.ts';

const API_KEY = 'a-key-of-sixteen-characters';
const MCP_API_KEY = 'another-key-of-that-length';
const asAssistant = {
  authorization: `Bearer ${MCP_API_KEY}`,
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
};
const AT_MOST_MS = 10_000;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function begin(
  env: Record<string, string> = {},
): Promise<{ program: Program; url: string; port: number }> {
  const network = await startNetwork({ seed: 7 });
  const [router] = network.routers;
  const program = startProgram({
    env: {
      ...LOOPBACK,
      ROUTEROS_URL: router!.url,
      ROUTEROS_USERNAME: router!.username,
      ROUTEROS_PASSWORD: router!.password,
      API_KEY,
      MCP_API_KEY,
      POLL_INTERVAL: '1s',
      STATE_DIR: 'state',
      ...env,
    },
  });
  ends.push(program.discard, () => network.stop());
  const url = await program.url();
  return { program, url, port: Number(new URL(url).port) };
}

/** A request of which half is sent, and what comes back. */
async function half(port: number) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk: Buffer) => void (text += chunk.toString()));
  socket.on('error', () => {}); // cut off, at the end
  socket.write(`GET /devices HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: ${API_KEY}\r\n`);
  return { finish: () => socket.write('Connection: close\r\n\r\n'), answer: () => text, socket };
}

/** A call of a tool of which the program has the header and waits for the body, and what comes back. */
async function halfCall(port: number) {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'list_devices',
      arguments: {},
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      },
    },
  });
  const sent = request({
    port,
    path: '/mcp',
    method: 'POST',
    agent: false,
    headers: {
      ...asAssistant,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'list_devices',
      'content-length': body.length,
      // a service that says so has begun to answer
      expect: '100-continue',
    },
  });
  const answer = once(sent, 'response').then(async ([response]) => {
    const { statusCode } = response as IncomingMessage;
    return { status: statusCode, text: await text(response as IncomingMessage) };
  });
  answer.catch(() => {}); // cut off, at the end
  await once(sent, 'continue');
  return { finish: () => sent.end(body), answer };
}

/** The program takes no new connection: it is stopping. */
async function refusing(port: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const socket = connect(port, '127.0.0.1');
      const [error] = await Promise.race([
        once(socket, 'connect').then(() => [null]),
        once(socket, 'error'),
      ]).catch((cause: unknown) => [cause]);
      socket.destroy();
      expect(error).not.toBeNull();
    },
    { timeout: 30_000, interval: 10 },
  );
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${AT_MOST_MS} ms`)), AT_MOST_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

describe('the program', () => {
  it('told to stop finishes requests, ends streams, says goodbye, keeps what it knows, and ends with 0', async () => {
    const login = { username: 'presence', password: 'open sesame' };
    const broker = await startDemoBroker(login);
    ends.push(broker.stop);
    const mqtt = { MQTT_URL: broker.url, MQTT_USERNAME: login.username, MQTT_PASSWORD: login.password };
    const { program, url, port } = await begin(mqtt);
    await program.told('router ready');
    const observer = await connectAsync(broker.url, { ...login, reconnectPeriod: 0 });
    ends.push(() => observer.endAsync(true));
    const retained = new Map<string, string>();
    observer.on('message', (topic, payload) => void retained.set(topic, payload.toString()));
    await observer.subscribeAsync('mikrotik-presence/#');
    const state = () => retained.get('mikrotik-presence/bridge/state');
    await vi.waitFor(() => expect(state()).toContain('online'), { timeout: 30_000 });
    const events = await fetch(`${url}/events`, {
      headers: { 'x-api-key': API_KEY, accept: 'text/event-stream' },
    });
    const assistant = await fetch(`${url}/mcp`, {
      headers: { authorization: `Bearer ${MCP_API_KEY}`, accept: 'text/event-stream' },
    });
    expect([events.status, assistant.status]).toEqual([200, 200]);
    const streams = Promise.all([events.text(), assistant.text()]);
    const request = await half(port);

    program.process.kill('SIGTERM');
    await refusing(port);
    await streams;
    request.finish();
    await vi.waitFor(() => expect(request.answer()).toContain('"devices":['), { timeout: 30_000 });
    expect(await inTime(program.exit)).toEqual([0, null]);
    expect(program.lines().at(-1)).toMatchObject({ msg: 'stopped' });
    expect(state()).toBe('{"state":"offline"}');
    const kept = join(program.directory, 'state');
    const memory = JSON.parse(readFileSync(join(kept, 'memory.json'), 'utf8')) as { devices: unknown[] };
    expect(memory.devices.length).toBeGreaterThan(5);
    expect(['', '-wal'].map((end) => existsSync(join(kept, `history.db${end}`)))).toEqual([true, false]);
  });

  it('goes on when nobody reads its log; told to stop finishes what an assistant asks, and refuses what it asks then', async () => {
    const { program, url, port } = await begin();
    await program.told('router ready');
    program.process.stderr!.destroy();
    // refused requests are logged
    for (let turn = 0; turn < 3; turn++) expect((await fetch(`${url}/nothing`)).status).toBe(404);
    const call = await halfCall(port);

    program.process.kill('SIGTERM');
    const ask = () => fetch(`${url}/mcp`, { method: 'POST', headers: asAssistant, body: '{}' });
    const asked = () =>
      ask().then(
        ({ status }) => status,
        () => 'not heard',
      );
    await vi.waitFor(async () => expect([503, 'not heard']).toContain(await asked()), {
      timeout: 30_000,
      interval: 10,
    });
    call.finish();
    const { status, text: answer } = await inTime(call.answer);
    expect(status).toBe(200);
    expect(answer).toContain('"device_id"');
    expect(await inTime(program.exit)).toEqual([0, null]);
  });

  it('does not wait for a request that does not end', async () => {
    const { program, port } = await begin();
    await half(port);
    program.process.kill('SIGINT');
    expect(await inTime(program.exit)).toEqual([0, null]);
    expect(program.lines().at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('told twice ends at once', async () => {
    const { program, port } = await begin();
    await half(port);
    program.process.kill('SIGTERM');
    await refusing(port);
    // a second signal right after the first is the same key press, passed on by npm
    const again = setInterval(() => program.process.kill('SIGTERM'), 100);
    expect(await program.exit).toEqual([1, null]);
    clearInterval(again);
    expect(program.lines().map(({ msg }) => msg)).not.toContain('stopped');
  });
});
