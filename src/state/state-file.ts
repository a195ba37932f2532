/**
 * The state file: replaced as a whole now and then, never half written; what changes meanwhile is added to a file beside it. A file that cannot
 * be read, or that a newer version wrote, is renamed and never overwritten. The last file of an older version is kept beside it.
 */
import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { lstat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { atOnce, type RunSliced } from '../parse/sliced.ts';
import { type Change, changeLine, headerLine, readChanges, withChanges } from './change-log.ts';
import { migrate, VERSION } from './migration.ts';
import { keepOld, reasonOf, setAside } from './old-file.ts';
import { type Checked, checkEntries, type SavedState } from './schema.ts';
import { makeStateDir } from './state-dir.ts';
import { FORMAT, piecesOf } from './state-text.ts';
import { appendFile, beginFile, replaceFile } from './write-file.ts';

const FILE = 'memory.json';
const CHANGES = 'memory.changes';

const versionSchema = z.looseObject({ version: z.int() });
const fileSchema = z.object({
  format: z.literal(FORMAT),
  devices: z.array(z.unknown()),
  routers: z.array(z.unknown()),
  deletions: z.array(z.unknown()).default([]),
  lapses: z.array(z.unknown()).default([]),
  findings: z.array(z.unknown()).default([]),
  endedFindings: z.array(z.unknown()).default([]),
});

export interface StateFile {
  /** Null at a first start, or when there was a file that could not be used. */
  loaded: SavedState | null;
  /** Saves everything, at `at` (epoch ms). Resolves to null, or to the sentence that says why nothing was written; never rejects. */
  save: (state: SavedState, at: number) => Promise<string | null>;
  /** Saves a change of what was saved last, in the same way. Only after a save of everything has succeeded, and no later one failed. */
  append: (change: Change) => Promise<string | null>;
  /** So many changes have been added that everything should be saved, or no change can be added. */
  isWholeDue: () => boolean;
  /** What was lost when the file was opened or last saved, as a sentence; null when nothing was. */
  problem: () => string | null;
}

/**
 * Opens the state file of a directory, which is made when it is missing. Never throws: the service also runs without a state. Saves must not
 * overlap.
 */
export function openStateFile(directory: string, now: number, run: RunSliced = atOnceAsync): StateFile {
  const path = join(directory, FILE);
  const changesPath = join(directory, CHANGES);
  let opened: string | null = null;
  let saved: string | null = null;
  let loaded: SavedState | null = null;
  let oldVersion: number | null = null;
  let blockedBy: string | null = null;
  try {
    makeStateDir(directory);
    if (isThere(path)) {
      const parsed = parse(readFileSync(path, 'utf8'), changesIn(changesPath));
      if (typeof parsed === 'string') {
        opened = setAside(path, parsed, now);
      } else {
        loaded = parsed.state;
        opened = lossOf(parsed, `could not be read from ${path}, and will be learned again`);
        if (parsed.version < VERSION) oldVersion = parsed.version;
      }
    }
  } catch (error) {
    blockedBy = reasonOf(error);
    opened = isThere(path) ? cannotRead(path, blockedBy) : cannotWrite(path, blockedBy);
  }
  let isOurs = loaded !== null;
  /** The state file that further changes continue; null: none can be added. */
  let base: { id: string; length: number } | null = null;
  let changesLength = 0;

  async function save(state: SavedState, at: number): Promise<string | null> {
    base = null;
    // a file that was not loaded is never overwritten, also when its disk is mounted after the start
    if (!isOurs && (await isFoundThere(path))) return cannotRead(path, blockedBy ?? 'it was not there');
    const checked = await run(
      checkEntries({
        ...state.remembered,
        deletions: state.deletions,
        lapses: state.lapses ?? [],
        findings: state.tracked?.findings ?? [],
        endedFindings: state.tracked?.ended ?? [],
      }),
    );
    const unkept = oldVersion === null ? null : keepOld(path, oldVersion);
    saved = lossOf(checked, `could not be saved to ${path}, and will be lost at a restart`);
    if (unkept !== null) return unkept;
    const id = randomUUID();
    let length: number;
    try {
      length = await replaceFile(path, piecesOf(checked.state, id, at));
    } catch (error) {
      return cannotWrite(path, reasonOf(error));
    }
    // the changes of an earlier file count no more, also where they cannot be removed
    await unlink(changesPath).catch(() => {});
    [isOurs, oldVersion, base, changesLength] = [true, null, { id, length }, 0];
    if (blockedBy !== null) opened = null;
    return null;
  }

  async function append(change: Change): Promise<string | null> {
    const continued = base!;
    base = null;
    const { state } = await run(checkEntries({ devices: [], routers: [], deletions: [], ...change }));
    const line = changeLine({
      ...change,
      devices: state.remembered.devices,
      routers: state.remembered.routers,
      ...(change.deletions === undefined ? {} : { deletions: state.deletions }),
      ...(change.lapses === undefined ? {} : { lapses: state.lapses ?? [] }),
    });
    try {
      if (changesLength === 0) await beginFile(changesPath, [headerLine(continued.id), line]);
      else await appendFile(changesPath, [line]);
    } catch (error) {
      return cannotWrite(path, reasonOf(error));
    }
    changesLength += line.length;
    base = continued;
    return null;
  }

  return {
    loaded,
    save,
    append,
    isWholeDue: () => base === null || changesLength > base.length,
    problem: () => saved ?? opened,
  };
}

async function atOnceAsync<T>(work: Parameters<typeof atOnce<T>>[0]): Promise<T> {
  return atOnce(work);
}

function changesIn(path: string): string {
  return isThere(path) ? readFileSync(path, 'utf8') : '';
}

async function isFoundThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(reasonOf(error)),
  );
}

/** True also where the file system does not say. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(reasonOf(error));
  }
}

function cannotRead(path: string, reason: string): string {
  return `The state file ${path} could not be read at the start (${reason}). Make it readable and writable, then restart; until then it is not overwritten.`;
}

function cannotWrite(path: string, reason: string): string {
  return `The state file ${path} could not be written (${reason}). Make room, or make STATE_DIR writable; until then a restart loses what is known now.`;
}

function lossOf({ droppedCount, examples }: Checked, what: string): string | null {
  if (droppedCount === 0) return null;
  const count = droppedCount === 1 ? '1 entry' : `${droppedCount} entries`;
  return `${count} ${what} (${examples.join('; ')}). Everything else is kept.`;
}

/** What the file and its changes hold, or why the file holds nothing that can be used. */
function parse(content: string, added: string): (Checked & { version: number }) | 'damaged' | 'newer' {
  try {
    const json = versionSchema.parse(JSON.parse(content));
    if (json.version > VERSION) return 'newer';
    const { changes, damaged } = readChanges(added, json['changes']);
    const lists = withChanges(fileSchema.parse(migrate(json, json.version)), changes);
    const checked = withDamage(atOnce(checkEntries(lists)), damaged);
    const isLost = checked.entryCount > 0 && checked.droppedCount === checked.entryCount;
    return isLost ? 'damaged' : { ...checked, version: json.version };
  } catch {
    return 'damaged';
  }
}

function withDamage(checked: Checked, lines: number): Checked {
  if (lines === 0) return checked;
  const { entryCount, droppedCount, examples } = checked;
  return {
    ...checked,
    entryCount: entryCount + lines,
    droppedCount: droppedCount + lines,
    examples: [...examples, `a line of ${CHANGES}`],
  };
}
