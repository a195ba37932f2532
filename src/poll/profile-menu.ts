/**
 * When the menus of the group `profiles` are read: rarely, and at once when interfaces show properties that the profiles, as last read, do not
 * explain. Presence needs none of them, so a menu that fails waits longer than others.
 */
import type { ConfiguredInterface } from '../parse/profile.ts';

/** What is known of such a menu. Times are on the monotonic clock, in milliseconds. */
export interface ProfileAsked {
  status: 'complete' | 'absent' | 'failed';
  at: number;
  /** Reads in a row that timed out. The router goes on with an abandoned command, and other reads wait for it. */
  timeouts: number;
}

const EVERY_MS = 600_000;
const AFTER_FAILURE_MS = 60_000;
const MOST_MS = 86_400_000;
/** Timers fire a little early or late. */
const SLACK_MS = 500;

/** `changedAt`: the last poll in which an interface showed a new combination of properties; null for none. */
export function isProfileDue(asked: ProfileAsked, startedAt: number, changedAt: number | null): boolean {
  const waitMs =
    asked.timeouts > 0
      ? Math.min(MOST_MS, EVERY_MS * 2 ** (asked.timeouts - 1))
      : asked.status === 'failed'
        ? AFTER_FAILURE_MS
        : EVERY_MS;
  const isChanged = asked.status === 'complete' && changedAt !== null && asked.at < changedAt;
  return isChanged || startedAt - asked.at + SLACK_MS >= waitMs;
}

/** What the interfaces of a dialect show. */
export interface ConfiguredListing {
  /** Each combination of properties and profiles. */
  shown: ReadonlySet<string>;
  /** Start of the last poll that found a new one; null for none. */
  changedAt: number | null;
}

/** The listing after one more reading. A combination is new when an operator changed a profile, an interface, or what interfaces there are. */
export function noteConfigured(
  before: ConfiguredListing | null,
  rows: readonly ConfiguredInterface[],
  startedAt: number,
): ConfiguredListing {
  const shown = new Set(rows.map(({ properties, profiles }) => JSON.stringify([properties, profiles])));
  const isNew = before !== null && [...shown].some((combination) => !before.shown.has(combination));
  return { shown, changedAt: isNew ? startedAt : (before?.changedAt ?? null) };
}
