/** One command that changes a menu, from REST or from a script: what the router refuses, and what it then has stored. */
import { bytesOf } from './bytes.ts';
import { DEFAULTS, duplicateOf, isSame, normalised, parametersOf, refusalOf } from './parameter.ts';
import { isList, type RouterRow, type RouterTable, type RouterValue, textOf } from './row.ts';
import type { Stored } from './stored.ts';

export interface Command {
  menu: string;
  name: string;
  /** Ids or names; null where none were named. */
  keys: readonly string[] | null;
  /** Bytes; null asks for the property to be cleared as JSON's null does. */
  values: Readonly<Record<string, string | null>>;
}

export interface PerformContext {
  /** The table as it is shown. */
  table: (menu: string) => RouterTable;
  /** The table as it is rendered, without what was written. */
  given: (menu: string) => RouterTable;
  stored: Stored;
  /** The id before any reboot. */
  baseId: (shown: string) => string;
  /** For the row of a new scheduler entry. */
  username: string;
  /** Device mode `home` forbids the scheduler. */
  isSchedulerForbidden: boolean;
  /** A lease made static gets another id. */
  renewsIds: boolean;
  /** "7.24.1"; null: every parameter is known. */
  version: string | null;
  /** Makes the interfaces of these radios anew. */
  provision: (menu: string, radioMacs: readonly string[]) => void;
  /** Returns what is called once the command is done. */
  begin: (command: Command) => () => void;
  /** Null where the tables follow no house: the row just goes. */
  kick: ((menu: string, row: RouterRow) => void) | null;
}

export class Refused extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** Returns the rows it changed or added, as they are shown afterwards. Throws `Refused`. */
export function perform(command: Command, context: PerformContext): RouterRow[] {
  const end = context.begin(command);
  const rows = run(command, context);
  end();
  return rows;
}

function run(command: Command, context: PerformContext): RouterRow[] {
  const { menu, name, values } = command;
  if (menu === 'system/scheduler' && context.isSchedulerForbidden && ['add', 'set', 'enable'].includes(name))
    throw new Refused(500, 'not allowed by device-mode');
  const table = context.table(menu);
  if (name === 'add') return [add(command, context)];
  if (!isList(table)) return setSingleton(command, context, table);
  if (command.keys === null) throw new Refused(400, 'missing =.id=');
  const rows = command.keys.map((key) => find(table, key));
  const missing = rows.some((row) => row === null);
  if (missing) throw new Refused(404, '');
  const found = rows as RouterRow[];
  if (name === 'provision')
    context.provision(
      menu,
      found.flatMap((row) => radiosOf(menu, row, context)),
    );
  else for (const row of found) act(name, row, { menu, values }, context);
  if (name === 'move') move(command, context, found);
  const after = context.table(menu);
  return found.map((row) => (isList(after) ? find(after, textOf(row['.id']!)) : null) ?? row);
}

function act(
  name: string,
  row: RouterRow,
  { menu, values }: Pick<Command, 'menu' | 'values'>,
  context: PerformContext,
): void {
  const id = context.baseId(textOf(row['.id']!));
  if (name === 'set' || name === 'comment') set(menu, row, id, values, context);
  else if (name === 'enable') set(menu, row, id, { disabled: 'no' }, context);
  else if (name === 'disable') set(menu, row, id, { disabled: 'yes' }, context);
  else if (name === 'unset') unset(menu, row, id, values['value-name'] ?? '', context);
  else if (name === 'remove') remove(menu, row, id, context);
  else if (name === 'make-static') makeStatic(menu, row, id, context);
  else if (name !== 'move') throw new Refused(400, 'no such command');
}

/** Of the row of a radio, or of a CAP. */
function radiosOf(menu: string, row: RouterRow, context: PerformContext): string[] {
  if (row['radio-mac'] !== undefined) return [textOf(row['radio-mac'])];
  const radios = context.table(menu.replace(/(?:\/capsman)?\/remote-cap$/, '/radio'));
  const base = textOf(row['base-mac'] ?? '').toUpperCase();
  return isList(radios)
    ? radios
        .filter((radio) =>
          `${textOf(radio['cap'] ?? '')}${textOf(radio['remote-cap-name'] ?? '')}`
            .toUpperCase()
            .includes(base),
        )
        .map((radio) => textOf(radio['radio-mac']!))
    : [];
}

/** By id, by name, or by its place in the table. */
function find(table: readonly RouterRow[], key: string): RouterRow | null {
  if (/^\d+$/.test(key)) return table[Number(key)] ?? null;
  const property = key.startsWith('*') ? '.id' : 'name';
  return table.find((row) => textOf(row[property] ?? '') === key) ?? null;
}

function add({ menu, values }: Command, context: PerformContext): RouterRow {
  const table = context.table(menu);
  if (!isList(table)) throw new Refused(400, 'no such command');
  const { 'place-before': before = null, ...asked } = values;
  const isSource = (key: string) => key.startsWith('copy-');
  const source = Object.entries(asked).find(([key]) => isSource(key))?.[1] ?? null;
  const given = Object.fromEntries(Object.entries(asked).filter(([key]) => !isSource(key)));
  const row: Record<string, RouterValue> = { ...(DEFAULTS[menu] ?? { disabled: 'false' }) };
  if (source !== null) {
    const copied = find(table, source);
    if (copied === null) throw new Refused(400, 'input does not match any value of source');
    const { '.id': _, ...rest } = copied;
    Object.assign(row, rest);
  }
  for (const [key, value] of Object.entries(accepted(menu, given, context)))
    if (value !== null) row[key] = value;
  if (menu === 'system/scheduler') row['owner'] = context.username;
  const twin = duplicateOf(menu, table, row);
  if (twin !== null) throw new Refused(400, twin);
  const anchor = before === null ? null : find(table, before);
  // of an empty table there is no first place
  if (before !== null && anchor === null && !(before === '0' && table.length === 0))
    throw new Refused(400, 'input does not match any value of place-before');
  const place = anchor === null ? null : context.baseId(textOf(anchor['.id']!));
  const id = context.stored.add(menu, context.given(menu), row, place);
  const shown = context.table(menu) as readonly RouterRow[];
  return shown.find((each) => context.baseId(textOf(each['.id']!)) === id)!;
}

function accepted(
  menu: string,
  values: Command['values'],
  context: PerformContext,
): Record<string, RouterValue | null> {
  const parameters = parametersOf(menu, context.table(menu), context.version);
  const checked = Object.entries(values).map(([key, bytes]): [string, RouterValue | null] => {
    const name = key.replace(/^!/, '');
    if (!parameters.has(name)) throw new Refused(400, `unknown parameter ${name}`);
    if (key.startsWith('!')) return [name, null];
    if (bytes === null) {
      if (name !== 'comment') throw new Refused(400, `value of ${name} expects another type`);
      return [name, null];
    }
    const refusal = refusalOf(menu, name, bytes, context.table);
    if (refusal !== null) throw new Refused(400, refusal);
    return [name, normalised(name, bytes)];
  });
  return Object.fromEntries(checked);
}

function set(
  menu: string,
  row: RouterRow,
  id: string,
  values: Command['values'],
  context: PerformContext,
): void {
  if (textOf(row['dynamic'] ?? '') === 'true')
    throw new Refused(400, `failure: can not change dynamic ${menu.endsWith('lease') ? 'lease' : 'object'}`);
  if ('place-before' in values) throw new Refused(400, 'unknown parameter place-before');
  const checked = accepted(menu, values, context);
  if (menu === 'ip/dhcp-server/lease' && 'address' in checked) {
    const others = (context.table(menu) as readonly RouterRow[]).filter((other) => other !== row);
    const taken = others.some(
      (other) =>
        textOf(other['dynamic'] ?? '') !== 'true' &&
        isSame(other['address'], bytesOf(checked['address'] ?? '')),
    );
    if (taken) throw new Refused(400, 'failure: already have static lease with this IP address');
  }
  context.stored.change(menu, id, checked);
}

function unset(menu: string, row: RouterRow, id: string, name: string, context: PerformContext): void {
  if (!parametersOf(menu, context.table(menu), context.version).has(name))
    throw new Refused(400, `unknown parameter ${name}`);
  if (textOf(row['dynamic'] ?? '') === 'true')
    throw new Refused(400, 'failure: can not change dynamic object');
  context.stored.change(menu, id, { [name]: null });
}

function remove(menu: string, row: RouterRow, id: string, { kick, stored }: PerformContext): void {
  if (menu.endsWith('/registration-table') && kick !== null) kick(menu, row);
  else stored.remove(menu, id);
}

function makeStatic(
  menu: string,
  row: RouterRow,
  id: string,
  { stored, given, renewsIds }: PerformContext,
): void {
  if (menu !== 'ip/dhcp-server/lease') throw new Refused(400, 'no such command');
  if (textOf(row['dynamic'] ?? '') !== 'true') throw new Refused(400, 'failure: already static');
  if (renewsIds) {
    const { '.id': _, ...rest } = row;
    stored.remove(menu, id);
    stored.add(menu, given(menu), { ...rest, dynamic: 'false' }, null);
    return;
  }
  const waiting = Object.entries(row).filter(([key]) => !/^(?:active-|age$|expires-after$)/.test(key));
  stored.keep(menu, { ...(Object.fromEntries(waiting) as RouterRow), '.id': id, status: 'waiting' });
  stored.change(menu, id, { dynamic: 'false' });
}

function move({ menu, values }: Command, context: PerformContext, rows: readonly RouterRow[]): void {
  const ids = rows.map((row) => context.baseId(textOf(row['.id']!)));
  const target = values['destination'] == null ? null : context.baseId(values['destination']);
  if (target !== null && ids.includes(target))
    throw new Refused(400, 'failure: can not move object before itself');
  context.stored.move(menu, context.given(menu), ids, target);
}

function setSingleton({ menu, name, values }: Command, context: PerformContext, row: RouterRow): RouterRow[] {
  if (name !== 'set') throw new Refused(400, 'no such command');
  context.stored.change(menu, '', accepted(menu, values, context));
  return [row];
}
