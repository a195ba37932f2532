/**
 * A part left out of a discovery payload stays in Home Assistant for ever. It goes in two steps: first a payload in which only its
 * platform is left, then the one without it.
 */
import { platforms } from './component.ts';

export interface Step {
  payload: string;
  /** False: the wanted payload itself is to follow. */
  isFinal: boolean;
}

type Parts = Record<string, Record<string, unknown>>;

/** `mayRemove` false: what was there stays, because not everything has been read yet. */
export function supersede(before: string | undefined, wanted: string, mayRemove: boolean): Step {
  const parts = before === undefined || before === wanted ? null : partsOf(before);
  if (parts === null) return { payload: wanted, isFinal: true };
  const next = JSON.parse(wanted) as { components: Parts };
  const gone = Object.entries(parts).filter(([key, part]) => !(key in next.components) && !isRemoved(part));
  if (gone.length === 0) return { payload: wanted, isFinal: true };
  const left = mayRemove ? gone.map(([key, { platform }]) => [key, { platform }] as const) : gone;
  const both = { ...next, components: { ...next.components, ...Object.fromEntries(left) } };
  return { payload: JSON.stringify(both), isFinal: !mayRemove };
}

function isRemoved(part: Record<string, unknown>): boolean {
  return Object.keys(part).length === 1;
}

/**
 * Null unless every part is one that this program could have written. The broker may hold the work of another program there, and Home
 * Assistant refuses a whole payload for one bad key or platform.
 */
function partsOf(payload: string): Parts | null {
  const parsed = parseObject(payload);
  const parts = parsed?.['components'];
  if (typeof parts !== 'object' || parts === null) return null;
  const isWellFormed = Object.entries(parts).every(([key, part]) => isPart(key, part));
  return isWellFormed ? (parts as Parts) : null;
}

function isPart(key: string, part: unknown): boolean {
  if (!/^[a-z0-9_]+$/.test(key) || typeof part !== 'object' || part === null) return false;
  const platform = 'platform' in part ? part.platform : null;
  return platforms.some((known) => known === platform);
}

/** Null for what is no JSON object. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
