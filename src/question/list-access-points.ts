/** Access points. */
import { z } from 'zod';
import { accessPointSchema } from '../record/network.ts';
import { accessPointQuerySchema, selectAccessPoints } from '../record/select-network.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleAccessPoint, exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

export const listAccessPoints = snapshotQuestion({
  name: 'list_access_points',
  title: 'List access points',
  use: 'Access points: which are reachable, how many devices each has, hardware, version, address and uptime. Use it to see how devices are distributed or whether an access point is down. Channels and radio settings are those of list_wifi_interfaces.',
  description:
    'The access points that match every filter: access points that CAPsMAN manages, and routers with radios of their own.',
  topic: 'Network',
  path: '/access-points',
  input: accessPointQuerySchema.extend(pageInput),
  defaults: { offset: 0 },
  output: z
    .strictObject({
      access_points: z.array(accessPointSchema).describe('The access points.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('Access points.'),
  record: 'AccessPointList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit, or filter by router or access_point.',
  page: offsetPage('access_points', 'access points'),
  example: {
    input: { access_point: ['Kitchen'] },
    answer: {
      access_points: [exampleAccessPoint],
      total_count: 1,
      limit: null,
      offset: 0,
      has_more: false,
      snapshot: exampleSnapshot,
    },
  },
  answer(snapshot, query) {
    const { rows, fields } = pageOf(selectAccessPoints(snapshot, query), query);
    return { access_points: rows, ...fields, snapshot: snapshot.meta };
  },
});
