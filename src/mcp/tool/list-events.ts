/** What happened, newest first. */
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
import { count, cut, line, named } from '../line.ts';
import { DEFAULT_SINCE, DEFAULT_SPAN_MS, toSecond } from '../past.ts';
import { type JournalTool, readOnly } from '../tool.ts';

export const DEFAULT_LIMIT = 50;
const MAX_PLACE_LENGTH = 14;

const { mac, after, limit } = eventQuerySchema.shape;

const input = eventQuerySchema.extend({
  mac: mac.describe('device_id, or MAC address in any common notation.'),
  after: after.describe('An event_id: only what was told after it.'),
  before: after.describe('An event_id: only what was told before it; next_before of the page before.'),
  limit: limit.describe('Most events in one answer.'),
});

export const listEvents: JournalTool<typeof input> = {
  name: 'list_events',
  title: 'List what happened',
  description:
    'Who arrived, left, connected, disconnected or roamed, when, between which access points and why, newest first. Use it for questions about what happened: who came home today, what roamed last night, how often a device drops. For what is now use list_devices. The last 24 hours unless since says otherwise.',
  annotations: readOnly,
  input,
  defaults: { since: DEFAULT_SINCE, limit: DEFAULT_LIMIT },
  output: z.strictObject({
    events: z.array(numberedEventSchema).describe('Newest first.'),
    limit: eventListSchema.shape.limit,
    has_more: z.boolean().describe('There may be older ones: ask again with before set to next_before.'),
    next_before: z.int().nullable().describe('What to give as before to go on; null when that was all.'),
    kept_since_at: eventListSchema.shape.kept_since_at,
  }),
  narrowing: 'Ask for fewer events with limit, or filter by event_type, mac, name, access_point or since.',
  reads: 'journal',
  async answer({ journal, snapshot, now }, query) {
    const { limit: most = DEFAULT_LIMIT } = query;
    const range = rangeOf(query, now);
    const { sinceAt = -Infinity, untilAt = Infinity } = range;
    if (sinceAt >= untilAt)
      return invalidArgument(
        ['since must be before until'],
        `Call ${listEvents.name} again with a since that is further back, such as 7d.`,
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
        line(events.length === 0 ? 'No such event' : count(events.length, 'event'), 'newest first, UTC'),
        keptSinceAt === null
          ? '! No event has been recorded yet.'
          : line(`! Nothing is known of before ${toSecond(keptSinceAt)}.`),
        ...events.map(lineOf),
      ],
      ...(nextBefore !== null && {
        paginationHint: `There may be older ones: call again with before=${nextBefore}.`,
      }),
    };
  },
};

/** After an event everything, else a day, unless the question says since when. */
function rangeOf(query: z.output<typeof input>, now: number): EventRange {
  const range = toEventRange(query, now);
  if (query.before !== undefined) range.before = query.before;
  if (range.sinceAt !== undefined || range.after !== undefined) return range;
  return { ...range, sinceAt: (range.untilAt ?? now) - DEFAULT_SPAN_MS };
}

function lineOf({ at, event_type, device_id, name, from, to, reason }: EventRecord): string {
  const begin = `${toSecond(at)} ${event_type} ${device_id}`;
  return named(begin, name, placesOf(from, to), signalsOf(from, to), reason);
}

function placesOf(from: EventRecord['from'], to: EventRecord['to']): string {
  const ends = [from, to].filter((spot) => spot !== null);
  const places = ends.map(({ access_point, interface: name }) => access_point ?? name ?? 'unknown');
  const isWithin = places.length === 2 && places[0] === places[1];
  const told = ends.map(({ band }, index) => {
    const place = cut(places[index]!, MAX_PLACE_LENGTH);
    return isWithin && band !== null ? `${place} ${band}` : place;
  });
  return told.join(' → ');
}

function signalsOf(from: EventRecord['from'], to: EventRecord['to']): string | null {
  const known = [from, to].flatMap((spot) => spot?.signal_dbm ?? []);
  return known.length === 0 ? null : `${known.join(' → ')} dBm`;
}
