/** The records of the past under their OpenAPI names, and what only REST documents about their queries. */
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
import { DEFAULT_DEVICE_LIMIT, named } from './schema.ts';

export const Event = named('Event', 'An event of a device.', numberedEventSchema, exampleEvent);

export const EventList = named(
  'EventList',
  'One page of events.',
  eventListSchema.extend({ events: z.array(Event).describe('Oldest first.') }),
);

export const DeviceHistory = named(
  'DeviceHistory',
  'Where a device was, and its signal strength.',
  deviceHistorySchema,
  exampleDeviceHistory,
);

const Session = named(
  'Session',
  'A period in which a device was on one interface.',
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
  'The number of devices on an access point, and their signal strength.',
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
      'true: the stream also has a message named snapshot, {taken_at, complete}, for each newer snapshot; the other routes return what is in it. At most one per second, without an id. Not allowed for a page.',
    )
    .openapi({ default: false }),
});

export const DeviceHistoryQuery = deviceHistoryQuerySchema.extend({
  since: withDefault(deviceHistoryQuerySchema.shape.since, '24h'),
});

export const SessionQuery = sessionQuerySchema.extend({
  since: withDefault(sessionQuerySchema.shape.since, '7d'),
  limit: withDefault(sessionQuerySchema.shape.limit, DEFAULT_DEVICE_LIMIT),
});

export const DEFAULT_ALL_SESSIONS_LIMIT = 1000;

export const AllSessionsQuery = allSessionsQuerySchema.extend({
  since: withDefault(allSessionsQuerySchema.shape.since, '7d'),
  limit: withDefault(allSessionsQuerySchema.shape.limit, DEFAULT_ALL_SESSIONS_LIMIT),
});

export const AccessPointHistoryQuery = accessPointHistoryQuerySchema.extend({
  since: withDefault(accessPointHistoryQuerySchema.shape.since, '7d'),
});
