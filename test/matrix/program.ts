/** The built program as a process: how it is started, what it writes, and how it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

const main = new URL('../../dist/main.js', import.meta.url).pathname;
/** Whoever stops it waits so long. */
const STOP_MS = 12_000;

export interface Line {
  level: string;
  msg: string;
  [field: string]: unknown;
}

export type Program = ReturnType<typeof startProgram>;

export interface ProgramOptions {
  directory: string;
  env: Readonly<Record<string, string>>;
  before: readonly string[];
  nodeArgs: readonly string[];
}

export function startProgram({ directory, env, before, nodeArgs }: ProgramOptions) {
  const [command, ...args] = [...before, process.execPath, ...nodeArgs, main];
  const child = spawn(command!, args, {
    cwd: directory,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = once(child, 'close');
  const whole = () => text.split('\n').filter((line) => line !== '');
  return {
    child,
    lines: () => whole().flatMap((line) => parse(line) ?? []),
    /** What it wrote that is no line of the log: warnings of Node.js, the last words of a crash. */
    noise: () => whole().filter((line) => parse(line) === null),
    /** What it wrote before does not count. */
    forget: () => {
      text = '';
    },
    /** How it ended, if it did; a rejection that nobody handled ends it with code 1. */
    end: () => child.exitCode ?? child.signalCode,
    /** Files, connections and threads that it holds open. */
    handleCount: () => readdirSync(`/proc/${child.pid}/fd`).length,
    /** Most memory it ever had, in MiB; null once it is gone. */
    mostMiB: () => {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
      } catch {
        return null;
      }
    },
    /** Resolves with how it ended: 0 when all is well. */
    stop: async (): Promise<number | string> => {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(late);
      return child.exitCode ?? child.signalCode ?? 'nobody knows how';
    },
  };
}

function parse(line: string): Line | null {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return null;
  }
}
