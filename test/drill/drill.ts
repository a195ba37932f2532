/** The whole program but its command line, between a simulated network over real HTTP and a real mosquitto, and the truth beside it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
import { defaults } from '../../src/config/read.ts';
import type { Config } from '../../src/config/config.ts';
import { createLog } from '../../src/telemetry/log.ts';
import type { Mac } from '../../src/parse/mac.ts';
import { hasMosquitto, mosquitto } from '../mosquitto.ts';
import { until } from '../mqtt/lab.ts';
import { createListener } from './listener.ts';
import { startNetwork } from './network.ts';
import { type Program, startProgram } from './program.ts';
import { createTime, MINUTE, SECOND } from './time.ts';
import { createTruth } from './truth.ts';

/** Its tracker is told of in the tests: it is on the access point "Kitchen" of the router "hallway". */
export const PHONE = "Anna's phone";
/** At most half of AWAY, which is never less than two polls. A drill costs its polls, and below a minute every other one reads no inventory. */
export const POLL = 58 * SECOND;
export const AWAY = 3 * MINUTE;

export const isReady = hasMosquitto();
if (!isReady) console.warn('mosquitto is not on the PATH: the drill is skipped');

export interface DrillOptions {
  /** Whether the program reads the router "workshop" too. Each poll costs, so only tests about it ask for it. */
  hasWorkshop?: boolean;
  config?: Partial<Config>;
  /** For one request, in real time: what a router that hangs costs the test. */
  timeoutMs?: number;
  /** Lines of mosquitto's configuration, and the files they name. */
  broker?: [lines: string, files: Record<string, string>];
  login?: { username: string; password: string };
}

export type Drill = Awaited<ReturnType<typeof startDrill>>;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

export async function startDrill(options: DrillOptions = {}) {
  const {
    hasWorkshop = false,
    config: changed = {},
    timeoutMs = 1000,
    login = { username: 'presence', password: 'word' },
  } = options;
  const time = createTime();
  const network = await startNetwork(time.true);
  const broker = await mosquitto(...(options.broker ?? (['', {}] as const)));
  const read = hasWorkshop ? network.routers : [network.hallway];
  const truth = createTruth(network.house, AWAY, time.monotonicNow, hasWorkshop ? null : 'Hallway');
  const listener = createListener(broker.url, login);
  const stateDir = mkdtempSync(join(tmpdir(), 'mikrotik-presence-drill-'));
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const log = createLog({ level: 'info', format: 'json', destination });
  const mac = network.house.devices().find(({ name }) => name === PHONE)!.mac as Mac;
  const config: Config = {
    ...defaults.config,
    pollIntervalMs: POLL,
    routers: read.map(({ url, username, password }, index) => ({
      ...defaults.router,
      id: ['hallway', 'workshop'][index]!,
      url,
      username,
      password,
      timeoutMs,
    })),
    devices: [{ macs: [mac], name: PHONE, awayDelayMs: null, track: null }],
    people: [{ id: 'anna', name: 'Anna', devices: [mac] }],
    mqtt: { ...defaults.mqtt, url: broker.url, ...login },
    stateDir,
    ...changed,
  };
  let program: Program | null = null;
  const snapshot = () => program?.service.snapshot.current() ?? null;
  const health = () => program!.service.health();
  const tracker = (name: string) => listener.trackers.of(name === 'Anna' ? 'anna' : truth.idOf(name));

  /** All that was to be said by now has been heard; time passes until the edge is ready to speak. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) {
      if (await listener.ask(turn < 20 ? 40 : 400)) return;
      await time.pass(SECOND);
    }
    throw new Error(`the edge does not come back: ${JSON.stringify(health().mqtt)}`);
  }

  /** Until a condition holds; the time that took. */
  async function passUntil(condition: () => boolean, mostMs = 10 * MINUTE, why = () => condition.toString()) {
    const since = time.monotonicNow();
    while (!condition()) {
      if (time.monotonicNow() - since > mostMs) throw new Error(`never: ${why()}`);
      await time.pass(SECOND);
      // the broker answers in real time
      await setImmediate();
    }
    return time.monotonicNow() - since;
  }

  const drill = {
    ...network,
    ...truth,
    time,
    broker,
    listener,
    stateDir,
    config,
    health,
    tracker,
    settle,
    passUntil,
    pass: time.pass,
    log: () => lines.map((line) => JSON.parse(line) as { level: string; msg: string; problem?: string }),
    device: (name: string) => snapshot()?.devices.get(truth.idOf(name)),
    /** The program starts; that it has read anything, it need not have. */
    start: () => {
      program = startProgram(config, log, time, truth.witness);
    },
    stop: async () => {
      await program?.stop();
      program = null;
    },
    /** The program ends, and nothing it does on its way out is written. */
    powerOff: async () => {
      const written = mkdtempSync(join(tmpdir(), 'mikrotik-presence-power-'));
      cpSync(stateDir, written, { recursive: true });
      await drill.stop();
      rmSync(stateDir, { recursive: true });
      cpSync(written, stateDir, { recursive: true });
      rmSync(written, { recursive: true });
    },
    /** All is well again, the program knows the truth, and the broker what it held before. */
    recovered: async () => {
      const why = () => `${truth.unseen(snapshot()).join(', ')} ${JSON.stringify(health())}`;
      const isWell = () => truth.unseen(snapshot()).length === 0 && health().status === 'ok';
      const tookMs = await passUntil(isWell, 12 * MINUTE, why);
      await settle();
      const isHeld = (topic: string) => (listener.retained().get(topic) ?? '') !== '';
      const missing = () => [...before.keys()].filter((topic) => !isHeld(topic)).join(', ');
      // the pauses of the edge pass in the time of the test, and the broker answers in real time
      for (let turn = 0; turn < 120 && missing() !== ''; turn++) {
        await time.pass(SECOND);
        await until(() => missing() === '', 20).catch(() => undefined);
      }
      expect(missing()).toBe('');
      await settle();
      expect(listener.retained().get('mikrotik-presence/bridge/state')).toBe('{"state":"online"}');
      return tookMs;
    },
    /** Those whom any tracker ever called away. */
    departed: () =>
      network.house
        .devices()
        .map(({ name }) => name)
        .filter((name) => tracker(name).includes('not_home')),
  };
  ends.push(async () => {
    await drill.stop();
    await listener.end();
    await Promise.all([network.stop(), broker.stop()]);
    rmSync(stateDir, { recursive: true, force: true });
    expect(truth.falsehoods()).toEqual([]);
  });
  await listener.connect();
  drill.start();
  await time.quiet();
  let before: ReadonlyMap<string, string> = new Map();
  await passUntil(() => truth.unseen(snapshot()).length === 0);
  await settle();
  before = new Map(listener.retained());
  return drill;
}
