/** The built program as the bench of log lines has it: a process of its own, asked and listened to over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Health } from '../../src/record/health.ts';
import type { SimulatedRouter } from '../../src/demo/router.ts';

export const LOOPBACK = '127.0.0.1';
const KEY = 'a-key-for-the-bench';
const WAIT_FOR_MS = 60_000;

export interface ProgramOptions {
  routers: readonly (Pick<SimulatedRouter, 'url' | 'username' | 'password'> & { push?: string })[];
  /** Configured by name. */
  devices: readonly { mac: string; name: string }[];
  pollSeconds: number;
  port: number;
  /** Null: no MQTT. */
  brokerUrl: string | null;
  /** Null: log lines are not taken. */
  syslogPort: number | null;
}

export function startProgram({ routers, devices, pollSeconds, port, brokerUrl, syslogPort }: ProgramOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-bench-'));
  // JSON is YAML.
  const file = {
    routers: routers.map(({ url, username, password, push }, index) => ({
      id: `site-${index + 1}`,
      url,
      username,
      password,
      ...(push === undefined ? {} : { push }),
    })),
    devices: devices.map(({ mac, name }) => ({ mac, name })),
    homeassistant: { discover: 'all' },
  };
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify(file));
  const child = spawn(process.execPath, [new URL('../../dist/main.js', import.meta.url).pathname], {
    cwd: directory,
    env: {
      CONFIG_FILE: 'config.yaml',
      API_KEY: KEY,
      HOST: LOOPBACK,
      PORT: String(port),
      POLL_INTERVAL: `${pollSeconds}s`,
      AWAY_DELAY: `${pollSeconds}s`,
      ...(brokerUrl === null ? {} : { MQTT_URL: brokerUrl }),
      LOG_LEVEL: 'error',
      ...(syslogPort === null ? {} : { SYSLOG_PORT: String(syslogPort) }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    child,
    stop: async () => {
      const exited = child.exitCode === null ? once(child, 'exit') : null;
      child.kill();
      await exited;
      rmSync(directory, { recursive: true });
    },
  };
}

export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  child: ChildProcess,
): Promise<void> {
  const began = performance.now();
  while (!(await isSo())) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode} before: ${what}`);
    if (performance.now() - began > WAIT_FOR_MS)
      throw new Error(`not within ${WAIT_FOR_MS / 1000} s: ${what}`);
    await wait(50);
  }
}

const headers = { authorization: `Bearer ${KEY}` };

export const reach = (port: number) =>
  fetch(`http://${LOOPBACK}:${port}/devices?limit=1`, { headers }).then(
    (response) => (response.ok ? response.json() : null),
    () => null,
  );

export async function healthOf(port: number): Promise<Health> {
  const response = await fetch(`http://${LOOPBACK}:${port}/health`, { headers });
  return (await response.json()) as Health;
}

export interface HeardEvent {
  event_type: string;
  device_id: string;
  to: { access_point: string | null } | null;
}

export async function listen(port: number, hear: (event: HeardEvent) => void): Promise<IncomingMessage> {
  const asked = get({
    host: LOOPBACK,
    port,
    path: '/events',
    headers: { ...headers, accept: 'text/event-stream' },
  });
  const [stream] = (await once(asked, 'response')) as [IncomingMessage];
  if (stream.statusCode !== 200) throw new Error(`GET /events answered ${stream.statusCode}`);
  // The end of the bench is the end of the stream.
  stream.on('error', () => {});
  createInterface({ input: stream }).on('line', (line) => {
    if (line.startsWith('data:')) hear(JSON.parse(line.slice(5)) as HeardEvent);
  });
  return stream;
}
