/**
 * How long a device has provably been absent: the time that lies inside the evidence windows of all routers that could hold it. No second
 * counts twice. A failure closes a window and keeps what was counted; a sighting resets the count.
 */
import type { Place } from '../join/place.ts';
import { couldHold, type RouterMemory } from './router.ts';
import { windowAfter, type EvidenceWindow } from './evidence-window.ts';

export interface Absence {
  absentMs: number;
  /** Everything before this moment (monotonic ms) has been counted, or never will be. */
  countedToMs: number;
  /** Evidence window of the device's last router, about this device alone; the windows of other routers are in their memories. */
  window: EvidenceWindow | null;
  lastEvidenceMs: number | null;
}

/** Nothing counted yet, for a device last seen at this moment (monotonic ms). */
export function noAbsence(momentMs: number): Absence {
  return { absentMs: 0, countedToMs: momentMs, window: null, lastEvidenceMs: null };
}

/** The routers whose evidence counts for a device last seen in this zone (null: any zone): those that could hold one. */
export function holdersIn(
  routers: ReadonlyMap<string, RouterMemory>,
  zoneOf: (router: string) => string,
  zone: string | null,
): [string, RouterMemory][] {
  return [...routers].filter(([id, memory]) => couldHold(memory) && (zone === null || zoneOf(id) === zone));
}

/**
 * Adds the time that all of these routers cover by now. While one of them has no evidence the time is lost, even if that router could hold
 * no device any more later on.
 */
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

/** The last poll of each of these routers was evidence that the device is not there. */
export function isMissing(
  absence: Absence,
  lastSeenMs: number,
  place: Place | null,
  routers: readonly [string, RouterMemory][],
): boolean {
  return spansOf(absence, lastSeenMs, place, routers) !== null;
}

// null without any router, or when the last poll of one was no evidence
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

/** When there was last evidence about the device (monotonic ms): its sighting, or the poll of the router whose evidence is the oldest. */
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
