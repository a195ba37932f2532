/**
 * Sessions: one device on one interface, from when to when. Events give the moment and the reason; sightings correct what no event reported
 * (a start, a restart, a gap). Rules:
 * 1. Without evidence a session stays open: being held does not end it.
 * 2. Without an event a session ends with its last sighting, with reason unknown.
 * 3. Sessions of one device do not overlap.
 * 4. No clock, no disk. Counters are changed in place, because every poll changes them.
 */
import type { sessionEnds } from '../record/history.ts';
import type { EventRecord } from '../record/event.ts';
import { mayBeSameInterface, type PlaceRecord } from './place.ts';
import { countSignal, noSignals, type SignalCode, type Signals } from './signal.ts';

/** Bytes from a counter that restarts with every association, and sometimes within one. */
export interface Traffic {
  before: number;
  /** The last value of the counter; null before the first. */
  last: number | null;
}

export interface OpenSession {
  place: PlaceRecord;
  fromAt: number;
  /** End of the session before it: it cannot have begun earlier. */
  notBefore: number;
  /** Start of the association by the router; null until it is known. */
  associatedAt: number | null;
  /** Its last sighting; null before the first. */
  lastAt: number | null;
  signals: Signals;
  tx: Traffic;
  rx: Traffic;
}

export interface ClosedSession {
  session: OpenSession;
  toAt: number;
  endedBy: (typeof sessionEnds)[number];
  reason: string | null;
}

export interface Change {
  closed: ClosedSession | null;
  /** The session that is open now. */
  open: OpenSession | null;
}

export interface Sighting {
  at: number;
  place: PlaceRecord;
  signal: SignalCode;
  /** Start of the association by the router. */
  associatedAt: number | null;
  txBytes: number | null;
  rxBytes: number | null;
}

/** Uptimes are whole seconds and polls take time: two starts this close are one association. */
const SAME_ASSOCIATION_MS = 5000;

/** A recorded end further than this in the future comes from a clock that was set back since. */
const SET_CLOCK_MS = 600_000;

/** `at`: when it was recorded. */
function begin(place: PlaceRecord, fromAt: number, endedAt: number, at: number): OpenSession {
  const notBefore = endedAt > at + SET_CLOCK_MS ? Number.NEGATIVE_INFINITY : endedAt;
  return {
    place,
    fromAt: Math.max(fromAt, notBefore),
    notBefore,
    associatedAt: null,
    lastAt: null,
    signals: noSignals(),
    tx: { before: 0, last: null },
    rx: { before: 0, last: null },
  };
}

function end(
  session: OpenSession,
  at: number,
  endedBy: ClosedSession['endedBy'],
  reason: string | null,
): ClosedSession {
  return { session, toAt: Math.max(at, session.fromAt), endedBy, reason };
}

/** Ends with the last sighting: no event reported the end. */
function endUnseen(session: OpenSession, at = Number.POSITIVE_INFINITY): ClosedSession {
  return end(session, Math.min(session.lastAt ?? session.fromAt, at), 'unknown', null);
}

/** `endedAt`: end of the session before, where none is open. */
export function onEvent(
  open: OpenSession | null,
  event: EventRecord,
  at: number,
  endedAt = Number.NEGATIVE_INFINITY,
): Change {
  // a log line has the exact moment, a poll a later one
  const beginAt = (place: PlaceRecord, closed: ClosedSession | null) => {
    const earliest = closed?.toAt ?? endedAt;
    return begin(place, at, event.source === 'log' ? Math.max(at, earliest) : earliest, at);
  };
  const { event_type: type, from, to, reason, router } = event;
  switch (type) {
    case 'connected': {
      if (to === null) return { closed: null, open };
      const closed = open === null ? null : endUnseen(open, at);
      return { closed, open: beginAt({ router, ...placeOf(to) }, closed) };
    }
    case 'roamed': {
      if (to === null) return { closed: null, open };
      const place = { router, ...placeOf(to) };
      const isThere = open !== null && mayBeSameInterface(open.place, place);
      const isFrom = open !== null && (from === null || isAt(open.place, from));
      // a sighting has shown this roam already
      if (isThere && !isFrom) return { closed: null, open };
      const closed = open === null ? null : isFrom ? end(open, at, 'roamed', reason) : endUnseen(open, at);
      return { closed, open: beginAt(place, closed) };
    }
    case 'disconnected':
      return { closed: open === null ? null : end(open, at, 'disconnected', reason), open: null };
    case 'left': {
      if (open === null) return { closed: null, open: null };
      // a poll reports it after the delay; a log line has the exact moment
      const toAt = event.source === 'log' ? at : (open.lastAt ?? at);
      return { closed: end(open, toAt, 'left', reason), open: null };
    }
    default:
      return { closed: null, open };
  }
}

function isAt(place: PlaceRecord, spot: NonNullable<EventRecord['from']>): boolean {
  const { access_point_id: id } = spot;
  const isSameId = id === null || place.access_point_id === null || id === place.access_point_id;
  return isSameId && place.interface === spot.interface;
}

function placeOf(spot: NonNullable<EventRecord['from']>): Omit<PlaceRecord, 'router'> {
  const { access_point, access_point_id, interface: name, ssid, band } = spot;
  return { access_point, access_point_id, interface: name, ssid, band };
}

/** The device was read: its session continues and counts the sighting, or a new one begins. */
export function onSighting(
  open: OpenSession | null,
  sighting: Sighting,
  endedAt = Number.NEGATIVE_INFINITY,
): Change {
  const { at, place, associatedAt } = sighting;
  if (open !== null && mayBeSameInterface(open.place, place) && !isAnew(open, sighting)) {
    count(open, sighting);
    return { closed: null, open };
  }
  const closed = open === null ? null : endUnseen(open, at);
  const session = begin(place, Math.min(associatedAt ?? at, at), closed?.toAt ?? endedAt, at);
  count(session, sighting);
  return { closed, open: session };
}

/** Every router that could hold the device was read without it. */
export function onAbsence(open: OpenSession | null): Change {
  return { closed: open === null ? null : endUnseen(open), open: null };
}

// it left and came back between two polls, without an event
function isAnew({ associatedAt, lastAt }: OpenSession, sighting: Sighting): boolean {
  if (associatedAt === null || lastAt === null || sighting.associatedAt === null) return false;
  return sighting.associatedAt > associatedAt + SAME_ASSOCIATION_MS && sighting.associatedAt > lastAt;
}

function count(session: OpenSession, sighting: Sighting): void {
  const { at, associatedAt, place, signal } = sighting;
  // an event from a poll has the time of the poll, which is later than the start
  if (session.lastAt === null && associatedAt !== null && associatedAt < session.fromAt) {
    session.fromAt = Math.max(associatedAt, session.notBefore);
  }
  session.place = place;
  session.associatedAt = associatedAt ?? session.associatedAt;
  session.lastAt = Math.max(at, session.lastAt ?? at);
  countSignal(session.signals, signal);
  countBytes(session.tx, sighting.txBytes);
  countBytes(session.rx, sighting.rxBytes);
}

function countBytes(traffic: Traffic, counter: number | null): void {
  if (counter === null) return;
  if (traffic.last !== null && counter < traffic.last) traffic.before += traffic.last;
  traffic.last = counter;
}

/** Bytes of the whole session; null when the router did not count. */
export function bytesOf({ before, last }: Traffic): number | null {
  return last === null ? null : before + last;
}
