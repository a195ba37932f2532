/**
 * Restore scripts in RouterOS's language. Menus and properties come from our own tables; every value is quoted, and each of its bytes
 * outside a short list is written as `\XX`, so that no name, comment or SSID can become a command.
 */
import type { RowValues } from '../parse/write.ts';

export type ScriptStatement =
  /** Null: the property is unset. */
  | { do: 'set'; menu: string; key: RowValues; values: Readonly<Record<string, string | null>> }
  | { do: 'remove'; menu: string; key: RowValues }
  /** Of a menu in which a second one of the same name is rejected, so that it is safe to run twice. */
  | { do: 'add'; menu: string; values: RowValues };

/** Each statement may fail without keeping the next from running; the last removes the entry itself, so it is safe to run twice. */
export function writeScript(statements: readonly ScriptStatement[], name: string): string {
  const lines = statements.flatMap((statement) =>
    commands(statement).map((command) => attempt(command, name)),
  );
  return [...lines, `:log warning ${quoted(`${name}: done`)}`].join('\n');
}

/** Removes a scheduler entry from within. */
export function removeEntry(name: string): string {
  return `/system/scheduler/remove [find where name=${quoted(name)}]`;
}

function attempt(command: string, name: string): string {
  return `:do { ${command} } on-error={ :log warning ${quoted(`${name}: a command failed`)} }`;
}

function commands(statement: ScriptStatement): string[] {
  const path = `/${checked(statement.menu)}`;
  if (statement.do === 'add') return [`${path}/add ${pairs(statement.values)}`];
  const rows = `[find where ${pairs(statement.key)}]`;
  if (statement.do === 'remove') return [`${path}/remove ${rows}`];
  return Object.entries(statement.values).map(([property, value]) =>
    value === null
      ? `${path}/unset ${rows} value-name=${checked(property)}`
      : `${path}/set ${rows} ${checked(property)}=${written(property, value)}`,
  );
}

function pairs(values: RowValues): string {
  return Object.entries(values)
    .map(([property, value]) => `${checked(property)}=${written(property, value)}`)
    .join(' ');
}

/** Of these a script says yes or no, which in quotes would be text. */
const FLAGS = /^(?:disabled|dynamic|(?:steering\.)?(?:rrm|wnm|2g-probe-delay)|(?:security\.)?ft)$/;

function written(property: string, value: string): string {
  if (!FLAGS.test(property)) return quoted(value);
  return value === 'true' || value === 'yes' ? 'yes' : 'no';
}

/** A value in quotes. Throws for what is not bytes. */
export function quoted(bytes: string): string {
  const escaped = Array.from(bytes, (character) => {
    const code = character.codePointAt(0)!;
    if (code > 0xff) throw new Error('A value of a script must be bytes.');
    return /[A-Za-z0-9 .:,/_-]/.test(character)
      ? character
      : `\\${code.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return `"${escaped.join('')}"`;
}

/** Menus and properties are constants of this program; anything else is a defect. */
function checked(word: string): string {
  if (!/^[a-z0-9][a-z0-9./-]*$/.test(word)) throw new Error(`"${word}" is no menu or property.`);
  return word;
}
