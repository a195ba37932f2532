/** Load, memory and temperature of a router move all the time: what is published stays until one of them has moved by something that matters. */
import { parseObject } from './parse-object.ts';

/** By field: what moves by less is the same. */
const deadBand: Readonly<Record<string, number>> = {
  cpu_load_percent: 10,
  memory_used_percent: 5,
  temperature_celsius: 3,
};

/** `retained`: what is published now; undefined where nothing is. */
export function steadyResources(
  retained: string | undefined,
  now: Readonly<Record<string, number | null>>,
): string {
  const before = retained === undefined ? null : parseObject(retained);
  const isSteady =
    before !== null &&
    Object.entries(now).every(([name, value]) => isNear(before[name], value, deadBand[name] ?? 0));
  return isSteady ? retained! : JSON.stringify(now);
}

function isNear(before: unknown, now: number | null, band: number): boolean {
  if (typeof before !== 'number' || now === null) return before === now;
  return now === before || Math.abs(now - before) < band;
}
