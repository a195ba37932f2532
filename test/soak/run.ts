/**
 * `npm run soak [hours]`: a simulated week (or so many hours) of one router with 300 devices at full speed, with faults, and with twenty that ask by REST,
 * five by MCP, five that follow the events and one at the broker, all in this process. Prints heap, RSS and open handles as the days go by, and the line
 * through them after the first quarter. Exit code 1 when the heap grows steadily, handles do, a listener was added too often, somebody was refused, a
 * stream broke, or an error was logged.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaults } from '../../src/config/read.ts';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { createFleet } from '../../src/demo/fleet.ts';
import { startRouter } from '../../src/demo/router.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { createTime, HOUR, MINUTE } from '../drill/time.ts';
import { createChurn } from './churn.ts';
import { startConsumers } from './consumers.ts';
import { startProgram } from './program.ts';

const MIB = 1024 * 1024;
const SAMPLES = 28;
/** Of the heap, in a simulated day: what is below cannot be told from chance. */
const MAX_GROWTH_MIB = 2;

const hours = Number(process.argv[2] ?? 168);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const warnings: string[] = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

const time = createTime();
const fleet = createFleet({
  routers: 1,
  devicesPerRouter: 300,
  accessPointsPerRouter: 6,
  now: time.true,
});
const router = await startRouter({
  tables: () => fleet.routers[0]!.tables(),
  onReboot: () => fleet.routers[0]!.reboot(),
  now: time.true,
});
const login = { username: 'soak', password: 'a word' };
const broker = await startDemoBroker(login);
const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-soak-'));
let errors = 0;
let firstError = '';
const destination = {
  write: (line: string) => {
    if (!line.includes('"level":"error"')) return;
    if (errors++ === 0) firstError = line.trim();
  },
};
const { url: routerUrl, username, password } = router;
const config = {
  ...defaults.config,
  // one that hangs is waited for in real time
  routers: [{ ...defaults.router, id: 'router', url: routerUrl, username, password, timeoutMs: 300 }],
  mqtt: { ...defaults.mqtt, url: broker.url, ...login },
  homeassistant: { ...defaults.config.homeassistant, discover: 'all' as const },
  stateDir,
};
const program = await startProgram(config, createLog({ level: 'error', format: 'json', destination }), time);
await time.pass(MINUTE);
const consumers = await startConsumers({
  url: program.url,
  brokerUrl: broker.url,
  login,
  rest: 20,
  streams: 5,
  mcp: 5,
});
const churn = createChurn(fleet.sites[0]!, router, 11);

interface Sample {
  day: number;
  heapMiB: number;
  rssMiB: number;
  handles: number;
}
const samples: Sample[] = [];
console.log(
  `${hours} simulated hours, 300 devices, one poll every ${config.pollIntervalMs / 1000} s; 20 REST, 5 MCP, 5 event streams, 1 MQTT`,
);
console.log('   hours   heap MiB    RSS MiB  handles  devices known');
const beganAt = performance.now();
const everyMinutes = Math.max(1, Math.round((hours * 60) / SAMPLES));
for (let minute = 1; minute <= hours * 60; minute++) {
  await churn.minute();
  await time.pass(MINUTE);
  await consumers.ask();
  if (minute % everyMinutes === 0) sample(minute);
}
churn.calm();
await time.pass(10 * MINUTE);
report();
await consumers.stop();
await program.stop();
await Promise.all([router.stop(), broker.stop()]);
rmSync(stateDir, { recursive: true, force: true });

function sample(minute: number): void {
  // the far end keeps its last 20,000 requests
  router.resetCounters();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length;
  samples.push({ day: (minute * MINUTE) / (24 * HOUR), heapMiB: heapUsed / MIB, rssMiB: rss / MIB, handles });
  const known = program.service.snapshot.current()?.devices.size ?? 0;
  console.log(
    `${(minute / 60).toFixed(1).padStart(8)} ${(heapUsed / MIB).toFixed(1).padStart(10)} ${(rss / MIB).toFixed(1).padStart(10)} ${String(handles).padStart(8)}  ${known}`,
  );
}

function report(): void {
  const tookS = (performance.now() - beganAt) / 1000;
  const warm = samples.slice(Math.floor(samples.length / 4));
  const heap = fit(warm.map(({ day, heapMiB }) => [day, heapMiB]));
  const rss = fit(warm.map(({ day, rssMiB }) => [day, rssMiB]));
  const handles = fit(warm.map(({ day, handles: open }) => [day, open]));
  const { counts } = consumers;
  const { moves, faults } = churn.counts();
  console.log(
    `took ${tookS.toFixed(0)} s of real time, ${((hours * 3600) / tookS).toFixed(0)} times as fast as life`,
  );
  console.log(
    `after the first quarter, per simulated day: heap ${show(heap)} MiB, RSS ${show(rss)} MiB, handles ${show(handles)}`,
  );
  console.log(`handles now: ${JSON.stringify(countsOf(process.getActiveResourcesInfo()))}`);
  console.log(`moves ${moves}, faults ${faults}; consumers ${JSON.stringify(counts)}`);
  const { status, history, mqtt } = program.health();
  console.log(
    `health ${status}; history ${JSON.stringify(history)}; broker ${JSON.stringify(mqtt?.connected)}`,
  );
  console.log(`errors in the log: ${errors}${firstError === '' ? '' : `, the first ${firstError}`}`);
  console.log(`warnings of Node.js: ${warnings.length === 0 ? 'none' : warnings.join(' | ')}`);
  // too few samples tell nothing
  const isFlat =
    heap.slope - 2 * heap.error <= MAX_GROWTH_MIB &&
    handles.slope - 2 * handles.error <= 1 &&
    !warnings.some((text) => text.includes('MaxListeners'));
  console.log(isFlat ? 'it does not grow' : 'it GROWS, or ran too short to tell');
  const failures = errors + counts.restRefused + counts.mcpRefused + counts.streamsBroken;
  process.exitCode = isFlat && failures === 0 && status === 'ok' ? 0 : 1;
}

/** Least squares: the slope and its standard error. */
function fit(points: readonly (readonly [number, number])[]): { slope: number; error: number } {
  const n = points.length;
  if (n < 3) return { slope: Number.NaN, error: Number.NaN };
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (n - 2) / spread) };
}

function show({ slope, error }: { slope: number; error: number }): string {
  return `${slope >= 0 ? '+' : ''}${slope.toFixed(2)} ± ${error.toFixed(2)}`;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
