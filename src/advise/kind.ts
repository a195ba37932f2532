/** What a kind of finding is made of. */
import type { Finding, FindingKind } from '../record/finding.ts';
import { DAY_MS } from './constant.ts';
import type { Lack } from './house.ts';
import type { Survey } from './survey.ts';

/** A finding before it has a history of its own. */
export type Found = Omit<Finding, 'finding_id' | 'kind' | 'first_seen_at' | 'last_seen_at' | 'ignored'>;

export interface Kind {
  kind: FindingKind;
  /** What is missing to judge it; null: nothing. */
  lacks: (survey: Survey) => Lack | null;
  /** Null after a part of the work, so that it can be done in slices. */
  find: (survey: Survey) => Iterable<Found | null>;
}

const HISTORY_OFF: Lack = {
  status: 'not_supported',
  reason: 'No history is kept. Remove HISTORY_MAX_SIZE=0, and set STATE_DIR to a folder on a disk.',
};

/** For kinds that need a past of some days. */
export function lacksDays(days: number): Kind['lacks'] {
  return ({ past, pastOff, at }) => {
    if (past === null) return pastOff ?? HISTORY_OFF;
    const had = (at - past.sinceAt) / DAY_MS;
    return had >= days
      ? null
      : {
          status: 'not_enough_data',
          reason: `The history covers ${Math.floor(had * 24)} hours; this needs ${days * 24}.`,
        };
  };
}
