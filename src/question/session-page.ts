/** Pages of sessions, in either order. */
import { z } from 'zod';
import {
  type History,
  type Session,
  type SessionList,
  sessionListSchema,
  sessionSchema,
  type SessionSlice,
  type Span,
} from '../record/history.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { positionPage } from './page.ts';
import type { Refusal } from './refusal.ts';
import { toRefusal } from './subject.ts';

const { session_id, device_id, ...rest } = sessionSchema.shape;

/** The default of `since`. */
export const SESSION_SPAN = '7d';

/** A session in a list, where one device is not like another. */
export const namedSessionSchema = z.strictObject({
  session_id,
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
    sessions: z.array(namedSessionSchema).describe('In the requested order.'),
    order: z.enum(['asc', 'desc']).describe('asc: oldest first. desc: newest first.'),
    has_more: z
      .boolean()
      .describe(
        'There are more: repeat with after set to next_after (asc) or before set to next_before (desc).',
      ),
    next_after: z
      .int()
      .nullable()
      .describe('Value of after for sessions that began later, with any order; null for an empty page.'),
    next_before: z
      .int()
      .nullable()
      .describe('Value of before for sessions that began earlier, with any order; null when there are none.'),
  })
  .describe('One page of sessions.');

type Slice = SessionSlice & { order: 'asc' | 'desc' };

/** A page of sessions, and the positions before and after it. */
export async function readSessions(
  history: History,
  deviceId: string | null,
  span: Span,
  slice: Slice,
): Promise<(SessionList & Positions) | Refusal> {
  const list = await history.sessions(deviceId, span, slice);
  if ('off' in list) return toRefusal(list);
  return { ...list, ...positionsOf(list.sessions, slice, list.has_more) };
}

interface Positions {
  order: 'asc' | 'desc';
  next_after: number | null;
  next_before: number | null;
}

function positionsOf(
  sessions: readonly Pick<Session, 'session_id'>[],
  { order, after, before }: Slice,
  hasMore: boolean,
): Positions {
  const [first, last] = [sessions[0]?.session_id, sessions.at(-1)?.session_id];
  const [oldest, newest] = order === 'asc' ? [first, last] : [last, first];
  // what an ascending page left out before itself is what the question left out
  const hasOlder = order === 'asc' ? after !== undefined : hasMore;
  return {
    order,
    next_after: newest ?? after ?? null,
    next_before: hasOlder ? (oldest ?? before ?? null) : null,
  };
}

/** The same list with the present names of its devices. */
export function withNames<L extends { sessions: readonly Session[] }>(list: L, snapshot: Snapshot | null) {
  const named = list.sessions.map(
    ({ session_id: number, device_id: id, ...session }): NamedSession => ({
      session_id: number,
      device_id: id,
      name: snapshot?.devices.get(id)?.name ?? null,
      ...session,
    }),
  );
  return { ...list, sessions: named };
}

export const sessionPage = positionPage(
  'sessions',
  'session_id',
  'No session was in this time. For a longer time give since, such as since=30d.',
);
