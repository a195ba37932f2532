/** The newest lines of a router's log. */
import { z } from 'zod';
import { parseClock } from '../../parse/system.ts';
import { momentSchema, toMoment } from '../../record/moment.ts';
import { toIso } from '../../record/time.ts';
import { type RouterQuestion, routerQuestion } from '../question.ts';
import { badInput } from '../refusal.ts';
import { type LogTopic, logTopics, toLogLine } from './log-line.ts';
import { objectionToRouter, routerId, takenAt, toRefusal } from './shared.ts';

const DEFAULT_LIMIT = 50;

const output = z
  .strictObject({
    router: z.string().describe('Id of the router.'),
    lines: z
      .array(
        z.strictObject({
          at: z
            .string()
            .meta({ format: 'date-time' })
            .nullable()
            .describe('Time (UTC); null when the router writes none that can be read.'),
          time: z.string().describe('As the router writes it, in its own zone.'),
          topics: z.array(z.string()).describe('Topics.'),
          message: z.string().describe('Without quoted commands and secrets.'),
        }),
      )
      .describe('Newest first.'),
    line_count: z.int().describe('Lines that match, before the limit.'),
    truncated: z.boolean().describe('Older lines were left out: raise limit, or set since.'),
    taken_at: takenAt,
  })
  .describe('Lines of a log.');

export const readRouterLog: RouterQuestion = routerQuestion({
  name: 'read_router_log',
  title: 'Read the log of a router',
  use: 'The newest lines of the router’s own log about WiFi, CAPs, DHCP, interfaces, the system and errors. Use list_events for what devices did; this for what the router says about itself.',
  description:
    'The newest lines of the log of the router, of the topics wireless, caps, dhcp, interface, system and error. Commands that lines quote are cut off.',
  topic: 'Routers',
  path: '/routers/{router}/log',
  input: z.strictObject({
    router: routerId,
    topics: z.array(z.enum(logTopics)).optional().describe('Only these topics.'),
    since: momentSchema.optional().describe('Only lines from then on: ISO 8601, or a span such as 24h.'),
    limit: z.int().min(1).max(500).optional().describe('Maximum number of lines.'),
  }),
  aliases: { topic: 'topics', router_id: 'router' },
  defaults: { limit: DEFAULT_LIMIT },
  output,
  record: 'RouterLog',
  refusals: ['router_busy', 'router_failed'],
  narrow: 'Name topics, set since, or lower limit.',
  example: {
    input: { router: 'router', topics: ['wireless'] },
    answer: {
      router: 'router',
      lines: [
        {
          at: '2026-11-20T09:29:51.000Z',
          time: '2026-11-20 10:29:51',
          topics: ['wireless', 'info'],
          message: '02:00:00:00:00:20@wifi1: connected, signal strength -61',
        },
      ],
      line_count: 1,
      truncated: false,
      taken_at: '2026-11-20T09:30:00.000Z',
    },
  },
  async answer({ routers, key, now }, given) {
    const {
      router,
      topics = logTopics,
      limit = DEFAULT_LIMIT,
    } = given as {
      router: string;
      topics?: readonly LogTopic[];
      limit?: number;
    };
    const stranger = objectionToRouter(routers.ids(), router);
    if (stranger !== null) return badInput([stranger]);
    const sinceMs = typeof given['since'] === 'string' ? toMoment(given['since'], now) : null;
    return routers.ask(router, key, async (turn) => {
      const clock = await turn.run({ path: 'system/clock/print', words: { '.proplist': ['date', 'time'] } });
      const localMs = clock.status === 'complete' ? parseClock(clock.rows[0] ?? {}).localMs : null;
      const shown = localMs === null ? null : { localMs, now: turn.now() };
      const answer = await turn.run({
        path: 'log/print',
        words: { '.proplist': ['time', 'topics', 'message'] },
      });
      if (answer.status !== 'complete') return toRefusal(answer);
      const lines = answer.rows
        .flatMap((row) => toLogLine(row, topics, shown) ?? [])
        .filter(({ at }) => sinceMs === null || at === null || at >= sinceMs)
        .toReversed();
      return {
        router,
        lines: lines.slice(0, limit).map((line) => ({ ...line, at: toIso(line.at) })),
        line_count: lines.length,
        truncated: lines.length > limit,
        taken_at: toIso(turn.now()),
      };
    });
  },
});
