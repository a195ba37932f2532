/** A router's unbroken run of polls that were evidence. */

export interface EvidenceWindow {
  /** When they began (monotonic ms), oldest first. Only the recent ones are kept: older ones were counted long ago. */
  readonly startsMs: readonly number[];
  /** From here on the run is without a gap that is too long to count. */
  readonly coveredFromMs: number;
}

const KEPT = 64;
const THINNED = 8;

/** Between two polls of one router no more than `mostMs` passes for seen: a stalled loop has seen nothing. */
export function extendWindow(
  window: EvidenceWindow | null,
  startedMs: number,
  mostMs: number,
): EvidenceWindow {
  const lastMs = window?.startsMs.at(-1);
  if (window === null || lastMs === undefined || startedMs < lastMs)
    return { startsMs: [startedMs], coveredFromMs: startedMs };
  // looks come between polls, perhaps every second: without most of them the kept ones reach back far enough
  const beforeMs = window.startsMs.at(-2) ?? -Infinity;
  const kept = startedMs - beforeMs < mostMs / THINNED ? window.startsMs.slice(0, -1) : window.startsMs;
  return {
    startsMs: [...kept.slice(-KEPT + 1), startedMs],
    coveredFromMs: startedMs - lastMs > mostMs ? startedMs - mostMs : window.coveredFromMs,
  };
}

/** The part of a window that counts after a moment: from the start of its first poll since, to the start of its last; null for none. */
export function windowAfter(
  window: EvidenceWindow | null,
  momentMs: number,
): { fromMs: number; toMs: number } | null {
  const firstMs = window?.startsMs.find((startedMs) => startedMs > momentMs);
  if (window === null || firstMs === undefined) return null;
  return { fromMs: Math.max(firstMs, window.coveredFromMs), toMs: window.startsMs.at(-1)! };
}
