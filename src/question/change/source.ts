/** What questions about changes are answered from, and how each answer says who approves. */
import { z } from 'zod';
import type { ChangeRecord } from '../../change/record.ts';
import type { Actor, ChangeDoor } from '../change.ts';

export interface ChangeSource {
  changes: ChangeDoor;
  by: Actor;
  /** IP address of who asks; null when unknown. */
  address: string | null;
  /** The page on which a person approves; null where no page is served. */
  reviewUrl: string | null;
}

export const reviewOutput = {
  next_step: z.string().describe('What happens next, and who decides it.'),
  review_url: z
    .string()
    .nullable()
    .describe('Page on which a person approves, rejects or undoes; null where no page is served.'),
};

/** `next_step` and `review_url` of an answer about one change. */
export function reviewOf({ state, change_id }: ChangeRecord, { reviewUrl }: ChangeSource) {
  return { next_step: nextStep(state, change_id, reviewUrl), review_url: reviewUrl };
}

function nextStep(state: ChangeRecord['state'], id: string, reviewUrl: string | null): string {
  const where =
    reviewUrl === null
      ? `at a terminal: mikrotik-presence changes approve ${id}`
      : `at ${reviewUrl} or at a terminal: mikrotik-presence changes approve ${id}`;
  switch (state) {
    case 'planned':
      return `Nothing is written yet. Show the plan to a person: a person approves it with OPERATOR_KEY or another key that may approve, ${where}. You cannot approve it.`;
    case 'approved':
    case 'applying':
    case 'watching':
    case 'undoing':
    case 'unknown':
      return 'It is under way: call get_change again in a minute.';
    case 'kept':
      return reviewUrl === null
        ? 'It is in place. A person can undo it at a terminal.'
        : `It is in place. A person can undo it at ${reviewUrl}.`;
    case 'refused':
      return 'A rule forbids it: outcome says why, and what a person may do instead.';
    case 'no_change':
      return 'There is nothing to do: the router is already as wanted.';
    default:
      return 'It is over; outcome says why. To try again, propose it anew.';
  }
}
