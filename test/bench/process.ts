/** The built program as a process: how soon it answers after its start, and how much memory it holds with 30 and with 300 devices. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createFleet } from '../../src/demo/fleet.ts';
import { startRouter } from '../../src/demo/router.ts';

const KEY = 'a-key-for-the-bench';
const POLLS = 20;

export async function benchProcess(print: (line: string) => void): Promise<void> {
  print(`\nThe built program, one router, polled every second; memory after ${POLLS} polls`);
  for (const devices of [30, 300]) {
    const { firstAnswerMs, rssMiB, count } = await measure(devices);
    print(
      `  ${String(count).padStart(3)} devices   first answer ${firstAnswerMs} ms after the start   RSS ${rssMiB.toFixed(0)} MiB`,
    );
  }
}

async function measure(
  devicesPerRouter: number,
): Promise<{ firstAnswerMs: number; rssMiB: number; count: number }> {
  const fleet = createFleet({ routers: 1, devicesPerRouter, accessPointsPerRouter: 4, refreshMs: 1000 });
  const router = await startRouter({ tables: () => fleet.routers[0]!.tables() });
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-bench-'));
  const port = 20_000 + (process.pid % 20_000) + devicesPerRouter;
  const began = performance.now();
  const program = spawn(process.execPath, [new URL('../../dist/main.js', import.meta.url).pathname], {
    cwd: directory,
    env: {
      ROUTEROS_URL: router.url,
      ROUTEROS_USERNAME: router.username,
      ROUTEROS_PASSWORD: router.password,
      API_KEY: KEY,
      HOST: '127.0.0.1',
      PORT: String(port),
      POLL_INTERVAL: '1s',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/devices?limit=1000`, {
        headers: { authorization: `Bearer ${KEY}` },
      }).then(
        async (response) => (response.ok ? ((await response.json()) as { total_count: number }) : null),
        () => null,
      );
    let answer = await ask();
    for (; answer === null && performance.now() - began < 20_000; answer = await ask()) await wait(5);
    if (answer === null) throw new Error('the program did not answer within 20 s');
    const firstAnswerMs = Math.round(performance.now() - began);
    await wait(POLLS * 1000);
    const status = readFileSync(`/proc/${program.pid}/status`, 'utf8');
    const rssMiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    return { firstAnswerMs, rssMiB, count: (await ask())!.total_count };
  } finally {
    const exited = once(program, 'exit');
    program.kill();
    await exited;
    await router.stop();
    rmSync(directory, { recursive: true });
  }
}
