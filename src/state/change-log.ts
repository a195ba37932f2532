/**
 * What changed since the state file was last written as a whole: a line for each save. The file of the changes names the state file that it
 * continues, and counts for no other one.
 */
import type { Lists } from './schema.ts';

const FORMAT = 'mikrotik-presence changes';

/** The entries that replace, or add to, those of the state file. A list that is missing stays as it was. */
export interface Change {
  /** By MAC address. */
  devices?: readonly unknown[];
  /** MAC addresses whose entry is gone. */
  gone?: readonly string[];
  /** By id. */
  routers?: readonly unknown[];
  /** All of them. */
  deletions?: readonly unknown[];
  /** All of them. */
  lapses?: readonly unknown[];
}

export function headerLine(continues: string): string {
  return `${JSON.stringify({ format: FORMAT, continues })}\n`;
}

export function changeLine(change: Change): string {
  return `${JSON.stringify(change)}\n`;
}

/**
 * The changes in the text of a file that continues this state file; none when it continues another. A last line that a power cut has torn
 * was never reported as saved, and is left out; any other line that is none counts as `damaged`.
 */
export function readChanges(text: string, continues: unknown): { changes: Change[]; damaged: number } {
  const [header, ...lines] = text.split('\n');
  const { format, continues: named } = toObject(header ?? '') ?? {};
  if (format !== FORMAT || typeof continues !== 'string' || named !== continues)
    return { changes: [], damaged: 0 };
  // the text after the last line feed
  lines.pop();
  const changes = lines.flatMap((line) => toChange(line) ?? []);
  return { changes, damaged: lines.length - changes.length };
}

/** The lists of a state file after the changes. */
export function withChanges(lists: Lists, changes: readonly Change[]): Lists {
  if (changes.length === 0) return lists;
  const devices = byKey(lists.devices, 'macAddress');
  const routers = byKey(lists.routers, 'router');
  let { deletions, lapses } = lists;
  for (const change of changes) {
    for (const mac of change.gone ?? []) devices.delete(mac);
    for (const [key, entry] of byKey(change.devices ?? [], 'macAddress')) devices.set(key, entry);
    for (const [key, entry] of byKey(change.routers ?? [], 'router')) routers.set(key, entry);
    deletions = change.deletions ?? deletions;
    lapses = change.lapses ?? lapses;
  }
  return {
    ...lists,
    devices: [...devices.values()],
    routers: [...routers.values()],
    deletions,
    ...(lapses === undefined ? {} : { lapses }),
  };
}

/** An entry without its key is kept under itself, so that it is reported. */
function byKey(entries: readonly unknown[], key: string): Map<unknown, unknown> {
  return new Map(entries.map((entry) => [(entry as Record<string, unknown> | null)?.[key] ?? entry, entry]));
}

function toChange(line: string): Change | null {
  const found = toObject(line);
  if (found === null) return null;
  const areLists = ['devices', 'gone', 'routers', 'deletions', 'lapses'].every(
    (name) => found[name] === undefined || Array.isArray(found[name]),
  );
  return areLists ? (found as Change) : null;
}

function toObject(line: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
