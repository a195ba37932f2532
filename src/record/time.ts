/** Inside, a moment is epoch milliseconds and a span milliseconds; outside, ISO 8601 UTC and whole seconds. */

export function toIso(at: number): string;
export function toIso(at: number | null): string | null;
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Truncated. */
export function toSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.trunc(ms / 1000);
}
