/** Whether the answers to the other questions can be trusted. */
import { healthSchema } from '../record/health.ts';
import { routerQuerySchema } from '../record/select-network.ts';
import { exampleHealth } from './example.ts';
import type { HealthQuestion } from './question.ts';
import { badInput } from './refusal.ts';
import { objectionToRouter } from './router/shared.ts';

export const healthCheck: HealthQuestion<typeof routerQuerySchema> = {
  name: 'health_check',
  title: 'Check the health of this service',
  use: 'Whether the data can be trusted: which routers answer, which tables fail, since when, and how to fix it. Use it when data is missing, old or surprising, or after an error of another tool. It works before any router has been read.',
  description: 'The status alone without a key, the whole record with one. A wrong key is rejected.',
  topic: 'Service',
  path: '/health',
  operationId: 'getHealth',
  input: routerQuerySchema,
  defaults: {},
  output: healthSchema.describe('The health of the service.'),
  record: 'Health',
  refusals: [],
  narrow: 'Filter by router.',
  example: { input: {}, answer: exampleHealth },
  reads: 'health',
  answer(health, { router: wanted }) {
    if (wanted === undefined) return health;
    const ids = health.routers.map(({ router }) => router);
    const [stranger] = wanted.flatMap((id) => objectionToRouter(ids, id) ?? []);
    if (stranger !== undefined) return badInput([stranger]);
    return { ...health, routers: health.routers.filter(({ router }) => wanted.includes(router)) };
  },
};
