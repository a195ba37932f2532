/** Inside, moments are epoch milliseconds and durations milliseconds; outside, ISO 8601 UTC and whole seconds. */

export type { Instant } from '../presence/instant.ts';

export function toIso(at: number): string;
export function toIso(at: number | null): string | null;
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Whole seconds of a duration in ms, truncated. */
export function toSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.trunc(ms / 1000);
}
