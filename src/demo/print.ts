/** The `print` command: which rows match, and which of their properties are sent. */
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';

export interface Selection {
  /** The requested properties; null for whole rows. */
  proplist: readonly string[] | null;
  matches: (row: RouterRow) => boolean;
  /** GET adds `.id` to a proplist, POST …/print does not. */
  alwaysId: boolean;
  /** Equal for equal selections. */
  key: string;
}

/** `?type=ether&running=yes&.proplist=name,type`: exact matches, all of which must hold. */
export function selectByQuery(query: string): Selection {
  const parameters = [...new URLSearchParams(query)];
  const filters = parameters.filter(([key]) => key !== '.proplist');
  const proplist = parameters.filter(([key]) => key === '.proplist').map(([, value]) => value);
  return {
    proplist: proplist.length === 0 ? null : words(proplist),
    matches: (row) => filters.every(([key, value]) => equals(row, key, value)),
    alwaysId: true,
    key: query,
  };
}

/** `{".proplist": ["name"], ".query": ["type=ether", "type=vlan", "#|"]}`. */
export function selectByBody(body: Readonly<Record<string, unknown>>): Selection {
  const proplist = body['.proplist'];
  return {
    proplist: proplist === undefined ? null : words(proplist),
    matches: (row) => evaluate(strings(body['.query'] ?? []), row),
    alwaysId: false,
    key: JSON.stringify(body),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function words(value: unknown): string[] {
  return strings(value)
    .flatMap((text) => text.split(','))
    .filter((word) => word !== '');
}

// API query words: a stack machine. A row matches when every value on the stack is true at the end.
function evaluate(query: readonly string[], row: RouterRow): boolean {
  const stack: boolean[] = [];
  for (const word of query) {
    if (word.startsWith('#')) for (const operation of word.slice(1)) operate(stack, operation);
    else stack.push(test(word, row));
  }
  return stack.every(Boolean);
}

function operate(stack: boolean[], operation: string): void {
  if (operation === '!') stack.push(!(stack.pop() ?? true));
  else {
    const [right, left] = [stack.pop() ?? true, stack.pop() ?? true];
    stack.push(operation === '|' ? left || right : left && right);
  }
}

function test(word: string, row: RouterRow): boolean {
  const [, sign, name, bound] = /^([<>])([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) return isBeyond(row, sign!, name, bound!);
  const [, not, key, value] = /^(-?)=?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (key === undefined) return false;
  return value === undefined ? Object.hasOwn(row, key) !== (not === '-') : equals(row, key, value);
}

function isBeyond(row: RouterRow, sign: string, key: string, bound: string): boolean {
  if (!Object.hasOwn(row, key)) return false;
  const value = Number(textOf(row[key]!));
  return sign === '>' ? value > Number(bound) : value < Number(bound);
}

const SYNONYMS: Record<string, string> = { yes: 'true', no: 'false' };

function equals(row: RouterRow, key: string, wanted: string): boolean {
  if (!Object.hasOwn(row, key)) return false;
  const value = textOf(row[key]!);
  return (SYNONYMS[value] ?? value) === (SYNONYMS[wanted] ?? wanted);
}

/** The answer of `print`. A singleton stays one object. */
export function selectRows(menu: string, table: RouterTable, selection: Selection): RouterTable {
  if (!isList(table)) return pick(table, selection);
  let rows = table.filter(selection.matches);
  // Some 7.x builds drop the rows of registration tables that lack a requested property.
  if (menu.endsWith('/registration-table') && selection.proplist !== null) {
    const proplist = selection.proplist;
    rows = rows.filter((row) => proplist.every((key) => key === '.id' || Object.hasOwn(row, key)));
  }
  return rows.map((row) => pick(row, selection));
}

function pick(row: RouterRow, { proplist, alwaysId }: Selection): RouterRow {
  if (proplist === null) return row;
  const names = alwaysId ? ['.id', ...proplist] : proplist;
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(row, name)).map((name) => [name, row[name]!]),
  );
}
