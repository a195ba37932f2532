/** The routers. */
import { z } from 'zod';
import { routerSchema } from '../record/network.ts';
import { routerQuerySchema, selectRouters } from '../record/select-network.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { exampleRouter, exampleSnapshot } from './example.ts';
import { offsetPage, pageInput, pageOf, pageOutput } from './page.ts';
import { snapshotQuestion } from './question.ts';

export const getSystemInfo = snapshotQuestion({
  name: 'get_system_info',
  title: 'Get router system information',
  use: 'Hardware, RouterOS version, processor load, memory and uptime of the MikroTik routers. Use it for questions about the routers, not about devices or the state of this service (health_check).',
  description: 'Hardware, version and load of every router.',
  topic: 'Network',
  path: '/system/info',
  input: routerQuerySchema.extend(pageInput),
  defaults: { offset: 0 },
  output: z
    .strictObject({
      routers: z.array(routerSchema).describe('The routers, as configured.'),
      ...pageOutput,
      snapshot: snapshotMetaSchema,
    })
    .describe('Routers.'),
  record: 'RouterList',
  refusals: ['no_snapshot'],
  narrow: 'Lower limit, or filter by router.',
  page: offsetPage('routers'),
  example: {
    input: {},
    answer: {
      routers: [exampleRouter],
      total_count: 1,
      limit: null,
      offset: 0,
      has_more: false,
      snapshot: exampleSnapshot,
    },
  },
  answer(snapshot, query) {
    const { rows, fields } = pageOf(selectRouters(snapshot, query), query);
    return { routers: rows, ...fields, snapshot: snapshot.meta };
  },
});
