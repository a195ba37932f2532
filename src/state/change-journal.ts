/** The journal of changes: one line per state of a change, appended and flushed before the act that it tells of. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateDir } from './state-dir.ts';

const FILE = 'changes.jsonl';

export interface ChangeJournal<T> {
  /** The last line of each, oldest first. */
  known: T[];
  /** Lines that could not be read: the last one may be half written. */
  badLineCount: number;
  /** On disk when it resolves; rejects with what the disk says. */
  append: (entry: T) => Promise<void>;
  close: () => void;
}

export interface JournalOptions<T> {
  /** Null for a line that is none. */
  parse: (value: unknown) => T | null;
  idOf: (entry: T) => string;
  /** Entries that are no longer kept are dropped at the opening. */
  isKept: (entry: T) => boolean;
}

/** The journal cannot be opened. The message says why, and what to do. */
export class JournalUnavailable extends Error {}

/** Opens the journal and rewrites it with the last line of each entry. Throws `JournalUnavailable`. */
export function openChangeJournal<T>(directory: string, options: JournalOptions<T>): ChangeJournal<T> {
  const path = join(directory, FILE);
  try {
    makeStateDir(directory);
    return open(path, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new JournalUnavailable(
      `Changes are off: ${path} could not be opened (${code}). Make STATE_DIR writable, with free space, and restart.`,
      { cause: error },
    );
  }
}

function open<T>(path: string, { parse, idOf, isKept }: JournalOptions<T>): ChangeJournal<T> {
  const lines = readLines(path);
  const entries = lines.map((line) => parse(fromJson(line)));
  const last = new Map<string, T>();
  for (const entry of entries) if (entry !== null) last.set(idOf(entry), entry);
  const known = [...last.values()].filter(isKept);
  rewrite(path, known);
  const file = openSync(path, 'a', 0o600);
  let isWhole = true;
  return {
    known,
    badLineCount: entries.filter((entry) => entry === null).length,
    append(entry) {
      try {
        // a line that a full disk cut short is ended before the next
        const line = `${isWhole ? '' : '\n'}${JSON.stringify(entry)}\n`;
        isWhole = false;
        if (writeSync(file, line) < Buffer.byteLength(line))
          throw new Error('ENOSPC: the line was cut short');
        isWhole = true;
        fsyncSync(file);
        return Promise.resolve();
      } catch (error) {
        return Promise.reject(error as Error);
      }
    },
    close: () => closeSync(file),
  };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

/** As every file of this directory: a temporary file, flushed, then renamed. */
function rewrite(path: string, entries: readonly unknown[]): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), {
    mode: 0o600,
    flush: true,
  });
  renameSync(temporary, path);
}
