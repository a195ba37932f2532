/**
 * The YAML file: its text to values. Every plain value is read as the text that stands there, so `mac: 001122334455` and
 * `password: 0123` keep their zeros; what the text means is up to the key. Rules between keys and variables are not checked here.
 */
import { LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { nearest } from '../parse/nearest.ts';
import { keyPath, type Note, oneOf } from './problem.ts';
import { routerUrl } from './url.ts';
import {
  boolean,
  charset,
  choice,
  displayName,
  filePath,
  fingerprint,
  mac,
  type Parse,
  password,
  routerId,
  ssid,
  userName,
  zone,
} from './value.ts';
import { awayDelay, timeout } from './variable.ts';

/** A node of the file to a value; undefined when it was refused and noted. `at` is its key path. */
type Read<T> = (node: unknown, at: string, note: Note) => T | undefined;
type Keys = Record<string, Read<unknown>>;
/** Null where the key is missing or empty, undefined where its value was refused and noted; `at` is the key path of the whole. */
type Entry<K extends Keys> = { readonly [N in keyof K]: ReturnType<K[N]> | null } & { readonly at: string };

const text =
  <T>(parse: Parse<T>): Read<T> =>
  (node, at, note) => {
    if (typeof node === 'string') return parse(node, (message) => note(at, message));
    return note(at, 'Here stands a list or further keys, or nothing. Write a single value.');
  };

// What was refused is left out. A list of nothing else is no empty list.
const list =
  <T>(read: Read<T>): Read<T[]> =>
  (node, at, note) => {
    if (!Array.isArray(node))
      return note(at, 'Here should stand a list. Write each item on a line with a hyphen before it.');
    const items = node.flatMap((item, index) => read(item, `${at}[${index}]`, note) ?? []);
    return items.length === 0 && node.length > 0 ? undefined : items;
  };

const keys =
  <K extends Keys>(known: K): Read<Entry<K>> =>
  (node, at, note) => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      return note(
        at || 'CONFIG_FILE',
        `Here should stand keys and values. The keys are ${oneOf(Object.keys(known))}.`,
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
  const meant = nearest(key, Object.keys(known));
  const remedy = meant === null ? `Known here are ${oneOf(Object.keys(known))}.` : `Did you mean ${meant}?`;
  note(path, `There is no such key. ${remedy}`);
}

const file = keys({
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
    }),
  ),
  devices: list(
    keys({
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
  people: list(keys({ name: text(displayName), devices: list(text(displayName)) })),
  homeassistant: keys({
    discover: text(choice(['known', 'named', 'all', 'none'])),
    tracker_state_topic: text(boolean),
    mac_connections: text(choice(['never', 'known', 'always'])),
  }),
  guest_ssids: list(text(ssid)),
});

export type ConfigFile = NonNullable<ReturnType<typeof file>>;
/** One item of a list of the file, such as a router. */
export type Item<N extends 'routers' | 'devices' | 'access_points' | 'people'> = NonNullable<
  ConfigFile[N]
>[number];

/** Undefined when it cannot be understood at all, which is noted; an empty file is one that says nothing. */
export function parseConfigFile(source: string, note: Note): ConfigFile | undefined {
  const yaml = parseYaml(source, note);
  return yaml === undefined ? undefined : file(yaml.value ?? {}, '', note);
}

function parseYaml(source: string, note: Note): { value: unknown } | undefined {
  const lines = new LineCounter();
  const noteAt = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    note('CONFIG_FILE', `Line ${line}, column ${col}: ${message}`);
  };
  try {
    const document = parseDocument(source, {
      schema: 'failsafe',
      customTags: ['null'],
      stringKeys: true,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
    const errors = [...document.errors, ...document.warnings];
    for (const error of firstPerLine(errors, lines)) noteAt(error.pos[0], sentence(error));
    let aliases = 0;
    visit(document, {
      Alias: (_, alias) => {
        aliases++;
        noteAt(
          alias.range?.[0] ?? 0,
          'Aliases are not read. Write the value out, or in quotes if it begins with a *.',
        );
      },
    });
    return errors.length + aliases > 0 ? undefined : { value: document.toJS() as unknown };
  } catch {
    return note('CONFIG_FILE', 'The file is nested too deeply to be read. Write it as the README shows.');
  }
}

// One slip makes the parser stumble over the rest of the line several times.
function firstPerLine(errors: readonly YAMLError[], lines: LineCounter): YAMLError[] {
  const seen = new Set<number>();
  return errors.filter((error) => {
    const { line } = lines.linePos(error.pos[0]);
    return !seen.has(line) && seen.add(line);
  });
}

// The parser's own sentence, cut where it begins to repeat the text: that may be a password.
function sentence({ code, message }: YAMLError): string {
  if (code === 'TAG_RESOLVE_FAILED')
    return 'Tags such as !secret are not read. Use a key such as password_file instead.';
  if (code === 'DUPLICATE_KEY') return 'The key stands here for the second time. Keep one of them.';
  if (code === 'TAB_AS_INDENT') return 'A tab stands at the beginning of the line. Write blanks.';
  const what = /^(?:UNEXPECTED_TOKEN|BAD_DQ_ESCAPE|BAD_SCALAR_START|BAD_DIRECTIVE)$/.test(code)
    ? 'Something stands here that YAML does not expect'
    : message.replace(/[:"'].*$/s, '').trim();
  return `${what}. Mend it, or put the text into single quotes.`;
}
