/** Sentences that several views share. */

/** Follows a problem, when older data is still shown. */
export const LAST_KNOWN = 'Showing the last known data.';

/** A problem with a full stop, unless it ends with one. */
export function toSentence(problem: string): string {
  return /[.!?…]$/.test(problem) ? problem : `${problem}.`;
}
