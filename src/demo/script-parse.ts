/**
 * The part of RouterOS's script language that restore scripts use, from bytes (one character per byte) to statements. As on a router, what is
 * not understood anywhere keeps the whole script from running.
 */

export type ScriptStatement =
  | { kind: 'try'; body: ScriptStatement[]; rescue: ScriptStatement[] }
  | { kind: 'log'; level: string; message: ScriptText }
  | { kind: 'delay'; duration: ScriptText }
  | { kind: 'command'; menu: string; command: string; arguments: ScriptArgument[] };

/** Text with the commands in it, which run when it is evaluated. */
export type ScriptText = (string | ScriptStatement[])[];

export type ScriptArgument =
  | { kind: 'find'; menu: string | null; where: { key: string; value: ScriptText }[] }
  | { kind: 'value'; key: string | null; value: ScriptText };

/** Throws with what a router logs. */
export function parseScript(source: string): ScriptStatement[] {
  const cursor = { source, at: 0 };
  const statements = parseStatements(cursor, '');
  if (cursor.at < source.length) fail(cursor);
  return statements;
}

interface Cursor {
  source: string;
  at: number;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  $: '$',
  '?': '?',
  n: '\n',
  r: '\r',
  t: '\t',
  _: ' ',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function parseStatements(cursor: Cursor, end: string): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  for (;;) {
    skip(cursor, /[\s;]/);
    const next = cursor.source[cursor.at];
    if (next === undefined || next === end) return statements;
    statements.push(parseStatement(cursor));
  }
}

function parseStatement(cursor: Cursor): ScriptStatement {
  const first = word(cursor);
  if (first === ':do') {
    const body = block(cursor);
    skip(cursor, /[ \t]/);
    if (!take(cursor, 'on-error=')) fail(cursor);
    return { kind: 'try', body, rescue: block(cursor) };
  }
  if (first === ':log') return { kind: 'log', level: word(cursor), message: text(cursor) };
  if (first === ':delay') return { kind: 'delay', duration: text(cursor) };
  if (!first.startsWith('/')) fail(cursor);
  return command(cursor, first);
}

/** `/interface/wifi/set [find where name="a"] disabled=yes`, or with spaces in the path. */
function command(cursor: Cursor, first: string): ScriptStatement {
  const path = first.split('/').filter(Boolean);
  const list: ScriptArgument[] = [];
  for (;;) {
    skip(cursor, /[ \t]/);
    const next = cursor.source[cursor.at];
    if (next === undefined || /[;\n\]}]/.test(next)) break;
    if (next === '[') list.push(find(cursor));
    else {
      const key = /^[A-Za-z0-9.-]+(?==)/.exec(cursor.source.slice(cursor.at))?.[0] ?? null;
      if (key !== null) {
        cursor.at += key.length + 1;
        list.push({ kind: 'value', key, value: text(cursor) });
      } else if (list.length === 0 && next !== '"') path.push(...word(cursor).split('/').filter(Boolean));
      else list.push({ kind: 'value', key: null, value: text(cursor) });
    }
  }
  if (path.length < 2) fail(cursor);
  return { kind: 'command', menu: path.slice(0, -1).join('/'), command: path.at(-1)!, arguments: list };
}

function find(cursor: Cursor): ScriptArgument {
  take(cursor, '[');
  skip(cursor, /\s/);
  const path = cursor.source[cursor.at] === '/' ? word(cursor) : null;
  const menu = path?.split('/').filter(Boolean) ?? null;
  if (menu !== null && menu.at(-1) === 'find') menu.pop();
  else if (word(cursor) !== 'find') fail(cursor);
  skip(cursor, /\s/);
  if (take(cursor, 'where')) skip(cursor, /\s/);
  const where: { key: string; value: ScriptText }[] = [];
  while (!take(cursor, ']')) {
    const key = /^[A-Za-z0-9.-]+(?==)/.exec(cursor.source.slice(cursor.at))?.[0];
    if (key === undefined) fail(cursor);
    cursor.at += key.length + 1;
    where.push({ key, value: text(cursor) });
    skip(cursor, /\s/);
  }
  return { kind: 'find', menu: menu?.join('/') ?? null, where };
}

/** A quoted string, in which `\`, `$` and `[` are active, or a word. */
function text(cursor: Cursor): ScriptText {
  skip(cursor, /[ \t]/);
  if (!take(cursor, '"')) return [word(cursor)];
  const parts: ScriptText = [];
  let plain = '';
  for (;;) {
    const next = cursor.source[cursor.at];
    cursor.at += 1;
    if (next === undefined || next === '\n') fail(cursor);
    if (next === '"') return [...parts, plain];
    if (next === '\\') plain += escaped(cursor);
    else if (next === '$') skip(cursor, /[A-Za-z0-9]/);
    else if (next === '[') {
      parts.push(plain, parseStatements(cursor, ']'));
      plain = '';
      if (!take(cursor, ']')) fail(cursor);
    } else plain += next;
  }
}

function escaped(cursor: Cursor): string {
  const hex = /^[0-9A-F]{2}/.exec(cursor.source.slice(cursor.at, cursor.at + 2))?.[0];
  if (hex !== undefined) {
    cursor.at += 2;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
  const plain = ESCAPES[cursor.source[cursor.at] ?? ''];
  if (plain === undefined) fail(cursor);
  cursor.at += 1;
  return plain;
}

function block(cursor: Cursor): ScriptStatement[] {
  skip(cursor, /[ \t]/);
  if (!take(cursor, '{')) fail(cursor);
  const statements = parseStatements(cursor, '}');
  if (!take(cursor, '}')) fail(cursor);
  return statements;
}

function word(cursor: Cursor): string {
  skip(cursor, /[ \t]/);
  const found = /^[^\s;"[\]{}$\\]+/.exec(cursor.source.slice(cursor.at))?.[0];
  if (found === undefined) fail(cursor);
  cursor.at += found.length;
  return found;
}

function take(cursor: Cursor, expected: string): boolean {
  if (!cursor.source.startsWith(expected, cursor.at)) return false;
  cursor.at += expected.length;
  return true;
}

function skip(cursor: Cursor, what: RegExp): void {
  while (cursor.at < cursor.source.length && what.test(cursor.source[cursor.at]!)) cursor.at += 1;
}

function fail({ source, at }: Cursor): never {
  const before = source.slice(0, at).split('\n');
  throw new Error(`syntax error (line ${before.length} column ${before.at(-1)!.length + 1})`);
}
