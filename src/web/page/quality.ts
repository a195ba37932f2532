/** How well a signal is, in a word. */

export type Quality = 'strong' | 'good' | 'fair' | 'weak' | 'barely';

/** From this signal on, in dBm. */
const LEVELS: readonly [Quality, number][] = [
  ['strong', -60],
  ['good', -68],
  ['fair', -75],
  ['weak', -83],
];

export function toQuality(signalDbm: number): Quality {
  return LEVELS.find(([, least]) => signalDbm >= least)?.[0] ?? 'barely';
}

/** −58, with a minus sign that is as wide as a digit. */
export function toDbm(signalDbm: number): string {
  return `${signalDbm}`.replace('-', '−');
}
