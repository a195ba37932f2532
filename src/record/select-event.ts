/** Selects the events of a query, for REST and MCP. Without filters, all of them. */
import { z } from 'zod';
import { presences } from './device.ts';
import { type EventRecord, eventTypes } from './event.ts';
import { filterText, oneOrMore } from './filter.ts';
import { deviceIdOf } from './find-past.ts';
import { type EventRange, type Journal, type NumberedEvent, numberedEventSchema } from './journal.ts';
import { momentSchema, toMoment } from './moment.ts';
import { reasonClasses } from './reason-class.ts';
import { deviceQuerySchema } from './select.ts';
import type { Snapshot } from './snapshot.ts';

export const MAX_EVENT_LIMIT = 1000;

const { name, mac, connected } = deviceQuerySchema.shape;

/** Filters are lists, as those of devices. A place matches `from` or `to`. */
export const eventFilterSchema = z.strictObject({
  event_type: oneOrMore(z.enum(eventTypes)).optional().describe('Type of event.'),
  reason_class: oneOrMore(z.enum(reasonClasses)).optional().describe('Class of the reason.'),
  name: name.describe('Part of the name at the time of the event, in any case.'),
  mac: mac.describe('MAC address in any common notation.'),
  interface: oneOrMore(filterText())
    .optional()
    .describe('WiFi interface before or after the event, exactly as the router names it.'),
  ssid: oneOrMore(filterText()).optional().describe('SSID before or after the event, exactly.'),
  access_point: oneOrMore(filterText())
    .optional()
    .describe('Name (in any case) or id of the access point before or after the event.'),
  band: deviceQuerySchema.shape.band.describe('Frequency band before or after the event.'),
  router: oneOrMore(filterText()).optional().describe('Id of the router that reported the event.'),
  presence: oneOrMore(z.enum([...presences, 'any']))
    .optional()
    .describe('Current presence of the device. Default: any.'),
  connected: connected.describe('The device is in a WiFi registration table now.'),
});

export const eventQuerySchema = eventFilterSchema.extend({
  since: momentSchema.optional().describe('Start: a time, or a duration before now such as 24h.'),
  until: momentSchema.optional().describe('End: a time, or a duration before now. Default: now.'),
  after: z
    .int()
    .min(0)
    .max(999_999_999_999_999)
    .optional()
    .describe('An event_id: only events recorded after it; next_after of the previous page.'),
  before: z
    .int()
    .min(0)
    .max(999_999_999_999_999)
    .optional()
    .describe('An event_id: only events recorded before it; next_before of the previous page.'),
  order: z.enum(['asc', 'desc']).optional().describe('asc: oldest event first. desc: newest first.'),
  limit: z.int().min(1).max(MAX_EVENT_LIMIT).optional().describe('Maximum number of events.'),
});

export const eventListSchema = z
  .strictObject({
    events: z.array(numberedEventSchema).describe('In the requested order.'),
    order: z.enum(['asc', 'desc']).describe('asc: oldest first. desc: newest first.'),
    limit: z.int().describe('Maximum number of events in this response.'),
    has_more: z
      .boolean()
      .describe(
        'There may be more: repeat with after set to next_after (asc) or before set to next_before (desc).',
      ),
    next_after: z.int().describe('Value of after for later events, with any order.'),
    next_before: z
      .int()
      .nullable()
      .describe('Value of before for earlier events, with any order; null when there are none.'),
    kept_since_at: z
      .string()
      .meta({ format: 'date-time' })
      .nullable()
      .describe('Time of the oldest event kept; null when none is kept.'),
  })
  .describe('One page of events.');

export type EventFilter = z.infer<typeof eventFilterSchema>;
export type EventQuery = z.infer<typeof eventQuerySchema>;
export type EventList = z.infer<typeof eventListSchema>;

/** The range of the journal that a query covers; `now` in epoch milliseconds. */
export function toEventRange({ since, until, after, before }: EventQuery, now: number): EventRange {
  const range: EventRange = {};
  if (after !== undefined) range.after = after;
  if (before !== undefined) range.before = before;
  const sinceAt = since === undefined ? null : toMoment(since, now);
  const untilAt = until === undefined ? null : toMoment(until, now);
  if (sinceAt !== null) range.sinceAt = sinceAt;
  if (untilAt !== null) range.untilAt = untilAt;
  return range;
}

/** The oldest event that can be read; null when there is none. */
export async function oldestEvent(journal: Journal): Promise<NumberedEvent | null> {
  const { events } = await journal.read({}, () => true, 1);
  return events[0] ?? null;
}

/**
 * `presence` and `connected` are those of the device's record in `snapshot`; a device without a record matches neither. Every MAC of a
 * configured device finds its events; those of a forgotten device are found by the MAC that it had.
 */
export function matchesEvent(event: EventRecord, query: EventFilter, snapshot: Snapshot | null): boolean {
  const device = snapshot?.devices.get(event.device_id ?? '') ?? null;
  const ends = [event.from, event.to];
  const any = <T>(wanted: readonly T[] | undefined, matches: (value: T) => boolean) =>
    wanted === undefined || wanted.some(matches);
  const end = <T>(wanted: readonly T[] | undefined, field: 'interface' | 'ssid' | 'band') =>
    any(wanted, (value) => ends.some((spot) => spot !== null && spot[field] === value));
  return (
    any(query.event_type, (type) => event.event_type === type) &&
    any(query.reason_class, (reasonClass) => event.reason_class === reasonClass) &&
    any(query.name, (part) => event.name?.toLowerCase().includes(part.toLowerCase()) === true) &&
    any(query.mac, (text) => event.device_id !== null && event.device_id === deviceIdOf(text, snapshot)) &&
    end(query.interface, 'interface') &&
    end(query.ssid, 'ssid') &&
    end(query.band, 'band') &&
    any(query.access_point, (place) => ends.some((spot) => isPlace(spot, place.toLowerCase()))) &&
    any(query.router, (router) => event.router === router) &&
    any(query.presence, (presence) => presence === 'any' || device?.presence === presence) &&
    any(query.connected, (isConnected) => device?.connected === isConnected)
  );
}

function isPlace(spot: EventRecord['to'], place: string): boolean {
  return spot?.access_point?.toLowerCase() === place || spot?.access_point_id?.toLowerCase() === place;
}
