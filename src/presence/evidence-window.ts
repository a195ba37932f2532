/** An evidence window: an unbroken run of polls of one router that were evidence. A poll that was none closes it. */
import { twoPollsMs } from './settings.ts';

export interface EvidenceWindow {
  /** When the polls began (monotonic ms), oldest first. Only the newest are kept: what lies before them has been counted. */
  readonly startsMs: readonly number[];
  /** From here on, no gap between two polls is too long to count. */
  readonly coveredFromMs: number;
}

const KEPT = 64;
const THINNED = 8;

/** The window with one more poll. A gap longer than two polls counts as two polls only: a stalled loop has read nothing in it. */
export function extendWindow(
  window: EvidenceWindow | null,
  startedMs: number,
  pollIntervalMs: number,
): EvidenceWindow {
  const mostMs = twoPollsMs(pollIntervalMs);
  const lastMs = window?.startsMs.at(-1);
  if (window === null || lastMs === undefined || startedMs < lastMs)
    return { startsMs: [startedMs], coveredFromMs: startedMs };
  // quick polls may come every second: most of them are dropped, so that the kept starts reach back far enough
  const beforeMs = window.startsMs.at(-2) ?? -Infinity;
  const kept = startedMs - beforeMs < mostMs / THINNED ? window.startsMs.slice(0, -1) : window.startsMs;
  return {
    startsMs: [...kept.slice(-KEPT + 1), startedMs],
    coveredFromMs: startedMs - lastMs > mostMs ? startedMs - mostMs : window.coveredFromMs,
  };
}

/** The part of a window after a moment: from the start of its first poll after it to the start of its last. Null when there is none. */
export function windowAfter(
  window: EvidenceWindow | null,
  momentMs: number,
): { fromMs: number; toMs: number } | null {
  const firstMs = window?.startsMs.find((startedMs) => startedMs > momentMs);
  if (window === null || firstMs === undefined) return null;
  return { fromMs: Math.max(firstMs, window.coveredFromMs), toMs: window.startsMs.at(-1)! };
}
