/**
 * Makes the recordings: `npx tsx <this checkout>/test/upgrade/record.ts`, run in a built checkout of the version that is recorded. See the
 * README beside the recordings.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startNetwork } from '../../src/demo/network.ts';
import { menuPaths } from '../../src/parse/menu.ts';
import { ask, listNames, metricsOf, openSession, questions } from './answers.ts';
import { createClock } from './clock.ts';
import { type CommandResult, commands, run } from './commands.ts';
import { effectiveConfigs, type ReadConfig, variablesIn } from './config.ts';
import { configFolder, stateFolder, store, VERSION } from './recording.ts';
import { type Tables, toRecorded } from './router.ts';
import {
  API_KEY,
  BEN,
  get,
  pause,
  type Running,
  start,
  startScene,
  TABLET,
  TAKEN_AT,
  until,
  VACUUM,
} from './scene.ts';

const HOUR_MS = 3_600_000;
const root = process.cwd();
const main = join(root, 'dist', 'main.js');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
if (version !== VERSION) throw new Error(`${root} is version ${version}, not ${VERSION}`);

// 1 Configurations
const modules = ['src/config/read.ts', 'dist/config.js'].map((path) => join(root, path));
const configModule = modules.find((path) => existsSync(path))!;
const { readConfig } = (await import(pathToFileURL(configModule).href)) as { readConfig: ReadConfig };
const configs = effectiveConfigs(configFolder, readConfig);
const example = readFileSync(join(root, '.env.example'), 'utf8');
const used = new Set(Object.keys(configs).flatMap((name) => variablesIn(configFolder, name)));
const unused = [...example.matchAll(/^#? ?([A-Z_]+)=/gm)]
  .map(([, name]) => name!)
  .filter((name) => !used.has(name));
if (unused.length > 0) throw new Error(`in no configuration: ${unused.join(', ')}`);
for (const [name, config] of Object.entries(configs))
  if (!('config' in config)) throw new Error(`${name} is refused: ${JSON.stringify(config)}`);
store('config', configs);

// 2 Tables of the simulated network
const network = await startNetwork({ seed: 7, now: () => TAKEN_AT });
const [house, workshop] = (await Promise.all(network.routers.map(tablesOf))) as [Tables, Tables];
await network.stop();

async function tablesOf({ url, username, password }: (typeof network.routers)[number]): Promise<Tables> {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const tables: Tables = {};
  for (const path of menuPaths) {
    const response = await fetch(`${url}/rest/${path}`, { headers: { authorization } });
    if (response.ok) tables[path] = toRecorded((await response.json()) as Tables[string], TAKEN_AT);
  }
  return tables;
}

// 3 Three runs, an hour apart
const clock = createClock(TAKEN_AT);
const scene = await startScene({ house, workshop }, clock);
const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-record-'));
const wifi = house['interface/wifi/registration-table'] as Record<string, string | number>[];
const rowOf = (mac: string) => wifi.findIndex((row) => row['mac-address'] === mac);
const [ben] = wifi.splice(rowOf(BEN), 1);
if (ben === undefined) throw new Error('Ben is not at home');
wifi.push(ben);

/** Waits until the service has told `count` events of a kind in all. */
async function happened({ url }: Running, type: string, count: number): Promise<void> {
  const path = `/events?event_type=${type}&since=400d&limit=1000`;
  await until(`${count} × ${type}`, async () => {
    const { events } = (await get(url, path)) as { events: unknown[] };
    return events.length >= count;
  });
}

async function runOnce(hours: number, play: (service: Running) => Promise<void>): Promise<void> {
  clock.set(TAKEN_AT + hours * HOUR_MS);
  const service = await start(main, scene, stateDir);
  await play(service);
  // some readings more, for the history
  await pause(5000);
  await service.stop();
}

await runOnce(0, async (service) => {
  wifi.splice(rowOf(BEN), 1);
  Object.assign(wifi[rowOf(TABLET)]!, { interface: 'Hallway 5GHz', uptime: clock.now() });
  await happened(service, 'roamed', 1);
  await happened(service, 'left', 1);
});
await runOnce(1, async (service) => {
  wifi.push({ ...ben, interface: 'Kitchen 5GHz', uptime: clock.now() });
  await happened(service, 'arrived', 1);
});
await runOnce(2, async (service) => {
  wifi.splice(rowOf(BEN), 1);
  await happened(service, 'left', 2);
  const vacuum = VACUUM.replaceAll(':', '').toLowerCase();
  const discovery = `homeassistant/device/mikrotik_presence_home_client_${vacuum}/config`;
  await scene.observer.publishAsync(discovery, '', { retain: true, qos: 1 });
  const state = () => readFileSync(join(stateDir, 'memory.json'), 'utf8');
  await until('the deletion is saved', () => state().includes(`"client_${vacuum}"`));
  await pause(3000);
  const { url } = service;
  const sessionId = await openSession(url);
  const at = clock.now();
  store('answers', {
    at,
    rest: await ask(url, questions(at)),
    sessionId,
    tools: await listNames(url, sessionId, 'tools'),
    prompts: await listNames(url, sessionId, 'prompts'),
    metrics: await metricsOf(url, API_KEY),
  });
  store('retained', Object.fromEntries([...scene.retained].sort(([a], [b]) => (a < b ? -1 : 1))));
  const results: Record<string, CommandResult> = {};
  const place = { main, directory: service.program.directory, env: scene.env, url };
  for (const command of commands.filter((one) => one.run !== undefined))
    results[command.line] = await run(command, place);
  const bad = Object.entries(results).filter(
    ([, { status, code }]) => (status ?? 200) !== 200 || ![0, 28, null].includes(code),
  );
  if (bad.length > 0) throw new Error(`not as the README says: ${JSON.stringify(bad)}`);
  store('commands', results);
});
store('routers/house', house);
store('routers/workshop', workshop);
rmSync(stateFolder, { recursive: true, force: true });
mkdirSync(stateFolder, { recursive: true });
for (const name of ['memory.json', 'installation.key', 'history.db'])
  cpSync(join(stateDir, name), join(stateFolder, name));
rmSync(stateDir, { recursive: true });
await scene.stop();
process.stdout.write(
  `recorded ${VERSION} from ${Object.keys(configs).length} configurations and three runs\n`,
);
