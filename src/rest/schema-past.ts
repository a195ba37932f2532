/** The records of what was, under the names they bear in OpenAPI, and what only REST says of how to ask for them. */
import { z } from '@hono/zod-openapi';
import {
  accessPointHistoryQuerySchema,
  accessPointHistorySchema,
  allSessionsQuerySchema,
  deviceHistoryQuerySchema,
  deviceHistorySchema,
  sessionListSchema,
  sessionQuerySchema,
  sessionSchema,
} from '../record/history.ts';
import { numberedEventSchema } from '../record/journal.ts';
import { DEFAULT_EVENT_LIMIT, eventListSchema, eventQuerySchema } from '../record/select-event.ts';
import {
  exampleAccessPointHistory,
  exampleDeviceHistory,
  exampleEvent,
  exampleSession,
} from './example-past.ts';
import { DEFAULT_LIMIT, named } from './schema.ts';

export const Event = named('Event', 'What happened to a device.', numberedEventSchema, exampleEvent);

export const EventList = named(
  'EventList',
  'One page of events.',
  eventListSchema.extend({ events: z.array(Event).describe('Oldest first.') }),
);

export const DeviceHistory = named(
  'DeviceHistory',
  'Where a device was, and how well it was heard.',
  deviceHistorySchema,
  exampleDeviceHistory,
);

const Session = named(
  'Session',
  'A time during which a device was on one interface.',
  sessionSchema,
  exampleSession,
);

export const SessionList = named(
  'SessionList',
  'One page of sessions.',
  sessionListSchema.extend({ sessions: z.array(Session).describe('Newest first.') }),
);

export const AccessPointHistory = named(
  'AccessPointHistory',
  'How many devices were on an access point, and how well it heard them.',
  accessPointHistorySchema,
  exampleAccessPointHistory,
);

const withDefault = <S extends z.ZodType>(schema: S, value: z.input<S>) =>
  schema.describe(schema.description!).openapi({ default: value });

export const EventQuery = eventQuerySchema.extend({
  limit: withDefault(eventQuerySchema.shape.limit, DEFAULT_EVENT_LIMIT),
  snapshots: z
    .boolean()
    .optional()
    .describe(
      'true: the stream also has a message named snapshot, {taken_at, complete}, when there is a newer snapshot to ask the other routes for; at most one per second, without an id. Not for a page.',
    )
    .openapi({ default: false }),
});

export const DeviceHistoryQuery = deviceHistoryQuerySchema.extend({
  since: withDefault(deviceHistoryQuerySchema.shape.since, '24h'),
});

export const SessionQuery = sessionQuerySchema.extend({
  since: withDefault(sessionQuerySchema.shape.since, '7d'),
  limit: withDefault(sessionQuerySchema.shape.limit, DEFAULT_LIMIT),
});

export const DEFAULT_ALL_SESSIONS_LIMIT = 1000;

export const AllSessionsQuery = allSessionsQuerySchema.extend({
  since: withDefault(allSessionsQuerySchema.shape.since, '7d'),
  limit: withDefault(allSessionsQuerySchema.shape.limit, DEFAULT_ALL_SESSIONS_LIMIT),
});

export const AccessPointHistoryQuery = accessPointHistoryQuerySchema.extend({
  since: withDefault(accessPointHistoryQuerySchema.shape.since, '7d'),
});
