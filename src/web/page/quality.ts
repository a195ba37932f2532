/** Signal strength in a word. */

export type Quality = 'strong' | 'good' | 'fair' | 'weak' | 'poor';

/** The strongest signal that is weak, in dBm: signals are whole numbers. */
export const WEAK_DBM = -76;

/** The lowest signal of each quality, in dBm. */
const LEVELS: readonly [Quality, number][] = [
  ['strong', -60],
  ['good', -68],
  ['fair', WEAK_DBM + 1],
  ['weak', -83],
];

export function toQuality(signalDbm: number): Quality {
  return LEVELS.find(([, least]) => signalDbm >= least)?.[0] ?? 'poor';
}

/** With a minus sign as wide as a digit: −58. */
export function toDbmText(signalDbm: number): string {
  return `${signalDbm}`.replace('-', '−');
}
