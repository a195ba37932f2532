/** Tool: events, newest first. */
import { z } from 'zod';
import type { EventRecord } from '../../record/event.ts';
import { type EventRange, type NumberedEvent, numberedEventSchema } from '../../record/journal.ts';
import {
  eventListSchema,
  eventQuerySchema,
  keptSince,
  matchesEvent,
  toEventRange,
} from '../../record/select-event.ts';
import { invalidArgument } from '../failure.ts';
import { plural, cut, line, namedLine } from '../line.ts';
import { DEFAULT_SINCE, DEFAULT_SPAN_MS, toSecond } from '../time-range.ts';
import { type JournalTool, readOnly } from '../tool.ts';

export const DEFAULT_EVENTS = 50;
const MAX_PLACE_LENGTH = 14;

const { mac, after, limit } = eventQuerySchema.shape;

const input = eventQuerySchema.extend({
  mac: mac.describe('device_id, or MAC address in any common notation.'),
  after: after.describe('An event_id: only events recorded after it.'),
  before: after.describe('An event_id: only events recorded before it; next_before of the previous page.'),
  limit: limit.describe('Maximum number of events in one answer.'),
});

export const listEvents: JournalTool<typeof input> = {
  name: 'list_events',
  title: 'List events',
  description:
    'Events of devices (arrived, left, connected, disconnected, roamed): when, between which access points and why, newest first. Use it for questions about the past: who came home today, what roamed last night, how often a device disconnects. For the present use list_devices. Default: the last 24 hours (since).',
  annotations: readOnly,
  input,
  defaults: { since: DEFAULT_SINCE, limit: DEFAULT_EVENTS },
  output: z.strictObject({
    events: z.array(numberedEventSchema).describe('Newest first.'),
    limit: eventListSchema.shape.limit,
    has_more: z.boolean().describe('There may be older events: call again with before = next_before.'),
    next_before: z
      .int()
      .nullable()
      .describe('The value of before for the next page; null when there is none.'),
    kept_since_at: eventListSchema.shape.kept_since_at,
  }),
  narrowing: 'Lower limit, or filter by event_type, mac, name, access_point or since.',
  reads: 'journal',
  async answer({ journal, snapshot, now }, query) {
    const { limit: most = DEFAULT_EVENTS } = query;
    const range = rangeOf(query, now);
    const { sinceAt = -Infinity, untilAt = Infinity } = range;
    if (sinceAt >= untilAt)
      return invalidArgument(
        ['since must be before until'],
        `Call ${listEvents.name} again with an earlier since, such as 7d.`,
      );
    const isWanted = (event: NumberedEvent) => matchesEvent(event, query, snapshot);
    const [slice, keptSinceAt] = await Promise.all([
      journal.latest(range, isWanted, most),
      keptSince(journal),
    ]);
    const events = [...slice.events];
    const nextBefore = slice.isEnd ? null : slice.lastId;
    return {
      record: {
        events,
        limit: most,
        has_more: nextBefore !== null,
        next_before: nextBefore,
        kept_since_at: keptSinceAt,
      },
      lines: [
        line(events.length === 0 ? 'No matching event' : plural(events.length, 'event'), 'newest first, UTC'),
        keptSinceAt === null
          ? '! No event has been recorded yet.'
          : line(`! No events are kept from before ${toSecond(keptSinceAt)}.`),
        ...events.map(lineOf),
      ],
      ...(nextBefore !== null && {
        paginationHint: `There may be older ones: call again with before=${nextBefore}.`,
      }),
    };
  },
};

/** Without `since`, everything after the given event, else the last day. */
function rangeOf(query: z.output<typeof input>, now: number): EventRange {
  const range = toEventRange(query, now);
  if (query.before !== undefined) range.before = query.before;
  if (range.sinceAt !== undefined || range.after !== undefined) return range;
  return { ...range, sinceAt: (range.untilAt ?? now) - DEFAULT_SPAN_MS };
}

function lineOf({ at, event_type, device_id, name, from, to, reason }: EventRecord): string {
  const begin = `${toSecond(at)} ${event_type} ${device_id}`;
  return namedLine(begin, name, placesOf(from, to), signalsOf(from, to), reason);
}

function placesOf(from: EventRecord['from'], to: EventRecord['to']): string {
  const ends = [from, to].filter((spot) => spot !== null);
  const places = ends.map(({ access_point, interface: name }) => access_point ?? name ?? 'unknown');
  const isWithin = places.length === 2 && places[0] === places[1];
  const shown = ends.map(({ band }, index) => {
    const place = cut(places[index]!, MAX_PLACE_LENGTH);
    return isWithin && band !== null ? `${place} ${band}` : place;
  });
  return shown.join(' → ');
}

function signalsOf(from: EventRecord['from'], to: EventRecord['to']): string | null {
  const known = [from, to].flatMap((spot) => spot?.signal_dbm ?? []);
  return known.length === 0 ? null : `${known.join(' → ')} dBm`;
}
