/** The way from a router to a host. */
import { z } from 'zod';
import { parseInteger } from '../../parse/value.ts';
import { type Row, raw } from '../../parse/row.ts';
import { toIso } from '../../record/time.ts';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';
import { parseMilliseconds } from './milliseconds.ts';
import { hostText, objectionToRouter, routerId, takenAt, toRefusal } from './shared.ts';

const DEFAULT_HOPS = 10;
const MAX_HOPS = 20;
const HOP_MS = 500;

const output = z
  .strictObject({
    router: z.string().describe('Id of the router.'),
    address: z.string().describe('What was asked for.'),
    hops: z
      .array(
        z.strictObject({
          hop: z.int().describe('From 1 on.'),
          address: z.string().nullable().describe('Who answered; null when nobody did.'),
          loss_percent: z
            .int()
            .nullable()
            .describe('Packets without an answer, in per cent; null when not told.'),
          time_ms: z.number().nullable().describe('Round trip in milliseconds; null without an answer.'),
          status: z.string().nullable().describe('What RouterOS says of this hop; null when nothing.'),
        }),
      )
      .describe('In their order.'),
    taken_at: takenAt,
  })
  .describe('Result of a traceroute.');

export const traceRouteFromRouter: RouterQuestion = routerQuestion({
  name: 'trace_route_from_router',
  title: 'Trace the route from a router',
  use: 'Over which hops the router reaches a host, and where the way ends. Use ping_from_router first.',
  description: 'Traces the route from the router to a host. The router user needs the policy test.',
  topic: 'Routers',
  path: '/routers/{router}/traceroute',
  method: 'post',
  input: z.strictObject({
    router: routerId,
    address: hostText.describe('Host name or IP address.'),
    max_hops: z.int().min(1).max(MAX_HOPS).optional().describe('Hops at most.'),
  }),
  aliases: { host: 'address', ip: 'address', target: 'address', router_id: 'router' },
  defaults: { max_hops: DEFAULT_HOPS },
  output,
  record: 'TraceRoute',
  refusals: ['router_busy', 'router_failed'],
  narrow: 'Lower max_hops.',
  example: {
    input: { router: 'router', address: '192.0.2.7' },
    answer: {
      router: 'router',
      address: '192.0.2.7',
      hops: [{ hop: 1, address: '203.0.113.1', loss_percent: 0, time_ms: 4.2, status: null }],
      taken_at: '2026-11-20T09:30:00.000Z',
    },
  },
  async answer({ routers, key }, given) {
    const {
      router,
      address,
      max_hops = DEFAULT_HOPS,
    } = given as { router: string; address: string; max_hops?: number };
    const stranger = objectionToRouter(routers.ids(), router);
    if (stranger !== null) return badInput([stranger]);
    const most = Math.max(1, Math.floor(routers.budgetMs(router) / HOP_MS) - 1);
    if (given['max_hops'] !== undefined && max_hops > most)
      return badInput([
        {
          parameter: 'max_hops',
          message: `is more than ${most}, which is what fits between two polls. With ROUTEROS_QUERY_USERNAME it may be ${MAX_HOPS}`,
        },
      ]);
    return routers.ask(router, key, async (turn) => {
      const words = {
        address,
        count: '1',
        'max-hops': String(Math.min(max_hops, most)),
        timeout: `${HOP_MS}ms`,
        'use-dns': 'no',
      };
      const answer = await turn.run({ path: 'tool/traceroute', words });
      if (answer.status !== 'complete') return toRefusal(answer);
      return { router, address, hops: hopsOf(answer.rows), taken_at: toIso(turn.now()) };
    });
  },
});

/** Some releases answer with a frame for each second, of which the last is the whole. */
function hopsOf(rows: readonly Row[]) {
  const frame = raw(rows.at(-1) ?? {}, '.section');
  const last = rows.filter((row) => raw(row, '.section') === frame);
  return last.map((row, index) => ({
    hop: index + 1,
    address: raw(row, 'address') || null,
    loss_percent: parseInteger((raw(row, 'loss') ?? '').replace('%', '')),
    time_ms: parseMilliseconds(raw(row, 'last')),
    status: raw(row, 'status') || null,
  }));
}
