/** Pages of sessions, back in time. */
import { z } from 'zod';
import {
  type History,
  type Session,
  type SessionList,
  sessionListSchema,
  type Span,
} from '../record/history.ts';
import type { Answer, Page } from './page.ts';
import type { Refusal } from './refusal.ts';
import { toRefusal } from './subject.ts';

export const sessionPageSchema = sessionListSchema
  .extend({
    has_more: z.boolean().describe('There are older ones: repeat with until set to next_until_at.'),
    next_until_at: z
      .string()
      .meta({ format: 'date-time' })
      .nullable()
      .describe('Value of until for older ones; null when there are none.'),
  })
  .describe('One page of sessions.');

/** At most `limit` sessions. One more is read, to know where the next page begins. */
export async function readSessions(
  history: History,
  deviceId: string | null,
  span: Span,
  limit: number,
): Promise<(SessionList & { next_until_at: string | null }) | Refusal> {
  const list = await history.sessions(deviceId, span, limit + 1);
  if ('off' in list) return toRefusal(list);
  if (list.sessions.length <= limit) return { ...list, limit, has_more: false, next_until_at: null };
  return { ...list, ...pageBefore(list.sessions), limit, has_more: true };
}

/**
 * The page before the last session given. The next page has only sessions that began before `next_until_at`, so those that began together
 * with the last one go to it too, unless that would leave nothing.
 */
function pageBefore(sessions: readonly Session[]): { sessions: Session[]; next_until_at: string } {
  const next = sessions.at(-1)!.from_at;
  const whole = sessions.filter(({ from_at }) => from_at !== next);
  const kept = whole.length === 0 ? sessions.slice(0, -1) : whole;
  return { sessions: kept, next_until_at: kept.at(-1)!.from_at };
}

const sessionsOf = (answer: Answer) => answer['sessions'] as readonly Session[];

export const sessionPage: Page = {
  rows: 'sessions',
  count: (answer) => sessionsOf(answer).length,
  cut: (answer, count) => ({
    ...answer,
    ...pageBefore(sessionsOf(answer).slice(0, count + 1)),
    has_more: true,
  }),
  next: ({ next_until_at }) => (next_until_at === null ? null : { until: next_until_at }),
};
