/**
 * How long a device has provably been absent: the time inside a window of every router that could hold it, at once. No second counts
 * twice, a failure ends a window but keeps what was counted, a sighting zeroes it.
 */
import type { Place } from '../join/place.ts';
import { couldHold, type RouterMemory } from './router.ts';
import { windowAfter, type EvidenceWindow } from './evidence-window.ts';

export interface Absence {
  absentMs: number;
  /** Up to this moment (monotonic) everything has been counted. */
  countedToMs: number;
  /** The last router's polls that were evidence about this device; the other routers' stretches are their own. */
  window: EvidenceWindow | null;
  lastEvidenceMs: number | null;
}

/** Nothing counted yet, for a device last seen (or first heard of) at this moment. */
export function noAbsence(momentMs: number): Absence {
  return { absentMs: 0, countedToMs: momentMs, window: null, lastEvidenceMs: null };
}

/** The routers a device's silence is judged by: those of its last zone that could hold anybody. */
export function holdersIn(
  routers: ReadonlyMap<string, RouterMemory>,
  zoneOf: (router: string) => string,
  zone: string | null,
): [string, RouterMemory][] {
  return [...routers].filter(([id, memory]) => couldHold(memory) && (zone === null || zoneOf(id) === zone));
}

/** Adds what every judge has seen by now. While one of them has seen nothing the time is lost, also should that one cease to be a judge. */
export function count(
  absence: Absence,
  lastSeenMs: number,
  place: Place | null,
  routers: readonly [string, RouterMemory][],
  nowMs: number,
): Absence {
  const spans = spansOf(absence, lastSeenMs, place, routers);
  if (spans === null) return absence.countedToMs >= nowMs ? absence : { ...absence, countedToMs: nowMs };
  const fromMs = Math.max(absence.countedToMs, ...spans.map((span) => span.fromMs));
  const toMs = Math.min(...spans.map((span) => span.toMs));
  return toMs <= fromMs
    ? absence
    : { ...absence, absentMs: absence.absentMs + toMs - fromMs, countedToMs: toMs };
}

/** Every judge's last poll was evidence that the device is not there. */
export function isMissing(
  absence: Absence,
  lastSeenMs: number,
  place: Place | null,
  routers: readonly [string, RouterMemory][],
): boolean {
  return spansOf(absence, lastSeenMs, place, routers) !== null;
}

// null when there is no judge, or one whose last poll was no evidence
function spansOf(
  absence: Absence,
  lastSeenMs: number,
  place: Place | null,
  routers: readonly [string, RouterMemory][],
): { fromMs: number; toMs: number }[] | null {
  const spans = routers.map(([id, memory]) =>
    windowAfter(id === place?.router ? absence.window : memory.window, lastSeenMs),
  );
  const known = spans.filter((span) => span !== null);
  return known.length > 0 && known.length === routers.length ? known : null;
}

/** When the device was last known about: seen, or found missing by the judge that has been silent for longest. */
export function lastEvidenceMs(
  absence: Absence,
  lastSeenMs: number,
  place: Place | null,
  routers: readonly [string, RouterMemory][],
): number {
  const moments = routers.map(([id, memory]) =>
    id === place?.router ? absence.lastEvidenceMs : memory.lastEvidenceMs,
  );
  return Math.max(
    lastSeenMs,
    moments.length === 0 ? -Infinity : Math.min(...moments.map((moment) => moment ?? -Infinity)),
  );
}
