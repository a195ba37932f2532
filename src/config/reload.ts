/**
 * The configuration while the program runs: read again on request, or when one of its files changed. An invalid one changes nothing.
 * Settings that take effect after a restart keep their value, and the log names them.
 */
import type { Config } from './config.ts';
import { fileKeys } from './file.ts';
import { identityChanges } from './identity-change.ts';
import { type ConfigProblem, sayProblem } from './problem.ts';
import type { ConfigResult } from './read.ts';
import { secretsOf } from './secret.ts';
import { type Field, sectionOf, type Setting, valueAt } from './setting.ts';
import { variables } from './variable.ts';

interface ReloadLog {
  info: (fields: object, event: string) => void;
  warn: (fields: object, event: string) => void;
  /** Keeps further secrets out of the log. */
  hide: (secrets: readonly string[]) => void;
}

export interface ReloadOptions {
  /** The configuration at the start. */
  config: Config;
  /** Puts another configuration into effect. Only live settings differ from the one before. */
  apply: (config: Config) => void;
  log: ReloadLog;
  now?: () => number;
}

export interface Reload {
  /** Applies what was read again, if it is valid. */
  take: (result: ConfigResult) => void;
  /** `loadedAt`: when the configuration in effect was read (epoch ms). `problem`: why the one read last was rejected. */
  state: () => { loadedAt: number; problem: string | null };
}

const settings: readonly (readonly [name: string, setting: Setting])[] = [
  ...Object.entries(variables),
  ...Object.entries(fileKeys),
];

/** The keys of the configuration that may change while the program runs. */
export const liveKeys: ReadonlySet<keyof Config> = new Set(
  settings.flatMap(([, { field, live }]) => (live === 'at once' && field !== null ? sectionOf(field) : [])),
);

export function createReload({ config, apply, log, now = Date.now }: ReloadOptions): Reload {
  let current = config;
  let loadedAt = now();
  let problem: string | null = null;

  function reject(problems: readonly ConfigProblem[]): void {
    problem = problems.map(sayProblem).join(' ');
    const remedy = 'Fix the file; it is reloaded when it changes.';
    log.warn({ problems, remedy }, 'configuration rejected');
  }

  return {
    take: (result) => {
      if ('problems' in result) return reject(result.problems);
      const found = result.config;
      if (result.isFileEmpty && fromFile(found) !== fromFile(current)) return reject([EMPTY_FILE]);
      log.hide(secretsOf(found));
      loadedAt = now();
      problem = null;
      for (const { name, place, message } of result.warnings)
        log.warn({ setting: name, place, message }, 'configuration warning');
      const names = restartNames(config, found);
      const remedy = 'These settings take effect after a restart.';
      if (names.length > 0) log.warn({ names, remedy }, 'restart required');
      const next = withLive(config, found);
      if (JSON.stringify(next) === JSON.stringify(current)) return log.info({}, 'configuration unchanged');
      const changes = identityChanges(current, next);
      if (changes.length > 0) log.warn({ changes }, 'identity changes');
      current = next;
      apply(next);
      const { routers, devices, people, keys } = next;
      const counts = {
        routers: routers.map(({ id }) => id),
        devices: devices.length,
        people: people.length,
        keys: keys.map(({ name }) => name),
      };
      log.info(counts, 'configuration loaded');
    },
    state: () => ({ loadedAt, problem }),
  };
}

/** What the file alone says, as text. Routers are not in it: without any, the configuration is invalid anyway. */
function fromFile(config: Config): string {
  const { devices, accessPoints, people, homeassistant, guestSsids, findings, keys } = config;
  return JSON.stringify([devices, accessPoints, people, homeassistant, guestSsids, findings, keys]);
}

const EMPTY_FILE: ConfigProblem = {
  name: 'CONFIG_FILE',
  message:
    'The file is empty, so the entries read before stay in effect. Write them again; to have none, write "devices: []".',
};

type Draft = { -readonly [K in keyof Config]: Config[K] };

/** The configuration at the start with the live settings of another one. */
function withLive(started: Config, found: Config): Config {
  const next: Draft = { ...started };
  for (const key of liveKeys) copy(key, found, next);
  return next;
}

function copy<K extends keyof Config>(key: K, from: Config, to: Draft): void {
  to[key] = from[key];
}

/** The names of the settings that differ and take effect after a restart. */
export function restartNames(before: Config, after: Config): string[] {
  return settings
    .filter(([, { field, live }]) => live === 'restart' && field !== null && differs(before, after, field))
    .map(([name]) => name);
}

function differs(before: Config, after: Config, field: Field): boolean {
  // a broker that comes or goes is named by its URL alone
  const isBrokerNew = (before.mqtt === null) !== (after.mqtt === null);
  if (isBrokerNew && field.startsWith('mqtt.')) return field === 'mqtt.url';
  return JSON.stringify(valueAt(before, field)) !== JSON.stringify(valueAt(after, field));
}
