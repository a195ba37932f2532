/**
 * Home Assistant keeps a component that a discovery payload merely leaves out. It is removed in two steps: first a payload in which only
 * its platform is left, then the payload without it.
 */
import { platforms } from './component.ts';
import { parseObject } from './parse-object.ts';

export interface RemovalStep {
  payload: string;
  /** False: the wanted payload itself has to follow. */
  isFinal: boolean;
}

type Components = Record<string, Record<string, unknown>>;

/** `mayRemove` false: components of `before` stay, because not every table has been read yet. */
export function supersede(before: string | undefined, wanted: string, mayRemove: boolean): RemovalStep {
  const old = before === undefined || before === wanted ? null : componentsOf(before);
  if (old === null) return { payload: wanted, isFinal: true };
  const next = JSON.parse(wanted) as { components: Components };
  const gone = Object.entries(old).filter(
    ([key, component]) => !(key in next.components) && !isRemoved(component),
  );
  if (gone.length === 0) return { payload: wanted, isFinal: true };
  const left = mayRemove ? gone.map(([key, { platform }]) => [key, { platform }] as const) : gone;
  const both = { ...next, components: { ...next.components, ...Object.fromEntries(left) } };
  return { payload: JSON.stringify(both), isFinal: !mayRemove };
}

function isRemoved(component: Record<string, unknown>): boolean {
  return Object.keys(component).length === 1;
}

/**
 * Null unless every component is one that this program could have written. The broker may hold the work of another program there, and
 * Home Assistant refuses a whole payload for one bad key or platform.
 */
function componentsOf(payload: string): Components | null {
  const components = parseObject(payload)?.['components'];
  if (typeof components !== 'object' || components === null) return null;
  const isWellFormed = Object.entries(components).every(([key, component]) => isComponent(key, component));
  return isWellFormed ? (components as Components) : null;
}

function isComponent(key: string, component: unknown): boolean {
  if (!/^[a-z0-9_]+$/.test(key) || typeof component !== 'object' || component === null) return false;
  const platform = 'platform' in component ? component.platform : null;
  return platforms.some((known) => known === platform);
}
