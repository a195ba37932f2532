/**
 * openapi.json in the hands of others: `npm run generated`. redocly and spectral have nothing to say of it, and the clients that
 * openapi-typescript and openapi-python-client make of it compile, and read the demo. Beside `npm test`, because the tools come from the
 * package registries: they are installed into a temporary directory, or into CLIENTS_DIR, where a second run finds them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { demoConfig } from '../../src/cli/demo-config.ts';
import { startNetwork } from '../../src/demo/network.ts';

const here = import.meta.dirname;
const folder = process.env['CLIENTS_DIR'] ?? mkdtempSync(join(tmpdir(), 'generated-'));
const key = 'rest-key-of-the-generated-clients';
const packages = [
  '@redocly/cli@2.77.0',
  '@stoplight/spectral-cli@6.16.3',
  'openapi-typescript@7.13.0',
  'openapi-fetch@0.17.0',
  'typescript@5.9.3',
];

function run(command: string, args: readonly string[]): { isDone: boolean; output: string } {
  const env = { ...process.env, HOME: folder, REDOCLY_TELEMETRY: 'off' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8' });
  return { isDone: status === 0, output: `${stdout}${stderr}` };
}

/** Without blocking, because the service answers from this process. */
function talk(command: string, args: readonly string[]): Promise<{ isDone: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, timeout: 60_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ isDone: code === 0, output }));
  });
}

const bin = (name: string) => join(folder, 'node_modules/.bin', name);
const python = (name: string) => join(folder, 'py/bin', name);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
if (!existsSync(bin('redocly'))) run('npm', ['install', '--no-audit', '--no-fund', ...packages]);
if (!existsSync(python('openapi-python-client'))) {
  run('python3', ['-m', 'venv', 'py']);
  run(python('pip'), ['install', '-q', 'openapi-python-client']);
}
for (const [from, to] of [
  [join(here, '../../openapi.json'), 'openapi.json'],
  [join(here, 'generated-client.ts.txt'), 'client.ts'],
  [join(here, 'generated_client.py'), 'client.py'],
] as const)
  copyFileSync(from, join(folder, to));
writeFileSync(join(folder, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');

const network = await startNetwork({ seed: 1 });
const stateDir = mkdtempSync(join(tmpdir(), 'generated-state-'));
const built = (path: string) =>
  import(new URL(`../../dist/${path}.js`, import.meta.url).href) as Promise<unknown>;
const { serve } = (await built('service/serve')) as typeof import('../../src/service/serve.ts');
const { createLog } = (await built('telemetry/log')) as typeof import('../../src/telemetry/log.ts');
const broker = { url: 'mqtt://127.0.0.1:1', username: '-', password: '-' };
const config = demoConfig({
  routers: network.routers,
  asking: network.routers[0]!,
  people: network.house.people(),
  broker,
  apiKey: key,
  mcpApiKey: `${key} of MCP`,
  port: 0,
  stateDir,
});
const running = await serve({
  config: { ...config, mqtt: null, pollIntervalMs: 1000 },
  version: '0.0.0',
  log: createLog({ level: 'error', format: 'json', destination: { write: () => {} } }),
});

/** Of polls, which stand still while a tool runs. */
const SETTLE_MS = 3000;
const generate = [
  'generate',
  '--path',
  'openapi.json',
  '--overwrite',
  '--meta',
  'none',
  '--output-path',
  'generated',
];
const steps: readonly [
  string,
  () => { isDone: boolean; output: string } | Promise<{ isDone: boolean; output: string }>,
][] = [
  ['redocly', () => run(bin('redocly'), ['lint', 'openapi.json'])],
  [
    'spectral',
    () => run(bin('spectral'), ['lint', '--fail-severity=warn', '-r', '.spectral.yaml', 'openapi.json']),
  ],
  ['openapi-typescript', () => run(bin('openapi-typescript'), ['openapi.json', '-o', 'api.d.ts'])],
  [
    'the TypeScript client compiles',
    () =>
      run(bin('tsc'), [
        '--strict',
        '--skipLibCheck',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        'client.ts',
      ]),
  ],
  [
    'the TypeScript client reads the demo',
    () => sleep(SETTLE_MS).then(() => talk('node', ['client.js', running.url, key])),
  ],
  ['openapi-python-client', () => run(python('openapi-python-client'), generate)],
  ['the Python client reads the demo', () => talk(python('python'), ['client.py', running.url, key])],
];
let failed = 0;
for (const [name, step] of steps) {
  const { isDone, output } = await step();
  if (!isDone) failed++;
  console.log(isDone ? `${name}: ok` : `${name}: FAILED\n${output.slice(-3000)}`);
}
await running.stop();
await network.stop();
rmSync(stateDir, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
