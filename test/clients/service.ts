/** The built program as a process, at the simulated house: how the reports begin, ask, and end it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedNetwork } from '../../src/demo/network.ts';
import type { BrokerHealth } from '../../src/record/health.ts';
import { type Line, startProgram } from '../matrix/program.ts';

export const key = 'rest-key-of-the-reports';
export const mcpKey = 'mcp-key-of-the-reports';
export const rest = { authorization: `Bearer ${key}` };
export const main = new URL('../../dist/main.js', import.meta.url).pathname;

/** Whether a report holds, and what was seen. */
export type Outcome = readonly [holds: boolean, seen: string];

/** What a client or a broker was reported to do, put as what is right, and whether it is so. */
export type Report = readonly [what: string, look: () => Promise<Outcome>];

export interface Service {
  url: string;
  lines: () => Line[];
  broker: () => Promise<BrokerHealth>;
  stop: () => Promise<unknown>;
  kill: () => Promise<unknown>;
}

/** Gone with this process. */
export const workplace = mkdtempSync(join(tmpdir(), 'reports-'));
process.once('exit', () => rmSync(workplace, { recursive: true, force: true }));

/** A folder for its state and its configuration, in which every device of the house is published. */
export function serviceFolder({ routers }: SimulatedNetwork): string {
  const folder = mkdtempSync(join(workplace, 'service-'));
  const file = {
    routers: routers.map(({ url, username, password }, index) => ({
      id: `r${index}`,
      url,
      username,
      password,
    })),
    homeassistant: { discover: 'all' },
  };
  // JSON is YAML
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(file));
  return folder;
}

/** Resolves when it has devices to tell of. */
export async function startService(folder: string, env: Record<string, string> = {}): Promise<Service> {
  const program = startProgram({
    directory: folder,
    env: {
      CONFIG_FILE: 'config.yaml',
      STATE_DIR: join(folder, 'state'),
      API_KEY: key,
      MCP_API_KEY: mcpKey,
      HOST: '127.0.0.1',
      PORT: '0',
      POLL_INTERVAL: '1s',
      LOG_FORMAT: 'json',
      ...env,
    },
    before: [],
    nodeArgs: [],
  });
  const serving = () => program.lines().find(({ msg }) => msg === 'serving');
  await until(() => serving() !== undefined || program.end() !== null);
  const url = serving()?.['url'];
  if (typeof url !== 'string') throw new Error(`does not serve: ${JSON.stringify(program.lines())}`);
  await until(async () => (await fetch(new URL('/devices', url), { headers: rest })).ok);
  return {
    url,
    lines: program.lines,
    broker: async () => {
      const health = await (await fetch(new URL('/health', url), { headers: rest })).json();
      return (health as { mqtt: BrokerHealth }).mqtt;
    },
    stop: program.stop,
    kill: () => {
      program.child.kill('SIGKILL');
      return program.stop();
    },
  };
}

/** Whether it became so in time; an exception is not yet. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 60): Promise<boolean> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(200))
    if (
      await Promise.resolve()
        .then(isSo)
        .catch(() => false)
    )
      return true;
  return false;
}
