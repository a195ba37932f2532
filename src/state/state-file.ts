/**
 * The state file: replaced as a whole, never half written. A file that cannot be read, or that a newer version wrote, is renamed and never
 * overwritten. The last file of an older version is kept beside it.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { migrate, VERSION } from './migration.ts';
import { type Checked, checkEntries, type Lists, type SavedState } from './schema.ts';
import { makeStateDir } from './state-dir.ts';

const FILE = 'memory.json';
const FORMAT = 'mikrotik-presence memory';

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
  /** Saves at `at` (epoch ms). Returns null, or the sentence that says why nothing was written. */
  save: (state: SavedState, at: number) => string | null;
  /** What was lost when the file was opened or last saved, as a sentence; null when nothing was. */
  problem: () => string | null;
}

/** Opens the state file of a directory, which is made when it is missing. Never throws: the service also runs without a state. */
export function openStateFile(directory: string, now: number): StateFile {
  const path = join(directory, FILE);
  let opened: string | null = null;
  let saved: string | null = null;
  let loaded: SavedState | null = null;
  let oldVersion: number | null = null;
  let blockedBy: string | null = null;
  try {
    makeStateDir(directory);
    if (isThere(path)) {
      const parsed = parse(readFileSync(path, 'utf8'));
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
  return {
    loaded,
    save: (state, at) => {
      // a file that was not loaded is never overwritten, also when its disk is mounted after the start
      if (!isOurs && isThere(path)) return cannotRead(path, blockedBy ?? 'it was not there');
      const checked = checkEntries({
        ...state.remembered,
        deletions: state.deletions,
        lapses: state.lapses ?? [],
        findings: state.tracked?.findings ?? [],
        endedFindings: state.tracked?.ended ?? [],
      });
      const unkept = oldVersion === null ? null : keepOld(path, oldVersion);
      const failure = unkept ?? save(path, checked.state, at);
      isOurs ||= existsSync(path);
      saved = lossOf(checked, `could not be saved to ${path}, and will be lost at a restart`);
      if (failure !== null) return failure;
      oldVersion = null;
      if (blockedBy !== null) opened = null;
      return null;
    },
    problem: () => saved ?? opened,
  };
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

/** What the file holds, or why it holds nothing that can be used. */
function parse(content: string): (Checked & { version: number }) | 'damaged' | 'newer' {
  try {
    const json = versionSchema.parse(JSON.parse(content));
    if (json.version > VERSION) return 'newer';
    const checked = checkEntries(fileSchema.parse(migrate(json, json.version)) satisfies Lists);
    const isLost = checked.entryCount > 0 && checked.droppedCount === checked.entryCount;
    return isLost ? 'damaged' : { ...checked, version: json.version };
  } catch {
    return 'damaged';
  }
}

function setAside(path: string, why: 'damaged' | 'newer', now: number): string {
  const aside = `${path}.${why}-${new Date(now).toISOString().replaceAll(':', '')}`;
  renameSync(path, aside);
  const cause = why === 'newer' ? 'was written by a newer version of this program' : 'is damaged';
  return `The state file ${path} ${cause}; it was renamed to ${aside}, and this start knows nothing of earlier ones.`;
}

/** Keeps the file of an older version before it is replaced. Null, or the sentence that says why it could not be kept. */
function keepOld(path: string, version: number): string | null {
  const kept = `${path}.v${version}`;
  if (!existsSync(path)) return null;
  try {
    if (existsSync(kept)) unlinkSync(kept);
    // a second name takes no room; not every file system has them
    linkSync(path, kept);
  } catch {
    try {
      copyFileSync(path, kept);
    } catch (error) {
      return `The state file of version ${version} could not be kept as ${kept} (${reasonOf(error)}), so it is not replaced. Make room, or move ${kept} away; until then a restart loses what is known now.`;
    }
  }
  return null;
}

function save(path: string, state: SavedState, at: number): string | null {
  const temporary = `${path}.tmp`;
  try {
    makeStateDir(dirname(path));
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(file, serialize(state, at));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncDirectory(dirname(path));
    return null;
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // it may not exist, or be impossible to remove: the sentence below says what is wrong either way
    }
    return cannotWrite(path, reasonOf(error));
  }
}

function serialize(
  { remembered: { devices, routers }, deletions, lapses = [], tracked }: SavedState,
  at: number,
): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    savedAt: at,
    devices,
    routers,
    deletions,
    lapses,
    findings: tracked?.findings ?? [],
    endedFindings: tracked?.ended ?? [],
  });
}

// the new name is on disk only once the directory is; some file systems cannot sync one, and then the rename has to do
function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR'].includes(reasonOf(error))) throw error;
  } finally {
    closeSync(handle);
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}
