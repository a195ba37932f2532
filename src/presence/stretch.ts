/** A router's unbroken run of polls that were evidence. */

export interface Stretch {
  /** When they began (monotonic ms), oldest first. Only the recent ones are kept: older ones were counted long ago. */
  readonly startsMs: readonly number[];
  /** From here on the run is without a gap that is too long to count. */
  readonly coveredFromMs: number;
}

const KEPT = 64;
const THINNED = 8;

/** Between two polls of one router no more than `mostMs` passes for seen: a stalled loop has seen nothing. */
export function extend(stretch: Stretch | null, startedMs: number, mostMs: number): Stretch {
  const lastMs = stretch?.startsMs.at(-1);
  if (stretch === null || lastMs === undefined || startedMs < lastMs)
    return { startsMs: [startedMs], coveredFromMs: startedMs };
  // looks come between polls, perhaps every second: without most of them the kept ones reach back far enough
  const beforeMs = stretch.startsMs.at(-2) ?? -Infinity;
  const kept = startedMs - beforeMs < mostMs / THINNED ? stretch.startsMs.slice(0, -1) : stretch.startsMs;
  return {
    startsMs: [...kept.slice(-KEPT + 1), startedMs],
    coveredFromMs: startedMs - lastMs > mostMs ? startedMs - mostMs : stretch.coveredFromMs,
  };
}

/** The part of a stretch that counts after a moment: from the start of its first poll since, to the start of its last; null for none. */
export function spanAfter(
  stretch: Stretch | null,
  momentMs: number,
): { fromMs: number; toMs: number } | null {
  const firstMs = stretch?.startsMs.find((startedMs) => startedMs > momentMs);
  if (stretch === null || firstMs === undefined) return null;
  return { fromMs: Math.max(firstMs, stretch.coveredFromMs), toMs: stretch.startsMs.at(-1)! };
}
