/** The built program in trouble: what it answers, what it says of itself, whom it sends away, and how soon all is well again. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { type SimulatedNetwork, startNetwork } from '../../src/demo/network.ts';
import { freePort } from '../mosquitto.ts';
import { type Line, type Program, startProgram } from './program.ts';
import { POLL_MS, type Preparation, type Scenario } from './scenario.ts';
import { type Look, type Seen, startWitness, type Witness } from './witness.ts';

export interface Outcome {
  seen: Seen;
  /** Departures that the log tells of, of which none is true. */
  leftByLog: number;
  warnings: number;
  errors: number;
  mostMiB: number | null;
  /** From the end of the trouble until all is well; null when it was not within the limit. */
  recoveredMs: number | null;
  /** What is wrong; nothing when all is well. */
  faults: readonly string[];
}

export const login = { username: 'presence', password: 'a word' };
const KEY = 'a-key-for-the-matrix';
const AWAY_DELAY = '3s';
const START_MS = 30_000;
const RECOVERY_MS = 60_000;
const LOOK_EVERY_MS = 200;
/** Connections that are kept for a while, and those of whoever looks on. */
const SPARE_HANDLES = 12;

export async function observe(scenario: Scenario): Promise<Outcome> {
  const network = await startNetwork({ seed: 7 });
  network.house.pause();
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-matrix-'));
  const stateDir = join(directory, 'data');
  mkdirSync(stateDir);
  const ground = { network, directory, stateDir };
  const preparation = (await scenario.prepare?.(ground)) ?? {};
  const broker = preparation.brokerUrl === undefined ? await startDemoBroker(login) : null;
  const brokerUrl = broker?.url ?? preparation.brokerUrl!;
  const routerCount = scenario.routers === 'both' ? 2 : 1;
  writeConfig(directory, network, routerCount, preparation);
  const port = await freePort();
  const witness = await startWitness({
    port,
    key: KEY,
    network,
    routerCount,
    broker: { url: brokerUrl, ...login },
  });
  const { env = {}, nodeArgs = [], before = [] } = preparation;
  const program = startProgram({
    directory,
    before,
    nodeArgs,
    env: {
      CONFIG_FILE: 'config.yaml',
      API_KEY: KEY,
      HOST: '127.0.0.1',
      PORT: String(port),
      POLL_INTERVAL: `${POLL_MS}ms`,
      ROUTEROS_TIMEOUT: '2s',
      AWAY_DELAY: scenario.awayDelay ?? AWAY_DELAY,
      STATE_DIR: stateDir,
      LOG_FORMAT: 'json',
      MQTT_URL: brokerUrl,
      MQTT_USERNAME: login.username,
      MQTT_PASSWORD: login.password,
      ...env,
    },
  });
  try {
    const lookOn = async (ms: number, isEnough: (look: Look) => boolean) => {
      for (const until = performance.now() + ms; performance.now() < until; await wait(LOOK_EVERY_MS))
        if (isEnough(await witness.look())) return;
    };
    const during = (ms: number) => lookOn(ms, () => false);
    const untilFelt = (mostMs: number) =>
      lookOn(mostMs, ({ missing, health }) => missing > 0 || health?.status !== 'ok');
    const rig = { ...ground, program: program.child, port, during, untilFelt };
    return await play(scenario, program, witness, () => scenario.trouble(rig));
  } finally {
    program.child.kill('SIGKILL');
    await program.stop();
    await witness.end();
    await preparation.end?.();
    await Promise.all([network.stop(), broker?.stop()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function play(
  scenario: Scenario,
  program: Program,
  witness: Witness,
  trouble: () => Promise<void>,
): Promise<Outcome> {
  const { seen } = witness;
  const { isBad, recoveryMs = RECOVERY_MS, shows = ({ healths }) => healths.has('degraded') } = scenario;
  const faults: string[] = [];
  const isFromStart = isBad === 'from the start';
  const before = await within(START_MS, program, async () =>
    isFromStart ? ((await witness.isUp()) ? null : 'no answer') : witness.unwell(),
  );
  if (before.why !== null) faults.push(`never well before: ${before.why}`);
  if (!isFromStart) program.forget();
  witness.forget();
  const handles = program.end() === null ? program.handleCount() : 0;
  if (faults.length === 0) await trouble();
  const during = structuredClone(seen);
  const after = await within(recoveryMs, program, witness.unwell);
  if (after.why !== null) faults.push(`not well again: ${after.why}`);
  const grown = program.end() === null ? program.handleCount() - handles : 0;
  const mostMiB = program.mostMiB();
  const lines = program.lines();
  const ended = program.end();
  if (ended !== null) faults.push(`crashed: ${ended}`);
  if (!shows(during)) faults.push('nothing of the trouble was to be seen');
  const leftByLog = lines.filter(({ msg }) => msg === 'left').length;
  if (leftByLog + seen.left.rest.size + seen.left.mqtt.size > 0) faults.push('false departures');
  const invented = lines.filter(({ msg }) => msg === 'arrived' || msg === 'roamed');
  if (scenario.isStill === true && invented.length > 0)
    faults.push(`${invented.length} invented: ${JSON.stringify(invented[0])}`);
  if (seen.disturbed.size > 0) faults.push(`${seen.disturbed.size} devices of the other router disturbed`);
  const may = new Set(['200', ...(scenario.mayAnswer ?? [])]);
  const answers = [...seen.statuses.keys()].filter((status) => !may.has(status));
  if (answers.length > 0) faults.push(`answers ${answers.join(', ')}`);
  if (!isFromStart && grown > SPARE_HANDLES) faults.push(`${grown} more handles than before`);
  if (ended === null) {
    const end = await program.stop();
    if (end !== 0) faults.push(`stopped with ${end}`);
  }
  faults.push(...program.noise().map((line) => `wrote "${line.slice(0, 200)}"`));
  faults.push(...complaints(lines, scenario));
  const count = (level: string) => lines.filter((line) => line.level === level).length;
  return {
    seen: { ...during, left: seen.left, disturbed: seen.disturbed },
    leftByLog,
    warnings: count('warn'),
    errors: count('error'),
    mostMiB,
    recoveredMs: after.why === null ? after.tookMs : null,
    faults,
  };
}

/** What is wrong with the log: errors, a line that says the same again and again, a failure without a remedy. */
function complaints(lines: readonly Line[], { turns = 1, mayLogErrors = false }: Scenario): string[] {
  const found: string[] = [];
  const error = lines.find(({ level }) => level === 'error');
  if (error !== undefined && !mayLogErrors) found.push(`error in the log: ${JSON.stringify(error)}`);
  const times = new Map<string, number>();
  for (const line of lines) {
    if (line.level !== 'warn' && line.level !== 'error') continue;
    // a message says which access point it is about; numbers in it, such as a port, differ each time
    const message = (typeof line['message'] === 'string' ? line['message'] : '').replaceAll(/\d+/g, '#');
    const text = JSON.stringify({ ...line, time: undefined, message });
    times.set(text, (times.get(text) ?? 0) + 1);
    if (line.msg === 'table failed' && typeof line['remedy'] !== 'string')
      found.push(`no remedy in the log: ${text}`);
  }
  // what it says at a change of state: once for each, and once at the edge of two
  for (const [text, count] of times) if (count > turns + 1) found.push(`${count} times in the log: ${text}`);
  return found;
}

function writeConfig(
  directory: string,
  { routers, house }: SimulatedNetwork,
  routerCount: number,
  { routerUrl = (url: string) => url }: Preparation,
): void {
  const identities = house.routers.slice(0, routerCount).map(({ identity }) => identity);
  const there = house.devices().filter(({ router }) => router !== null && identities.includes(router));
  const file = {
    routers: routers.slice(0, routerCount).map(({ url, username, password }, index) => ({
      id: `r${index}`,
      url: routerUrl(url, index),
      username,
      password,
    })),
    // the broker is told of everybody
    devices: there.map(({ mac, name }) => ({ mac, name })),
    homeassistant: { discover: 'all' },
  };
  // JSON is YAML
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify(file));
}

/** Until nothing is missing any more, the program is gone, or the time is over. */
async function within(ms: number, program: Program, missing: () => Promise<string | null>) {
  const since = performance.now();
  let why: string | null = 'not looked at';
  while (program.end() === null) {
    why = await missing();
    const tookMs = performance.now() - since;
    if (why === null || tookMs > ms) return { why, tookMs };
    await wait(LOOK_EVERY_MS);
  }
  return { why: 'it has ended', tookMs: performance.now() - since };
}
