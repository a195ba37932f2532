/** Arrivals and roams of the last minute, shown as a note on the card. */
import type { NumberedEvent } from '../../record/journal.ts';
import { toBandName } from './band.ts';

export const MOVE_SHOWN_MS = 60_000;

export interface Move {
  at: number;
  /** The destination: the note is shown only while the card is there. */
  accessPointId: string | null;
  /** The origin in a word or two; null for an arrival. */
  from: string | null;
}

/** Null for an event that moves no card, or an old one. */
export function toMove({ event_type, at, from, to }: NumberedEvent, now: number): Move | null {
  const time = Date.parse(at);
  if ((event_type !== 'roamed' && event_type !== 'arrived') || now - time > MOVE_SHOWN_MS) return null;
  const accessPointId = to?.access_point_id ?? null;
  if (event_type === 'arrived' || from === null) return { at: time, accessPointId, from: null };
  const isSameBox = from.access_point_id === accessPointId;
  const place = isSameBox ? (from.band === null ? from.interface : toBandName(from.band)) : from.access_point;
  return { at: time, accessPointId, from: place ?? 'somewhere' };
}

/** Without the expired moves; the same map when none has expired. */
export function prune(moves: ReadonlyMap<string, Move>, now: number): ReadonlyMap<string, Move> {
  const left = [...moves].filter(([, { at }]) => now - at <= MOVE_SHOWN_MS);
  return left.length === moves.size ? moves : new Map(left);
}

/** What a screen reader says instead of showing cards move; empty when no event matters. */
export function toAnnouncement(events: readonly NumberedEvent[]): string {
  const relevant = events.filter(({ event_type }) => ['roamed', 'arrived', 'left'].includes(event_type));
  if (relevant.length > 3) return `${relevant.length} devices arrived, left or moved.`;
  return relevant.map(sentenceOf).join(' ');
}

function sentenceOf({ event_type, name, from, to }: NumberedEvent): string {
  if (event_type === 'left') return `${name} left.`;
  const place = to?.access_point ?? 'an unknown access point';
  if (event_type === 'arrived') return `${name} arrived at ${place}.`;
  return from?.access_point === to?.access_point
    ? `${name} changed band at ${place}.`
    : `${name} moved from ${from?.access_point ?? 'somewhere'} to ${place}.`;
}
