/** The keys of the file: each with a name, the doors it opens and what it may do there. */
import type { AccessKey, Right } from '../auth/access-key.ts';
import type { Door, NamedKey } from './config.ts';
import type { Item } from './file.ts';
import { readSecret } from './files.ts';
import { type Note, quote } from './problem.ts';
import { accessKeys } from './text.ts';
import type { Files } from './value.ts';
import type { Values } from './variable.ts';

const KEY_VARIABLES = ['API_KEY', 'OPERATOR_KEY', 'MCP_API_KEY', 'METRICS_KEY'] as const;

interface Surroundings {
  values: Values;
  files: Files;
  note: Note;
}

/** One for each key in each file. Entries with a refused or missing value are left out; that has been noted. */
export function toKeys(
  entries: readonly Item<'keys'>[] | null | undefined,
  { values, files, note }: Surroundings,
): NamedKey[] {
  const inVariables = KEY_VARIABLES.flatMap((name) =>
    (values[name] ?? []).map((key) => ({ at: name as string, key })),
  );
  /** Where each key and each name is first. */
  const keysAt = new Map(inVariables.map(({ at, key }) => [key.digest, at]));
  const namesAt = new Map(
    inVariables.flatMap(({ at, key }) => (key.name === null ? [] : [[key.name.toLowerCase(), at]])),
  );

  function noteKnown({ at, name }: Item<'keys'>, found: readonly AccessKey[]): void {
    for (const { digest } of found) {
      const earlier = keysAt.get(digest);
      if (earlier === undefined) keysAt.set(digest, at);
      else note(`${at}.key_file`, `It has a key of ${earlier}. Use a key of its own for each.`);
    }
    if (name == null) return;
    const earlier = namesAt.get(name.toLowerCase());
    if (earlier === undefined) namesAt.set(name.toLowerCase(), at);
    else note(`${at}.name`, `${quote(name)} is already used at ${earlier}. Change one of the names.`);
  }

  return (entries ?? []).flatMap((entry) => {
    const found = keysIn(entry, files, note);
    noteKnown(entry, found ?? []);
    const doors = filled(entry, 'doors', 'Write rest, mcp or metrics.', note);
    const may = filled(entry, 'may', 'Write read, and query, propose or approve if it may more.', note);
    if (doors !== undefined && may !== undefined) noteApproval(entry, doors, may, note);
    const name = entry.name ?? undefined;
    if (entry.name === null)
      note(`${entry.at}.name`, 'It is not set. Write a name for the log, such as reception.');
    if (found === undefined || doors === undefined || may === undefined || name === undefined) return [];
    return found.map(({ plain, digest }) => ({ name, plain, digest, doors, may }));
  });
}

/** Undefined when they were refused. */
function keysIn({ at, key_file: path }: Item<'keys'>, files: Files, note: Note): AccessKey[] | undefined {
  const refuse = (message: string) => note(`${at}.key_file`, message);
  if (path === null) return refuse('It is not set. Write the path of a file that has the key.');
  const text = path && readSecret(path, refuse, files);
  const keys = text === undefined ? undefined : accessKeys(text, refuse);
  return keys?.some(({ name }) => name !== null)
    ? refuse('A name precedes a key in the file. Write the key alone, or sha256: and its digest.')
    : keys;
}

function filled<N extends 'doors' | 'may'>(
  entry: Item<'keys'>,
  list: N,
  remedy: string,
  note: Note,
): NonNullable<Item<'keys'>[N]> | undefined {
  const given = entry[list];
  return given === null || given?.length === 0
    ? note(`${entry.at}.${list}`, `The list is ${given === null ? 'missing' : 'empty'}. ${remedy}`)
    : (given as NonNullable<Item<'keys'>[N]> | undefined);
}

/** A person approves, at REST or the page; no assistant does. */
function noteApproval({ at }: Item<'keys'>, doors: readonly Door[], may: readonly Right[], note: Note): void {
  const others = doors.filter((door) => door !== 'rest');
  if (may.includes('approve') && others.length > 0)
    note(
      `${at}.may`,
      `It has approve, which the door rest alone may have. Take approve out, or ${others.join(' and ')} out of doors.`,
    );
}
