/** Readings as the path of a line, and as that of the band between the weakest and the strongest. */
import type { Point } from './run.ts';
import type { Scale } from './scale.ts';

const round = (value: number) => Math.round(value * 10) / 10;

/** One reading alone is a dot, given round ends. */
export function linePath(points: readonly Point[], scale: Scale): string {
  const steps = points.map(({ at, dbm }) => `${round(scale.x(at))} ${round(scale.y(dbm))}`);
  return steps.length === 0 ? '' : `M${steps.join('L')}${steps.length === 1 ? 'h0' : ''}`;
}

/** Nothing where every interval has one signal. */
export function bandPath(points: readonly Point[], scale: Scale): string {
  if (points.every(({ minDbm, maxDbm }) => minDbm === maxDbm)) return '';
  const step = (at: number, dbm: number) => `${round(scale.x(at))} ${round(scale.y(dbm))}`;
  const above = points.map(({ at, maxDbm }) => step(at, maxDbm));
  const below = points.map(({ at, minDbm }) => step(at, minDbm)).reverse();
  return `M${[...above, ...below].join('L')}Z`;
}
