/** The program, built, as a process in a folder of its own, with what it writes to stderr as lines of JSON. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Builds the program beside its packages, without a look at the types. Answers where its main file is, and how to take it away. */
export function buildProgram(): { main: string; remove: () => void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'program-'));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const options = ['--noCheck', '--noEmitOnError', 'false', '--outDir', join(folder, 'dist')];
  execFileSync(tsc, ['-p', join(root, 'tsconfig.build.json'), ...options]);
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return { main: join(folder, 'dist', 'main.js'), remove: () => rmSync(folder, { recursive: true }) };
}

export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

export interface Program {
  process: ChildProcess;
  directory: string;
  lines: () => LogLine[];
  /** All it wrote to stderr. */
  text: () => string;
  /** The first line with this event, from the `from`th on; waits for it. */
  told: (event: string, from?: number) => Promise<LogLine>;
  /** Replaces a file of its folder at a stroke, as editors do. */
  write: (name: string, text: string) => void;
  /** Code and signal. */
  exit: Promise<[number | null, NodeJS.Signals | null]>;
  /** Ends it at once and takes its folder away. */
  discard: () => Promise<void>;
}

/** `imports`: modules to be loaded before it. `before`: a command that runs it. */
export function startProgram(
  main: string,
  env: Record<string, string>,
  files: Record<string, string> = {},
  imports: readonly string[] = [],
  before: readonly string[] = [],
): Program {
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, `${name}.new`), text);
    renameSync(join(directory, `${name}.new`), join(directory, name));
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const loaded = imports.flatMap((module) => ['--import', module]);
  const [command, ...args] = [...before, process.execPath, ...loaded, main];
  const child = spawn(command!, args, {
    cwd: directory,
    env: { HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
  let hasEnded = false;
  const exit = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    return [code, signal] as [number | null, NodeJS.Signals | null];
  });
  const lines = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .flatMap((line): LogLine[] => {
        try {
          return [JSON.parse(line) as LogLine];
        } catch {
          return []; // not yet whole
        }
      });
  return {
    process: child,
    directory,
    lines,
    text: () => text,
    told: async (event, from = 0) => {
      for (;;) {
        const line = lines()
          .slice(from)
          .find(({ msg }) => msg === event);
        if (line !== undefined) return line;
        if (hasEnded) throw new Error(`ended without telling "${event}":\n${text}`);
        await Promise.race([once(child.stderr, 'data'), exit]);
      }
    },
    write,
    exit,
    discard: async () => {
      child.kill('SIGKILL');
      await exit;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
