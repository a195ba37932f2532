/**
 * The configuration: environment, `.env` and file to one frozen value, or to all the problems there are. What a variable or a key of the
 * file may hold is said in `config-variable.ts` and `config-file.ts`; the rules between them, in `config-entry.ts` and `config-rule.ts`.
 */
import { dirname, resolve } from 'node:path';
import type { Config, MqttConfig, RouterConfig } from './config.ts';
import { type Entries, toEntries } from './entry.ts';
import { parseConfigFile } from './file.ts';
import { collect, type Problem } from './problem.ts';
import { noteContradictions, noteShutDoors } from './rule.ts';
import { createReadText, type ReadFile, readCertificate, readSecret, readTexts } from './files.ts';
import { type Name, names, noteUnknownVariables, readVariables, type Values } from './variable.ts';

export { explain, type Problem } from './problem.ts';

export interface ConfigSource {
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory: `.env` is looked for here, and relative paths in variables start here. */
  directory: string;
  readFile: ReadFile;
  /** False for commands that open nothing (`check`, `mcp`): no key and no broker is asked for. */
  doorRequired?: boolean;
}

export type ConfigResult =
  /** `warnings` are to be logged at every start. */
  | { readonly config: Config; readonly warnings: readonly Problem[] }
  /** `isEmpty`: nothing is configured at all. */
  | { readonly problems: readonly Problem[]; readonly isEmpty: boolean };

export function readConfig({ env, directory, readFile, doorRequired = true }: ConfigSource): ConfigResult {
  const { problems, note } = collect();
  const texts = readTexts(env, directory, readFile, note);
  noteUnknownVariables(texts, note);
  const read = createReadText(readFile, directory, note);
  const values = readVariables(names, texts, (path, name) => readSecret(path, name, read, note), note);
  const { problems: warnings, note: warn } = collect();
  if (doorRequired) noteShutDoors(values, note);
  noteContradictions(values, note, warn);
  const file = readFileOf(values.CONFIG_FILE);
  const everyCa = readCertificate(values.ROUTEROS_CA_FILE, 'ROUTEROS_CA_FILE', read, note);
  const mqttCa = readCertificate(values.MQTT_CA_FILE, 'MQTT_CA_FILE', read, note);
  const entries = file && toEntries(file.content, { values, everyCa, read: file.readBeside, note, warn });
  if (entries === undefined || problems.length > 0) return { problems, isEmpty: isEmpty(texts, problems) };
  const stateDir = resolve(directory, values.STATE_DIR!);
  const config = frozen({ ...assemble(values, entries, mqttCa), stateDir });
  return { config, warnings };

  function readFileOf(path: string | null | undefined) {
    const text = path === null ? '' : path && read(path, 'CONFIG_FILE');
    const content = text === undefined ? undefined : parseConfigFile(text, note);
    const folder = dirname(resolve(directory, path ?? '.env'));
    return content && { content, readBeside: createReadText(readFile, folder, note) };
  }
}

/** Some variables alone, from the environment alone: for the demo, which looks at nothing else. */
export function readSettings<N extends Name>(
  wanted: readonly N[],
  env: ConfigSource['env'],
): { readonly values: Settled<Values<N>> } | { readonly problems: readonly Problem[] } {
  const { problems, note } = collect();
  const given = wanted.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const values = readVariables(wanted, new Map(given), () => undefined, note);
  return problems.length > 0 ? { problems } : { values: values as Settled<Values<N>> };
}

type Settled<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** All secrets of a configuration, for the log to keep out. */
export function secretsOf({ routers, apiKey, mcpApiKey, metricsKey, mqtt }: Config): string[] {
  const keys = [...(apiKey ?? []), ...(mcpApiKey ?? []), ...(metricsKey ?? [])].map(
    ({ plain, digest }) => plain ?? digest,
  );
  const secrets = [...routers.map(({ password }) => password), ...keys, mqtt?.password ?? null];
  return secrets.filter((secret) => secret !== null);
}

// With more said than this, what is wrong with it is more use than the first steps.
function isEmpty(texts: ReadonlyMap<string, string>, problems: readonly Problem[]): boolean {
  const first = ['ROUTEROS_URL', 'ROUTEROS_USERNAME', 'ROUTEROS_PASSWORD', 'API_KEY'];
  const said = [...texts.keys()].some((name) =>
    /^(?:ROUTEROS_|API_KEY|MCP_API_KEY|METRICS_KEY|MQTT_URL|CONFIG_FILE)/.test(name),
  );
  return !said && problems.every(({ name }) => first.includes(name));
}

// With no problem noted nothing is undefined, which the types cannot see.
function assemble(
  values: Values,
  entries: Entries,
  mqttCa: string | null | undefined,
): Omit<Config, 'stateDir'> {
  const { homeassistant } = entries;
  return {
    routers: entries.routers,
    pollIntervalMs: values.POLL_INTERVAL,
    awayDelayMs: values.AWAY_DELAY,
    unknownAfterMs: values.UNKNOWN_AFTER,
    forgetAfterMs: values.FORGET_AFTER,
    host: values.HOST,
    port: values.PORT,
    apiKey: values.API_KEY,
    webUi: values.WEB_UI,
    mcpApiKey: values.MCP_API_KEY,
    metricsKey: values.METRICS_KEY,
    metricsDevices: values.METRICS_DEVICES,
    allowedHosts: values.ALLOWED_HOSTS ?? [],
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    corsOrigins: values.CORS_ORIGINS ?? [],
    rateLimit: values.RATE_LIMIT,
    maxConnections: values.MAX_CONNECTIONS,
    publicUrl: values.PUBLIC_URL,
    mqtt: values.MQTT_URL === null ? null : mqttOf(values, mqttCa),
    instanceId: values.INSTANCE_ID,
    syslogPort: values.SYSLOG_PORT,
    syslogAllow: values.SYSLOG_ALLOW ?? [],
    historyMaxBytes: values.HISTORY_MAX_SIZE,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
    devices: entries.devices,
    accessPoints: entries.accessPoints,
    people: entries.people,
    homeassistant: {
      discover: homeassistant?.discover ?? 'known',
      trackerStateTopic: homeassistant?.tracker_state_topic ?? true,
      macConnections: homeassistant?.mac_connections ?? 'known',
    },
    guestSsids: entries.guestSsids,
  } as Omit<Config, 'stateDir'>;
}

function mqttOf(values: Values, ca: string | null | undefined) {
  return {
    url: values.MQTT_URL,
    username: values.MQTT_USERNAME,
    password: values.MQTT_PASSWORD,
    ca,
    baseTopic: values.MQTT_BASE_TOPIC,
    discoveryPrefix: values.HA_DISCOVERY_PREFIX,
    requests: values.MQTT_REQUESTS,
  };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** What holds where nothing is said: for a configuration that is made, not read. */
export const defaults = makeDefaults();

function makeDefaults(): {
  readonly config: Config;
  readonly router: Omit<RouterConfig, 'id' | 'url' | 'username' | 'password'>;
  readonly mqtt: Omit<MqttConfig, 'url'>;
} {
  const env = {
    ROUTEROS_URL: 'https://localhost',
    ROUTEROS_USERNAME: '-',
    ROUTEROS_PASSWORD: '-',
    MQTT_URL: 'mqtt://localhost',
  };
  const result = readConfig({ env, directory: '.', readFile: () => '' });
  if ('problems' in result) throw new Error(`a default is refused: ${JSON.stringify(result.problems)}`);
  const { config } = result;
  return frozen({
    config: { ...config, routers: [], mqtt: null },
    router: config.routers[0]!,
    mqtt: config.mqtt!,
  });
}
