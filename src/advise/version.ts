/** What a RouterOS version can do. */

/** The first version of the current drivers that has it. */
const SINCE = {
  steering: [7, 13],
  transition_threshold: [7, 21],
} as const;

export type Feature = keyof typeof SINCE;

export function has(version: string, feature: Feature): boolean {
  const [major, minor] = SINCE[feature];
  const [own = 0, ownMinor = 0] = numbersOf(version);
  return own > major || (own === major && ownMinor >= minor);
}

/** "7.24.1 (stable)" and "7.24rc2" read as 7, 24, …; below zero: `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let part = 0; part < 3; part += 1) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
