/** The routes that are no ordinary questions, as OpenAPI documents them: events as a stream, health, and the documentation itself. */
import type { RouteConfig } from '@hono/zod-openapi';
import { lacksRight, lockedOut, metricsKeyWords, wrongKey } from '../http/admission.ts';
import { metricsAreOff, unexpected } from '../http/problem.ts';
import { healthCheck } from '../question/health-check.ts';
import { listEvents } from '../question/list-events.ts';
import { headersNamed, recordNamed, refusalsNamed, responsesNamed, sentenceOf } from './component.ts';
import { eventsInput } from './events.ts';
import {
  conditional,
  correlationHeader,
  key,
  parametersOf,
  type Route,
  routeOf,
  UNCHANGED,
} from './route.ts';

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

const events = routeOf(listEvents);

export const eventsRoute: Route = {
  ...events,
  summary: 'Stream or list events',
  description: `A stream of server-sent events about the devices that match every filter. The data of each message is the event, its id is the event_id. A reader that reconnects with Last-Event-ID first receives the events it missed. If some of them are no longer kept, or the id is unknown, a message named gap says so. Last-Event-ID 0 starts with the oldest event that is kept. A comment is sent every 15 seconds. A reader that is too slow is disconnected. At most 100 streams are open at a time. With snapshots=true a message named snapshot, {taken_at, complete}, announces each newer snapshot, at most once a second.

With since, until, after, before, order, limit or format, or if Accept prefers application/json or text/csv, the response is a page instead, oldest event first. To get the next page, send next_after as after. With order=desc the newest event is first; then send next_before as before.`,
  parameters: [
    ...parametersOf({
      ...listEvents,
      input: eventsInput,
      defaults: { ...listEvents.defaults, snapshots: false },
    }),
    ...conditional,
    {
      name: 'Last-Event-ID',
      in: 'header',
      required: false,
      description: 'The id of the last message received; the stream continues after it.',
      schema: { type: 'string' },
    },
  ] as Route['parameters'],
  responses: {
    ...events.responses,
    200: {
      description: 'A page of events, or a stream of them.',
      headers: pageHeaders,
      content: {
        'application/json': { schema: recordNamed(listEvents.record) },
        'text/event-stream': {
          schema: { type: 'string', description: 'Server-sent events, without an end.' },
          example: STREAM_EXAMPLE,
        },
      },
    },
    304: { description: UNCHANGED, headers: pageHeaders },
    ...refusalsNamed('MayNotRead', 'DeviceNotFound', 'AmbiguousName', 'TooManyStreams', 'Stopping'),
  },
};

const healthContent = {
  headers: headersNamed('Cache-Control'),
  content: {
    'application/json': { schema: { anyOf: [recordNamed('Health'), recordNamed('ShortHealth')] } },
  },
};

export const healthRoute: RouteConfig = {
  method: 'get',
  path: healthCheck.path,
  operationId: 'getHealth',
  tags: [healthCheck.topic],
  summary: healthCheck.title,
  description: healthCheck.description,
  security: [{}, ...key],
  parameters: [correlationHeader],
  responses: {
    200: { description: 'The service is up: ok or degraded.', ...healthContent },
    503: {
      description: 'The service is down: its pollers have stalled, or nothing was ever read.',
      ...healthContent,
    },
    ...refusalsNamed(),
  },
};

/** Served beside REST, with keys of its own. */
export const metricsRoute: RouteConfig = {
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['Service'],
  summary: 'Show metrics',
  description:
    'Metrics in the text format of Prometheus, or of OpenMetrics where Accept prefers it. Takes METRICS_KEY or API_KEY. METRICS_DEVICES chooses the devices that have metrics of their own.',
  security: key,
  parameters: [correlationHeader],
  responses: {
    200: {
      description: 'The metrics.',
      headers: headersNamed('Cache-Control', 'Vary'),
      content: Object.fromEntries(
        ['text/plain', 'application/openmetrics-text'].map((type) => [
          type,
          { schema: { type: 'string', description: 'A line for each value.' } },
        ]),
      ),
    },
    ...sentenceOf('The key is missing or wrong.', wrongKey(metricsKeyWords)),
    ...sentenceOf('The key has not the right "read".', lacksRight('read', ['query'])),
    ...sentenceOf('METRICS_KEY and API_KEY are not set.', metricsAreOff),
    ...sentenceOf('This address sent too many wrong keys, or this key exceeds RATE_LIMIT.', lockedOut(3000)),
    ...sentenceOf('A defect of the service.', unexpected),
    ...responsesNamed(),
  },
};

/** Content that stays the same while the service runs. */
function constant(description: string, type: string, schema: object) {
  const headers = headersNamed('ETag', 'Cache-Control', 'Vary');
  return {
    200: { description, headers, content: { [type]: { schema } } },
    304: { description: UNCHANGED, headers },
  };
}

export const openApiRoute: RouteConfig = {
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  tags: ['Service'],
  summary: 'Show this document',
  description: 'The OpenAPI 3.1 document of this interface. Needs no key.',
  security: [],
  parameters: conditional,
  responses: {
    ...constant('The document.', 'application/json', {
      type: 'object',
      description: 'An OpenAPI document.',
    }),
    ...responsesNamed('BadRequest', 'RestIsOff'),
  },
};

export const docsRoute: RouteConfig = {
  method: 'get',
  path: '/docs',
  operationId: 'getDocs',
  tags: ['Service'],
  summary: 'Show the documentation',
  description:
    'This document as a page to read and try out. The page loads nothing from other hosts. Needs no key.',
  security: [],
  parameters: conditional,
  responses: {
    ...constant('The page.', 'text/html', { type: 'string', description: 'An HTML page.' }),
    ...responsesNamed('RestIsOff'),
  },
};
