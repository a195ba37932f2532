/** Events on disk, each a short list instead of a record with names: there are many. */
import type { EventRecord } from '../record/event.ts';
import type { Span } from '../record/history.ts';
import type { NumberedEvent } from '../record/journal.ts';
import { reasonClassOf } from '../record/reason-class.ts';
import type { Dictionary } from './dictionary.ts';
import type { Database } from './schema.ts';

type Spot = EventRecord['from'];
type ShortSpot =
  | null
  | [string | null, string | null, string | null, string | null, NonNullable<Spot>['band'], number | null];
/** Events of before refusals were recorded end with the source. */
type Short = [
  name: string | null,
  router: string | null,
  from: ShortSpot,
  to: ShortSpot,
  reason: string | null,
  source: EventRecord['source'],
  count?: number | null,
  findingId?: string | null,
  changeId?: string | null,
  reasonClass?: EventRecord['reason_class'],
  action?: string | null,
  state?: string | null,
];

/** In place of the device_id of events that are about no device. */
const NO_DEVICE = '';

export interface EventTable {
  /** False when this number exists already. */
  write: (event: NumberedEvent, at: number) => boolean;
  /** Events with numbers above `after` and below `before`, at times before `untilAt` (epoch ms). */
  page: (
    range: { after: number; before: number; untilAt: number },
    order: 'asc' | 'desc',
    limit: number,
  ) => NumberedEvent[];
  /** Refusals of one device, or of all (null), from `sinceAt` up to `untilAt` (epoch ms). */
  refusals: (device: number | null, span: Span) => NumberedEvent[];
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
  const refused = db.prepare(
    `SELECT event.id, at, device_id, type, record FROM event JOIN device ON device.id = device
      WHERE type = 'refused' AND at >= ? AND at < ? AND (? IS NULL OR device = ?) ORDER BY at, event.id`,
  );
  const first = db.prepare('SELECT id, at FROM event ORDER BY id LIMIT 1');
  const last = db.prepare('SELECT id FROM event ORDER BY id DESC LIMIT 1');
  return {
    write: (event, at) => {
      const { event_id, device_id, event_type, name, router, from, to, reason, source } = event;
      const { count, finding_id, change_id, reason_class, action, state } = event;
      const short: Short = [name, router, shorten(from), shorten(to), reason, source];
      // most events need no more
      if (count !== null || finding_id !== null || change_id !== null || reason_class !== null)
        short.push(count, finding_id, change_id, reason_class);
      if (action !== null || state !== null) short.push(action, state);
      const device = dictionary.device(device_id ?? NO_DEVICE, at);
      return insert.run(event_id, at, device, event_type, JSON.stringify(short)).changes > 0;
    },
    page: ({ after, before, untilAt }, order, limit) =>
      (pages[order].all(after, before, untilAt, limit) as Row[]).map((row) => toEvent(row)),
    refusals: (device, { sinceAt, untilAt }) =>
      (refused.all(sinceAt, untilAt, device, device) as Row[]).map((row) => toEvent(row)),
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
  const [name, router, from, to, reason, source, count, finding_id, change_id, reason_class, action, state] =
    JSON.parse(record) as Short;
  return {
    event_id: id,
    event_type: type,
    at: new Date(at).toISOString(),
    device_id: device_id === NO_DEVICE ? null : device_id,
    name,
    router,
    from: lengthen(from),
    to: lengthen(to),
    reason,
    // of a change the reason is no router's
    reason_class: reason_class ?? (change_id == null ? reasonClassOf(reason) : null),
    count: count ?? null,
    finding_id: finding_id ?? null,
    change_id: change_id ?? null,
    action: action ?? null,
    state: state ?? null,
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
