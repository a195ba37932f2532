/** The routes of what happens and what was, as OpenAPI documents them. What they answer is in `events.ts` and `history.ts`. */
import { createRoute, z } from '@hono/zod-openapi';
import { headersNamed, refusalsNamed } from './component.ts';
import { conditional, deviceParams, json, key, UNCHANGED } from './route-part.ts';
import {
  AccessPointHistory,
  AccessPointHistoryQuery,
  AllSessionsQuery,
  DeviceHistory,
  DeviceHistoryQuery,
  EventList,
  EventQuery,
  SessionList,
  SessionQuery,
} from './schema-past.ts';

function fromHistory(description: string, schema: z.ZodType) {
  const headers = headersNamed('ETag', 'Cache-Control', 'Vary');
  return {
    200: { description, headers, content: json(schema) },
    304: { description: UNCHANGED, headers },
  };
}

const STREAM_EXAMPLE = `retry: 3000
id: 1795155600000

id: 1795155674000
data: {"event_id":1795155674000,"event_type":"roamed","device_id":"3c22fb0a1b2c","name":"Kitchen tablet"}

: alive
`;

const pageHeaders = {
  ...headersNamed('Cache-Control', 'Vary'),
  ETag: {
    description: 'Of a page; a stream has none.',
    schema: { type: 'string' as const },
  },
};

export const eventsRoute = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Devices'],
  summary: 'Hear or list events',
  description: `What happens to the devices that match every filter, as server-sent events: each message has the event as its data and its event_id as its id. A reader that comes back with the Last-Event-ID of the last one is first told what it missed; when not all of that is kept, or the id is unknown, a message named gap says so. Last-Event-ID 0 begins with the oldest event that is kept. A comment comes every 15 seconds. A reader that is too slow is cut off. At most 100 streams. With snapshots=true a message named snapshot, {taken_at, complete}, says when there is a newer snapshot, at most once a second.

With since, until, after or limit, or when Accept prefers application/json, it is a page instead, oldest event first; next_after, given as after, leads to the next one.`,
  security: key,
  request: {
    query: EventQuery,
    headers: conditional.extend({
      'Last-Event-ID': z
        .string()
        .optional()
        .describe('The id of the last message heard; a stream goes on after it.'),
    }),
  },
  responses: {
    200: {
      description: 'A page of events, or a stream of them.',
      headers: pageHeaders,
      content: {
        ...json(EventList),
        'text/event-stream': {
          schema: z.string().describe('Server-sent events without end.'),
          example: STREAM_EXAMPLE,
        },
      },
    },
    304: { description: UNCHANGED, headers: pageHeaders },
    ...refusalsNamed('RestIsOff', 'TooManyStreams', 'Stopping'),
  },
});

const ofDevice = refusalsNamed('NoDeviceHistory', 'AmbiguousName', 'HistoryIsOff');

export const deviceHistoryRoute = createRoute({
  method: 'get',
  path: '/devices/{device_id}/history',
  operationId: 'getDeviceHistory',
  tags: ['Devices'],
  summary: 'Show where a device was',
  description:
    'On which interface the device was, one after another, and how well it was heard there. At most 400 days at once. A device that is forgotten is still found by its MAC address.',
  security: key,
  request: { params: deviceParams, query: DeviceHistoryQuery, headers: conditional },
  responses: {
    ...fromHistory('Where it was.', DeviceHistory),
    ...ofDevice,
  },
});

export const deviceSessionsRoute = createRoute({
  method: 'get',
  path: '/devices/{device_id}/sessions',
  operationId: 'listDeviceSessions',
  tags: ['Devices'],
  summary: 'List the sessions of a device',
  description:
    'From when to when the device was on which interface, how well it was heard, how much it sent, and why it ended; newest first. Those that reach into the time asked for. At most 400 days at once.',
  security: key,
  request: { params: deviceParams, query: SessionQuery, headers: conditional },
  responses: {
    ...fromHistory('A page of sessions.', SessionList),
    ...ofDevice,
  },
});

export const sessionsRoute = createRoute({
  method: 'get',
  path: '/sessions',
  operationId: 'listSessions',
  tags: ['Devices'],
  summary: 'List the sessions of all devices',
  description:
    'From when to when which device was on which interface, of all devices, newest first. Those that reach into the time asked for. At most 400 days at once.',
  security: key,
  request: { query: AllSessionsQuery, headers: conditional },
  responses: {
    ...fromHistory('A page of sessions.', SessionList),
    ...refusalsNamed('NoHistory', 'HistoryIsOff'),
  },
});

export const accessPointHistoryRoute = createRoute({
  method: 'get',
  path: '/access-points/{access_point_id}/history',
  operationId: 'getAccessPointHistory',
  tags: ['Network'],
  summary: 'Show how full an access point was',
  description:
    'How many devices were on the access point, and how well it heard them, per interval. At most 400 days at once.',
  security: key,
  request: {
    params: z.object({
      access_point_id: z
        .string()
        .describe('access_point_id, or a name in any case, percent-encoded.')
        .openapi({ example: '48a98a0c0d0e' }),
    }),
    query: AccessPointHistoryQuery,
    headers: conditional,
  },
  responses: {
    ...fromHistory('How it was.', AccessPointHistory),
    ...refusalsNamed('NoAccessPointHistory', 'AmbiguousAccessPoint', 'HistoryIsOff'),
  },
});
