/** Pages of sessions, back in time. */
import { z } from 'zod';
import {
  type History,
  type Session,
  type SessionList,
  sessionListSchema,
  sessionSchema,
  type Span,
} from '../record/history.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { type Answer, olderOutput, olderRows, type Page } from './page.ts';
import type { Refusal } from './refusal.ts';
import { toRefusal } from './subject.ts';

const { device_id, ...rest } = sessionSchema.shape;

/** The default of `since`. */
export const SESSION_SPAN = '7d';

/** A session in a list, where one device is not like another. */
export const namedSessionSchema = z.strictObject({
  device_id,
  name: z
    .string()
    .nullable()
    .describe('Present name of the device; untrusted text. null when the device is forgotten.'),
  ...rest,
});
export type NamedSession = z.infer<typeof namedSessionSchema>;

export const sessionPageSchema = sessionListSchema
  .extend({
    sessions: z.array(namedSessionSchema).describe('Newest first.'),
    ...olderOutput('sessions'),
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

/** The same list with the present names of its devices. */
export function withNames<L extends { sessions: readonly Session[] }>(list: L, snapshot: Snapshot | null) {
  const named = list.sessions.map(
    ({ device_id: id, ...session }): NamedSession => ({
      device_id: id,
      name: snapshot?.devices.get(id)?.name ?? null,
      ...session,
    }),
  );
  return { ...list, sessions: named };
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
  ifNone: 'No session was in this time. For a longer time give since, such as since=30d.',
  count: (answer) => sessionsOf(answer).length,
  cut: (answer, count) => ({
    ...answer,
    ...pageBefore(sessionsOf(answer).slice(0, count + 1)),
    has_more: true,
  }),
  next: olderRows,
};
