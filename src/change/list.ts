/** A page of changes, newest first. */
import { z } from 'zod';
import type { Change } from './change.ts';
import { changeSchema, type ChangeRecord, toRecord } from './record.ts';
import type { State } from './state.ts';

export interface ChangeFilter {
  state?: readonly State[];
  action?: readonly string[];
  router?: readonly string[];
  /** Proposed at or after this time (epoch ms). */
  since?: number;
  /** At most so many. */
  limit: number;
  /** The `change_id` of the last one of the page before. */
  before?: string;
}

export const changeListSchema = z.strictObject({
  changes: z.array(changeSchema).describe('Changes, newest first.'),
  has_more: z.boolean().describe('There are older ones.'),
  next_before: z.string().nullable().describe('Value of `before` for the next page; null on the last one.'),
});

export interface ChangeList {
  changes: ChangeRecord[];
  has_more: boolean;
  next_before: string | null;
}

/** `all`: newest first. An unknown `before` begins at the newest. */
export function listChanges(all: readonly Change[], filter: ChangeFilter): ChangeList {
  const start = filter.before === undefined ? 0 : all.findIndex(({ id }) => id === filter.before) + 1;
  const matching = all.slice(start).filter((change) => matches(change, filter));
  const page = matching.slice(0, filter.limit);
  const hasMore = matching.length > page.length;
  return {
    changes: page.map(toRecord),
    has_more: hasMore,
    next_before: hasMore ? (page.at(-1)?.id ?? null) : null,
  };
}

function matches(change: Change, { state, action, router, since }: ChangeFilter): boolean {
  return (
    (state?.includes(change.state) ?? true) &&
    (action?.includes(change.action) ?? true) &&
    (router?.includes(change.router) ?? true) &&
    (since === undefined || change.proposedAt >= since)
  );
}
