/** Events on disk, each a short list instead of a record with names: there are many. */
import type { EventRecord } from '../record/event.ts';
import type { NumberedEvent } from '../record/journal.ts';
import type { Dictionary } from './dictionary.ts';
import type { Database } from './schema.ts';

type Spot = EventRecord['from'];
type ShortSpot =
  | null
  | [string | null, string | null, string | null, string | null, NonNullable<Spot>['band'], number | null];
type Short = [string, string | null, ShortSpot, ShortSpot, string | null, EventRecord['source']];

export interface EventTable {
  /** False when this number exists already. */
  write: (event: NumberedEvent, at: number) => boolean;
  /** Events with numbers above `after` and below `before`, at times before `untilAt` (epoch ms). */
  page: (
    range: { after: number; before: number; untilAt: number },
    order: 'asc' | 'desc',
    limit: number,
  ) => NumberedEvent[];
  oldest: () => { eventId: number; at: number } | null;
  /** 0 when there is none. */
  newestId: () => number;
}

export function createEventTable(db: Database, dictionary: Dictionary): EventTable {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO event (id, at, device, type, record) VALUES (?, ?, ?, ?, ?)',
  );
  const columns = `SELECT event.id, at, device_id, type, record FROM event JOIN device ON device.id = device
    WHERE event.id > ? AND event.id < ? AND at < ? ORDER BY event.id`;
  const pages = {
    asc: db.prepare(`${columns} ASC LIMIT ?`),
    desc: db.prepare(`${columns} DESC LIMIT ?`),
  };
  const first = db.prepare('SELECT id, at FROM event ORDER BY id LIMIT 1');
  const last = db.prepare('SELECT id FROM event ORDER BY id DESC LIMIT 1');
  return {
    write: (event, at) => {
      const { event_id, device_id, event_type, name, router, from, to, reason, source } = event;
      const short: Short = [name, router, shorten(from), shorten(to), reason, source];
      const device = dictionary.device(device_id, at);
      return insert.run(event_id, at, device, event_type, JSON.stringify(short)).changes > 0;
    },
    page: ({ after, before, untilAt }, order, limit) =>
      (pages[order].all(after, before, untilAt, limit) as Row[]).map((row) => toEvent(row)),
    oldest: () => {
      const row = first.get() as { id: number; at: number } | undefined;
      return row === undefined ? null : { eventId: row.id, at: row.at };
    },
    newestId: () => (last.get() as { id: number } | undefined)?.id ?? 0,
  };
}

interface Row {
  id: number;
  at: number;
  device_id: string;
  type: EventRecord['event_type'];
  record: string;
}

function toEvent({ id, at, device_id, type, record }: Row): NumberedEvent {
  const [name, router, from, to, reason, source] = JSON.parse(record) as Short;
  return {
    event_id: id,
    event_type: type,
    at: new Date(at).toISOString(),
    device_id,
    name,
    router,
    from: lengthen(from),
    to: lengthen(to),
    reason,
    source,
  };
}

function shorten(spot: Spot): ShortSpot {
  if (spot === null) return null;
  const { access_point, access_point_id, interface: name, ssid, band, signal_dbm } = spot;
  return [access_point, access_point_id, name, ssid, band, signal_dbm];
}

function lengthen(short: ShortSpot): Spot {
  if (short === null) return null;
  const [access_point, access_point_id, name, ssid, band, signal_dbm] = short;
  return { access_point, access_point_id, interface: name, ssid, band, signal_dbm };
}
