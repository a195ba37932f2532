/** Blocks on disk: one per subject (a device or an access point) and hour or day. Their numbers rise with time. */
import type { Database } from './schema.ts';

const SUBJECTS = 2 ** 24;

export const blockTables = [
  'raw_block',
  'five_block',
  'hour_block',
  'access_point_five_block',
  'access_point_hour_block',
] as const;
export type BlockTable = (typeof blockTables)[number];

export function blockId(period: number, subject: number): number {
  return period * SUBJECTS + subject;
}

export function periodOf(id: number): number {
  return Math.floor(id / SUBJECTS);
}

export function subjectOf(id: number): number {
  return id % SUBJECTS;
}

export interface Blocks {
  read: (period: number, subject: number) => Uint8Array | null;
  write: (period: number, subject: number, bytes: Uint8Array) => void;
  /** The subjects that have a block of this hour or day. */
  subjects: (period: number) => number[];
}

export function createBlocks(db: Database, table: BlockTable): Blocks {
  const select = db.prepare(`SELECT bytes FROM ${table} WHERE id = ?`);
  const replace = db.prepare(`INSERT OR REPLACE INTO ${table} (id, bytes) VALUES (?, ?)`);
  const list = db.prepare(`SELECT id FROM ${table} WHERE id >= ? AND id < ?`);
  return {
    read: (period, subject) =>
      (select.get(blockId(period, subject)) as { bytes: Uint8Array } | undefined)?.bytes ?? null,
    write: (period, subject, bytes) => void replace.run(blockId(period, subject), bytes),
    subjects: (period) =>
      list.all(blockId(period, 0), blockId(period + 1, 0)).map(({ id }) => subjectOf(id as number)),
  };
}
