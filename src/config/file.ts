/** The YAML file: its keys to values. Rules between keys and variables are in `entry.ts`. */
import { rights } from '../auth/access-key.ts';
import { actionNames, homeAssistantActions } from './action-name.ts';
import type { FindingKind } from '../record/finding.ts';
import { doors } from './config.ts';
import { meantKey } from './synonym.ts';
import { personId } from './person-id.ts';
import { keyPath, type Note, oneOf } from './problem.ts';
import type { Setting } from './setting.ts';
import {
  charset,
  deviceId,
  displayName,
  fingerprint,
  keyName,
  mac,
  password,
  personName,
  routerId,
  ssid,
  userName,
  zone,
} from './text.ts';
import { pushUrl, routerUrl } from './url.ts';
import { awayDelay, boolean, choice, filePath, lasting, type Parse, timeout } from './value.ts';
import { parseYaml, type Yaml } from './yaml.ts';

/** A node of the file to a value; undefined when it was refused, which has been noted. `at`: its key path. */
type Read<T> = (node: unknown, at: string, note: Note) => T | undefined;
type Keys = Record<string, Read<unknown>>;
/** Null where a key is missing or empty, undefined where its value was refused; `at`: the key path of the entry. */
type Entry<K extends Keys> = { readonly [N in keyof K]: ReturnType<K[N]> | null } & { readonly at: string };

const text =
  <T>(parse: Parse<T>): Read<T> =>
  (node, at, note) => {
    if (typeof node === 'string') return parse(node, (message) => note(at, message));
    return note(at, 'Expected a single value, found a list, a mapping or nothing. Write one value.');
  };

// Refused items are left out. A list in which every item was refused is refused: it is not an empty list.
const list =
  <T>(read: Read<T>): Read<T[]> =>
  (node, at, note) => {
    if (!Array.isArray(node))
      return note(at, 'Expected a list. Write each item on its own line, after a hyphen.');
    const items = node.flatMap((item, index) => read(item, `${at}[${index}]`, note) ?? []);
    return items.length === 0 && node.length > 0 ? undefined : items;
  };

const keys =
  <K extends Keys>(known: K): Read<Entry<K>> =>
  (node, at, note) => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      return note(
        at || 'CONFIG_FILE',
        `Expected keys and values. The keys are ${oneOf(Object.keys(known))}.`,
      );
    }
    const unknown = Object.keys(node).filter((key) => !Object.hasOwn(known, key));
    for (const key of unknown) noteUnknownKey(key, keyPath(at, key), known, note);
    const given = new Map(Object.entries(node).filter(([, value]) => value !== null && value !== ''));
    const values = Object.entries(known).map(([key, read]) => [
      key,
      given.has(key) ? read(given.get(key), keyPath(at, key), note) : null,
    ]);
    return { ...Object.fromEntries(values), at } as Entry<K>;
  };

function noteUnknownKey(key: string, path: string, known: Keys, note: Note): void {
  const meant = meantKey(key, Object.keys(known));
  const remedy =
    meant === null ? `The keys here are ${oneOf(Object.keys(known))}.` : `Did you mean ${meant}?`;
  note(path, `There is no such key. ${remedy}`);
}

/** Every kind, by the type alone. */
const findingKinds: Record<FindingKind, true> = {
  sticky_client: true,
  wrong_access_point: true,
  ping_pong: true,
  weak_coverage: true,
  transition_threshold: true,
  cell_size: true,
  roaming_support: true,
  shared_channel: true,
  crowded_band: true,
  slow_client: true,
  refused: true,
  unstable_device: true,
  unstable_access_point: true,
  firmware: true,
  stray_rule: true,
};

const fileReaders = {
  routers: list(
    keys({
      id: text(routerId),
      url: text(routerUrl),
      username: text(userName),
      password: text(password),
      password_file: text(filePath),
      ca_file: text(filePath),
      tls_fingerprint: text(fingerprint),
      tls_verify: text(boolean),
      timeout: text(timeout),
      charset: text(charset),
      zone: text(zone),
      push: text(pushUrl),
      write: keys({ username: text(userName), password: text(password), password_file: text(filePath) }),
      query: keys({ username: text(userName), password: text(password), password_file: text(filePath) }),
      changes: list(text(choice(actionNames))),
      environment: text(choice(['lab', 'production'])),
    }),
  ),
  devices: list(
    keys({
      id: text(deviceId),
      mac: text(mac),
      macs: list(text(mac)),
      name: text(displayName),
      away_delay: text(awayDelay),
      track: text(boolean),
    }),
  ),
  access_points: list(
    keys({
      id: text(displayName),
      name: text(displayName),
      area: text(displayName),
      away_delay: text(awayDelay),
    }),
  ),
  people: list(keys({ id: text(personId), name: text(personName), devices: list(text(displayName)) })),
  homeassistant: keys({
    discover: text(choice(['known', 'named', 'all', 'none'])),
    tracker_state_topic: text(boolean),
    mac_connections: text(choice(['never', 'known', 'always'])),
    actions: list(
      keys({
        action: text(choice(homeAssistantActions)),
        devices: list(text(displayName)),
        ssids: list(text(ssid)),
        for: text(lasting),
      }),
    ),
  }),
  guest_ssids: list(text(ssid)),
  findings: keys({
    ignore: list(
      keys({ kind: text(choice(Object.keys(findingKinds) as FindingKind[])), subject: text(displayName) }),
    ),
  }),
  keys: list(
    keys({
      name: text(keyName),
      key_file: text(filePath),
      doors: list(text(choice(doors))),
      may: list(text(choice(rights))),
    }),
  ),
};

/** What each key sets, and when a change takes effect. */
export const fileKeys = {
  routers: { field: 'routers', live: 'at once' },
  devices: { field: 'devices', live: 'at once' },
  access_points: { field: 'accessPoints', live: 'at once' },
  people: { field: 'people', live: 'at once' },
  homeassistant: { field: 'homeassistant', live: 'at once' },
  guest_ssids: { field: 'guestSsids', live: 'at once' },
  findings: { field: 'findings', live: 'at once' },
  keys: { field: 'keys', live: 'at once' },
} satisfies Record<keyof typeof fileReaders, Setting>;

const file = keys(fileReaders);

export type ConfigFile = NonNullable<ReturnType<typeof file>>;
/** One item of a list in the file, such as a router. */
export type Item<N extends 'routers' | 'devices' | 'access_points' | 'people' | 'keys'> = NonNullable<
  ConfigFile[N]
>[number];

/** Nothing but blanks, comments and document markers. */
export function isEmptyFile(source: string): boolean {
  return source.split(/\r?\n/).every((line) => /^\uFEFF?\s*(?:#.*|---|\.\.\.)?\s*$/.test(line));
}

/** Undefined when the text is not YAML or not a mapping, which has been noted. In an empty file every key is null. */
export function parseConfigFile(
  source: string,
  note: Note,
): { content: ConfigFile; lines: Yaml['lines']; value: unknown } | undefined {
  const yaml = parseYaml(source, note);
  const content = yaml && file(yaml.value ?? {}, '', note);
  return content && { content, lines: yaml.lines, value: yaml.value };
}
