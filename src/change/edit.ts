/** One thing that a change does to a router, as a value: how to recognise that it is done or undone, and what undoes it. */
import { raw, type Row } from '../parse/row.ts';
import type { RowValues, WriteRequest } from '../parse/write.ts';
import { isSameValue, seconds } from './normalise.ts';

export type Edit =
  /** `first`: before every other row of the menu. */
  | { kind: 'add'; menu: string; key: RowValues; values: RowValues; first: boolean }
  /** `values`: to put it back. */
  | { kind: 'remove'; menu: string; key: RowValues; values: RowValues; first: boolean }
  /** `from` and `to` as the row shows them; null: not set. */
  | { kind: 'set'; menu: string; key: RowValues; from: Properties; to: Properties; writes?: Writes }
  /** A dynamic lease becomes a static one. `values`: of the static lease, should it have to be made again. */
  | { kind: 'make-static'; menu: string; key: RowValues; values: RowValues }
  /** Throws a device off. `rows`: its associations right before, null until then. Nothing undoes it, and nothing has to. */
  | { kind: 'kick'; menu: string; mac: string; rows: readonly Association[] | null }
  /** The router restarts. `uptimeSeconds`: right before, at `readAt` by the clock of the service (not set in older journals); null until then. */
  | Restart;

export interface Restart {
  kind: 'restart';
  menu: string;
  uptimeSeconds: number | null;
  readAt?: number | null;
}

/** What is written where a row shows more than it holds: an inherited value is put back by unsetting its own. Null: unset. */
export interface Writes {
  there: Properties;
  back: Properties;
}

/** What tells one association from the next. */
export interface Association {
  id: string | null;
  interface: string | null;
}

export function associationsOf(mac: string, rows: readonly Row[]): Association[] {
  return rowsOf({ 'mac-address': mac }, rows).map((row) => ({
    id: raw(row, '.id'),
    interface: raw(row, 'interface'),
  }));
}

export type Properties = Readonly<Record<string, string | null>>;

/** `half`: some properties as before, the rest as after. `missing`: the row to be set is not there. `other`: none of these. */
export type Standing = 'before' | 'after' | 'half' | 'missing' | 'other';

/** What must be read to recognise it; null: whole rows, because some builds drop rows of registration tables. */
export function propertiesOf(edit: Edit): readonly string[] | null {
  if (edit.kind === 'kick') return null;
  if (edit.kind === 'restart') return ['uptime'];
  const own = Object.keys(edit.key);
  const order = ['.id', 'dynamic', 'disabled'];
  if (edit.kind === 'set')
    return unique([...order, ...own, ...Object.keys(edit.to), ...Object.keys(edit.from)]);
  return unique([...order, ...own, ...Object.keys(edit.values)]);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

/** The rows that the key names. */
export function rowsOf(key: RowValues, rows: readonly Row[]): Row[] {
  return rows.filter((row) =>
    Object.entries(key).every(([property, value]) => isSameValue(property, raw(row, property), value)),
  );
}

/** Slow answers and whole seconds shift an uptime by less; a restart takes longer. */
const UPTIME_TOLERANCE_SECONDS = 30;

/** Whether an uptime that is read now is of a later start than the one before. */
export function hasRestarted({ uptimeSeconds, readAt }: Restart, uptime: number, now: number): boolean {
  if (uptimeSeconds === null) return false;
  const elapsedSeconds = readAt == null ? 0 : Math.max(0, (now - readAt) / 1000 - UPTIME_TOLERANCE_SECONDS);
  return uptime < uptimeSeconds + elapsedSeconds;
}

/** What the rows of its menu say about it. `now`: when they were read; only a restart is told by it. */
export function standingOf(edit: Edit, rows: readonly Row[], now = 0): Standing {
  if (edit.kind === 'kick') {
    const present = associationsOf(edit.mac, rows);
    const old = edit.rows ?? present;
    const isStill = present.some((row) =>
      old.some((each) => each.id === row.id && each.interface === row.interface),
    );
    return isStill ? 'before' : 'after';
  }
  if (edit.kind === 'restart') {
    const uptime = uptimeOf(rows);
    return uptime !== null && hasRestarted(edit, uptime, now) ? 'after' : 'before';
  }
  const found = rowsOf(edit.key, rows);
  switch (edit.kind) {
    case 'add':
      if (found.length === 0) return 'before';
      return hasAll(found[0]!, edit.values) && (!edit.first || isFirst(found[0]!, rows)) ? 'after' : 'other';
    case 'remove':
      if (found.length === 0) return 'after';
      return hasAll(found[0]!, edit.values) ? 'before' : 'other';
    case 'set':
      if (found.length !== 1) return found.length === 0 ? 'missing' : 'other';
      if (hasAll(found[0]!, edit.to)) return 'after';
      if (hasAll(found[0]!, edit.from)) return 'before';
      return hasEither(found[0]!, edit) ? 'half' : 'other';
    case 'make-static':
      return found.some((row) => raw(row, 'dynamic') === 'false') ? 'after' : 'before';
  }
}

/** Of `system/resource`; null when it tells none. */
export function uptimeOf(rows: readonly Row[]): number | null {
  const text = rows[0] === undefined ? null : raw(rows[0], 'uptime');
  return text === null ? null : seconds(text);
}

function hasAll(row: Row, values: Properties): boolean {
  return Object.entries(values).every(([property, value]) =>
    isSameValue(property, raw(row, property), value),
  );
}

function hasEither(row: Row, { from, to }: { from: Properties; to: Properties }): boolean {
  return Object.keys({ ...from, ...to }).every((property) =>
    [from, to].some((side) => property in side && isSameValue(property, raw(row, property), side[property]!)),
  );
}

/** No enabled row of others stands before it: rows that we added in front as well may. */
function isFirst(row: Row, rows: readonly Row[]): boolean {
  return rows
    .slice(0, rows.indexOf(row))
    .every((other) => isOurs(other) || raw(other, 'disabled') === 'true');
}

/** Comments of rows that this program adds begin with it. */
export const OUR_COMMENT = 'mikrotik-presence';

export function isOurs(row: Row): boolean {
  return raw(row, 'comment')?.startsWith(OUR_COMMENT) ?? false;
}

/** What takes it back; null where nothing has to. */
export function inverse(edit: Edit): Edit | null {
  switch (edit.kind) {
    case 'add':
      return { ...edit, kind: 'remove' };
    case 'remove':
      return { ...edit, kind: 'add' };
    case 'set':
      return {
        ...edit,
        from: edit.to,
        to: edit.from,
        ...(edit.writes === undefined
          ? {}
          : { writes: { there: edit.writes.back, back: edit.writes.there } }),
      };
    case 'make-static':
      return {
        kind: 'remove',
        menu: edit.menu,
        key: { ...edit.key, dynamic: 'false' },
        values: edit.values,
        first: false,
      };
    case 'kick':
    case 'restart':
      return null;
  }
}

/** The writes that bring it from `before` to `after`, with ids of the rows just read. */
export function requestsOf(edit: Edit, rows: readonly Row[]): WriteRequest[] {
  const { menu } = edit;
  if (edit.kind === 'add') {
    const first = edit.first ? rows.find((row) => raw(row, 'dynamic') !== 'true') : undefined;
    return [{ do: 'add', menu, values: edit.values, before: first === undefined ? null : raw(first, '.id') }];
  }
  if (edit.kind === 'restart') return [{ do: 'reboot' }];
  const key = edit.kind === 'kick' ? { 'mac-address': edit.mac } : edit.key;
  const ids = rowsOf(key, rows).flatMap((row) => raw(row, '.id') ?? []);
  return ids.flatMap((id): WriteRequest[] => {
    if (edit.kind === 'make-static') return [{ do: 'make-static', menu, id }];
    if (edit.kind !== 'set') return [{ do: 'remove', menu, id }];
    const { values, unset } = split(edit.writes?.there ?? edit.to);
    return [
      ...(Object.keys(values).length === 0 ? [] : [{ do: 'set' as const, menu, id, values }]),
      ...unset.map((property) => ({ do: 'unset' as const, menu, id, property })),
    ];
  });
}

/** Only a comment is cleared with an empty value; anywhere else that is another value. */
function split(to: Properties): { values: RowValues; unset: string[] } {
  const values: Record<string, string> = {};
  const unset: string[] = [];
  for (const [property, value] of Object.entries(to)) {
    if (value !== null) values[property] = value;
    else if (property === 'comment') values[property] = '';
    else unset.push(property);
  }
  return { values, unset };
}
