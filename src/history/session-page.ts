/** Selects the sessions that overlap a span, newest first, of one device or of all. */
import type { Session, Span } from '../record/history.ts';
import type { Database } from './schema.ts';

export interface SessionRow {
  id: number;
  device: number;
  place: number;
  from_at: number;
  to_at: number | null;
  associated_at: number | null;
  last_at: number | null;
  signals: Uint8Array | null;
  min: number | null;
  median: number | null;
  max: number | null;
  sample_count: number | null;
  tx_before: number | null;
  tx_last: number | null;
  rx_before: number | null;
  rx_last: number | null;
  ended_by: Session['ended_by'];
  reason: string | null;
}

export interface SessionPage {
  rows: SessionRow[];
  /** There are older sessions; all of them began before the last of the rows. */
  hasMore: boolean;
}

const NEWEST_FIRST = 'ORDER BY from_at DESC, id DESC LIMIT ?';

/** `device` is its number; null selects all devices. */
export function createSessionPages(
  db: Database,
): (device: number | null, span: Span, limit: number) => SessionPage {
  const ofDevice = db.prepare(
    `SELECT * FROM session WHERE device = ? AND from_at < ? AND (to_at IS NULL OR to_at >= ?) ${NEWEST_FIRST}`,
  );
  const begun = db.prepare(`SELECT * FROM session WHERE from_at >= ? AND from_at < ? ${NEWEST_FIRST}`);
  // sessions that began before the span are found by their end, without reading a year of them
  const lasting = db.prepare(
    `SELECT * FROM session WHERE id IN (
       SELECT id FROM session WHERE to_at IS NULL AND from_at < ?1
       UNION ALL SELECT id FROM session WHERE to_at >= ?1 AND from_at < ?1)
     ${NEWEST_FIRST}`,
  );

  function read(device: number | null, { sinceAt, untilAt }: Span, count: number): SessionRow[] {
    if (device !== null) return ofDevice.all(device, untilAt, sinceAt, count) as SessionRow[];
    const rows = begun.all(sinceAt, untilAt, count) as SessionRow[];
    if (rows.length === count) return rows;
    return [...rows, ...(lasting.all(sinceAt, count - rows.length) as SessionRow[])];
  }

  return (device, span, limit) => {
    const rows = read(device, span, limit + 1);
    const next = rows[limit];
    if (next === undefined) return { rows, hasMore: false };
    // the next page starts where the last session began, so sessions of one moment stay on one page
    const isWhole = ({ from_at: at }: SessionRow) =>
      next.from_at < span.sinceAt ? at >= span.sinceAt : at > next.from_at;
    const whole = rows.filter(isWhole);
    return { rows: whole.length > 0 ? whole : rows.slice(0, limit), hasMore: true };
  };
}
