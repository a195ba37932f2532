/** The end of a change that lasts for a time: an entry of the router's own scheduler, so that it comes without the service. */
import { raw } from '../parse/row.ts';
import { type Planning, rowsAt } from './action.ts';
import { type Edit, inverse } from './edit.ts';
import { removeEntry, type ScriptStatement, writeScript } from './script.ts';
import type { RouterTime } from './router-clock.ts';
import { startAfter } from './router-clock.ts';

export const SCHEDULER = 'system/scheduler';
/** What a script may do; without `test` some releases do not run it. */
export const POLICY = 'read,write,test';

/** Whether the router's scheduler may be used: mode `home` forbids it. Throws `Unreadable`. */
export async function canEndOnRouter(planning: Planning): Promise<boolean> {
  const [mode] = await rowsAt(planning, 'system/device-mode', null);
  return (
    mode === undefined ||
    (raw(mode, 'scheduler') !== 'false' && raw(mode, 'scheduler') !== 'no' && raw(mode, 'flagged') !== 'true')
  );
}

/** A second change moves the end: the entries of the earlier ones go. Throws `Unreadable`. */
export async function removeTimers(planning: Planning): Promise<Edit[]> {
  if (planning.timers.length === 0) return [];
  const rows = await rowsAt(planning, SCHEDULER, ENTRY);
  return rows.flatMap((row): Edit[] => {
    const name = raw(row, 'name');
    if (name === null || !planning.timers.includes(name)) return [];
    const values = Object.fromEntries(ENTRY.map((property) => [property, raw(row, property) ?? '']));
    return [{ kind: 'remove', menu: SCHEDULER, key: { name, comment: name }, values, first: false }];
  });
}

const ENTRY = ['name', 'comment', 'start-date', 'start-time', 'interval', 'policy', 'on-event'];

/** The statements that take the edits back, last edit first; null where one of them cannot be said in a script. */
export function restoreStatements(edits: readonly Edit[]): ScriptStatement[] | null {
  const statements: ScriptStatement[] = [];
  for (const edit of edits.toReversed()) {
    const back = inverse(edit);
    if (back === null) continue;
    if (back.kind === 'set')
      statements.push({ do: 'set', menu: back.menu, key: back.key, values: back.writes?.there ?? back.to });
    else if (back.kind === 'remove') statements.push({ do: 'remove', menu: back.menu, key: back.key });
    else if (back.kind === 'add' && back.menu === SCHEDULER)
      statements.push({ do: 'add', menu: back.menu, values: back.values });
    else return null;
  }
  return statements;
}

export function timerName(changeId: string): string {
  return `mikrotik-presence-end-${changeId}`;
}

/** The entry that ends the change by the router's clock. It runs again every minute until it has removed itself. */
export function timerEdit(
  changeId: string,
  edits: readonly Edit[],
  time: RouterTime,
  forMs: number,
): Edit | null {
  const statements = restoreStatements(edits);
  return statements === null ? null : entryEdit(timerName(changeId), statements, time, forMs);
}

/** A scheduler entry as an edit, so that it is read back and taken back like everything else. */
export function entryEdit(
  name: string,
  statements: readonly ScriptStatement[],
  time: RouterTime,
  delayMs: number,
): Edit {
  const { date, time: clock } = startAfter(time, delayMs);
  const values = {
    name,
    comment: name,
    'start-date': date,
    'start-time': clock,
    interval: '1m',
    policy: POLICY,
    'on-event': `${writeScript(statements, name)}\n${removeEntry(name)}`,
  };
  return { kind: 'add', menu: SCHEDULER, key: { name, comment: name }, values, first: false };
}
