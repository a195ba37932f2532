/** Who came or moved a moment ago: told for a while, then forgotten. */
import type { NumberedEvent } from '../../record/journal.ts';

export const MOVE_SHOWN_MS = 60_000;

export interface Move {
  at: number;
  /** Where to: the note belongs to a card that is there. */
  accessPointId: string | null;
  /** Where from, in a word or two; null for who came from outside. */
  from: string | null;
}

/** Null for an event that moves nobody, or one too long ago. */
export function toMove({ event_type, at, from, to }: NumberedEvent, now: number): Move | null {
  const time = Date.parse(at);
  if ((event_type !== 'roamed' && event_type !== 'arrived') || now - time > MOVE_SHOWN_MS) return null;
  const accessPointId = to?.access_point_id ?? null;
  if (event_type === 'arrived' || from === null) return { at: time, accessPointId, from: null };
  const isSameBox = from.access_point_id === accessPointId;
  const place = isSameBox ? (from.band?.replace('GHz', ' GHz') ?? from.interface) : from.access_point;
  return { at: time, accessPointId, from: place ?? 'somewhere' };
}

/** Without those that were told long enough; the same map when there are none. */
export function prune(moves: ReadonlyMap<string, Move>, now: number): ReadonlyMap<string, Move> {
  const left = [...moves].filter(([, { at }]) => now - at <= MOVE_SHOWN_MS);
  return left.length === moves.size ? moves : new Map(left);
}

/** A sentence for who cannot see cards move. */
export function toAnnouncement(events: readonly NumberedEvent[]): string {
  const told = events.filter(({ event_type }) => ['roamed', 'arrived', 'left'].includes(event_type));
  if (told.length > 3) return `${told.length} devices came, went or moved.`;
  return told.map(sentenceOf).join(' ');
}

function sentenceOf({ event_type, name, from, to }: NumberedEvent): string {
  if (event_type === 'left') return `${name} left.`;
  const place = to?.access_point ?? 'an unknown access point';
  if (event_type === 'arrived') return `${name} arrived at ${place}.`;
  return from?.access_point === to?.access_point
    ? `${name} changed band at ${place}.`
    : `${name} moved from ${from?.access_point ?? 'somewhere'} to ${place}.`;
}
