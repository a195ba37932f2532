/** One fault of one router, as the built program meets it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startNetwork } from '../../src/demo/network.ts';
import type { FaultName } from '../../src/demo/router.ts';
import type { Health } from '../../src/record/health.ts';
import { freePort } from '../mqtt/lab.ts';

export interface Scenario {
  fault: FaultName;
  pattern: '1 poll' | '10 polls' | 'flapping';
  layout: 'single' | 'one of two';
}

export interface Outcome {
  /** Status codes of /devices while the fault was there. */
  answers: string;
  /** What /health said meanwhile. */
  health: string;
  /** Most devices of which nothing could be said at once. */
  held: number;
  /** Departures told, of which none is true. */
  left: number;
  /** Lines of the log: warnings and errors. */
  log: string;
  /** From the end of the fault until all is well; null when it was not within the limit. */
  recoveredMs: number | null;
  verdict: string;
}

const KEY = 'a-key-for-the-matrix';
const POLL_MS = 1000;
/** More than any fault lasts: whoever is told to have left has not. */
const AWAY = '20s';
const RECOVERY_MS = 60_000;
/** A menu known to be absent is looked for again every minute, for ten minutes after it was there. */
const ABSENT_RECOVERY_MS = 75_000;
const FLAPS = 5;

export async function play({ fault, pattern, layout }: Scenario): Promise<Outcome> {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-matrix-'));
  const routers = layout === 'single' ? network.routers.slice(0, 1) : network.routers;
  const port = await freePort();
  const file = {
    routers: routers.map(({ url, username, password }, index) => ({
      id: `r${index}`,
      url,
      username,
      password,
    })),
  };
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify(file));
  const program = spawn(process.execPath, [new URL('../../dist/main.js', import.meta.url).pathname], {
    cwd: directory,
    env: {
      CONFIG_FILE: 'config.yaml',
      API_KEY: KEY,
      HOST: '127.0.0.1',
      PORT: String(port),
      POLL_INTERVAL: `${POLL_MS}ms`,
      ROUTEROS_TIMEOUT: '2s',
      AWAY_DELAY: AWAY,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const statuses = new Map<string, number>();
  const healths = new Set<string>();
  let held = 0;
  const look = async () => {
    const devices = await ask<{ devices: { connected: boolean | null }[] }>(port, '/devices?limit=1000');
    statuses.set(String(devices.status), (statuses.get(String(devices.status)) ?? 0) + 1);
    held = Math.max(held, devices.body?.devices?.filter(({ connected }) => connected === null).length ?? 0);
    const health = await ask<Health>(port, '/health');
    healths.add(health.body?.status ?? String(health.status));
    return health.body;
  };
  try {
    const isWell = async () => (await ask<Health>(port, '/health')).body?.status === 'ok';
    if (!(await within(20_000, isWell))) return failed('never well before the fault', log);
    log = '';
    const [router] = network.routers;
    const during = async (ms: number) => {
      for (const end = performance.now() + ms; performance.now() < end; await wait(200)) await look();
    };
    if (pattern === 'flapping') {
      for (let flap = 0; flap < FLAPS; flap++) {
        router!.setFault(fault);
        await during(1.3 * POLL_MS);
        router!.setFault(null);
        await during(1.1 * POLL_MS);
      }
    } else {
      router!.setFault(fault);
      await during(pattern === '1 poll' ? POLL_MS : 10 * POLL_MS);
      router!.setFault(null);
    }
    const clearedAt = performance.now();
    const limitMs = fault.startsWith('menu-missing') ? ABSENT_RECOVERY_MS : RECOVERY_MS;
    const isOver = async () => (await look())?.status === 'ok' && (await everybodyThere(port));
    const recoveredMs = (await within(limitMs, isOver)) ? performance.now() - clearedAt : null;
    const isAlive = program.exitCode === null;
    const left = count(log, '"msg":"left"');
    const log_ = `${count(log, '"level":"warn"')} / ${count(log, '"level":"error"')}`;
    const reasons = [
      isAlive ? null : `exit ${program.exitCode}`,
      left > 0 ? 'false departures' : null,
      recoveredMs === null ? 'not recovered' : null,
      [...statuses.keys()].some((status) => status !== '200') ? 'answers' : null,
      count(log, '"level":"error"') > 0 ? 'errors in the log' : null,
    ].filter((reason) => reason !== null);
    return {
      answers: [...statuses].map(([status, times]) => `${status}×${times}`).join(' '),
      health: [...healths].join(','),
      held,
      left,
      log: log_,
      recoveredMs,
      verdict: reasons.length === 0 ? 'ok' : reasons.join(', '),
    };
  } finally {
    const ended = program.exitCode === null ? once(program, 'exit') : null;
    program.kill();
    await ended;
    await network.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function everybodyThere(port: number): Promise<boolean> {
  const { body } = await ask<{ devices: { connected: boolean | null }[] }>(port, '/devices?limit=1000');
  return body?.devices.every(({ connected }) => connected === true) === true;
}

function failed(verdict: string, log: string): Outcome {
  return { answers: '–', health: '–', held: 0, left: 0, log: log.slice(-200), recoveredMs: null, verdict };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await wait(200))
    if (await isSo()) return true;
  return false;
}

async function ask<T>(port: number, path: string): Promise<{ status: number | string; body: T | null }> {
  try {
    const headers = { authorization: `Bearer ${KEY}` };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers,
      signal: AbortSignal.timeout(5000),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  } catch (error) {
    return { status: (error as Error).name, body: null };
  }
}
