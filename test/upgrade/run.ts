/**
 * Replays the recordings of an earlier version against the built program: its configurations, state, retained topics and commands. Prints a line
 * for each check, with every difference that expected.ts does not list; exit code 1 if there is any. `npm run build && npx tsx test/upgrade/run.ts`
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/read.ts';
import { ask, listNames, metricsOf } from './answers.ts';
import { createClock } from './clock.ts';
import { commands, run } from './commands.ts';
import { additions, differences, type IsSame } from './compare.ts';
import { effectiveConfigs } from './config.ts';
import { isExpected, movedConfig, newIds, newTopics } from './expected.ts';
import { configFolder, load, stateFolder, VERSION } from './recording.ts';
import { API_KEY, start, startScene, until } from './scene.ts';

const MOST_SHOWN = 10;
const LATER_MS = 10 * 60_000;
const main = join(import.meta.dirname, '..', '..', 'dist', 'main.js');
if (!existsSync(main)) throw new Error('There is no dist/main.js: run npm run build first.');

let failed = 0;
let passed = 0;

function check(what: string, found: readonly string[]): void {
  const isGood = found.length === 0;
  if (isGood) passed++;
  else failed++;
  print(`${isGood ? 'ok  ' : 'DIFF'}  ${what}`);
  for (const line of found.slice(0, MOST_SHOWN)) print(`        ${line}`);
  if (found.length > MOST_SHOWN) print(`        and ${found.length - MOST_SHOWN} more`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Names of the recording that are no longer there. */
function missing(recorded: readonly string[], current: readonly string[]): string[] {
  return additions(current, recorded).map((name) => `${name} is gone`);
}

// 1 Configurations
const currentConfigs = effectiveConfigs(configFolder, readConfig);
for (const [name, recorded] of Object.entries(load('config'))) {
  const moved: IsSame = (path, before) => {
    const to = movedConfig[path];
    return to !== undefined && differences(before, valueAt(currentConfigs[name], to)).length === 0;
  };
  check(`config: ${name} means what it meant`, differences(recorded, currentConfigs[name], moved));
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

// 2 State and retained topics
const answers = load('answers');
const retained = load('retained');
const clock = createClock(answers.at + LATER_MS);
const scene = await startScene({ house: load('routers/house'), workshop: load('routers/workshop') }, clock);
for (const [topic, payload] of Object.entries(retained)) {
  const offline = topic === 'mikrotik-presence/bridge/state' ? '{"state":"offline"}' : payload;
  await scene.observer.publishAsync(topic, offline, { retain: true, qos: 1 });
}
await until('the broker holds what it held', () => scene.retained.size === Object.keys(retained).length);
const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-upgrade-'));
cpSync(stateFolder, stateDir, { recursive: true });
chmodSync(join(stateDir, 'installation.key'), 0o600);
const before = readFileSync(join(stateDir, 'memory.json'), 'utf8');
const service = await start(main, scene, stateDir);
const { url } = service;

for (const [path, recorded] of Object.entries(answers.rest)) {
  const current = (await ask(url, [path]))[path];
  const same: IsSame = (at, a, b) => isExpected(`${path}.${at}`, a, b);
  check(`state: GET ${path.replace(/\?.*/, '')} answers the same`, differences(recorded, current, same));
}
check('state: metrics are still there', missing(answers.metrics, await metricsOf(url, API_KEY)));
for (const list of ['tools', 'prompts'] as const) {
  const names = await listNames(url, answers.sessionId, list).catch((error: unknown) => String(error));
  const found = typeof names === 'string' ? [names] : missing(answers[list], names);
  check(`state: an MCP session goes on, and lists its ${list}`, found);
}

check(
  'retained: no topic was taken away, not even for a moment',
  scene.emptied.map((topic) => `${topic} was emptied`),
);
check('retained: every topic is still there', missing(Object.keys(retained), [...scene.retained.keys()]));
const added = additions(Object.keys(retained), scene.retained.keys());
check(
  'retained: no topic is new',
  added
    .filter((topic) => !newTopics.some((pattern) => pattern.test(topic)))
    .map((topic) => `${topic} is new`),
);
const uniqueIds = (topics: Iterable<[string, string]>) =>
  [...topics]
    .flatMap(([, payload]) => [...payload.matchAll(/"unique_id":"([^"]+)"/g)].map(([, id]) => id!))
    .sort();
const [idsBefore, idsNow] = [uniqueIds(Object.entries(retained)), uniqueIds(scene.retained)];
check(`retained: all ${idsBefore.length} unique_ids are still there`, missing(idsBefore, idsNow));
check(
  'retained: no unique_id is new',
  additions(idsBefore, idsNow).filter((id) => !newIds.some((pattern) => pattern.test(id))),
);
for (const [what, isOfIt] of [
  ['discovery', (topic: string) => topic.endsWith('/config')],
  ['state', (topic: string) => !topic.endsWith('/config')],
] as const) {
  const found = Object.entries(retained)
    .filter(([topic]) => isOfIt(topic))
    .flatMap(([topic, payload]) => differencesOf(topic, payload, scene.retained.get(topic)));
  check(`retained: ${what} payloads are the same`, found);
}

function differencesOf(topic: string, recorded: string, current: string | undefined): string[] {
  const same: IsSame = (path, a, b) => isExpected(`${topic}.${path}`, a, b);
  return differences(parsed(recorded), parsed(current), same).map((line) => `${topic} ${line}`);
}

function parsed(payload: string | undefined): unknown {
  try {
    return JSON.parse(payload!);
  } catch {
    return payload;
  }
}

// 3 Commands
const recordedCommands = load('commands');
for (const command of commands) {
  if (command.run === undefined) {
    print(`skip  command: ${command.line}: ${command.why}`);
    continue;
  }
  const { keys = [], tools = [], ...recorded } = recordedCommands[command.line]!;
  const place = { main, directory: service.program.directory, env: scene.env, url };
  const { keys: keysNow = [], tools: toolsNow = [], ...current } = await run(command, place);
  const found = [...differences(recorded, current), ...missing(keys, keysNow), ...missing(tools, toolsNow)];
  check(`command: ${command.line}`, found);
}

// 4 What is left behind
await service.stop();
const kept = readdirSync(stateDir).filter((name) => name.startsWith('memory.json.v'));
check(
  'state: the state file is kept as it was',
  kept.some((name) => readFileSync(join(stateDir, name), 'utf8') === before)
    ? []
    : [`found ${kept.join() || 'none'}`],
);
const problems = service.program.lines().filter(({ level }) => level !== 'info');
check(
  'log: nothing is wrong',
  problems.map(({ msg, problem }) => `${msg}: ${String(problem)}`),
);
await scene.stop();
rmSync(stateDir, { recursive: true });

print(`\n${passed} checks passed and ${failed} failed, of version ${VERSION} against this build`);
process.exitCode = failed === 0 ? 0 : 1;
