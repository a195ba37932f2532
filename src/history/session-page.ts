/** Selects the sessions that overlap a span, in either order, of one device or of all. */
import type { Session, SessionSlice, Span } from '../record/history.ts';
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
  /** There are more in the order of the slice. */
  hasMore: boolean;
}

/** A place in the order of sessions: by begin, then by number. */
interface Position {
  from_at: number;
  id: number;
}

type Order = 'ASC' | 'DESC';
/** Later than any session: numbers are positive. */
const END: Position = { from_at: Number.MAX_SAFE_INTEGER, id: 0 };
const START: Position = { from_at: Number.MIN_SAFE_INTEGER, id: 0 };

/** `device` is its number; null selects all devices. */
export function createSessionPages(
  db: Database,
): (device: number | null, span: Span, slice: SessionSlice) => SessionPage {
  const beginOf = db.prepare('SELECT from_at, id FROM session WHERE id = ?');
  const statements = { ASC: prepare('ASC'), DESC: prepare('DESC') };

  /** Each takes the position after which and that before which sessions begin. */
  function prepare(order: Order) {
    const within = '(from_at, id) > (?1, ?2) AND (from_at, id) < (?3, ?4)';
    const inOrder = `ORDER BY from_at ${order}, id ${order} LIMIT ?5`;
    return {
      ofDevice: db.prepare(
        `SELECT * FROM session WHERE ${within} AND device = ?6 AND (to_at IS NULL OR to_at >= ?7) ${inOrder}`,
      ),
      begun: db.prepare(`SELECT * FROM session WHERE ${within} ${inOrder}`),
      // sessions that began before the span are found by their end, without reading a year of them
      lasting: db.prepare(
        `SELECT * FROM session WHERE id IN (
           SELECT id FROM session WHERE to_at IS NULL AND from_at < ?6
           UNION ALL SELECT id FROM session WHERE to_at >= ?6 AND from_at < ?6)
         AND ${within} ${inOrder}`,
      ),
    };
  }

  function positionOf(id: number | undefined, open: Position): Position {
    return id === undefined ? open : ((beginOf.get(id) as Position | undefined) ?? START);
  }

  function read(device: number | null, { sinceAt, untilAt }: Span, slice: SessionSlice, count: number) {
    const { ofDevice, begun, lasting } = statements[slice.order === 'asc' ? 'ASC' : 'DESC'];
    const after = positionOf(slice.after, START);
    const before = earlier(positionOf(slice.before, END), { from_at: untilAt, id: 0 });
    const between = [before.from_at, before.id] as const;
    if (device !== null)
      return ofDevice.all(after.from_at, after.id, ...between, count, device, sinceAt) as SessionRow[];
    const since = { from_at: sinceAt, id: 0 };
    const later = earlier(after, since) === after ? since : after;
    const parts = [
      (most: number) => begun.all(later.from_at, later.id, ...between, most),
      (most: number) => lasting.all(after.from_at, after.id, ...between, most, sinceAt),
    ];
    if (slice.order === 'asc') parts.reverse();
    const rows: SessionRow[] = [];
    for (const part of parts)
      if (rows.length < count) rows.push(...(part(count - rows.length) as SessionRow[]));
    return rows;
  }

  return (device, span, slice) => {
    const { limit } = slice;
    const rows = read(device, span, slice, limit + 1);
    const next = rows[limit];
    if (next === undefined) return { rows, hasMore: false };
    if (slice.order === 'asc') return { rows: rows.slice(0, limit), hasMore: true };
    // a caller that continues before the begin of the last session gets those that began with it on the next page
    const isWhole = ({ from_at: at }: SessionRow) =>
      next.from_at < span.sinceAt ? at >= span.sinceAt : at > next.from_at;
    const whole = rows.filter(isWhole);
    return { rows: whole.length > 0 ? whole : rows.slice(0, limit), hasMore: true };
  };
}

function earlier(a: Position, b: Position): Position {
  return a.from_at < b.from_at || (a.from_at === b.from_at && a.id < b.id) ? a : b;
}
