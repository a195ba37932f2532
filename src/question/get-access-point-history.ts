/** How busy an access point was. */
import { z } from 'zod';
import {
  type AccessPointBucket,
  accessPointBucketSchema,
  accessPointHistoryQuerySchema,
  accessPointHistorySchema,
} from '../record/history.ts';
import { toSpan } from '../record/span.ts';
import { exampleAccessPointPage } from './example-past.ts';
import { type Answer, olderOutput, olderRows, type Page } from './page.ts';
import { historyQuestion } from './question.ts';
import { badInput, isRefusal } from './refusal.ts';
import { accessPointOf, missingAccessPoint, toRefusal } from './subject.ts';

const SPAN = '7d';
/** As many as a model can use; a chosen resolution may return more. */
const FEW_BUCKETS = 200;
const FEW_REFUSALS = 20;

const bucketsOf = (answer: Answer) => answer['buckets'] as readonly AccessPointBucket[];

/** The newest buckets; the next page ends where they begin. */
const page: Page = {
  rows: 'intervals',
  ifNone: 'Nothing was recorded in this time. For a longer time give since, such as since=30d.',
  count: (answer) => bucketsOf(answer).length,
  cut: (answer, count) => {
    const buckets = bucketsOf(answer).slice(-count);
    return { ...answer, buckets, has_more: true, next_until_at: buckets[0]!.at };
  },
  next: olderRows,
};

export const getAccessPointHistory = historyQuestion({
  name: 'get_access_point_history',
  title: 'Get the history of one access point',
  use: 'How many devices were on one access point over time, at most and on average, with their weakest, median and strongest signal, and which devices it refused. Use it for questions such as how full the kitchen is in the evening, or when an access point was empty. Default: the last 7 days (since); resolution for finer intervals.',
  description:
    'The number of devices on the access point and their signal strength, per interval. At most 400 days at once.',
  topic: 'Network',
  path: '/access-points/{access_point_id}/history',
  input: accessPointHistoryQuerySchema.extend({
    access_point_id: z
      .string()
      .min(1)
      .max(128)
      .describe('access_point_id, or the whole name of the access point in any case.'),
  }),
  aliases: { access_point: 'access_point_id', id: 'access_point_id', name: 'access_point_id' },
  defaults: {},
  span: SPAN,
  output: accessPointHistorySchema
    .extend({
      name: z.string().nullable().describe('Its present name; null when it is no longer in the network.'),
      ...olderOutput('intervals'),
    })
    .describe('The number of devices on an access point, and their signal strength.'),
  record: 'AccessPointHistory',
  refusals: ['no_history', 'history_off', 'access_point_not_found', 'ambiguous_access_point'],
  narrow: 'Shorten the time with since and until, or choose resolution=1h.',
  page,
  table: { field: 'buckets', row: () => accessPointBucketSchema },
  example: { input: { access_point_id: '48a98a0c0d0e' }, answer: exampleAccessPointPage },
  async answer({ history, snapshot, now, door }, { access_point_id, resolution, ...query }) {
    const span = toSpan(query, SPAN, now);
    if (Array.isArray(span)) return badInput(span);
    const found = accessPointOf(snapshot, access_point_id);
    if (isRefusal(found)) return found;
    let past = await history.accessPointHistory(found.id, span, resolution ?? null);
    const isLong = 'buckets' in past && past.buckets.length > FEW_BUCKETS && past.resolution === '5m';
    if (door === 'mcp' && resolution === undefined && isLong)
      past = await history.accessPointHistory(found.id, span, '1h');
    if ('off' in past) return toRefusal(past);
    if (!found.isCurrent && past.buckets.length === 0 && past.refusals.length === 0) {
      const missing = await missingAccessPoint(history, found.id, now);
      if (missing !== null) return missing;
    }
    const name = snapshot?.accessPoints.find((one) => one.access_point_id === found.id)?.name ?? null;
    const refusals = door === 'mcp' ? past.refusals.slice(0, FEW_REFUSALS) : past.refusals;
    return { ...past, refusals, name, has_more: false, next_until_at: null };
  },
});
