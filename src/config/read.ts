/**
 * The configuration: environment, `.env` and file to one frozen value, or to every problem there is. `variable.ts` and `file.ts` list
 * what may be set; the rules between settings are in `entry.ts` and `rule.ts`.
 */
import { dirname, resolve } from 'node:path';
import { parseTimeZone } from '../parse/time-zone.ts';
import type { Config, MqttConfig, RouterConfig } from './config.ts';
import { readTexts } from './dot-env.ts';
import { type Entries, toEntries } from './entry.ts';
import { isEmptyFile, parseConfigFile } from './file.ts';
import { createFiles, type ReadFile } from './files.ts';
import { type FilePlaces, placeOf } from './place.ts';
import { causesOf } from './cause.ts';
import { collectProblems, type ConfigProblem } from './problem.ts';
import { noteUnknownVariables, readVariables } from './read-variable.ts';
import { noteOAuthRules } from './oauth.ts';
import { warnOfQuotes } from './quotes.ts';
import { noteContradictions, noteNoInterface } from './rule.ts';
import { noteChangeRules } from './rule-change.ts';
import { byField, type VariableName, names, type Values } from './variable.ts';

export interface ConfigSource {
  env: Readonly<Record<string, string | undefined>>;
  /** The working directory: it may hold `.env`, and relative paths in variables start here. */
  directory: string;
  readFile: ReadFile;
  /** False for commands that serve nothing (`check`, `mcp`): they need neither a key nor a broker. */
  interfaceRequired?: boolean;
}

export type ConfigResult =
  /** `warnings`: to be logged at every start. `isFileEmpty`: the file has no entries, as an editor leaves it for a moment. */
  | { readonly config: Config; readonly warnings: readonly ConfigProblem[]; readonly isFileEmpty?: boolean }
  /** `isEmpty`: nothing is configured at all. */
  | { readonly problems: readonly ConfigProblem[]; readonly isEmpty: boolean };

const EMPTY_FILE =
  'The file is empty. What it named is offline in Home Assistant for an hour, then removed; put the entries back before that.';

/** Never throws. Reads the files that the settings name. */
export function readConfig(source: ConfigSource): ConfigResult {
  const { env, directory, readFile, interfaceRequired = true } = source;
  const { problems, note } = collectProblems();
  const { problems: warnings, note: warn } = collectProblems();
  const { texts: given, dotEnvLines, unread } = readTexts(env, directory, readFile, note, warn);
  if (unread?.isHarmless === false) note('.env', unread.message);
  const misread = new Set(problems.map(({ name }) => name));
  const texts = withTimeZone(given);
  noteUnknownVariables(texts, note);
  const files = createFiles(readFile, directory);
  const values = readVariables(names, texts, files, note);
  let filePlaces: FilePlaces | null = null;
  const file = readFileOf(values.CONFIG_FILE);
  const hasKeys =
    file === undefined || file.content.keys === undefined || (file.content.keys ?? []).length > 0;
  if (interfaceRequired) noteNoInterface(values, hasKeys, note);
  noteContradictions(values, note, warn);
  warnOfQuotes(texts, warn);
  noteOAuthRules(values, note, warn);
  const entries = file && toEntries(file.content, { values, files: file.beside, note, warn });
  if (entries !== undefined && interfaceRequired)
    noteChangeRules(values, { routers: entries.routers, keys: file!.content.keys }, note);
  const located = (list: readonly ConfigProblem[]) =>
    list.map((problem) => ({
      ...problem,
      place: placeOf(problem.name, { texts, dotEnvLines, file: filePlaces }),
    }));
  if (entries === undefined || problems.length > 0) {
    if (unread?.isHarmless === true) note('.env', unread.message);
    const causes = causesOf(located(problems), { texts, misread, isDotEnvUnread: unread !== null });
    return { problems: causes, isEmpty: isEmpty(texts, problems) };
  }
  if (file!.isEmpty) warn('CONFIG_FILE', EMPTY_FILE);
  return {
    config: frozen(assemble(settled(values), settled(entries))),
    warnings: located(warnings),
    isFileEmpty: file!.isEmpty,
  };

  function readFileOf(path: string | null | undefined) {
    const text = path && files.read(path, (message) => note('CONFIG_FILE', message));
    const parsed = text === undefined ? undefined : parseConfigFile(text ?? '', note);
    if (path != null && text !== undefined)
      filePlaces = { path, lines: parsed?.lines ?? new Map(), value: parsed?.value ?? null };
    const isFileEmpty = path != null && text !== undefined && isEmptyFile(text ?? '');
    return (
      parsed && {
        content: parsed.content,
        isEmpty: isFileEmpty,
        beside: createFiles(readFile, dirname(resolve(directory, path ?? '.env'))),
      }
    );
  }
}

/** `TZ`, which other programs read too, stands for TIME_ZONE; one that is no IANA name is theirs. */
function withTimeZone(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const zone = parseTimeZone(texts.get('TZ')?.trim().replace(/^:/, '') ?? null);
  return texts.has('TIME_ZONE') || zone === null ? texts : new Map([...texts, ['TIME_ZONE', zone]]);
}

/** Some variables from the environment only, for the demo: everything else is ignored. */
export function readSettings<N extends VariableName>(
  wanted: readonly N[],
  env: ConfigSource['env'],
): { readonly values: Settled<Values<N>> } | { readonly problems: readonly ConfigProblem[] } {
  const { problems, note } = collectProblems();
  const given = wanted.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  const values = readVariables(
    wanted,
    new Map(given),
    createFiles(() => '', '.'),
    note,
  );
  return problems.length > 0 ? { problems } : { values: settled(values) };
}

// With any other variable set, a list of problems helps more than the first steps.
function isEmpty(texts: ReadonlyMap<string, string>, problems: readonly ConfigProblem[]): boolean {
  const first = ['ROUTEROS_URL', 'ROUTEROS_USERNAME', 'ROUTEROS_PASSWORD', 'API_KEY'];
  const isStarted = [...texts.keys()].some((name) =>
    /^(?:ROUTEROS_|API_KEY|OPERATOR_KEY|MCP_API_KEY|METRICS_KEY|OAUTH_|MQTT_URL|CONFIG_FILE)/.test(name),
  );
  return !isStarted && problems.every(({ name }) => first.includes(name));
}

function assemble(values: Settled<Values>, entries: Settled<Entries>): Config {
  const { url, ...mqtt } = byField(values, 'mqtt.');
  return { ...byField(values, ''), ...entries, mqtt: url === null ? null : { url, ...mqtt } };
}

/** Nothing in it was refused. */
type Settled<T> = T extends object ? { [K in keyof T]: Settled<Exclude<T[K], undefined>> } : T;

/** Throws when there is an undefined value: a refusal that was not noted as a problem is a defect. */
function settled<T>(value: T): Settled<T> {
  if (hasUndefined(value)) throw new Error('A setting was refused without a problem.');
  return value as Settled<T>;
}

function hasUndefined(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(hasUndefined)
    : value === undefined;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The defaults, for a configuration that is built instead of read. */
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
  if ('problems' in result) throw new Error(`A default is refused: ${JSON.stringify(result.problems)}`);
  const { config } = result;
  return frozen({
    config: { ...config, routers: [], mqtt: null },
    router: config.routers[0]!,
    mqtt: config.mqtt!,
  });
}
