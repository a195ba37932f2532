/** The texts of the variables: from the environment and from `.env` in the working directory. */
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf, type ReadFile } from './files.ts';
import type { Note } from './problem.ts';
import { known } from './variable.ts';

/** Every variable that is set and not empty. The environment wins over `.env`. */
export function readTexts(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  readFile: ReadFile,
  note: Note,
): Map<string, string> {
  const dotEnv = readDotEnv(resolve(directory, '.env'), readFile, note);
  const all = [...Object.entries(dotEnv), ...Object.entries(env)];
  return new Map(all.filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}

function readDotEnv(path: string, readFile: ReadFile, note: Note): Record<string, string | undefined> {
  let text: string;
  try {
    text = readFile(path).replace(/^\uFEFF/, '');
  } catch (error) {
    // a folder named .env is a virtual environment of Python
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error)))
      note('.env', 'The file exists but cannot be read. Make it readable to this user, or remove it.');
    return {};
  }
  noteMisread(text, note);
  return parseEnv(text);
}

/** `parseEnv` reports nothing when it reads a line otherwise than it was meant. */
function noteMisread(text: string, note: Note): void {
  // quoted values may run over several lines, which are no settings
  const plain = text.replace(
    /(=[^\S\n]*)(["'`])([^]*?)\2/g,
    (_, equals: string, __, inner: string) => `${equals}x${inner.replace(/[^\n]/g, '')}`,
  );
  for (const [index, line] of plain.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, name, value] = /^\s*(?:export\s+)?([\w.-]+)\s*=(.*)$/.exec(line) ?? [];
    const where = `Line ${index + 1} of .env`;
    if (name === undefined || value === undefined)
      note('.env', `${where} is not a setting. Write NAME=value, or a # before a comment.`);
    else if (!known.has(name)) continue;
    else if (/^\s*["'`]/.test(value))
      note(name, `${where} opens a quotation mark and does not close it. Write '…' around the value.`);
    else if (/(?:^|[^\s#])#/.test(value))
      note(name, `${where} would be cut at the #. Write '…' around the value.`);
  }
}
