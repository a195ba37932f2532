/** The files of a recording: what they are called and what is in them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Answers } from './answers.ts';
import type { CommandResult } from './commands.ts';
import type { Effective } from './config.ts';
import type { Tables } from './router.ts';

export const VERSION = '0.1.0';
const folder = join(import.meta.dirname, VERSION);
export const stateFolder = join(folder, 'state');
export const configFolder = join(folder, 'config');

interface Files {
  /** Tables of the routers, as they were at the end. */
  'routers/house': Tables;
  'routers/workshop': Tables;
  /** Effective configurations by their folder. */
  config: Record<string, Effective>;
  /** What REST and MCP answered at the end. */
  answers: Answers;
  /** Retained topics at the end, with their payloads. */
  retained: Record<string, string>;
  /** What became of the commands of the README. */
  commands: Record<string, CommandResult>;
}

export function load<Name extends keyof Files>(name: Name): Files[Name] {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Files[Name];
}

export function store<Name extends keyof Files>(name: Name, content: Files[Name]): void {
  const path = join(folder, `${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, null, 1)}\n`);
}
