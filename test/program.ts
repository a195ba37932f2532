/** The built program as a process in a folder of its own, and what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { inject } from 'vitest';

/** A free port of this machine. */
export const LOOPBACK = { HOST: '127.0.0.1', PORT: '0' };

/** The main file, built from the present source. Only a *.process.test.ts has it. */
export function programFile(): string {
  const file = inject('program');
  if (file === undefined)
    throw new Error('Rename this test file to *.process.test.ts: for others the program is not built.');
  return file;
}

export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

export interface ProgramOptions {
  /** The main file, when it is another one. */
  main?: string;
  /** All of its environment. */
  env?: Record<string, string>;
  args?: readonly string[];
  /** In its folder, by name. */
  files?: Record<string, string>;
  /** Modules to be loaded before it. */
  imports?: readonly string[];
  /** A command that runs it. */
  before?: readonly string[];
}

export interface Program {
  process: ChildProcess;
  directory: string;
  /** What it wrote to stdout, and to stderr, so far. */
  output: () => string;
  errors: () => string;
  /** Of stderr, what is JSON. */
  lines: () => LogLine[];
  /** The first line with this event, from the `from`th on; waits for it. */
  told: (event: string, from?: number) => Promise<LogLine>;
  /** The first match in what it writes to stdout; waits for it. */
  printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Where it serves; waits for that. */
  url: () => Promise<string>;
  /** Replaces a file of its folder at a stroke, as editors do. */
  write: (name: string, text: string) => void;
  /** Code and signal. */
  exit: Promise<[number | null, NodeJS.Signals | null]>;
  /** Ends it at once and takes its folder away. */
  discard: () => Promise<void>;
}

export function startProgram(options: ProgramOptions): Program {
  const { main = programFile(), env = {}, args = [], files = {}, imports = [], before = [] } = options;
  const directory = mkdtempSync(join(tmpdir(), 'mikrotik-presence-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, `${name}.new`), text);
    renameSync(join(directory, `${name}.new`), join(directory, name));
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const loaded = imports.flatMap((module) => ['--import', module]);
  const [command, ...rest] = [...before, process.execPath, ...loaded, main, ...args];
  const child = spawn(command!, rest, {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = [collect(child.stdout), collect(child.stderr)];
  let hasEnded = false;
  const exit = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    return [code, signal] as [number | null, NodeJS.Signals | null];
  });
  const lines = () => errors().split('\n').flatMap(parse);
  const until = async <T>(stream: Readable, find: () => T | null | undefined, wanted: string): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== null && found !== undefined) return found;
      if (hasEnded) throw new Error(`ended without ${wanted}:\n${output()}\n${errors()}`);
      await Promise.race([once(stream, 'data'), exit]);
    }
  };
  const told: Program['told'] = (event, from = 0) => {
    const find = () =>
      lines()
        .slice(from)
        .find(({ msg }) => msg === event);
    return until(child.stderr, find, `telling "${event}"`);
  };
  return {
    process: child,
    directory,
    output,
    errors,
    lines,
    told,
    printed: (pattern) => until(child.stdout, () => pattern.exec(output()), `printing ${pattern}`),
    url: async () => (await told('serving'))['url'] as string,
    write,
    exit,
    discard: async () => {
      child.kill('SIGKILL');
      await exit;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk));
  return () => text;
}

/** Nothing of what is no JSON, or not yet all of it. */
function parse(line: string): LogLine[] {
  if (!line.startsWith('{')) return [];
  try {
    return [JSON.parse(line) as LogLine];
  } catch {
    return [];
  }
}
