/** How long something lasts, as text. */
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Short: 3 min, 2 h, 5 d. */
export function toShortSpan(ms: number): string {
  for (const [name, unitMs] of UNITS) if (ms >= unitMs) return `${Math.floor(ms / unitMs)} ${name}`;
  return '<1 min';
}

/** As `toShortSpan`, with seconds below a minute. */
export function toExactSpan(ms: number): string {
  return ms < 60_000 ? `${Math.floor(ms / 1000)} s` : toShortSpan(ms);
}
