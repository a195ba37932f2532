/** Events by the hour of a day. */
import type { NumberedEvent } from '../../../record/journal.ts';
import { HOUR_MS } from '../zone.ts';

export interface Hour {
  /** Epoch milliseconds. */
  startAt: number;
  /** Newest first. */
  events: readonly NumberedEvent[];
}

/** All hours of the day, the first one first. `starts` are when they begin; events of other days are left out. */
export function toHours(newestFirst: readonly NumberedEvent[], starts: readonly number[]): Hour[] {
  const [first] = starts;
  const groups = starts.map((): NumberedEvent[] => []);
  for (const event of newestFirst)
    groups[Math.floor((Date.parse(event.at) - (first ?? 0)) / HOUR_MS)]?.push(event);
  return starts.map((startAt, index) => ({ startAt, events: groups[index]! }));
}

/** Hours above this show only their newest events, until they are opened. */
export const FEW = 40;

export interface ShownHour extends Hour {
  /** Events of the hour that are not shown. */
  hiddenCount: number;
}

/**
 * The newest hour first, without those that have no events. `chosen` is an hour that leads and is shown in full, even without events; null for
 * none.
 */
export function toShownHours(
  hours: readonly Hour[],
  chosen: number | null,
  opened: ReadonlySet<number>,
): ShownHour[] {
  return hours
    .filter(
      ({ startAt, events }) => startAt === chosen || (events.length > 0 && startAt < (chosen ?? Infinity)),
    )
    .map(({ startAt, events }) => {
      const isWhole = startAt === chosen || opened.has(startAt) || events.length <= FEW + 1;
      const shown = isWhole ? events : events.slice(0, FEW);
      return { startAt, events: shown, hiddenCount: events.length - shown.length };
    })
    .reverse();
}

/** The hour that a moment is in; null for one of another day. */
export function hourAt(at: number, starts: readonly number[]): number | null {
  return starts.findLast((startAt) => startAt <= at && at < startAt + HOUR_MS) ?? null;
}

/** New events before those that are there, without those that are there already. */
export function addNewer(
  newestFirst: readonly NumberedEvent[],
  newer: readonly NumberedEvent[],
): readonly NumberedEvent[] {
  const latest = newestFirst[0]?.event_id ?? -Infinity;
  const added = newer.filter(({ event_id }) => event_id > latest).sort((a, b) => b.event_id - a.event_id);
  return added.length === 0 ? newestFirst : [...added, ...newestFirst];
}

/** A page of the same day, wherever in it: newest first, none twice. */
export function addOlder(
  newestFirst: readonly NumberedEvent[],
  page: readonly NumberedEvent[],
): readonly NumberedEvent[] {
  const known = new Set(newestFirst.map(({ event_id }) => event_id));
  const added = page.filter(({ event_id }) => !known.has(event_id));
  return added.length === 0
    ? newestFirst
    : [...newestFirst, ...added].sort((a, b) => b.event_id - a.event_id);
}
