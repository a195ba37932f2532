/** The far end, for real: a broker, an observer connected to it, and the edge under test with a clock that the test controls. */
import type { Socket } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { vi } from 'vitest';
import { startDemoBroker as startAedes } from '../../src/demo/broker.ts';
import type { Log } from '../../src/telemetry/log.ts';
import type { Deletions, Lapses } from '../../src/record/deletion.ts';
import type { Mqtt, MqttOptions } from '../../src/mqtt/options.ts';
import { startMqtt } from '../../src/mqtt/start.ts';
import { type FarEnd, freePort } from '../mosquitto.ts';
import { createClock, type TestClock } from './clock.ts';
import { holder, settings } from './house.ts';

export const credentials = { username: 'presence', password: 'open sesame' };

/** The broker of the demo, which can be stopped and started again as well. */
export async function aedes(): Promise<FarEnd> {
  const port = await freePort();
  let running: Awaited<ReturnType<typeof startAedes>> | null = null;
  const start = async () => {
    running = await startAedes({ ...credentials, port });
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    start,
    stop: async () => {
      await running?.stop();
      running = null;
    },
  };
}

export interface Heard {
  topic: string;
  payload: string;
  retain: boolean;
}

export interface Observer {
  client: MqttClient;
  /** Every message received, in order. */
  heard: Heard[];
  /** What the broker sends to a new subscriber: topic to payload. */
  retained: () => Promise<Map<string, string>>;
  /** Resolves when the broker has sent all it holds. */
  settle: () => Promise<void>;
  /** Resolves when everything that was on its way before has arrived. */
  roundTrip: () => Promise<void>;
  publish: (topic: string, payload: string, retain?: boolean) => Promise<void>;
  end: () => Promise<void>;
}

/** One would do; the others are for a broker that is slow to begin. */
const QUIET_ROUND_TRIPS = 3;

export async function observe(url: string, login: object = credentials): Promise<Observer> {
  const client = await connectAsync(url, { ...login, reconnectPeriod: 0 });
  (client.stream as unknown as Socket).setNoDelay(true);
  const heard: Heard[] = [];
  client.on('message', (topic, payload, { retain }) =>
    heard.push({ topic, payload: payload.toString(), retain }),
  );
  await client.subscribeAsync('#', { qos: 1 });
  let pings = 0;
  const roundTrip = async () => {
    const ping = `${++pings}`;
    await client.publishAsync('test/ping', ping, { qos: 1 });
    await until(() => heard.some(({ topic, payload }) => topic === 'test/ping' && payload === ping));
  };
  // a broker sends what is retained in lots, the next when the last is acknowledged: a round trip that brings none is the end
  const settle = async () => {
    const count = () => heard.filter(({ retain }) => retain).length;
    for (let quiet = 0; quiet < QUIET_ROUND_TRIPS; ) {
      const before = count();
      await roundTrip();
      quiet = count() === before ? quiet + 1 : 0;
    }
  };
  await roundTrip();
  return {
    client,
    heard,
    settle,
    roundTrip,
    retained: async () => {
      const late = await observe(url, login);
      await late.settle();
      const found = late.heard
        .filter(({ retain }) => retain)
        .map(({ topic, payload }) => [topic, payload] as const);
      await late.end();
      return new Map(found);
    },
    publish: async (topic, payload, retain = false) => {
      await client.publishAsync(topic, payload, { qos: 1, retain });
    },
    end: () => client.endAsync(true),
  };
}

/** `interval`: how often to look, in ms. What takes seconds, such as a process, is looked at less often. */
export async function until(
  condition: () => boolean | undefined,
  timeout = 30_000,
  interval = 2,
): Promise<void> {
  // one for all looks: an error costs more than most conditions
  const never = new Error(`never: ${condition.toString()}`);
  await vi.waitFor(
    () => {
      if (condition() !== true) throw never;
    },
    { timeout, interval },
  );
}

export interface Edge {
  mqtt: Mqtt;
  clock: TestClock;
  log: { level: string; event: string; fields: object }[];
  deletions: Deletions & { current: () => Set<string> };
  lapses: Lapses;
  adopted: string[];
  snapshot: ReturnType<typeof holder>;
  /** Connected, and what is retained looked through. */
  ready: (observer: Observer) => Promise<void>;
}

export function startEdge(
  url: string,
  overrides: Partial<MqttOptions> & { login?: object; config?: Parameters<typeof settings>[0] } = {},
): Edge {
  const { login = credentials, config, ...options } = overrides;
  const clock = createClock();
  const lines: Edge['log'] = [];
  const write = (level: string) => (fields: object, event: string) =>
    void lines.push({ level, event, fields });
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
  const deleted = new Set<string>();
  const deletions = {
    current: () => deleted,
    add: (keys: readonly string[]) => keys.forEach((key) => deleted.add(key)),
    remove: (keys: readonly string[]) => keys.forEach((key) => deleted.delete(key)),
  };
  let lapsing: ReadonlyMap<string, number> = new Map();
  const lapses = { current: () => lapsing, replace: (next: typeof lapsing) => void (lapsing = next) };
  const adopted: string[] = [];
  const snapshot = (options.snapshot ?? holder()) as Edge['snapshot'];
  const made = settings(config);
  const mqtt = startMqtt({
    settings: { ...made, mqtt: { ...made.mqtt, url, ...login } as typeof made.mqtt },
    snapshot,
    version: '1.0.0',
    clientIdSuffix: 'ab12',
    log,
    deletions,
    lapses,
    adopt: (deviceIds) => void adopted.push(...deviceIds),
    clock,
    random: () => 0,
    willDelaySeconds: 0,
    ...options,
  });
  return {
    mqtt,
    clock,
    log: lines,
    deletions,
    lapses,
    adopted,
    snapshot,
    ready: async (observer) => {
      await until(() => clock.pending().includes(500));
      // what is retained arrives in lots, see `settle`; here at a connection the test does not see
      for (let turn = 0; turn < 8; turn++) await observer.roundTrip();
      const before = observer.heard.length;
      clock.advance(500);
      // the summary is the last of the states, and signals follow it
      const isTold = () =>
        observer.heard.slice(before).some(({ topic }) => topic === 'mikrotik-presence/bridge/summary');
      if (snapshot.current() !== null) await until(isTold);
      await observer.roundTrip();
    },
  };
}
