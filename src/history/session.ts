/**
 * Which associations there were: one device, one interface, from when to when. Told by events, which know the moment and the reason, and
 * by sightings, which put right what no event told (a start, a restart, a gap). Rules: 1. what is not known stays open: being held is no end;
 * 2. without a witness a session ends with its last sighting, by nobody knows what; 3. sessions of a device do not overlap; 4. no clock, no
 * disk. What a session counts is counted in place, because it is counted at every poll.
 */
import type { sessionEnds } from '../record/history.ts';
import type { EventRecord } from '../record/event.ts';
import { isSameInterface, type PlaceRecord } from './place.ts';
import { countSignal, noSignals, type SignalCode, type Signals } from './signal.ts';

/** Bytes over a counter that begins again with every association, and at times within one. */
export interface Traffic {
  before: number;
  /** The counter as last told; null when it never was. */
  last: number | null;
}

export interface OpenSession {
  place: PlaceRecord;
  fromAt: number;
  /** End of the session before it: it cannot have begun earlier. */
  notBefore: number;
  /** Since when the router says it lasts; null until it did. */
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
  /** Begin of the association as the router tells it. */
  associatedAt: number | null;
  txBytes: number | null;
  rxBytes: number | null;
}

/** Uptimes are whole seconds and polls take time: an association that began this near to the one before is the same. */
const SAME_ASSOCIATION_MS = 5000;

/** An end further than this in what is to come was told by a clock that has been set since. */
const SET_CLOCK_MS = 600_000;

/** `at`: when it was told. */
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

/** Nobody saw it end: that was after its last sighting. */
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
  // a line of the log tells the moment, a poll one that is later than it
  const beginAt = (place: PlaceRecord, closed: ClosedSession | null) => {
    const earliest = closed?.toAt ?? endedAt;
    return begin(place, at, event.source === 'log' ? Math.max(at, earliest) : earliest, at);
  };
  const { event_type: type, from, to, reason, router } = event;
  switch (type) {
    case 'arrived':
      return { closed: null, open };
    case 'connected': {
      if (to === null) return { closed: null, open };
      const closed = open === null ? null : endUnseen(open, at);
      return { closed, open: beginAt({ router, ...placeOf(to) }, closed) };
    }
    case 'roamed': {
      if (to === null) return { closed: null, open };
      const place = { router, ...placeOf(to) };
      const isThere = open !== null && isSameInterface(open.place, place);
      const isFrom = open !== null && (from === null || isAt(open.place, from));
      // told of what a sighting has already shown
      if (isThere && !isFrom) return { closed: null, open };
      const closed = open === null ? null : isFrom ? end(open, at, 'roamed', reason) : endUnseen(open, at);
      return { closed, open: beginAt(place, closed) };
    }
    case 'disconnected':
      return { closed: open === null ? null : end(open, at, 'disconnected', reason), open: null };
    case 'left': {
      if (open === null) return { closed: null, open: null };
      // a poll tells of it after the delay only; a line of the log tells the moment
      const toAt = event.source === 'log' ? at : (open.lastAt ?? at);
      return { closed: end(open, toAt, 'left', reason), open: null };
    }
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

/** The device was read. Its session goes on, counting this too; or another one has begun. */
export function onSighting(
  open: OpenSession | null,
  sighting: Sighting,
  endedAt = Number.NEGATIVE_INFINITY,
): Change {
  const { at, place, associatedAt } = sighting;
  if (open !== null && isSameInterface(open.place, place) && !isAnew(open, sighting)) {
    count(open, sighting);
    return { closed: null, open };
  }
  const closed = open === null ? null : endUnseen(open, at);
  const session = begin(place, Math.min(associatedAt ?? at, at), closed?.toAt ?? endedAt, at);
  count(session, sighting);
  return { closed, open: session };
}

/** It was seen nowhere, by everybody who could have seen it. */
export function onAbsence(open: OpenSession | null): Change {
  return { closed: open === null ? null : endUnseen(open), open: null };
}

// it went and came back between two polls, and no event told of it
function isAnew({ associatedAt, lastAt }: OpenSession, sighting: Sighting): boolean {
  if (associatedAt === null || lastAt === null || sighting.associatedAt === null) return false;
  return sighting.associatedAt > associatedAt + SAME_ASSOCIATION_MS && sighting.associatedAt > lastAt;
}

function count(session: OpenSession, sighting: Sighting): void {
  const { at, associatedAt, place, signal } = sighting;
  // a poll's event tells when it was seen first, which is later than it began
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
