/** `GET /summary`: the counts of the whole house. */
import { createRoute } from '@hono/zod-openapi';
import type { Snapshot } from '../record/snapshot.ts';
import { summaryAnswerSchema, toSummary } from '../record/summary.ts';
import { headersNamed, refusalsNamed } from './component.ts';
import { exampleSnapshot } from './example.ts';
import { conditional, json, key, UNCHANGED } from './route-part.ts';
import { named, NoQuery } from './schema.ts';

const Summary = named(
  'Summary',
  'Counts of devices and people; null where a count cannot be known.',
  summaryAnswerSchema,
  {
    home: null,
    connected: 21,
    known: 12,
    guests: 2,
    strangers: 5,
    people_home: ['Anna'],
    home_at_least: 3,
    people_unknown: ['Ben'],
    somebody_home: true,
    snapshot: exampleSnapshot,
  },
);

const headers = headersNamed('ETag', 'Age', 'Cache-Control', 'Vary');

export const summaryRoute = createRoute({
  method: 'get',
  path: '/summary',
  operationId: 'getSummary',
  tags: ['Devices'],
  summary: 'Count who is home and connected',
  description:
    'How many known devices and people are home, how many devices are connected, and what of it is certain.',
  security: key,
  request: { headers: conditional },
  responses: {
    200: { description: 'The counts.', headers, content: json(Summary) },
    304: { description: UNCHANGED, headers },
    ...refusalsNamed('RestIsOff', 'NoSnapshot'),
  },
});

export const summary = {
  query: NoQuery,
  answer: (snapshot: Snapshot) => ({ record: { ...toSummary(snapshot), snapshot: snapshot.meta } }),
};
