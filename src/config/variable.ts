/**
 * The environment variables: one table, from which they are read and against which `.env.example` and the README are tested. Every
 * variable marked `secret` may also be given as the file that holds it, by the variable's name with `_FILE`.
 */
import { nearest } from '../parse/nearest.ts';
import { type Note, oneOf } from './problem.ts';
import { allowedOrigin, mqttUrl, publicUrl, routerUrl } from './url.ts';
import {
  accessKeys,
  allowedHost,
  boolean,
  charset,
  choice,
  count,
  duration,
  filePath,
  fingerprint,
  instanceId,
  listenHost,
  listOf,
  networkAddress,
  type Parse,
  password,
  port,
  size,
  topic,
  userName,
} from './value.ts';

export interface Variable<T> {
  parse: Parse<T>;
  /** As one would write it. */
  default?: string;
  /** What to write where there is no default. */
  example?: string;
  secret?: true;
  /** One line for `.env.example`. */
  meaning: string;
}

export const timeout = duration({ min: '100ms', max: '5m' });
export const awayDelay = duration({ min: '1s', max: '7d' });

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];
const logFormats = ['json', 'pretty'] as const;
export type LogFormat = (typeof logFormats)[number];
const metricsDevices = ['known', 'all', 'none'] as const;
/** Which devices have series of their own. */
export type MetricsDevices = (typeof metricsDevices)[number];

export const variables = {
  ROUTEROS_URL: {
    parse: listOf(routerUrl),
    example: 'https://192.168.88.1',
    meaning: 'the router; several, separated by spaces, for access points without CAPsMAN',
  },
  ROUTEROS_USERNAME: {
    parse: userName,
    example: 'presence',
    meaning: 'a router user of its own with the policies read, api and rest-api',
  },
  ROUTEROS_PASSWORD: { parse: password, secret: true, meaning: 'its password' },
  ROUTEROS_CA_FILE: {
    parse: filePath,
    example: 'router-ca.pem',
    meaning: "PEM file with the certificate of the authority that signed the router's",
  },
  ROUTEROS_TLS_FINGERPRINT: {
    parse: fingerprint,
    example: '64 hex digits',
    meaning: "SHA-256 fingerprint of the router's own certificate; mikrotik-presence check prints it",
  },
  ROUTEROS_TLS_VERIFY: {
    parse: boolean,
    default: 'true',
    meaning: 'false trusts whoever answers with the password: warned about at every start',
  },
  ROUTEROS_TIMEOUT: { parse: timeout, default: '10s', meaning: 'for one answer of a router' },
  ROUTEROS_CHARSET: {
    parse: charset,
    default: 'windows-1252',
    meaning: 'encoding of comments and names that are not UTF-8: what WinBox wrote',
  },
  CONFIG_FILE: {
    parse: filePath,
    example: 'config.yaml',
    meaning: 'YAML file with routers, devices, access points and people',
  },
  POLL_INTERVAL: {
    parse: duration({ min: '1s', max: '1h' }),
    default: '10s',
    meaning: 'from the start of one reading of a router to the start of the next; at least 1s',
  },
  AWAY_DELAY: {
    parse: awayDelay,
    default: '3m',
    meaning: 'how long a device must be missing to be away; never counts as less than two polls',
  },
  UNKNOWN_AFTER: {
    parse: duration({ min: '1s', max: '365d', never: true }),
    default: '15m',
    meaning: 'without evidence for so long, home becomes unknown; 0 is never',
  },
  FORGET_AFTER: {
    parse: duration({ min: '1d', max: '3650d' }),
    default: '90d',
    meaning: 'strangers not seen for so long are forgotten (those with a randomized MAC after 7d)',
  },
  HOST: { parse: listenHost, default: '0.0.0.0', meaning: 'address to listen on' },
  PORT: { parse: port, default: '8490', meaning: 'port to listen on' },
  API_KEY: {
    parse: accessKeys,
    secret: true,
    meaning:
      'key for REST, at least 16 characters (without one REST is off); several, separated by spaces, as key, name=key or name=sha256:…',
  },
  WEB_UI: {
    parse: boolean,
    default: 'on',
    meaning: 'the page at / that shows the house live; it asks for API_KEY. off: no page',
  },
  MCP_API_KEY: {
    parse: accessKeys,
    secret: true,
    meaning: 'another key, for AI assistants at /mcp (without one MCP is off)',
  },
  METRICS_KEY: {
    parse: accessKeys,
    secret: true,
    meaning: 'another key, for Prometheus: it opens /metrics alone, which API_KEY opens too',
  },
  METRICS_DEVICES: {
    parse: choice(metricsDevices),
    default: 'known',
    meaning: 'which devices have metrics of their own: known, all (strangers who are here, too) or none',
  },
  ALLOWED_HOSTS: {
    parse: listOf(allowedHost),
    example: 'nas.example.org *.home.example.org',
    meaning:
      'further host names it is called by; IP addresses, localhost, *.local, *.lan and *.home.arpa are known',
  },
  ALLOWED_ORIGINS: {
    parse: listOf(allowedOrigin),
    example: 'https://dashboard.lan:8123',
    meaning: 'further web pages that may call it',
  },
  PUBLIC_URL: {
    parse: publicUrl,
    example: 'https://presence.example.org',
    meaning: 'its address from outside, behind a reverse proxy',
  },
  TRUSTED_PROXIES: {
    parse: listOf(networkAddress),
    example: '172.18.0.0/16',
    meaning: 'reverse proxies, by address or network, whose X-Forwarded-For is believed',
  },
  CORS_ORIGINS: {
    parse: listOf(allowedOrigin),
    example: 'https://dashboard.lan:8123',
    meaning: 'web pages of other origins that may read REST, if they have a key (for /mcp: ALLOWED_ORIGINS)',
  },
  RATE_LIMIT: {
    parse: count({ min: 1, max: 1_000_000, unset: 'nothing for no limit' }),
    example: '600',
    meaning: 'requests per minute that each key may make; unset: any number',
  },
  MAX_CONNECTIONS: {
    parse: count({ min: 10, max: 65_535 }),
    default: '4000',
    meaning: 'open at once over HTTP; whoever comes then is cut off at once',
  },
  MQTT_URL: {
    parse: mqttUrl,
    example: 'mqtt://192.168.88.2:1883',
    meaning: 'the broker: mqtt, mqtts, ws or wss; without it MQTT is off',
  },
  MQTT_USERNAME: { parse: password, example: 'presence', meaning: 'user at the broker' },
  MQTT_PASSWORD: { parse: password, secret: true, meaning: 'its password' },
  MQTT_CA_FILE: {
    parse: filePath,
    example: 'broker-ca.pem',
    meaning: "PEM file with the certificate of the authority that signed the broker's",
  },
  MQTT_BASE_TOPIC: { parse: topic, default: 'mikrotik-presence', meaning: 'what all its topics begin with' },
  HA_DISCOVERY_PREFIX: {
    parse: topic,
    default: 'homeassistant',
    meaning: 'where Home Assistant looks for MQTT devices',
  },
  MQTT_REQUESTS: {
    parse: boolean,
    default: 'false',
    meaning:
      'true answers bridge/request/refresh, republish, forget and prune: whoever may publish there may ask',
  },
  INSTANCE_ID: {
    parse: instanceId,
    default: 'home',
    meaning: 'tells several of these services at one broker apart',
  },
  SYSLOG_PORT: {
    parse: port,
    example: '5514',
    meaning:
      'port (UDP and TCP) for the log lines of the routers, by which changes are seen at once (unset: off)',
  },
  SYSLOG_ALLOW: {
    parse: listOf(networkAddress),
    example: '192.168.88.0/24',
    meaning: 'further addresses or networks that lines are taken from; those of the routers are known',
  },
  HISTORY_MAX_SIZE: {
    parse: size({ min: '10MB', max: '100GB' }),
    default: '512MB',
    meaning: 'how large the history in STATE_DIR may grow before the oldest goes; 0 keeps none',
  },
  STATE_DIR: { parse: filePath, default: './data', meaning: 'where it keeps what must survive a restart' },
  LOG_LEVEL: { parse: choice(logLevels), default: 'info', meaning: 'debug, info, warn or error' },
  LOG_FORMAT: {
    parse: choice(logFormats),
    example: 'json',
    meaning: 'json or pretty; unset: pretty on a terminal',
  },
} satisfies Record<string, Variable<unknown>>;

export type Name = keyof typeof variables;
export const names = Object.keys(variables) as Name[];

type Value<V> = V extends { parse: Parse<infer T> } ? (V extends { default: string } ? T : T | null) : never;

/** The default, or null, where nothing is set; undefined where what is set was refused and noted. */
export type Values<N extends Name = Name> = { readonly [K in N]: Value<(typeof variables)[K]> | undefined };

/** Reads the file a `…_FILE` names; undefined when it cannot be read, which is noted. */
export type ReadSecret = (path: string, name: string) => string | undefined;

export function readVariables<N extends Name>(
  names: readonly N[],
  texts: ReadonlyMap<string, string>,
  readSecret: ReadSecret,
  note: Note,
): Values<N> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Values<N>;

  function read(name: N): unknown {
    const variable: Variable<unknown> = variables[name];
    const text = variable.secret === true ? secret(name) : (texts.get(name)?.trim() ?? null);
    if (text === undefined) return undefined;
    const given = text || (variable.default ?? null);
    return given === null ? null : variable.parse(given, (message) => note(name, message));
  }

  function secret(name: string): string | null | undefined {
    const [own, path] = [texts.get(name), texts.get(`${name}_FILE`)];
    if (own === undefined) return path === undefined ? null : readSecret(path.trim(), `${name}_FILE`);
    if (path === undefined) return own;
    return note(name, `${name} and ${name}_FILE are both set. Remove one of them.`);
  }
}

/** The variables and the `…_FILE` of the secrets. */
export const known: ReadonlySet<string> = new Set(
  names.flatMap((name) => ('secret' in variables[name] ? [name, `${name}_FILE`] : [name])),
);
const OUR_PREFIX = /^(?:ROUTEROS|MQTT|HA)_/i;
// Kubernetes and container links describe a neighbour called "mqtt" in variables of their own: MQTT_SERVICE_HOST, MQTT_PORT_1883_TCP_ADDR,
// MQTT_PORT=tcp://10.0.0.7:1883
const LINK = /^\w+?_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))(?:_\w+)?=|^\w+_PORT=(?:tcp|udp):\/\//;

/** A variable that nobody reads but that looks like one of ours is a mistake; all others belong to somebody else. */
export function noteUnknownVariables(texts: ReadonlyMap<string, string>, note: Note): void {
  for (const [name, text] of texts) {
    // a name with anything else in it is a line of .env gone wrong, which is said there
    if (!/^\w+$/.test(name) || known.has(name) || LINK.test(`${name}=${text}`)) continue;
    const ours = OUR_PREFIX.test(name);
    // HOST and PORT resemble too much else
    const meant = nearest(
      name,
      [...known].filter((candidate) => ours || candidate.length > 4),
      { slipsOnly: !ours },
    );
    // with the right one set as well, the other may be meant for another program
    if (!ours && (meant === null || texts.has(meant))) continue;
    const prefix = name.slice(0, name.indexOf('_') + 1).toUpperCase();
    const remedy =
      meant === null
        ? `Known are ${oneOf([...known].filter((candidate) => candidate.startsWith(prefix)))}.`
        : `Did you mean ${meant}?`;
    note(name, `There is no such variable. ${remedy}`);
  }
}
