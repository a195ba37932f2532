/** The commands that the README of the recorded version tells a user to type, and how each is run here, or why it is not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { namesIn } from './answers.ts';
import { API_KEY, MCP_API_KEY, until } from './scene.ts';

type Run = 'demo' | 'rest' | 'stream' | 'check' | 'mcp' | 'program';

export interface Command {
  line: string;
  /** How it is run; without it, `why` says why it is not. */
  run?: Run;
  why?: string;
}

export interface CommandResult {
  /** Exit code of a program; 28 is a stream that curl left after its time. */
  code: number | null;
  /** Of an answer over HTTP. */
  status?: number;
  /** Its keys on the first level. */
  keys?: string[];
  /** MCP tools. */
  tools?: string[];
}

const notOurs = 'does not start this program';
const installs = 'installs, builds or tests the checkout';
const onRouter = 'is typed on a router';
const elsewhere = 'needs a package, an image or a host that is not here';

export const commands: readonly Command[] = [
  { line: 'npm ci && npm run demo', run: 'demo' },
  { line: 'npm ci && npm test', why: installs },
  { line: 'npm ci && npm run build', why: installs },
  { line: 'npm run build && node dist/main.js check', run: 'check' },
  { line: 'npm start', run: 'rest' },
  { line: 'set -a; . ./.env; set +a', why: notOurs },
  { line: 'curl -H "Authorization: Bearer $API_KEY" 127.0.0.1:8490/devices', run: 'rest' },
  {
    line: 'curl -H "X-API-Key: $API_KEY" "127.0.0.1:8490/devices?connected=true&sort=signal_dbm&limit=5"',
    run: 'rest',
  },
  { line: 'curl -H "X-API-Key: $API_KEY" 127.0.0.1:8490/devices/Wall%20panel', run: 'rest' },
  {
    line: 'curl -H "X-API-Key: $API_KEY" "127.0.0.1:8490/devices/Wall%20panel/history?since=7d"',
    run: 'rest',
  },
  {
    line: 'curl -H "X-API-Key: $API_KEY" "127.0.0.1:8490/devices/Wall%20panel/sessions?limit=20"',
    run: 'rest',
  },
  {
    line: 'curl -H "X-API-Key: $API_KEY" "127.0.0.1:8490/access-points/Kitchen/history?since=24h"',
    run: 'rest',
  },
  {
    line: 'curl -N -H "X-API-Key: $API_KEY" "127.0.0.1:8490/events?event_type=arrived&event_type=left"',
    run: 'stream',
  },
  { line: 'curl -H "X-API-Key: $API_KEY" "127.0.0.1:8490/events?since=24h"', run: 'rest' },
  { line: 'node dist/main.js mcp --url http://192.168.88.10:8490', run: 'mcp' },
  { line: 'node dist/main.js mcp', run: 'mcp' },
  { line: 'node dist/main.js --help', run: 'program' },
  { line: 'node dist/main.js --version', run: 'program' },
  { line: 'npx @modelcontextprotocol/inspector …', why: elsewhere },
  { line: 'claude mcp add …', why: elsewhere },
  { line: 'docker compose up -d', why: elsewhere },
  { line: 'docker buildx build …', why: elsewhere },
  { line: 'sudo npm install …, sudo install …, sudo systemctl …, journalctl …', why: elsewhere },
  { line: 'npm pack --pack-destination addon, scp …', why: elsewhere },
  { line: '/system/logging/add …, /container/add …', why: onRouter },
  { line: 'KEY=$(node -p "crypto.randomUUID()"), printf %s "$KEY" | sha256sum', why: notOurs },
  { line: 'npm run --silent sbom, npm audit --omit=dev', why: notOurs },
];

export interface Place {
  /** The built program. */
  main: string;
  /** Where it runs, with its `.env` or file. */
  directory: string;
  env: Record<string, string>;
  /** Of the service that already runs. */
  url: string;
}

/** Runs a command as a user would, at the service of `place`. */
export async function run({ line, run: how }: Command, place: Place): Promise<CommandResult> {
  switch (how!) {
    case 'demo':
      return runDemo(place);
    case 'rest':
    case 'stream':
      return line.startsWith('curl') ? curl(line, place, how === 'stream') : started(place);
    case 'check':
      return program(['check'], place);
    case 'program':
      return program(line.split(' ').slice(2), place);
    case 'mcp':
      return mcp(line.includes('--url') ? ['--url', place.url] : [], place);
  }
}

async function started({ url }: Place): Promise<CommandResult> {
  return { code: null, status: (await fetch(`${url}/health`)).status };
}

async function curl(line: string, { url }: Place, isStream: boolean): Promise<CommandResult> {
  const command = `${line.replace('127.0.0.1:8490', new URL(url).host)} -s -w '\n%{http_code}' ${isStream ? '--max-time 2' : ''}`;
  const { code, text } = await output('sh', ['-c', command], { env: { API_KEY } });
  const [status, body] = [text.slice(text.lastIndexOf('\n') + 1), text.slice(0, text.lastIndexOf('\n'))];
  const keys = isStream ? {} : { keys: Object.keys(JSON.parse(body) as object).sort() };
  return { code, status: Number(status), ...keys };
}

async function program(args: readonly string[], { main, directory, env }: Place): Promise<CommandResult> {
  const { code } = await output(process.execPath, [main, ...args], { cwd: directory, env });
  return { code };
}

/** The demo on a free port: the first `curl` line that it prints answers. */
async function runDemo(place: Place): Promise<CommandResult> {
  const { main, directory } = place;
  const demo = spawn(process.execPath, [main, 'demo'], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(demo, 'close');
  let text = '';
  const printed = new Promise<string | undefined>((resolve) => {
    demo.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /^\s*(curl -H .*\/devices)$/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => resolve(undefined));
  });
  const line = await printed;
  const url = line?.replace(/^.* /, '').replace(/\/devices$/, '');
  if (url !== undefined) await until('the demo is ready', async () => (await fetch(`${url}/health`)).ok);
  const answered = url === undefined ? {} : await curl(line!, place, false);
  demo.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  return { ...answered, code };
}

/** MCP over stdin and stdout: the tools it lists. */
async function mcp(args: readonly string[], { main, directory, env }: Place): Promise<CommandResult> {
  const child = spawn(process.execPath, [main, 'mcp', ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', ...env, MCP_API_KEY },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
  let text = '';
  const tools = new Promise<string[]>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((one) => one.includes('"id":2'));
      if (line !== undefined && text.endsWith('\n')) resolve(namesIn(line, 'tools'));
    });
    void ended.then(() => reject(new Error(`mcp ended without an answer: ${text}`)));
  });
  const clientInfo = { name: 'recording', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  for (const message of [
    { id: 1, method: 'initialize', params },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
  ])
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const found = await tools;
  child.stdin.end();
  const [code] = (await ended) as [number | null];
  return { code, tools: found };
}

async function output(
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number | null; text: string }> {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}
