/** The built program as a process of its own, and what the system says of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../mosquitto.ts';

export const KEY = 'a-key-for-the-scale';
export const headers = { authorization: `Bearer ${KEY}` };
/** Linux counts processor time in these. */
const TICKS_PER_SECOND = 100;
const START_MS = 180_000;

export interface RouterAddress {
  url: string;
  username: string;
  password: string;
}

export async function startProgram(
  routers: readonly RouterAddress[],
  env: Readonly<Record<string, string>> = {},
) {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-scale-'));
  const file = { routers: routers.map((router, index) => ({ id: `site-${index + 1}`, ...router })) };
  // JSON is YAML
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify(file));
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [new URL('../../dist/main.js', import.meta.url).pathname], {
    cwd: directory,
    env: {
      CONFIG_FILE: 'config.yaml',
      API_KEY: KEY,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const deviceCount = async () => {
    const answer = await fetch(`${url}/devices?limit=1`, { headers }).catch(() => null);
    return answer?.ok === true ? ((await answer.json()) as { total_count: number }).total_count : null;
  };
  const untilDevices = async (count: number) => {
    for (;;) {
      const known = await deviceCount();
      if (known !== null && known >= count) return performance.now() - began;
      if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`);
      if (performance.now() - began > START_MS)
        throw new Error(`after ${START_MS / 1000} s it knew ${known} of ${count} devices`);
      await wait(5);
    }
  };
  return {
    url,
    /** Milliseconds from the start until so many are known. */
    untilDevices,
    deviceCount,
    rssMiB: () => statusOf(child.pid!, 'VmRSS') / 1024,
    peakMiB: () => statusOf(child.pid!, 'VmHWM') / 1024,
    /** Processor seconds since the start, of all its threads. */
    cpuSeconds: () => cpuSecondsOf(child.pid!),
    /** Seconds since the start in which its first thread could have run, had a processor been free. */
    waitedSeconds: () => waitedSecondsOf(child.pid!),
    stop: async () => {
      const exited = child.exitCode === null ? once(child, 'exit') : null;
      child.kill();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function waitedSecondsOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9;
}

function statusOf(pid: number, field: string): number {
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
