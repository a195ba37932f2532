/** Whether a router reaches a host. */
import { z } from 'zod';
import { parseInteger } from '../../parse/value.ts';
import { type Row, raw } from '../../parse/row.ts';
import { toIso } from '../../record/time.ts';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';
import { hostText, objectionToRouter, routerId, takenAt, toRefusal } from './shared.ts';
import { parseMilliseconds } from './milliseconds.ts';

const DEFAULT_COUNT = 3;
/** Between two packets, and for an answer to the last one. */
const PACKET_MS = 1_000;

const milliseconds = (words: string) =>
  z.number().nullable().describe(`${words} in milliseconds; null without an answer.`);

const output = z
  .strictObject({
    router: z.string().describe('Id of the router.'),
    address: z.string().describe('What was asked for.'),
    sent: z.int().describe('Packets sent.'),
    received: z.int().describe('Packets answered.'),
    loss_percent: z.int().describe('Packets without an answer, in per cent.'),
    min_ms: milliseconds('Shortest round trip'),
    average_ms: milliseconds('Mean round trip'),
    max_ms: milliseconds('Longest round trip'),
    replies: z
      .array(
        z.strictObject({
          host: z.string().nullable().describe('Who answered; null when nobody did.'),
          time_ms: milliseconds('Round trip'),
          status: z.string().nullable().describe('Why there is no answer, as RouterOS says; null with one.'),
        }),
      )
      .describe('One for each packet.'),
    taken_at: takenAt,
  })
  .describe('Result of a ping.');

export const pingFromRouter: RouterQuestion = routerQuestion({
  name: 'ping_from_router',
  title: 'Ping from a router',
  use: 'Whether the router reaches a host, and how fast: for "is the printer reachable", "is the internet slow". The ping starts at the router, not here.',
  description: 'Pings a host from the router. The router user needs the policy test.',
  topic: 'Routers',
  path: '/routers/{router}/ping',
  method: 'post',
  input: z.strictObject({
    router: routerId,
    address: hostText.describe('Host name or IP address.'),
    count: z.int().min(1).max(10).optional().describe('Packets.'),
  }),
  aliases: { host: 'address', ip: 'address', ip_address: 'address', target: 'address', router_id: 'router' },
  defaults: { count: DEFAULT_COUNT },
  output,
  record: 'Ping',
  refusals: ['router_busy', 'router_failed'],
  narrow: 'Lower count.',
  example: {
    input: { router: 'router', address: '192.168.88.20' },
    answer: {
      router: 'router',
      address: '192.168.88.20',
      sent: 1,
      received: 1,
      loss_percent: 0,
      min_ms: 1.4,
      average_ms: 1.4,
      max_ms: 1.4,
      replies: [{ host: '192.168.88.20', time_ms: 1.4, status: null }],
      taken_at: '2026-11-20T09:30:00.000Z',
    },
  },
  async answer({ routers, key }, given) {
    const {
      router,
      address,
      count = DEFAULT_COUNT,
    } = given as { router: string; address: string; count?: number };
    const stranger = objectionToRouter(routers.ids(), router);
    if (stranger !== null) return badInput([stranger]);
    const most = Math.max(1, Math.floor(routers.budgetMs(router) / PACKET_MS));
    if (count > most)
      return badInput([
        {
          parameter: 'count',
          message: `is more than ${most}, which is what fits between two polls. With ROUTEROS_QUERY_USERNAME it may be 10`,
        },
      ]);
    return routers.ask(router, key, async (turn) => {
      const answer = await turn.run({ path: 'ping', words: { address, count: String(count) } });
      if (answer.status !== 'complete') return toRefusal(answer);
      return { router, address, ...summaryOf(answer.rows), taken_at: toIso(turn.now()) };
    });
  },
});

/** Each row counts what was sent and received up to it; the last one has the whole. */
function summaryOf(rows: readonly Row[]) {
  const last: Row = rows.at(-1) ?? {};
  const sent = parseInteger(raw(last, 'sent')) ?? rows.length;
  const received = parseInteger(raw(last, 'received')) ?? 0;
  return {
    sent,
    received,
    loss_percent: parseInteger((raw(last, 'packet-loss') ?? '').replace('%', '')) ?? 100,
    min_ms: parseMilliseconds(raw(last, 'min-rtt')),
    average_ms: parseMilliseconds(raw(last, 'avg-rtt')),
    max_ms: parseMilliseconds(raw(last, 'max-rtt')),
    replies: rows.map((row) => ({
      host: raw(row, 'host'),
      time_ms: parseMilliseconds(raw(row, 'time')),
      status: raw(row, 'status'),
    })),
  };
}
