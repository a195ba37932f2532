/** The program as a process, killed without a word: the last will says so, and what it knew is known when it is back. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'vitest';
import { mosquitto } from '../mosquitto.ts';
import { until as lookUntil } from '../mqtt/lab.ts';
import { LOOPBACK, programFile } from '../program.ts';
import { isReady, PHONE } from './drill.ts';
import { createListener } from './listener.ts';
import { startNetwork } from './network.ts';

const BRIDGE = 'mikrotik-presence/bridge/state';
/** Ten seconds of the will, and what the broker takes to look. */
const WILL_MS = 40_000;
const until = (condition: () => boolean) => lookUntil(condition, WILL_MS, 20);

async function prepare({ onTestFinished }: TestContext) {
  const ends: (() => Promise<unknown> | void)[] = [];
  onTestFinished(async () => {
    for (const end of ends.reverse()) await end();
  });
  const network = await startNetwork(Date.now);
  ends.push(network.stop);
  const broker = await mosquitto();
  ends.push(broker.stop);
  const listener = createListener(broker.url, {});
  await listener.connect();
  ends.push(listener.end);
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-process-'));
  ends.push(() => rmSync(directory, { recursive: true }));
  const { mac } = network.house.devices().find(({ name }) => name === PHONE)!;
  const routers = network.routers.map(({ url, username, password }, index) => ({
    id: ['hallway', 'workshop'][index],
    url,
    username,
    password,
    timeout: '500ms',
  }));
  // JSON is YAML
  writeFileSync(join(directory, 'config.yaml'), JSON.stringify({ routers, devices: [{ mac, name: PHONE }] }));
  const env = {
    CONFIG_FILE: 'config.yaml',
    MQTT_URL: broker.url,
    POLL_INTERVAL: '1s',
    AWAY_DELAY: '3s',
    ...LOOPBACK,
    LOG_LEVEL: 'warn',
  };
  const id = mac.replaceAll(':', '').toLowerCase();
  let program: ChildProcess | null = null;
  const kill = async () => {
    if (program === null || program.exitCode !== null || program.signalCode !== null) return;
    const gone = once(program, 'exit');
    program.kill('SIGKILL');
    await gone;
  };
  ends.push(kill);
  return {
    network,
    kill,
    tracker: () => listener.trackers.of(id),
    bridge: () => listener.retained().get(BRIDGE),
    start: () => {
      program = spawn(process.execPath, [programFile()], { cwd: directory, env, stdio: 'ignore' });
    },
    /** How often a program has said that it is there: once for each start. */
    starts: () => listener.topics.filter((topic) => topic === BRIDGE).length,
  };
}

describe.skipIf(!isReady).concurrent('the program is killed', () => {
  it('and back at once: nobody noticed; who left is away after the delay', async (test) => {
    const { expect } = test;
    const { start, kill, starts, tracker, network } = await prepare(test);
    start();
    await until(() => tracker().at(-1) === 'home');
    await kill();
    start();
    await until(() => starts() === 2);
    expect(tracker()).toEqual(['home']);
    network.house.leave(PHONE);
    const since = Date.now();
    await until(() => tracker().at(-1) === 'not_home');
    expect(Date.now() - since).toBeGreaterThanOrEqual(3000);
    expect(tracker()).toEqual(['home', 'not_home']);
  }, 180_000);

  it('during an outage, and stays so: the will says it; back, it holds what it knew; nobody left', async (test) => {
    const { expect } = test;
    const { start, kill, bridge, tracker, network } = await prepare(test);
    start();
    await until(() => tracker().at(-1) === 'home');
    network.hallway.setFault('html');
    await kill();
    await until(() => bridge() === '{"state":"offline"}');
    expect(tracker()).toEqual(['home', 'unavailable']);
    start();
    await until(() => bridge() === '{"state":"online"}');
    const { length } = network.hallway.requests;
    // longer than the delay, had these polls been evidence
    await until(() => network.hallway.requests.length >= length + 4);
    network.hallway.setFault(null);
    const { length: answered } = network.hallway.requests;
    await until(() => network.hallway.requests.length >= answered + 6);
    expect(tracker()).toEqual(['home', 'unavailable', 'home']);
  }, 180_000);
});
