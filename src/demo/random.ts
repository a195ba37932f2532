/** Repeatable random numbers: the same seed gives the same house. */

/** Mulberry32: numbers in [0, 1), one after another. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return scatter(state);
  };
}

function scatter(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** A number in [0, 1) that depends only on these words. */
export function chance(seed: number, ...words: (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const word of words) {
    const text = String(word);
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ 0x100, 0x01000193);
  }
  return scatter((hash + 0x6d2b79f5) | 0);
}

/** The same of whole numbers, and faster. */
export function chanceOf(seed: number, first: number, second: number, third = 0, fourth = 0): number {
  let hash = Math.imul(0x811c9dc5 ^ seed ^ first, 0x2c1b3c6d);
  hash = Math.imul(hash ^ second ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ third ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ fourth ^ (hash >>> 15), 0x2c1b3c6d);
  return scatter((hash + 0x6d2b79f5) | 0);
}

/** A whole number from `low` to `high`. */
export function between(low: number, high: number, fraction: number): number {
  return low + Math.floor(fraction * (high - low + 1));
}

/** A MAC with the given vendor prefix; without one, a locally administered MAC, as phones generate them. */
export function macOf(seed: number, name: string, prefix?: string): string {
  const byte = (position: number) => between(0, 255, chance(seed, 'mac', name, position));
  const head = prefix?.split(':').map((part) => Number.parseInt(part, 16)) ?? [
    (byte(0) & 0xfc) | 2,
    byte(1),
    byte(2),
  ];
  const bytes = [...head, byte(3), byte(4), byte(5)];
  return bytes.map((value) => value.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

/** The MAC a number of steps further, as the ports and radios of one router have them. */
export function nextMac(mac: string, steps: number): string {
  const next = (BigInt(`0x${mac.replaceAll(':', '')}`) + BigInt(steps)).toString(16).padStart(12, '0');
  return next.toUpperCase().match(/../g)!.join(':');
}
