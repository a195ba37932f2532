/** Where one signal separates devices that should stay from devices that should move. */
import type { Placement, Weighted } from './tally.ts';

export function totalOf(values: readonly Weighted[]): number {
  return values.reduce((sum, { weight }) => sum + weight, 0);
}

/** Part of the weight below a signal; 0 of nothing. */
export function partBelow(values: readonly Weighted[], dbm: number): number {
  let [below, total] = [0, 0];
  for (const value of values) {
    total += value.weight;
    if (value.dbm < dbm) below += value.weight;
  }
  return total === 0 ? 0 : below / total;
}

/** `partBelow` for many whole values of one list: it looks at the list once. */
export function belowOf(values: readonly Weighted[]): (dbm: number) => number {
  const weights = new Float64Array(FLOOR_DBM + 1);
  let total = 0;
  for (const { dbm, weight } of values) {
    weights[Math.min(FLOOR_DBM, Math.max(0, Math.floor(dbm) + FLOOR_DBM))]! += weight;
    total += weight;
  }
  const sums = new Float64Array(weights.length + 1);
  for (let index = 0; index < weights.length; index += 1) sums[index + 1] = sums[index]! + weights[index]!;
  return (dbm) => (total === 0 ? 0 : sums[Math.min(FLOOR_DBM + 1, Math.max(0, dbm + FLOOR_DBM))]! / total);
}

/** No signal is weaker. */
const FLOOR_DBM = 150;

/** A threshold that asks more than this part of the time at home would make devices restless. */
export const MAX_ASKED = 0.2;
/** Where no device goes astray, none needs to be asked. */
const QUIET = 0.02;
const [LOW_DBM, HIGH_DBM] = [-85, -50];

/** The threshold that separates the two best: it asks few devices at home and leaves few astray. In a gap: its middle. */
export function separate({ home, astray }: Pick<Placement, 'home' | 'astray'>): number {
  const [homeBelow, astrayBelow] = [belowOf(home), belowOf(astray)];
  let best = { cost: Number.POSITIVE_INFINITY, from: LOW_DBM, to: LOW_DBM };
  for (let dbm = LOW_DBM; dbm <= HIGH_DBM; dbm += 1) {
    const asked = homeBelow(dbm);
    if (asked > MAX_ASKED) break;
    const cost = asked + 1 - astrayBelow(dbm);
    if (cost < best.cost - 1e-9) best = { cost, from: dbm, to: dbm };
    else if (cost < best.cost + 1e-9 && best.to === dbm - 1) best.to = dbm;
  }
  return Math.round((best.from + best.to) / 2);
}

/** Just below what devices have at home. */
export function quietest({ home }: Pick<Placement, 'home'>): number {
  const below = belowOf(home);
  let dbm = HIGH_DBM;
  while (dbm > LOW_DBM && below(dbm) > QUIET) dbm -= 1;
  return dbm;
}
