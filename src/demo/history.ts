/** `/system/history` and `/log` of what was changed: by whom, with the whole command, secrets and all. */
import { valueOf } from './bytes.ts';
import type { RouterRow } from './row.ts';

const HISTORY = 100;
const LOG = 1000;
/** Of somebody in safe mode. */
const FLOATING = { '.id': '*0', action: 'dns changed', by: 'admin', 'floating-undo': 'true' };

export interface Entry {
  action: 'added' | 'changed' | 'removed';
  by: string;
  menu: string;
  command: string;
  time: string;
  undo: () => void;
}

export function createHistory(log: (line: string) => void, isFloating: () => boolean) {
  let entries: (Entry & { id: number })[] = [];
  let lines: RouterRow[] = [];
  let count = 0;

  function write(topics: string, message: string, time: string): void {
    count += 1;
    lines = [
      ...lines,
      { '.id': `*${count.toString(16).toUpperCase()}`, message: valueOf(message), time, topics },
    ].slice(-LOG);
    log(`${topics} ${message}`);
  }

  return {
    write,
    add(entry: Entry): void {
      entries = [{ ...entry, id: (count += 1) }, ...entries].slice(0, HISTORY);
      const object = entry.menu.split('/').at(-1)!;
      write('system,info', `${object} ${entry.action} by api:${entry.by}@:: (${entry.command})`, entry.time);
    },
    /** Takes back the newest of anybody; false when there is none. */
    undo(): boolean {
      const [newest, ...rest] = entries;
      if (newest === undefined) return false;
      entries = rest;
      newest.undo();
      return true;
    },
    rows: (): RouterRow[] => [
      ...(isFloating() ? [FLOATING] : []),
      ...entries.map(({ id, action, by, menu, command, time }) => ({
        '.id': `*${id.toString(16).toUpperCase()}`,
        action: `${menu.split('/').at(-1)} ${action}`,
        by,
        'floating-undo': 'false',
        policy: 'write',
        redo: valueOf(command),
        time,
        undoable: 'true',
      })),
    ],
    lines: () => lines,
  };
}

/** As the log quotes it. */
export function commandText(
  menu: string,
  name: string,
  values: Readonly<Record<string, string | null>>,
): string {
  const pairs = Object.entries(values).map(([key, value]) => `${key}=${value ?? ''}`);
  return `/${menu.replaceAll('/', ' ')} ${[name, ...pairs].join(' ')}`;
}
