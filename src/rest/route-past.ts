/** The routes of events and history, as OpenAPI documents them. Their responses are in `events.ts` and `history.ts`. */
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
    description: 'Identifies the content of a page; a stream has none.',
    schema: { type: 'string' as const },
  },
};

export const eventsRoute = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Devices'],
  summary: 'Stream or list events',
  description: `A stream of server-sent events about the devices that match every filter. The data of each message is the event, its id is the event_id. A reader that reconnects with Last-Event-ID first receives the events it missed. If some of them are no longer kept, or the id is unknown, a message named gap says so. Last-Event-ID 0 starts with the oldest event that is kept. A comment is sent every 15 seconds. A reader that is too slow is disconnected. At most 100 streams are open at a time. With snapshots=true a message named snapshot, {taken_at, complete}, announces each newer snapshot, at most once a second.

With since, until, after or limit, or if Accept prefers application/json, the response is a page instead, oldest event first. To get the next page, send next_after as after.`,
  security: key,
  request: {
    query: EventQuery,
    headers: conditional.extend({
      'Last-Event-ID': z
        .string()
        .optional()
        .describe('The id of the last message received; the stream continues after it.'),
    }),
  },
  responses: {
    200: {
      description: 'A page of events, or a stream of them.',
      headers: pageHeaders,
      content: {
        ...json(EventList),
        'text/event-stream': {
          schema: z.string().describe('Server-sent events, without an end.'),
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
    'The interfaces the device was on, in order of time, with its signal strength. At most 400 days at once. A forgotten device is still found by its MAC address.',
  security: key,
  request: { params: deviceParams, query: DeviceHistoryQuery, headers: conditional },
  responses: {
    ...fromHistory('The history of the device.', DeviceHistory),
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
    'Each time the device was on one interface: when it began and ended, its signal strength, its traffic, and why it ended. Newest first. Includes sessions that overlap the requested time only in part. At most 400 days at once.',
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
    'Each time any device was on one interface, newest first. Includes sessions that overlap the requested time only in part. At most 400 days at once.',
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
  summary: 'Show how busy an access point was',
  description:
    'The number of devices on the access point and their signal strength, per interval. At most 400 days at once.',
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
    ...fromHistory('The history of the access point.', AccessPointHistory),
    ...refusalsNamed('NoAccessPointHistory', 'AmbiguousAccessPoint', 'HistoryIsOff'),
  },
});
