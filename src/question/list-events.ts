/** Events, in either order. */
import { z } from 'zod';
import { type EventRange, type NumberedEvent, numberedEventSchema } from '../record/journal.ts';
import {
  eventListSchema,
  eventQuerySchema,
  oldestEvent,
  matchesEvent,
  toEventRange,
} from '../record/select-event.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { exampleEvent } from './example-past.ts';
import { deviceId } from './get-device.ts';
import { positionPage } from './page.ts';
import type { Door, JournalQuestion } from './question.ts';
import { badInput, isRefusal, type Refusal } from './refusal.ts';
import { deviceOf } from './subject.ts';

/** For models, which rarely name a time. */
const SPAN_MS = 24 * 60 * 60_000;

const input = eventQuerySchema.extend({
  device_id: deviceId.optional().describe(`Only events of this device: ${deviceId.description}`),
});
export type EventsInput = z.output<typeof input>;

const page = positionPage(
  'events',
  'event_id',
  'No event matches. For a longer time give since, such as since=30d; interface, ssid and router must be exact, and access_point a whole name or id.',
);

export const listEvents: JournalQuestion<typeof input> = {
  name: 'list_events',
  title: 'List events',
  use: 'Events of devices (arrived, left, connected, disconnected, roamed, refused) and of the network (access points, channels, routers, new strangers): when, between which access points and why, newest first. Use it for questions about the past: who came home today, what roamed last night, why a device cannot join (event_type=refused, with its MAC address), how often one disconnects. For the present use list_devices. Default: the last 24 hours (since).',
  description:
    'Events of devices and of the network that match every filter. Oldest first; to get the next page, send next_after as after. With order=desc newest first; then send next_before as before.',
  topic: 'Devices',
  path: '/events',
  input,
  aliases: { device: 'device_id' },
  defaults: { order: { rest: 'asc', mcp: 'desc' }, limit: { rest: 100, mcp: 50 } },
  output: eventListSchema,
  record: 'EventList',
  refusals: ['device_not_found', 'ambiguous_device', 'no_snapshot'],
  narrow: 'Lower limit, or filter by event_type, device_id, name, access_point or since.',
  page,
  table: { field: 'events', row: () => numberedEventSchema },
  example: {
    input: { event_type: ['roamed'], since: '24h', order: 'desc', limit: 1 },
    answer: {
      events: [exampleEvent],
      order: 'desc',
      limit: 1,
      has_more: true,
      next_after: exampleEvent.event_id,
      next_before: exampleEvent.event_id,
      kept_since_at: '2026-08-22T06:21:14.000Z',
    },
  },
  reads: 'journal',
  async answer({ journal, snapshot, now, door }, query) {
    const { order, limit } = query as { order: 'asc' | 'desc'; limit: number };
    const filter = eventFilterOf(query, () => snapshot);
    if (isRefusal(filter)) return filter;
    const range = rangeOf(query, now, door);
    const { sinceAt = -Infinity, untilAt = Infinity } = range;
    if (sinceAt >= untilAt)
      return badInput([
        { parameter: 'since', message: 'must be before until' },
        { parameter: 'until', message: 'must be after since' },
      ]);
    const newestId = journal.lastId();
    const read = order === 'asc' ? journal.read : journal.latest;
    const [{ events, lastId, isEnd }, oldest] = await Promise.all([
      read(range, filter, limit),
      oldestEvent(journal),
    ]);
    const first = events[0]?.event_id ?? null;
    const positions =
      order === 'asc'
        ? { next_after: lastId, next_before: first === oldest?.event_id ? null : first }
        : { next_after: first ?? newestId, next_before: isEnd ? null : lastId };
    return { events, order, limit, has_more: !isEnd, ...positions, kept_since_at: oldest?.at ?? null };
  },
};

/** The filter of a query, for a page and for a stream. `current`: the snapshot at the time of each event. */
export function eventFilterOf(
  { device_id, ...query }: EventsInput,
  current: () => Snapshot | null,
): ((event: NumberedEvent) => boolean) | Refusal {
  if (device_id === undefined) return (event) => matchesEvent(event, query, current());
  const found = deviceOf(current(), device_id);
  if (isRefusal(found)) return found;
  return (event) => event.device_id === found.id && matchesEvent(event, query, current());
}

/** For a model without `since`: everything after the given event, else the last day. */
function rangeOf(query: EventsInput, now: number, door: Door): EventRange {
  const range = toEventRange(query, now);
  if (door === 'rest' || range.sinceAt !== undefined || range.after !== undefined) return range;
  return { ...range, sinceAt: (range.untilAt ?? now) - SPAN_MS };
}
