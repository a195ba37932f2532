/** The files that a variable or key names: secrets and certificates. */
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { quote } from './problem.ts';
import type { Files, FromText, Refuse } from './value.ts';

/** The text of a file; throws as `readFileSync` does. */
export type ReadFile = (path: string) => string;

/** Relative paths start at `folder`. No sentence shows a path: people write the secret itself where a path belongs. */
export function createFiles(readFile: ReadFile, folder: string): Files {
  return {
    resolve: (path) => resolve(folder, path),
    read: (path, refuse) => {
      try {
        const text = readFile(resolve(folder, path));
        const problem = notUtf8(text);
        return problem === null ? text : refuse(problem);
      } catch (error) {
        const where = `Write the path of a file; relative ones start at ${quote(folder)}.`;
        return refuse(`The file ${REASONS[codeOf(error)] ?? 'cannot be read'}. ${where}`);
      }
    },
  };
}

/** A sentence about a text that was read as UTF-8 and was written in another encoding; null when it is right. */
export function notUtf8(text: string): string | null {
  if (text.includes('\0') || text.startsWith('\uFFFD\uFFFD'))
    return 'The file is not UTF-8: it looks like UTF-16, as Windows writes it. Save it as UTF-8.';
  const line = text.split('\n').findIndex((each) => each.includes('\uFFFD'));
  return line < 0 ? null : `Line ${line + 1} has a character that is not UTF-8. Save the file as UTF-8.`;
}

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
};

/** The code of an error of `node:fs`; '' of any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The secret in a file, without the line break at its end. */
export function readSecret(path: string, refuse: Refuse, files: Files): string | undefined {
  const secret = files.read(path, refuse)?.replace(/\r?\n$/, '');
  return secret === '' ? refuse('The file is empty. Write the secret into it.') : secret;
}

/** The path of a PEM file with at least one certificate, to its text. */
export const certificate: FromText<string> = (path, refuse, files) => {
  const pem = files.read(path, refuse);
  if (pem === undefined || isCertificate(pem)) return pem;
  return refuse(
    `${quote(path)} has no certificate. Name a PEM file: it has a line -----BEGIN CERTIFICATE-----.`,
  );
};

function isCertificate(pem: string): boolean {
  try {
    return pem.includes('-----BEGIN CERTIFICATE-----') && new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
