/**
 * The configuration while the program runs: read again when asked, or when a file changed that it was read from. One that is wrong changes
 * nothing. What the program was built around at its start stays, and is named.
 */
import { type ConfigResult, secretsOf } from './read.ts';
import type { Config } from './config.ts';
import type { Problem } from './problem.ts';

interface ReloadLog {
  info: (fields: object, event: string) => void;
  warn: (fields: object, event: string) => void;
  /** Keeps further secrets out of the log. */
  hide: (secrets: readonly string[]) => void;
}

export interface ReloadOptions {
  /** What the program was started with. */
  config: Config;
  /** Lets another configuration hold. It differs from the one before only in what may change. */
  apply: (config: Config) => void;
  log: ReloadLog;
  now?: () => number;
}

export interface Reload {
  /** Takes what was read again, and lets it hold when it is right. */
  take: (result: ConfigResult) => void;
  /** `loadedAt`: when what holds was read (epoch ms); `problem`: why what was read last does not hold. */
  state: () => { loadedAt: number; problem: string | null };
}

/** What may change while the program runs. */
const LIVE = [
  'routers',
  'devices',
  'accessPoints',
  'people',
  'homeassistant',
  'guestSsids',
  'pollIntervalMs',
  'awayDelayMs',
  'unknownAfterMs',
  'forgetAfterMs',
] as const satisfies readonly (keyof Config)[];

export function createReload({ config, apply, log, now = Date.now }: ReloadOptions): Reload {
  let held = config;
  let loadedAt = now();
  let problem: string | null = null;

  function keep(problems: readonly Problem[]): void {
    problem = problems.map(({ name, message }) => `${name}: ${message}`).join(' ');
    log.warn({ problems, remedy: 'Mend it; it is read again when it changes.' }, 'configuration kept');
  }

  return {
    take: (result) => {
      if ('problems' in result) return keep(result.problems);
      const found = result.config;
      log.hide(secretsOf(found));
      loadedAt = now();
      problem = null;
      for (const { name, message } of result.warnings) log.warn({ name, message }, 'configuration warning');
      const names = restartNames(config, found);
      if (names.length > 0) log.warn({ names, remedy: 'They hold after a restart.' }, 'restart needed');
      const next = { ...config, ...pick(found) };
      if (JSON.stringify(next) === JSON.stringify(held)) return log.info({}, 'configuration unchanged');
      held = next;
      apply(next);
      const { routers, devices, people } = next;
      const counts = { routers: routers.map(({ id }) => id), devices: devices.length, people: people.length };
      log.info(counts, 'configuration loaded');
    },
    state: () => ({ loadedAt, problem }),
  };
}

function pick(config: Config): Pick<Config, (typeof LIVE)[number]> {
  return Object.fromEntries(LIVE.map((key) => [key, config[key]])) as Pick<Config, (typeof LIVE)[number]>;
}

/** The variables that differ and that the program was built around. */
export function restartNames(before: Config, after: Config): string[] {
  const differing = (a: object, b: object, nameOf: (key: string) => string) =>
    Object.keys({ ...a, ...b })
      .filter((key) => JSON.stringify(valueOf(a, key)) !== JSON.stringify(valueOf(b, key)))
      .map(nameOf);
  const names = differing({ ...before, ...pick(after), mqtt: null }, { ...after, mqtt: null }, variableOf);
  // no broker at all before or after: what else differs comes with it
  if ((before.mqtt === null) !== (after.mqtt === null)) return [...names, 'MQTT_URL'];
  return [...names, ...differing(before.mqtt ?? {}, after.mqtt ?? {}, (key) => variableOf(`mqtt.${key}`))];
}

function valueOf(of: object, key: string): unknown {
  return (of as Record<string, unknown>)[key];
}

/** Where the name of a setting is not that of its variable. */
const ODD: Readonly<Record<string, string>> = {
  historyMaxBytes: 'HISTORY_MAX_SIZE',
  'mqtt.ca': 'MQTT_CA_FILE',
  'mqtt.discoveryPrefix': 'HA_DISCOVERY_PREFIX',
};

/** `mcpApiKey`: MCP_API_KEY. */
export function variableOf(key: string): string {
  return ODD[key] ?? key.replace('.', '_').replace(/[A-Z]/g, '_$&').toUpperCase();
}
