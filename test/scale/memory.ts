/**
 * `npx tsx test/scale/memory.ts [minutes]`: what it takes. The built program with 30 and with 300 devices side by side: memory after ten minutes of polls
 * every 10 s with everything switched on, and how soon it answers after its start; and the size of the files that go into the image.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { type RouterAddress, startProgram } from './program.ts';
import type { Order } from './routers.ts';

const MIB = 1024 * 1024;
const minutes = Number(process.argv[2] ?? 10);
const root = fileURLToPath(new URL('../../', import.meta.url));

const login = { username: 'scale', password: 'a word' };
const broker = await startDemoBroker(login);
const running = [];
for (const devices of [30, 300]) {
  const far = fork(new URL('routers.ts', import.meta.url));
  await once(far, 'message');
  far.send({ routers: 1, devicesPerRouter: devices } satisfies Order);
  const [addresses] = (await once(far, 'message')) as [RouterAddress[]];
  const starts: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const trial = await startProgram(addresses);
    const ms = await trial.untilDevices(devices);
    starts.push(`${ms.toFixed(0)} ms (${trial.cpuSeconds().toFixed(1)} s of processor)`);
    await trial.stop();
  }
  const program = await startProgram(addresses, {
    MCP_API_KEY: 'another-key-for-the-scale',
    MQTT_URL: broker.url,
    MQTT_USERNAME: login.username,
    MQTT_PASSWORD: login.password,
    INSTANCE_ID: `scale-${devices}`,
    MQTT_BASE_TOPIC: `scale-${devices}`,
  });
  await program.untilDevices(devices);
  running.push({ devices, far, program, starts, cpuBefore: program.cpuSeconds(), began: performance.now() });
}
await wait(minutes * 60_000);
console.log(`after ${minutes} min of polls every 10 s, with REST, MCP, MQTT and the history`);
for (const { devices, far, program, starts, cpuBefore, began } of running) {
  const cpu = ((program.cpuSeconds() - cpuBefore) / ((performance.now() - began) / 1000)) * 100;
  console.log(
    `${String(devices).padStart(4)} devices  RSS ${program.rssMiB().toFixed(0)} MiB (most ${program.peakMiB().toFixed(0)})  CPU ${cpu.toFixed(1)} %  first answer after ${starts.join(', ')}`,
  );
  await program.stop();
  far.kill();
}
await broker.stop();
console.log(`files of the image beside those of node:24-bookworm-slim: ${imageMiB().toFixed(0)} MiB`);

/** What the Dockerfile puts into /app, made in the same steps. */
function imageMiB(): number {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-image-'));
  try {
    for (const name of ['package.json', 'package-lock.json', 'LICENSE'])
      cpSync(join(root, name), join(directory, name));
    execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: directory,
      stdio: 'ignore',
    });
    const sqlite = join(directory, 'node_modules/@photostructure/sqlite');
    rmSync(join(sqlite, 'src'), { recursive: true });
    for (const path of filesIn(join(sqlite, 'prebuilds')))
      if (!path.includes(`linux-${process.arch}/`) || !path.endsWith('.glibc.node')) rmSync(path);
    rmSync(join(directory, 'package-lock.json'));
    cpSync(join(root, 'dist'), join(directory, 'dist'), { recursive: true });
    return filesIn(directory).reduce((sum, path) => sum + statSync(path).size, 0) / MIB;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
