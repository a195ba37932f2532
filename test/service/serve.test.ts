/** The service with its edges in this process. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { plainKey } from '../../src/auth/access-key.ts';
import { defaults } from '../../src/config/read.ts';
import { serve, type ServeOptions } from '../../src/service/serve.ts';
import { createLog } from '../../src/telemetry/log.ts';

const API_KEY = 'a key of sixteen characters';

const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A port of another program, and how often it was connected to. */
async function listen() {
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount++;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    if (server.listening) await once(server.close(), 'close');
  };
  ends.push(close);
  return { port: (server.address() as AddressInfo).port, connectionCount: () => connectionCount, close };
}

function optionsOf(ports: { http: number; syslog: number; broker: number }): ServeOptions {
  const stateDir = mkdtempSync(join(tmpdir(), 'serve-'));
  ends.push(() => rmSync(stateDir, { recursive: true }));
  const router = {
    ...defaults.router,
    id: 'router',
    url: 'http://127.0.0.1:9',
    username: 'u',
    password: 'p',
  };
  return {
    config: {
      ...defaults.config,
      routers: [router],
      apiKey: [plainKey(API_KEY)],
      mqtt: { ...defaults.mqtt, url: `mqtt://127.0.0.1:${ports.broker}` },
      host: '127.0.0.1',
      port: ports.http,
      historyMaxBytes: 0,
      syslogPort: ports.syslog,
      stateDir,
    },
    version: '0.0.0',
    log: createLog({ level: 'error', format: 'json', destination: { write: () => {} } }),
  };
}

test('a start that finds its port taken stops what was started, and never connects to the broker', async () => {
  const [http, syslog, broker] = [await listen(), await listen(), await listen()];
  await syslog.close();
  const options = optionsOf({ http: http.port, syslog: syslog.port, broker: broker.port });
  const message = `Port ${http.port} on 127.0.0.1 is taken by another program.`;
  await expect(serve(options)).rejects.toThrow(message);
  // the log port is free again, or this start would fail at it
  await expect(serve(options)).rejects.toThrow(message);
  // connections are accepted in their order: after this one, none can be on its way
  await once(connect(broker.port, '127.0.0.1'), 'close');
  expect(broker.connectionCount()).toBe(1);
});

test('health names every part, each with its state', async () => {
  const broker = await listen();
  const running = await serve(optionsOf({ http: 0, syslog: 0, broker: broker.port }));
  ends.push(running.stop);
  const answer = await fetch(`${running.url}/health`, { headers: { 'x-api-key': API_KEY } });
  expect(await answer.json()).toMatchObject({
    configuration: { problem: null },
    mqtt: { connected: false },
    syslog: { port: running.syslogPort, problem: null },
    history: null,
    state: { problem: null },
  });
});

test('a journal of changes that cannot be opened turns changes off, and the service goes on and says so', async () => {
  const broker = await listen();
  const options = optionsOf({ http: 0, syslog: 0, broker: broker.port });
  mkdirSync(join(options.config.stateDir, 'changes.jsonl'));
  const running = await serve({ ...options, config: { ...options.config, changes: true } });
  ends.push(running.stop);
  const ask = (path: string) => fetch(`${running.url}${path}`, { headers: { 'x-api-key': API_KEY } });
  expect(await (await ask('/health')).json()).toMatchObject({
    state: {
      problem: expect.stringMatching(/^Changes are off: .*changes\.jsonl could not be opened \(EISDIR\)/),
    },
  });
  expect((await ask('/changes')).status).toBe(404);
});

test('a defect in reading the configuration again keeps the one before, and is reported and logged once', async () => {
  const broker = await listen();
  const { config, ...options } = optionsOf({ http: 0, syslog: 0, broker: broker.port });
  const lines: string[] = [];
  const log = createLog({
    level: 'warn',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
  });
  const paths = new Set<string>();
  let read: NonNullable<ServeOptions['source']>['read'] = () => {
    throw new Error('no value of hunter2hunter2');
  };
  const running = await serve({ ...options, config, log, source: { paths, read: () => read() } });
  ends.push(running.stop);
  const configuration = async () => {
    const answer = await fetch(`${running.url}/health`, { headers: { 'x-api-key': API_KEY } });
    return ((await answer.json()) as { configuration: { problem: string | null } }).configuration;
  };
  process.emit('SIGHUP');
  expect(await configuration()).toMatchObject({
    problem: expect.stringContaining('a defect of this program'),
  });
  const rejected = lines.filter((line) => line.includes('configuration rejected'));
  expect(rejected).toEqual([expect.stringContaining('mikrotik-presence check')]);
  expect(lines.join('')).not.toContain('hunter2');
  read = () => ({ result: { config, warnings: [] }, paths });
  process.emit('SIGHUP');
  expect(await configuration()).toMatchObject({ problem: null });
});

test('keys of the file change while the service runs, and an open stream ends with its key', async () => {
  const broker = await listen();
  const { config, ...options } = optionsOf({ http: 0, syslog: 0, broker: broker.port });
  const named = (name: string, door: 'rest' | 'mcp') =>
    ({ ...plainKey(`the-key-of-${name}-1`), name, doors: [door], may: ['read'] }) as const;
  const lines: string[] = [];
  const log = createLog({
    level: 'warn',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
  });
  const paths = new Set<string>();
  let keys = [named('anna', 'rest'), named('ben', 'rest')];
  const read = () => ({ result: { config: { ...config, keys }, warnings: [] }, paths });
  const running = await serve({ ...options, config: { ...config, keys }, log, source: { paths, read } });
  ends.push(running.stop);
  const ask = (name: string, path = '/health') =>
    fetch(`${running.url}${path}`, {
      headers: { 'x-api-key': `the-key-of-${name}-1`, accept: 'text/event-stream' },
    });
  const isLetIn = async (name: string) => (await ask(name)).status !== 401;
  expect([await isLetIn('anna'), await isLetIn('ben')]).toEqual([true, true]);
  const stream = await ask('anna', '/events');
  keys = [named('ben', 'rest'), named('cem', 'rest'), named('dora', 'mcp')];
  process.emit('SIGHUP');
  await stream.text();
  expect([await isLetIn('anna'), await isLetIn('ben'), await isLetIn('cem')]).toEqual([false, true, true]);
  expect(lines.filter((line) => line.includes('restart required'))).toEqual([
    expect.stringContaining('"doors":["mcp"]'),
  ]);
  expect(lines.join('')).not.toContain('the-key-of');
});
