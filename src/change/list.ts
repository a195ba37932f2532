/** A page of changes, in either order. */
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
  /** By the time of the proposal. Default: newest first. */
  order?: 'asc' | 'desc';
  /** A `change_id`, which is not included. */
  after?: string;
  before?: string;
}

export const changePageShape = {
  order: z.enum(['asc', 'desc']).describe('asc: oldest first. desc: newest first.'),
  has_more: z
    .boolean()
    .describe(
      'There are more: repeat with after set to next_after (asc) or before set to next_before (desc).',
    ),
  next_after: z
    .string()
    .nullable()
    .describe('Value of after for later changes, with any order; null for an empty page.'),
  next_before: z
    .string()
    .nullable()
    .describe('Value of before for older changes, with any order; null when there are none.'),
};

export const changeListSchema = z.strictObject({
  changes: z.array(changeSchema).describe('In the requested order.'),
  ...changePageShape,
});

export interface ChangeList {
  changes: ChangeRecord[];
  order: 'asc' | 'desc';
  has_more: boolean;
  next_after: string | null;
  next_before: string | null;
}

/** `all`: newest first. An unknown `after` or `before` leaves nothing out. */
export function listChanges(all: readonly Change[], filter: ChangeFilter): ChangeList {
  const { order = 'desc', after, before, limit } = filter;
  const indexOf = (wanted: string | undefined) => all.findIndex(({ id }) => id === wanted);
  const end = indexOf(after);
  const between = all.slice(indexOf(before) + 1, end < 0 ? all.length : end);
  const matching = between.filter((change) => matches(change, filter));
  if (order === 'asc') matching.reverse();
  const page = matching.slice(0, limit);
  const hasMore = matching.length > page.length;
  const [first, last] = [page[0]?.id, page.at(-1)?.id];
  const [oldest, newest] = order === 'asc' ? [first, last] : [last, first];
  // what an ascending page left out before itself is what the question left out
  const hasOlder = order === 'asc' ? after !== undefined : hasMore;
  return {
    changes: page.map(toRecord),
    order,
    has_more: hasMore,
    next_after: newest ?? after ?? null,
    next_before: hasOlder ? (oldest ?? before ?? null) : null,
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
