/**
 * Clients that people use, against this service: `tsx test/clients/run.ts`. Each lists, calls, and reads an error; with a wrong key it must
 * say so in words. Beside `npm test`, because they come from the package registries; they are installed into a temporary directory, or
 * into CLIENTS_DIR, where a second run finds them. Exit code 0 when every client did what is listed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/http/server.ts';
import { createApp } from '../../src/rest/app.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { historyOf, journalOf } from '../mcp/past.ts';
import { apiKey, doorOf, mount } from '../mcp/service.ts';
import { health, holderOf, manyDevices, snapshot } from '../mcp/snapshot.ts';

const here = import.meta.dirname;
const directory = process.env['CLIENTS_DIR'] ?? mkdtempSync(join(tmpdir(), 'mcp-clients-'));
const bin = (name: string) => join(directory, 'node_modules/.bin', name);
const python = (name: string) => join(directory, `py-${name}/bin/python`);

/** By name of its environment: what pip installs. */
const environments: Record<string, string> = {
  mcp1: 'mcp<2',
  mcp2: 'mcp>=2',
  fastmcp: 'fastmcp',
  langchain: 'langchain-mcp-adapters',
  agents: 'openai-agents',
  proxy: 'mcp-proxy',
};

async function run(command: string, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    HOME: directory,
    MCP_REMOTE_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'mcp-remote-')),
  };
  const child = spawn(command, args, { cwd: here, env, timeout: 90_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  return output;
}

async function install(): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}');
  if (!existsSync(bin('mcp-remote')))
    await run('npm', [
      'install',
      '--prefix',
      directory,
      '--no-audit',
      '--no-fund',
      'mcp-remote',
      'supergateway',
    ]);
  for (const [name, wanted] of Object.entries(environments)) {
    if (existsSync(python(name))) continue;
    await run('python3', ['-m', 'venv', join(directory, `py-${name}`)]);
    await run(join(directory, `py-${name}/bin/pip`), ['install', '--quiet', wanted]);
  }
}

interface Client {
  name: string;
  run: (url: string, key: string) => Promise<string>;
}

const ofPython = (environment: string, file: string, ...kinds: string[]): Client[] =>
  kinds.map((kind) => ({
    name: `${environment} ${kind}`,
    run: (url, key) => run(python(environment), [file, kind, url, key]),
  }));

/** Programs that serve stdio, driven by the Python SDK. */
const ofStdio = (name: string, commandOf: (url: string, authorization: string) => string[]): Client => ({
  name,
  run: (url, key) => run(python('mcp1'), ['mcp1.py', 'stdio', url, key, ...commandOf(url, `Bearer ${key}`)]),
});

const clients: Client[] = [
  ...ofPython('mcp1', 'mcp1.py', 'http', 'sse'),
  ...ofPython('mcp2', 'mcp2.py', 'http', 'sse', 'current'),
  ...ofPython('fastmcp', 'fastmcp_client.py', 'http', 'sse'),
  ...ofPython('langchain', 'langchain_client.py', 'http', 'sse'),
  ...ofPython('agents', 'agents_client.py', 'http', 'sse'),
  ...['http-only', 'sse-only', 'http-first'].map((transport) =>
    ofStdio(`mcp-remote ${transport}`, (url, value) => [
      bin('mcp-remote'),
      url,
      '--transport',
      transport,
      '--header',
      `Authorization: ${value}`,
    ]),
  ),
  ...['streamableHttp', 'sse'].map((transport) =>
    ofStdio(`supergateway ${transport}`, (url, value) => [
      bin('supergateway'),
      `--${transport}`,
      url,
      '--header',
      `Authorization: ${value}`,
    ]),
  ),
  ...['streamablehttp', 'sse'].map((transport) =>
    ofStdio(`mcp-proxy ${transport}`, (url, value) => [
      join(directory, 'py-proxy/bin/mcp-proxy'),
      '--transport',
      transport,
      '--headers',
      'Authorization',
      value,
      url,
    ]),
  ),
];

/** A client whose own words hide what the service answers: only the status reaches its user. */
const MUTE = new Set(['supergateway sse']);

await install();
const holder = holderOf(snapshot(manyDevices(5)));
const { mcp } = mount({ holder });
const log = { debug: () => {}, info: () => {}, error: () => {} };
const app = createApp({
  snapshot: holder,
  health,
  journal: journalOf(),
  history: historyOf(),
  authenticator: doorOf('rest-key-of-these-clients'),
  log,
  version: '0.0.0',
  clock: systemClock,
  further: { '/mcp': mcp.endpoint },
});
const server = await startServer({ app, host: '127.0.0.1', port: 0, log });
const url = `${server.url}/mcp`;
const failed: string[] = [];
for (const client of clients) {
  const right = await client.run(url, apiKey);
  const works =
    /^tools [1-9]/m.test(right) && /^call /m.test(right) && /^error .*device_not_found/m.test(right);
  const wrong = await client.run(url, 'a-wrong-key-of-these-clients');
  const said =
    wrong.split('\n').find((line) => line.includes('MCP_API_KEY')) ?? wrong.trim().split('\n').at(-1)!;
  const isSaid = said.includes('MCP_API_KEY') || (MUTE.has(client.name) && said.includes('401'));
  if (!works || !isSaid) failed.push(client.name);
  const line = `${works ? 'ok  ' : 'FAIL'} ${client.name.padEnd(28)} ${isSaid ? '' : 'NOT SAID '}${said.trim().slice(0, 160)}`;
  process.stdout.write(`${line}\n${works ? '' : right.slice(-2000)}`);
}
await mcp.close();
await server.close();
process.stdout.write(failed.length === 0 ? 'every client works\n' : `failed: ${failed.join('; ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
