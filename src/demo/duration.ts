/** Durations as RouterOS 7 writes them. */

const UNITS: readonly [string, number][] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** "1w2d3h4m5s"; zero parts are omitted. Milliseconds only in menus that have them ("3s10ms", "0ms"). */
export function formatDuration(ms: number, withMilliseconds = false): string {
  let rest = Math.max(0, Math.floor(ms));
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  if (withMilliseconds && (rest > 0 || text === '')) return `${text}${rest}ms`;
  return text === '' ? '0s' : text;
}
