/** A line of the journal to a change. */
import type { Change } from './change.ts';
import { stateNames } from './state.ts';

/** Null for what is none. The journal is written by this program only, so what has the marks of a change is one. */
export function parseChange(value: unknown): Change | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, action, router, state, steps, edits } = value as Partial<Record<keyof Change, unknown>>;
  const isChange =
    [id, action, router].every((word) => typeof word === 'string') &&
    stateNames.some((name) => name === state) &&
    Array.isArray(steps) &&
    Array.isArray(edits);
  return isChange ? (value as Change) : null;
}

const YEAR_MS = 366 * 86_400_000;

/** Kept a year, and longer while it may still end or be in flight. */
export function isKept(change: Change, now: number): boolean {
  const isOpen =
    ['approved', 'applying', 'watching', 'undoing', 'unknown'].includes(change.state) ||
    change.endsAt !== null;
  return isOpen || now - change.stateSince < YEAR_MS;
}
