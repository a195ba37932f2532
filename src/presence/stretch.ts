/** A router's unbroken run of polls that were evidence, as the moments (monotonic ms) at which they began. */

/** Oldest first. Only the recent ones are kept: older ones were counted long ago. */
export type Stretch = readonly number[];

const KEPT = 64;

/** Between two polls of one router no more than this passes for seen: a stalled loop has seen nothing. */
export function extend(stretch: Stretch | null, startedMs: number, mostMs: number): Stretch {
  const last = stretch?.at(-1);
  if (stretch === null || last === undefined || startedMs < last) return [startedMs];
  if (startedMs - last > mostMs) return [startedMs - mostMs, startedMs];
  return [...stretch.slice(-KEPT + 1), startedMs];
}

/** The part of a stretch that began after a moment, from the start of its first poll to the start of its last; null for none. */
export function spanAfter(
  stretch: Stretch | null,
  momentMs: number,
): { fromMs: number; toMs: number } | null {
  const fromMs = stretch?.find((startedMs) => startedMs > momentMs);
  return fromMs === undefined ? null : { fromMs, toMs: stretch!.at(-1)! };
}
