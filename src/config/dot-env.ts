/** The texts of the variables: from the environment and from `.env` in the working directory. */
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf, notUtf8, type ReadFile } from './files.ts';
import type { Note } from './problem.ts';
import { known } from './variable.ts';

export interface Texts {
  /** Every variable that is set and not empty. The environment wins over `.env`. */
  texts: Map<string, string>;
  /** The line of each variable whose text comes from `.env`. */
  dotEnvLines: ReadonlyMap<string, number>;
  /**
   * Why `.env` gave no variable. `isHarmless`: a folder has the name, such as a virtual environment of Python, or what Docker makes for a
   * missing mount. Null when the file was read, or when there is none.
   */
  unread: { message: string; isHarmless: boolean } | null;
}

/** `warn`: for what is allowed but probably not meant. */
export function readTexts(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  readFile: ReadFile,
  note: Note,
  warn: Note = () => undefined,
): Texts {
  const source = readDotEnv(resolve(directory, '.env'), readFile);
  const text = typeof source === 'string' ? source : '';
  const lines = withoutQuoted(text).split(/\r?\n/);
  const assigned = assignmentsIn(lines);
  noteMisread(lines, note);
  const given = Object.entries(env).filter(isSet);
  for (const [name, all] of assigned)
    if (known.has(name) && all.length > 1)
      warn(
        name,
        `It is set on the lines ${all.join(' and ')} of .env, and the last one counts. Remove the others.`,
      );
  const texts = new Map([...Object.entries(parseEnv(text)).filter(isSet), ...given]);
  const inEnvironment = new Set(given.map(([name]) => name));
  const fromFile = [...assigned].filter(([name]) => texts.has(name) && !inEnvironment.has(name));
  return {
    texts,
    dotEnvLines: new Map(fromFile.map(([name, all]) => [name, all.at(-1)!])),
    unread: typeof source === 'string' ? null : source,
  };
}

function isSet(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined && entry[1] !== '';
}

const IS_FOLDER =
  'It is a folder, so no setting was read from it. Docker makes one for a file that it cannot find; remove it and write the file.';

/** '' when there is no file. */
function readDotEnv(path: string, readFile: ReadFile): string | NonNullable<Texts['unread']> {
  try {
    const text = readFile(path).replace(/^\uFEFF/, '');
    const message = notUtf8(text);
    return message === null ? text : { message, isHarmless: false };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EISDIR') return { message: IS_FOLDER, isHarmless: true };
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    const message = 'The file exists but cannot be read. Make it readable to this user, or remove it.';
    return { message, isHarmless: false };
  }
}

/** The text with every quoted value as one `x`: a value may run over several lines, which are no settings. */
function withoutQuoted(text: string): string {
  return text.replace(
    /(=[^\S\n]*)(["'`])([^]*?)\2/g,
    (_, equals: string, __, inner: string) => `${equals}x${inner.replace(/[^\n]/g, '')}`,
  );
}

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*=(.*)$/;

/** The lines that set a name, by name. */
function assignmentsIn(lines: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const name = ASSIGNMENT.exec(line)?.[1];
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), index + 1]);
  }
  return found;
}

/** `parseEnv` reports nothing when it reads a line otherwise than it was meant. */
function noteMisread(lines: readonly string[], note: Note): void {
  for (const [index, line] of lines.entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || value === undefined)
      note('.env', `Line ${index + 1} is not a setting. Write NAME=value, or a # before a comment.`);
    else if (!known.has(name)) continue;
    else if (/^\s*["'`]/.test(value))
      note(name, "The value opens a quotation mark and does not close it. Write '…' around the value.");
    else if (/(?:^|[^\s#])#/.test(value))
      note(name, "The value would be cut at the #. Write '…' around the value.");
    else if (/^\s*\$\(/.test(value))
      note(name, 'The value is a command, and none is run here. Run it, and write what it prints.');
  }
}
