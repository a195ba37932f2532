/** SVG paths of readings: a line, and the band between weakest and strongest. */
import type { Point } from './run.ts';
import type { Scale } from './scale.ts';

const round = (value: number) => Math.round(value * 10) / 10;

/** A single reading becomes a dot, given round line ends. */
export function linePath(points: readonly Point[], scale: Scale): string {
  const steps = points.map(({ at, dbm }) => `${round(scale.x(at))} ${round(scale.y(dbm))}`);
  return steps.length === 0 ? '' : `M${steps.join('L')}${steps.length === 1 ? 'h0' : ''}`;
}

/** Empty when no interval has more than one signal. */
export function bandPath(points: readonly Point[], scale: Scale): string {
  if (points.every(({ minDbm, maxDbm }) => minDbm === maxDbm)) return '';
  const step = (at: number, dbm: number) => `${round(scale.x(at))} ${round(scale.y(dbm))}`;
  const above = points.map(({ at, maxDbm }) => step(at, maxDbm));
  const below = points.map(({ at, minDbm }) => step(at, minDbm)).reverse();
  return `M${[...above, ...below].join('L')}Z`;
}
