/** Starts the service as an add-on of Home Assistant. Its options become variables; the Supervisor provides the broker and its log-in. */
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { type Environment, type MqttService, STATE_DIR, toEnvironment } from './environment.mts';

/** The user `node` of the image. */
const USER = 1000;
const PATIENCE_MS = 10_000;
/** As the service ends when its configuration is wrong. */
const WRONG_CONFIGURATION = 78;

// the defaults are those of the container; tests set others
const {
  OPTIONS_FILE = '/data/options.json',
  SUPERVISOR_URL = 'http://supervisor',
  SUPERVISOR_TOKEN = '',
  PROGRAM = '/app/node_modules/mikrotik-presence/dist/main.js',
} = process.env;

/** Null when no add-on is a broker, which is allowed. */
async function readMqtt(): Promise<MqttService | null> {
  try {
    const answer = await fetch(`${SUPERVISOR_URL}/services/mqtt`, {
      headers: { Authorization: `Bearer ${SUPERVISOR_TOKEN}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { data } = (await answer.json()) as { data?: Partial<MqttService> };
    return answer.ok && typeof data?.host === 'string' && typeof data.port === 'number'
      ? (data as MqttService)
      : null;
  } catch (error) {
    console.error(`The Supervisor could not be asked for the broker: ${(error as Error).message}.`);
    return null;
  }
}

const options = JSON.parse(readFileSync(OPTIONS_FILE, 'utf8')) as Record<string, unknown>;
const mqtt = await readMqtt();
const environment: Environment = { NODE_ENV: 'production', ...toEnvironment(options, mqtt) };
if (environment['MQTT_URL'] === undefined)
  console.error('No broker: install the Mosquitto app and restart this one, or set mqtt_url.');

// only root may read the options, so only this script runs as root
const isRoot = process.getuid?.() === 0 && process.env['OPTIONS_FILE'] === undefined;
if (isRoot) {
  mkdirSync(STATE_DIR, { recursive: true });
  chownSync(STATE_DIR, USER, USER);
}
const service = spawn(process.execPath, [PROGRAM], {
  env: environment,
  stdio: 'inherit',
  ...(isRoot ? { uid: USER, gid: USER, cwd: STATE_DIR } : {}),
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => service.kill(signal));
service.on('exit', (code) => {
  if (code === WRONG_CONFIGURATION)
    console.error(
      'These names are variables. The option of this app is the same name in small letters: API_KEY is api_key.',
    );
  process.exit(code ?? 1);
});
