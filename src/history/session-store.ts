/** Open sessions, in memory and on disk, and closed ones on disk. After a crash, open sessions continue from the disk. */
import type { EventRecord } from '../record/event.ts';
import type { Session, SessionList, SessionSlice, Span } from '../record/history.ts';
import { reasonClassOf } from '../record/reason-class.ts';
import { toIso } from '../record/time.ts';
import type { Dictionary } from './dictionary.ts';
import { hourOf } from './sample.ts';
import type { SampleStore } from './sample-store.ts';
import type { Database } from './schema.ts';
import {
  bytesOf,
  type Change,
  type ClosedSession,
  onAbsence,
  onEvent,
  onSighting,
  type OpenSession,
  type Sighting,
} from './session.ts';
import { mayBeSameInterface, type PlaceRecord } from './place.ts';
import { createSessionPages, type SessionRow } from './session-page.ts';
import { countSignal, noSignals, packSignals, rangeOf, toDbm, unpackSignals } from './signal.ts';

/** No other device may be on an access point, but for those of routers that were not read since the start. */
export interface Attachable {
  devices: readonly string[];
  unreadRouters: readonly string[];
}

export interface SessionStore {
  event: (deviceId: string, event: EventRecord, at: number) => void;
  sighting: (deviceId: string, sighting: Sighting) => void;
  absence: (deviceId: string) => void;
  /** Ends the sessions of all other devices. */
  keepOnly: (attachable: Attachable) => void;
  /** Saves the counters of open sessions, so that a start after a crash counts less again. */
  save: () => void;
  /** Without a `deviceId`, of all devices. */
  list: (deviceId: string | null, span: Span, slice: SessionSlice, now: number) => SessionList;
}

interface Kept {
  id: number;
  device: number;
  open: OpenSession;
  /** As saved on disk. */
  fromAt: number;
  associatedAt: number | null;
}

/** How far back readings of an unsaved session are searched: they are not kept longer. */
const RECOUNT_HOURS = 26;

const STATISTICS = `place = ?, from_at = ?, associated_at = ?, last_at = ?, min = ?, median = ?, max = ?, sample_count = ?,
  tx_before = ?, tx_last = ?, rx_before = ?, rx_last = ?`;

export function createSessionStore(db: Database, samples: SampleStore, dictionary: Dictionary): SessionStore {
  const insert = db.prepare(
    'INSERT INTO session (device, place, from_at, associated_at) VALUES (?, ?, ?, ?)',
  );
  const begin = db.prepare('UPDATE session SET from_at = ?, associated_at = ? WHERE id = ?');
  const update = db.prepare(`UPDATE session SET ${STATISTICS}, signals = ? WHERE id = ?`);
  const close = db.prepare(
    `UPDATE session SET ${STATISTICS}, signals = NULL, to_at = ?, ended_by = ?, reason = ? WHERE id = ?`,
  );
  const last = db.prepare('SELECT to_at FROM session WHERE device = ? ORDER BY from_at DESC LIMIT 1');
  const page = createSessionPages(db);
  const kept = new Map<string, Kept>();
  for (const row of db.prepare('SELECT * FROM session WHERE to_at IS NULL').all() as SessionRow[]) {
    const deviceId = dictionary.deviceId(row.device);
    const place = dictionary.placeOf(row.place)?.record;
    if (deviceId === null || place === undefined) continue;
    const { id, device, from_at: fromAt, associated_at: associatedAt } = row;
    kept.set(deviceId, { id, device, open: restore(row, place), fromAt, associatedAt });
  }

  function restore(row: SessionRow, place: PlaceRecord): OpenSession {
    const open: OpenSession = {
      place,
      fromAt: row.from_at,
      notBefore: row.from_at,
      associatedAt: row.associated_at,
      lastAt: row.last_at,
      signals: row.signals === null ? noSignals() : unpackSignals(row.signals),
      tx: { before: row.tx_before ?? 0, last: row.tx_last },
      rx: { before: row.rx_before ?? 0, last: row.rx_last },
    };
    const newest = samples.openHours().at(-1)?.hour ?? hourOf(row.last_at ?? row.from_at);
    // an association may be older than its first sighting
    const since = open.lastAt === null ? open.fromAt - 1 : open.lastAt;
    for (let hour = Math.max(hourOf(since), newest - RECOUNT_HOURS); hour <= newest; hour++) {
      for (const { at, place: number, signal } of samples.raw(row.device, hour)) {
        const record = dictionary.placeOf(number)?.record;
        if (at <= since || record === undefined || !mayBeSameInterface(record, place)) continue;
        countSignal(open.signals, signal);
        open.lastAt = at;
      }
    }
    return open;
  }

  function apply(deviceId: string, before: Kept | null, { closed, open }: Change, at: number): void {
    if (closed !== null && before !== null) write(before, closed);
    if (open === null) {
      kept.delete(deviceId);
      return;
    }
    if (before !== null && before.open === open) return;
    const device = dictionary.device(deviceId, at);
    const row = insert.run(device, dictionary.place(open.place), open.fromAt, open.associatedAt);
    const id = Number(row.lastInsertRowid);
    const { fromAt, associatedAt } = open;
    kept.set(deviceId, { id, device, open, fromAt, associatedAt });
  }

  // the first sighting sets the start, which a start after a crash must know
  function settle(one: Kept): void {
    const { open, id } = one;
    if (one.fromAt === open.fromAt && (one.associatedAt !== null || open.associatedAt === null)) return;
    ({ fromAt: one.fromAt, associatedAt: one.associatedAt } = open);
    begin.run(open.fromAt, open.associatedAt, id);
  }

  /** End of its last session, where none is open. */
  function endOf(deviceId: string, before: Kept | null): number | undefined {
    const device = before === null ? dictionary.findDevice(deviceId) : null;
    if (device === null) return undefined;
    return (last.get(device) as { to_at: number | null } | undefined)?.to_at ?? undefined;
  }

  function write({ id }: Kept, { session, toAt, endedBy, reason }: ClosedSession): void {
    close.run(...statistics(session), toAt, endedBy, reason, id);
  }

  function statistics(session: OpenSession): (number | null)[] {
    const { min, median, max } = rangeOf(session.signals);
    const { place, fromAt, associatedAt, lastAt, tx, rx, signals } = session;
    const values = [dictionary.place(place), fromAt, associatedAt, lastAt, min, median, max, signals.count];
    return [...values, tx.before, tx.last, rx.before, rx.last];
  }

  const find = (deviceId: string) => kept.get(deviceId) ?? null;

  function toSession(deviceId: string, row: SessionRow, now: number): Session | null {
    const live = kept.get(deviceId);
    const open = live?.id === row.id ? live.open : null;
    const place = open?.place ?? dictionary.placeOf(row.place)?.record;
    if (place === undefined) return null;
    const fromAt = open?.fromAt ?? row.from_at;
    const range = open === null ? row : rangeOf(open.signals);
    return {
      session_id: row.id,
      device_id: deviceId,
      ...place,
      from_at: toIso(fromAt),
      to_at: toIso(row.to_at),
      duration_seconds: Math.max(0, Math.trunc(((row.to_at ?? now) - fromAt) / 1000)),
      signal_min_dbm: toDbm(range.min ?? 0),
      signal_median_dbm: toDbm(range.median ?? 0),
      signal_max_dbm: toDbm(range.max ?? 0),
      sample_count: open === null ? (row.sample_count ?? 0) : open.signals.count,
      tx_bytes: bytesOf(open?.tx ?? { before: row.tx_before ?? 0, last: row.tx_last }),
      rx_bytes: bytesOf(open?.rx ?? { before: row.rx_before ?? 0, last: row.rx_last }),
      ended_by: row.ended_by,
      reason: row.reason,
      reason_class: reasonClassOf(row.reason),
    };
  }

  return {
    event: (deviceId, event, at) => {
      const before = find(deviceId);
      apply(deviceId, before, onEvent(before?.open ?? null, event, at, endOf(deviceId, before)), at);
    },
    sighting: (deviceId, sighting) => {
      const before = find(deviceId);
      apply(
        deviceId,
        before,
        onSighting(before?.open ?? null, sighting, endOf(deviceId, before)),
        sighting.at,
      );
      if (before !== null) settle(before);
    },
    absence: (deviceId) => {
      const before = find(deviceId);
      if (before !== null) apply(deviceId, before, onAbsence(before.open), before.open.lastAt ?? 0);
    },
    keepOnly: ({ devices, unreadRouters }) => {
      const there = new Set(devices);
      for (const [deviceId, before] of kept) {
        const { router } = before.open.place;
        const isTold = router === null || !unreadRouters.includes(router);
        if (isTold && !there.has(deviceId)) apply(deviceId, before, onAbsence(before.open), 0);
      }
    },
    save: () => {
      for (const { id, open } of kept.values())
        update.run(...statistics(open), packSignals(open.signals), id);
    },
    list: (deviceId, span, slice, now) => {
      const device = deviceId === null ? null : dictionary.findDevice(deviceId);
      const isUnknown = deviceId !== null && device === null;
      const { rows, hasMore } = isUnknown ? { rows: [], hasMore: false } : page(device, span, slice);
      const found = rows.map((row) => {
        const id = deviceId ?? dictionary.deviceId(row.device);
        return id === null ? null : toSession(id, row, now);
      });
      return {
        sessions: found.filter((session) => session !== null),
        since_at: toIso(span.sinceAt),
        until_at: toIso(span.untilAt),
        limit: slice.limit,
        has_more: hasMore,
      };
    },
  };
}
