/**
 * Clients from the package registries, installed into a temporary directory, or into CLIENTS_DIR, where a second run finds them. And how they
 * are run: without blocking, because what they ask answers from this process.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const directory = process.env['CLIENTS_DIR'] ?? mkdtempSync(join(tmpdir(), 'mcp-clients-'));
export const bin = (name: string) => join(directory, 'node_modules/.bin', name);
export const python = (name: string) => join(directory, `py-${name}/bin/python`);
export const mcpProxy = join(directory, 'py-proxy/bin/mcp-proxy');

const packages = ['mcp-remote', 'supergateway'];

/** By name of its environment: what pip installs. */
const environments: Record<string, string> = {
  mcp1: 'mcp<2',
  mcp2: 'mcp>=2',
  fastmcp: 'fastmcp',
  langchain: 'langchain-mcp-adapters',
  agents: 'openai-agents',
  proxy: 'mcp-proxy',
};

/** Of a client: the files that it keeps are its own. */
export const clientEnv = () => ({
  ...process.env,
  HOME: directory,
  MCP_REMOTE_CONFIG_DIR: mkdtempSync(join(tmpdir(), 'mcp-remote-')),
});

/** All that it writes; it has 90 s. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd = import.meta.dirname, env = clientEnv() }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd, env, timeout: 90_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  return { code: child.exitCode, output };
}

/** `wanted`: names of Python environments. */
export async function install(wanted: readonly string[] = Object.keys(environments)): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}');
  if (!existsSync(bin('mcp-remote')))
    await run('npm', ['install', '--prefix', directory, '--no-audit', '--no-fund', ...packages]);
  for (const name of wanted) {
    if (existsSync(python(name))) continue;
    await run('python3', ['-m', 'venv', join(directory, `py-${name}`)]);
    await run(join(directory, `py-${name}/bin/pip`), ['install', '--quiet', environments[name]!]);
  }
}
