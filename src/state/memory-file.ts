/** The memory on disk: one file, replaced as a whole, never half written. What cannot be read is set aside, not overwritten. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseMac } from '../parse/mac.ts';
import { dialectNames } from '../parse/dialect.ts';
import type { Remembered } from '../presence/remember.ts';
import { nameSources } from '../join/name.ts';
import { bands } from '../record/device.ts';
import { makeStateDir } from './state-dir.ts';

const VERSION = 1;
const FILE = 'memory.json';

const text = z.string().max(512).nullable();
// from 1970 to the year 9999: what a date can say
const moment = z.number().min(0).max(253_402_300_799_999).nullable();
const accessPointRef = z.object({ id: z.string().max(64), name: text });
const source = z.enum(dialectNames);
const mac = z.string().refine((value) => parseMac(value) === value);

const deviceSchema = z.object({
  macAddress: mac,
  presence: z.enum(['home', 'away', 'unknown']),
  presenceSinceAt: moment,
  homeSinceAt: moment,
  firstSeenAt: moment,
  lastSeenAt: moment,
  zone: text,
  place: z
    .object({
      router: z.string().max(64),
      source,
      accessPoint: accessPointRef.nullable(),
      interface: text,
      ssid: text,
      band: z.enum(bands).nullable(),
    })
    .nullable(),
  isAttached: z.boolean(),
  name: z.object({ name: z.string().max(512), source: z.enum(nameSources) }).nullable(),
  hostName: text,
  comment: text,
  isMarked: z.boolean(),
});

const routerSchema = z.object({
  router: z.string().max(64),
  everAnswered: z.boolean(),
  dialects: z.record(
    source,
    z.object({ met: z.boolean(), everHeld: z.boolean(), inventoryRead: z.boolean() }),
  ),
  accessPoints: z.array(
    z.object({
      ref: accessPointRef,
      source,
      cap: z
        .object({
          source,
          baseMac: mac,
          identity: text,
          name: text,
          boardName: text,
          version: text,
          serialNumber: text,
          address: text,
          state: text,
          uptimeMs: z.number().nullable(),
        })
        .nullable(),
      missingSinceAt: moment,
    }),
  ),
});

const fileSchema = z.object({
  format: z.literal('mikrotik-presence memory'),
  version: z.literal(VERSION),
  savedAt: z.number(),
  devices: z.array(deviceSchema),
  routers: z.array(routerSchema),
  /** Devices whose entities were deleted in Home Assistant. */
  deletions: z.array(z.string().max(64)).max(100_000),
});

export interface Memory {
  remembered: Remembered;
  /** device_id of those deleted in Home Assistant. */
  deletions: readonly string[];
}

export interface MemoryFile {
  /** What was remembered when it was opened; null at a first start, or when the file had to be set aside. */
  loaded: Memory | null;
  /** Answers null, or the sentence that says why it could not be written. */
  save: (memory: Memory, at: number) => string | null;
  /** Why nothing was remembered when it was opened, though something should have been; null when all is well. */
  problem: () => string | null;
}

/** Opens the memory in a directory, which is made when it is missing. Never throws: a service without a memory is better than none. */
export function openMemory(directory: string, now: number): MemoryFile {
  const path = join(directory, FILE);
  let problem: string | null = null;
  let loaded: Memory | null = null;
  let blockedBy: string | null = null;
  try {
    makeStateDir(directory);
    if (isThere(path)) {
      const parsed = parse(readFileSync(path, 'utf8'));
      if (typeof parsed === 'string') problem = setAside(path, parsed, now);
      else loaded = parsed;
    }
  } catch (error) {
    blockedBy = reasonOf(error);
    problem = isThere(path) ? cannotRead(path, blockedBy) : cannotWrite(path, blockedBy);
  }
  let isOurs = loaded !== null;
  return {
    loaded,
    save: (memory, at) => {
      // what was not taken in is somebody's memory all the same, also when its disk comes late: it is not written over
      if (!isOurs && isThere(path)) return cannotRead(path, blockedBy ?? 'it was not there');
      const failure = save(path, memory, at);
      isOurs ||= existsSync(path);
      if (failure === null && blockedBy !== null) problem = null;
      return failure;
    },
    problem: () => problem,
  };
}

/** True also where nobody can tell. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(reasonOf(error));
  }
}

function cannotRead(path: string, reason: string): string {
  return `The memory ${path} could not be read when this program started (${reason}). Make it readable and writable, and restart; nothing is written over it meanwhile.`;
}

function cannotWrite(path: string, reason: string): string {
  return `The memory ${path} could not be written (${reason}). Make room, or make STATE_DIR writable; until then presence goes on, but a restart will not know it.`;
}

/** The memory, or which kind of unreadable the text is. */
function parse(content: string): Memory | 'damaged' | 'newer' {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return 'damaged';
  }
  const version = z.object({ version: z.number() }).safeParse(json);
  if (version.success && version.data.version > VERSION) return 'newer';
  const file = fileSchema.safeParse(json);
  if (!file.success) return 'damaged';
  const { devices, routers, deletions } = file.data;
  return { remembered: { devices, routers }, deletions };
}

function setAside(path: string, why: 'damaged' | 'newer', now: number): string {
  const aside = `${path}.${why}-${new Date(now).toISOString().replaceAll(':', '')}`;
  renameSync(path, aside);
  const cause = why === 'newer' ? 'is of a newer version of this program' : 'is damaged';
  return `The memory ${path} ${cause}; it was renamed to ${aside}, and everything is learned anew.`;
}

function save(path: string, { remembered, deletions }: Memory, at: number): string | null {
  const temporary = `${path}.tmp`;
  try {
    makeStateDir(dirname(path));
    const file = openSync(temporary, 'w', 0o600);
    try {
      const { devices, routers } = remembered;
      writeFileSync(
        file,
        JSON.stringify({
          format: 'mikrotik-presence memory',
          version: VERSION,
          savedAt: at,
          devices,
          routers,
          deletions,
        }),
      );
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
      // there may be none, or no way to remove it: the sentence below says what is wrong either way
    }
    return cannotWrite(path, reasonOf(error));
  }
}

// the new name is on disk only when the directory is; some file systems cannot do this, and then rename is as good as it gets
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
