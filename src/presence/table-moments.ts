/** When the tables that hold clients were last read. */
import { type Dialect, dialects } from '../parse/dialect.ts';
import type { Reading } from '../parse/reading.ts';

/** Of one dialect, in monotonic ms; null: never. */
export interface TableMoments {
  /** Its registration table. */
  registeredMs: number | null;
  /** Its registration table and its interfaces together, so that clients have a place. */
  placedMs: number | null;
}

export const neverRead: TableMoments = { registeredMs: null, placedMs: null };

/** Unchanged by a reading that failed. */
export function advanceMoments(before: TableMoments, reading: Reading, dialect: Dialect): TableMoments {
  const { registrations, interfaces } = dialects[dialect];
  if (reading.tables[registrations].status !== 'complete') return before;
  const isPlaced = reading.tables[interfaces.path].status !== 'failed';
  const ms = reading.startedMonotonicMs;
  return { registeredMs: ms, placedMs: isPlaced ? ms : before.placedMs };
}
