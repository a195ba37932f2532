/** Where the texts come from: the environment, `.env`, and files that a variable or key names. */
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Note, quote } from './problem.ts';
import { known } from './variable.ts';

/** The text of a file; throws as `readFileSync` does. */
export type ReadFile = (path: string) => string;
/** The text of the file that `name` names; undefined when it cannot be read, which is noted. */
export type ReadText = (path: string, name: string) => string | undefined;

/** Relative paths start at `folder`. No sentence shows the path: where a path belongs, people write the secret itself. */
export function createReadText(readFile: ReadFile, folder: string, note: Note): ReadText {
  return (path, name) => {
    try {
      return readFile(resolve(folder, path));
    } catch (error) {
      const where = `Write the path of a file; relative ones start at ${quote(folder)}.`;
      return note(name, `The file ${REASONS[codeOf(error)] ?? 'cannot be read'}. ${where}`);
    }
  };
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The secret in a file, without the line break at its end. */
export function readSecret(path: string, name: string, read: ReadText, note: Note): string | undefined {
  const secret = read(path, name)?.replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  return note(name, 'The file is empty. Write the secret into it.');
}

/** The text of a PEM file with at least one certificate; null where none is named. */
export function readCertificate(
  path: string | null | undefined,
  name: string,
  read: ReadText,
  note: Note,
): string | null | undefined {
  if (path == null) return path;
  const pem = read(path, name);
  if (pem === undefined || isCertificate(pem)) return pem;
  return note(
    name,
    `${quote(path)} holds no certificate. Name a PEM file: it has a line -----BEGIN CERTIFICATE-----.`,
  );
}

function isCertificate(pem: string): boolean {
  try {
    return pem.includes('-----BEGIN CERTIFICATE-----') && new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** All variables that are set to something: the environment's and, where it says nothing, those of `.env`. */
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
    // a folder of that name holds somebody's Python
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error)))
      note('.env', 'The file is there but cannot be read. Let this user read it, or take it away.');
    return {};
  }
  noteMisread(text, note);
  return parseEnv(text);
}

/** `parseEnv` reads on without a word where it understands something else than what was meant. */
function noteMisread(text: string, note: Note): void {
  // quoted values, which may run over several lines, hide nothing
  const plain = text.replace(
    /(=[^\S\n]*)(["'`])([^]*?)\2/g,
    (_, equals: string, __, inner: string) => `${equals}x${inner.replace(/[^\n]/g, '')}`,
  );
  for (const [index, line] of plain.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, name, value] = /^\s*(?:export\s+)?([\w.-]+)\s*=(.*)$/.exec(line) ?? [];
    const where = `Line ${index + 1} of .env`;
    if (name === undefined || value === undefined)
      note('.env', `${where} is no setting. Write NAME=value, or a # before a comment.`);
    else if (!known.has(name)) continue;
    else if (/^\s*["'`]/.test(value))
      note(name, `${where} opens a quotation mark and does not close it. Write '…' around the value.`);
    else if (/(?:^|[^\s#])#/.test(value))
      note(name, `${where} would be cut at the #. Write '…' around the value.`);
  }
}
