/** Programs beside this one: bridges between stdio and HTTP, and clients that stay while the service restarts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import { freePort } from '../mosquitto.ts';
import { bin, clientEnv, mcpProxy, python } from './install.ts';
import { main, mcpKey, type Report, serviceFolder, startService, until } from './service.ts';

type Transport = Parameters<Client['connect']>[0];

/** A client that is connected. */
interface Caller {
  /** Whether a tool answers. */
  call: () => Promise<boolean>;
  end: () => Promise<unknown>;
}

/** An event stream is opened again after a while, 3 s unless the client has its own idea. */
const RECONNECT_S = 10;
const authorization = `Bearer ${mcpKey}`;
const environment = () => {
  const set = Object.entries({ ...clientEnv(), MCP_API_KEY: mcpKey }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(set);
};

async function connect(transport: Transport): Promise<Caller> {
  const client = new Client({ name: 'reports', version: '1' });
  await client.connect(transport);
  return {
    call: async () => (await client.callTool({ name: 'list_people', arguments: {} })).isError !== true,
    end: () => client.close(),
  };
}

const overStdio = (command: string, ...args: string[]) =>
  connect(new StdioClientTransport({ command, args, env: environment(), stderr: 'ignore' }));

async function pythonClient(mcp: string): Promise<Caller> {
  const child = spawn(python('mcp1'), ['restart_client.py', 'http', mcp, mcpKey], {
    cwd: import.meta.dirname,
    env: environment(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    call: async () => {
      child.stdin.write('\n');
      return (await answers.next()).value === 'called';
    },
    end: () => Promise.resolve(child.kill()),
  };
}

/** By name, each connects to this address. */
const clients = (base: string): Readonly<Record<string, () => Promise<Caller>>> => {
  const mcp = `${base}/mcp`;
  const header = ['--header', `Authorization: ${authorization}`];
  return {
    'mcp-remote over HTTP': () => overStdio(bin('mcp-remote'), mcp, '--transport', 'http-only', ...header),
    'mcp-remote over SSE': () => overStdio(bin('mcp-remote'), mcp, '--transport', 'sse-only', ...header),
    'supergateway over HTTP': () => overStdio(bin('supergateway'), '--streamableHttp', mcp, ...header),
    'mikrotik-presence mcp --url': () => overStdio(process.execPath, main, 'mcp', '--url', base),
    'the TypeScript SDK over HTTP': () =>
      connect(
        new StreamableHTTPClientTransport(new URL(mcp), { requestInit: { headers: { authorization } } }),
      ),
    'the Python SDK over HTTP': () => pythonClient(mcp),
  };
};

/** `ok`, or what went wrong. */
const attempt = (calling: Promise<boolean>): Promise<string> =>
  calling.then(
    (isRight) => (isRight ? 'ok' : 'an error'),
    (error: unknown) => String(error).slice(0, 120),
  );

function restartReport(network: SimulatedNetwork, name: string): Report {
  return [
    `${name}: calls work before a restart of the service and again within 10 s after it`,
    async () => {
      const [folder, port] = [serviceFolder(network), await freePort()];
      let service = await startService(folder, { PORT: String(port) });
      const client = await clients(service.url)[name]!();
      const calls = [await attempt(client.call())];
      await service.stop();
      service = await startService(folder, { PORT: String(port) });
      const begin = performance.now();
      await until(async () => (await attempt(client.call())) === 'ok', RECONNECT_S);
      const took = `again after ${((performance.now() - begin) / 1000).toFixed(1)} s`;
      for (let turn = 0; turn < 2; turn++) calls.push(await attempt(client.call()));
      await client.end();
      await service.stop();
      return [calls.every((call) => call === 'ok'), `${calls.join(', ')}, ${took}`];
    },
  ];
}

/** Programs that serve over HTTP what a command serves over stdio: how each is started, and where its endpoints are. */
const gateways: Readonly<
  Record<string, (port: number, command: string[]) => { start: [string, ...string[]]; paths: string[] }>
> = {
  supergateway: (port, command) => ({
    start: [
      bin('supergateway'),
      '--stdio',
      command.join(' '),
      '--outputTransport',
      'streamableHttp',
      '--port',
      String(port),
    ],
    paths: ['/mcp'],
  }),
  'mcp-proxy': (port, command) => ({
    start: [mcpProxy, '--port', String(port), '--pass-environment', '--', ...command],
    paths: ['/mcp', '/sse'],
  }),
};

function gatewayReport(base: string, name: string): Report {
  return [
    `${name} serves \`mikrotik-presence mcp --url …\` over HTTP`,
    async () => {
      const port = await freePort();
      const { start, paths } = gateways[name]!(port, [process.execPath, main, 'mcp', '--url', base]);
      const [command, ...args] = start;
      const child = spawn(command, args, { env: environment(), detached: true, stdio: 'ignore' });
      const calls: string[] = [];
      for (const path of paths) {
        const url = new URL(`http://127.0.0.1:${port}${path}`);
        let call = 'not tried';
        await until(async () => {
          const client = await connect(
            path === '/sse' ? new SSEClientTransport(url) : new StreamableHTTPClientTransport(url),
          );
          call = await attempt(client.call());
          await client.end();
          return true;
        });
        calls.push(`${path} ${call}`);
      }
      await endGroup(child);
      return [calls.every((call) => call.endsWith(' ok')), calls.join(', ')];
    },
  ];
}

/** It and what it started. */
async function endGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

export const programReports = (network: SimulatedNetwork, base: string): Report[] => [
  ...Object.keys(clients('')).map((name) => restartReport(network, name)),
  ...Object.keys(gateways).map((name) => gatewayReport(base, name)),
];
