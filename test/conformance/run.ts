/**
 * The official conformance suite, the Inspector and the Python client against this mount: `tsx test/conformance/run.ts`. Beside `npm test`,
 * because they need a newer Node, Python and the package registries; they are installed into a temporary directory, or into
 * CONFORMANCE_DIR, where a second run finds them. Exit code 0 when all is as committed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKey } from '../mcp/service.ts';
import { serve } from './serve.ts';

const here = import.meta.dirname;
const repository = join(here, '../..');
const directory = process.env['CONFORMANCE_DIR'] ?? mkdtempSync(join(tmpdir(), 'mcp-conformance-'));
const packages = [
  'node@24',
  '@modelcontextprotocol/conformance@0.2.0-alpha.12',
  '@modelcontextprotocol/inspector@2.12.0',
];
const node = join(directory, 'node_modules/node/bin/node');
const suite = join(directory, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const inspector = join(directory, 'node_modules/.bin/mcp-inspector');
const python = join(directory, 'venv/bin/python');

interface Outcome {
  code: number;
  output: string;
}

async function run(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = directory,
): Promise<Outcome> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // a crash of the suite prints its whole bundle there
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString().slice(0, 500)));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => resolve(exit ?? 1));
  });
  return { code, output };
}

async function install(): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const steps: [string, string, string[]][] = [
    [suite, 'npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages]],
    [python, 'python3', ['-m', 'venv', 'venv']],
    [join(directory, 'python-ready'), join(directory, 'venv/bin/pip'), ['install', '--quiet', 'mcp']],
  ];
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest))
    writeFileSync(manifest, JSON.stringify({ private: true, allowScripts: { node: true } }));
  for (const [made, command, args] of steps) {
    if (existsSync(made)) continue;
    const { code, output } = await run(command, args);
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${output}`);
  }
  writeFileSync(join(directory, 'python-ready'), '');
}

const failed: string[] = [];

function report(
  name: string,
  { code, output }: Outcome,
  expected: number,
  isTold: (line: string) => boolean,
): void {
  const isRight = code === expected;
  if (!isRight) failed.push(name);
  const all = output.trim().split('\n');
  const lines = isRight ? all.filter(isTold) : all.slice(-100);
  process.stdout.write(`${isRight ? 'ok  ' : 'FAIL'} ${name} (exit ${code})\n`);
  for (const line of lines) process.stdout.write(`       ${line.slice(0, 200)}\n`);
}

const isSummary = (line: string) => /^\s*[✓✗~] |^Total|^Not scored|baseline/.test(line);
const isNotable = (line: string) => /^Schema portability|^\{"error"/.test(line);

async function conformance(url: string, revision: string, baseline: string | null): Promise<Outcome> {
  const expected = baseline === null ? [] : ['--expected-failures', join(here, baseline)];
  const out = ['-o', join(directory, 'results')];
  return run(node, [suite, 'server', '--url', url, '--requirements', revision, ...expected, ...out]);
}

await install();
const fixtures = await serve('fixtures');
const shipped = await serve('shipped');

for (const [revision, url, what, baseline] of [
  ['2025-11-25', fixtures.url, 'fixtures on this mount', null],
  ['2026-07-28', fixtures.url, 'fixtures on this mount', null],
  ['2025-11-25', shipped.url, 'what we ship', 'shipped-2025-11-25.yml'],
  ['2026-07-28', shipped.url, 'what we ship', 'shipped-2026-07-28.yml'],
] as const)
  report(`suite ${revision}, ${what}`, await conformance(url, revision, baseline), 0, isSummary);

const bearer = ['--header', `Authorization: Bearer ${apiKey}`];
const xApiKey = ['--header', `X-API-Key: ${apiKey}`];
const cases: [string, number, string[]][] = [
  [
    'tools/list over http, strict',
    0,
    ['--transport', 'http', ...bearer, '--method', 'tools/list', '--strict'],
  ],
  [
    'tools/call over http',
    0,
    [
      '--transport',
      'http',
      ...bearer,
      '--method',
      'tools/call',
      '--tool-name',
      'list_devices',
      '--tool-arg',
      'limit=1',
    ],
  ],
  [
    'tools/call over http, X-API-Key',
    0,
    ['--transport', 'http', ...xApiKey, '--method', 'tools/call', '--tool-name', 'health_check'],
  ],
  [
    'an error of a tool',
    5,
    [
      '--transport',
      'http',
      ...bearer,
      '--method',
      'tools/call',
      '--tool-name',
      'get_device',
      '--tool-arg',
      'device=nobody',
    ],
  ],
  ['tools/list over sse', 0, ['--transport', 'sse', ...bearer, '--method', 'tools/list']],
  [
    'tools/call over sse',
    0,
    ['--transport', 'sse', ...bearer, '--method', 'tools/call', '--tool-name', 'health_check'],
  ],
  ['resources/list over http', 0, ['--transport', 'http', ...bearer, '--method', 'resources/list']],
  [
    'resources/read over sse',
    0,
    ['--transport', 'sse', ...bearer, '--method', 'resources/read', '--uri', 'mikrotik://devices'],
  ],
  [
    'prompts/get over http',
    0,
    ['--transport', 'http', ...bearer, '--method', 'prompts/get', '--prompt-name', 'who_is_home'],
  ],
  ['no key', 3, ['--transport', 'http', '--method', 'tools/list']],
];
for (const [name, expected, args] of cases) {
  const outcome = await run(node, [inspector, '--cli', shipped.direct, ...args], { HOME: directory });
  report(`inspector: ${name}`, outcome, expected, isNotable);
}
const stdio = ['--cli', process.execPath, '--import', 'tsx', join(here, '../mcp/stdio-program.ts')];
for (const [name, args] of [
  ['tools/list over stdio', ['--method', 'tools/list']],
  ['tools/call over stdio', ['--method', 'tools/call', '--tool-name', 'list_devices']],
] as const)
  report(
    `inspector: ${name}`,
    await run(node, [inspector, ...stdio, ...args], { HOME: directory }, repository),
    0,
    isNotable,
  );
for (const transport of ['http', 'sse', 'current']) {
  const args = [join(here, 'client.py'), transport, shipped.direct, apiKey];
  report(`python client over ${transport}`, await run(python, args), 0, () => true);
}

fixtures.close();
shipped.close();
process.stdout.write(failed.length === 0 ? 'all as committed\n' : `failed: ${failed.join('; ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
