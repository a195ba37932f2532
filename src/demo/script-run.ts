/** Runs a parsed script: a generator that yields each delay, so that who runs it keeps the time. */
import { durationMs } from './parameter.ts';
import type { ScriptArgument, ScriptStatement, ScriptText } from './script-parse.ts';

export interface ScriptWorld {
  /** The ids of the rows whose properties equal these bytes. Throws with the router's words. */
  find(menu: string, where: readonly { key: string; bytes: string }[]): string[];
  /** One command on these rows (null: none was named) with these parameters, as bytes. Throws with the router's words. */
  command(
    menu: string,
    name: string,
    ids: readonly string[] | null,
    values: Readonly<Record<string, string>>,
  ): void;
  log(level: string, bytes: string): void;
}

/** An error ends the script, unless it is inside `:do { } on-error={ }`. */
export function* runScript(
  statements: readonly ScriptStatement[],
  world: ScriptWorld,
): Generator<number, void> {
  for (const statement of statements) yield* runStatement(statement, world);
}

function* runStatement(statement: ScriptStatement, world: ScriptWorld): Generator<number, void> {
  if (statement.kind === 'delay') yield durationMs(evaluate(statement.duration, world));
  else if (statement.kind === 'log') world.log(statement.level, evaluate(statement.message, world));
  else if (statement.kind === 'command') runCommand(statement, world);
  else {
    try {
      yield* runScript(statement.body, world);
    } catch {
      yield* runScript(statement.rescue, world);
    }
  }
}

function runCommand(
  { menu, command, arguments: list }: Extract<ScriptStatement, { kind: 'command' }>,
  world: ScriptWorld,
): void {
  let ids: string[] | null = null;
  const values: Record<string, string> = {};
  for (const argument of list) {
    if (argument.kind === 'find') ids = findIds(argument, menu, world);
    else if (argument.key === null) ids = [evaluate(argument.value, world)];
    else values[argument.key] = evaluate(argument.value, world);
  }
  world.command(menu, command, ids, values);
}

function findIds(
  argument: Extract<ScriptArgument, { kind: 'find' }>,
  menu: string,
  world: ScriptWorld,
): string[] {
  const where = argument.where.map(({ key, value }) => ({ key, bytes: evaluate(value, world) }));
  return world.find(argument.menu ?? menu, where);
}

function evaluate(text: ScriptText, world: ScriptWorld): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return part;
      // a command inside a string runs, and its result is nothing
      for (const _ of runScript(part, world));
      return '';
    })
    .join('');
}
