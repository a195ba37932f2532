/** Two routers of recorded tables, a broker, and a built program between them, on the clock of the recording. */
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { startDemoBroker } from '../../src/demo/broker.ts';
import { LOOPBACK, type Program, startProgram } from '../program.ts';
import type { Clock } from './clock.ts';
import { login, startRouter, type Tables } from './router.ts';

export const API_KEY = 'a-key-of-the-recording-for-rest';
export const MCP_API_KEY = 'a-key-of-the-recording-for-mcp';
/** The moment at which the tables were taken from the simulated network. */
export const TAKEN_AT = Date.UTC(2026, 10, 20, 8);
const brokerLogin = { username: 'presence', password: 'a longer one' };
const clockModule = join(import.meta.dirname, 'clock.mjs');

export type Scene = Awaited<ReturnType<typeof startScene>>;

export async function startScene(tables: { house: Tables; workshop: Tables }, clock: Clock) {
  const [house, workshop] = [
    await startRouter(tables.house, clock),
    await startRouter(tables.workshop, clock),
  ];
  const broker = await startDemoBroker(brokerLogin);
  const observer = await connectAsync(broker.url, { ...brokerLogin, reconnectPeriod: 0 });
  const retained = new Map<string, string>();
  /** Topics of which a retained message was taken away, in the order in which that happened. */
  const emptied: string[] = [];
  observer.on('message', (topic, payload) => {
    if (topic.endsWith('/event')) return;
    if (payload.length > 0) retained.set(topic, payload.toString());
    else if (retained.delete(topic)) emptied.push(topic);
  });
  await observer.subscribeAsync(['mikrotik-presence/#', 'homeassistant/#']);
  return {
    clock,
    observer: observer as Pick<MqttClient, 'publishAsync'>,
    retained,
    emptied,
    env: {
      ROUTEROS_USERNAME: login.username,
      ROUTEROS_PASSWORD: login.password,
      CONFIG_FILE: 'config.yaml',
      POLL_INTERVAL: '1s',
      AWAY_DELAY: '3s',
      API_KEY,
      MCP_API_KEY,
      MQTT_URL: broker.url,
      MQTT_USERNAME: brokerLogin.username,
      MQTT_PASSWORD: brokerLogin.password,
      LOG_FORMAT: 'json',
    },
    file: configFile(house.url, workshop.url),
    stop: async () => {
      await observer.endAsync(true);
      await Promise.all([house.stop(), workshop.stop(), broker.stop()]);
    },
  };
}

export interface Running {
  program: Program;
  url: string;
  stop: () => Promise<void>;
}

/** Starts `main` and waits until it has read everything and published it. */
export async function start(main: string, scene: Scene, stateDir: string): Promise<Running> {
  const env = { ...LOOPBACK, ...scene.env, ...scene.clock.env(), STATE_DIR: stateDir };
  const files = { 'config.yaml': scene.file };
  const program = startProgram({ main, env, files, imports: [clockModule] });
  const url = await program.url();
  const running = {
    program,
    url,
    stop: async () => {
      program.process.kill('SIGTERM');
      const [code] = await program.exit;
      await program.discard();
      if (code !== 0) throw new Error(`the program ended with ${code}`);
    },
  };
  await until('everything is read and published', async () => {
    const { status } = (await get(url, '/health')) as { status: string };
    return (
      status === 'ok' && scene.retained.get('mikrotik-presence/bridge/state')?.includes('online') === true
    );
  });
  await stable(() => [...scene.retained.keys()].join());
  return running;
}

export async function get(url: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': API_KEY } });
  return response.json();
}

/** Waits for a condition, half a minute at most. */
export async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  const endAt = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > endAt) throw new Error(`not within 30 s: ${what}`);
    await pause(50);
  }
}

/** Waits until a value has not changed for two seconds. */
async function stable(value: () => string): Promise<void> {
  for (let before = ''; before !== value(); ) {
    before = value();
    await pause(2000);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

function configFile(house: string, workshop: string): string {
  return `routers:
  - id: house
    url: ${house}
  - id: workshop
    url: ${workshop}
devices:
  - name: Anna's phone
    macs: ["E2:C3:59:AE:93:16", "02:11:22:33:44:55"]
    away_delay: 4s
  - name: Wall panel
    mac: ${PANEL}
access_points:
  - id: 48a98af2878a
    name: Kitchen
    area: Kitchen
people:
  - name: Anna
    devices: [Anna's phone]
  - name: Ben
    devices: ["${BEN}"]
guest_ssids: [guest]
`;
}

/** MAC addresses of the simulated house. */
export const BEN = '6E:84:AB:A9:7D:D2';
export const TABLET = '86:F4:EE:F6:11:E6';
export const VACUUM = '24:6F:28:2A:0E:AE';
const PANEL = '48:A6:B8:14:35:5A';
