/** Where the setting stands that a problem is about: a line of `.env`, the environment, or a line of the YAML file. */
import { quote } from './problem.ts';

export interface Places {
  /** Name to text, of every variable that is set. */
  texts: ReadonlyMap<string, string>;
  /** The line of `.env` of each variable whose value comes from there. */
  dotEnvLines: ReadonlyMap<string, number>;
  /** Null when there is no file, or it could not be read. */
  file: FilePlaces | null;
}

export interface FilePlaces {
  /** As CONFIG_FILE has it. */
  path: string;
  /** By key path. */
  lines: ReadonlyMap<string, number>;
  /** The whole file, for the names of entries. */
  value: unknown;
}

/** `name`: of a problem. A variable that is not set belongs into `.env`. */
export function placeOf(name: string, { texts, dotEnvLines, file }: Places): string {
  if (name === '.env') return '.env';
  if (name === 'CONFIG_FILE' && file !== null) return shownPath(file.path);
  if (/^[A-Z][A-Z0-9_]*$/.test(name) || texts.has(name)) return placeOfVariable(name, texts, dotEnvLines);
  return file === null ? 'CONFIG_FILE' : placeOfKey(name, file);
}

function placeOfVariable(name: string, texts: Places['texts'], dotEnvLines: Places['dotEnvLines']): string {
  // a secret may be given by the path of its file instead
  const given = [name, `${name}_FILE`].find((each) => texts.has(each));
  const line = given === undefined ? undefined : dotEnvLines.get(given);
  if (line !== undefined) return `.env, line ${line}`;
  return given === undefined ? '.env' : 'environment';
}

function placeOfKey(path: string, file: FilePlaces): string {
  const shown = shownPath(file.path);
  // a key that is missing has the line of the entry that lacks it
  for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.[\]]*$|\[\d+\]$/, '')) {
    const line = file.lines.get(at);
    if (line === undefined) {
      if (!/[.[]/.test(at)) break;
      continue;
    }
    const entry = entryName(path, file.value);
    return `${shown}, line ${line}${entry === null ? '' : `, ${quote(entry)}`}`;
  }
  return shown;
}

/** What a person calls the item of the list that the path leads into: its name, else its id, else its URL. */
function entryName(path: string, value: unknown): string | null {
  const [, list, index] = /^(\w+)\[(\d+)\]/.exec(path) ?? [];
  if (list === undefined) return null;
  const items: unknown = property(value, list);
  const item: unknown = Array.isArray(items) ? items[Number(index)] : undefined;
  const names = ['name', 'id', 'url'].map((key) => property(item, key));
  return names.find((each): each is string => typeof each === 'string' && each !== '') ?? null;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

function shownPath(path: string): string {
  return quote(path).slice(1, -1);
}
