/** `GET /events`: a page of past events if the query names a range, otherwise a stream of new ones. */
import { z } from '@hono/zod-openapi';
import { eventFilterOf, listEvents } from '../question/list-events.ts';
import { isRefusal } from '../question/refusal.ts';
import { answerFresh, type AnswerOptions } from './answer.ts';
import { feedEvents } from './event-feed.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import type { HttpRequest, HttpReply } from '../http/exchange.ts';
import { prefers } from '../http/negotiate.ts';
import { badParameters } from '../http/problem.ts';
import { format } from './form.ts';
import { parseQuery } from './query.ts';
import { stopping, tooManyStreams, toProblem } from './refusal.ts';
import { feedSnapshots } from './snapshot-feed.ts';
import type { Clock } from '../telemetry/clock.ts';
import { openStream as open, streamHeaders } from '../http/open-stream.ts';
import type { Streams } from '../http/sse.ts';
import { queryOf } from '../http/target.ts';

/** The parameters of the question, and one that only a stream has. */
export const eventsInput = listEvents.input.extend({
  format,
  snapshots: z
    .boolean()
    .optional()
    .describe(
      'true: the stream also has a message named snapshot, {taken_at, complete}, for each newer snapshot; the other routes return what is in it. At most one per second, without an id. Not allowed for a page.',
    ),
});

export interface EventsOptions extends AnswerOptions {
  streams: Streams;
  log: HttpLog;
  clock: Pick<Clock, 'now' | 'after'>;
}

const snapshotsNeedStream = badParameters([
  {
    parameter: 'snapshots',
    message: 'needs a stream: leave out since, until, after, before, order, limit and format',
  },
]);

export function createEventsResponder(options: EventsOptions): Respond {
  return async (request) => {
    const parsed = parseQuery(eventsInput, queryOf(request.url));
    if ('detail' in parsed) return parsed;
    const { since, until, after, before, order, limit, format } = parsed.value;
    const isPaged = [since, until, after, before, order, limit, format].some((given) => given !== undefined);
    if (!isPaged && !prefersPage(request.headers.accept)) return openStream(parsed.value, request, options);
    if (parsed.value.snapshots === true) return snapshotsNeedStream;
    return answerFresh({ ...listEvents, input: eventsInput }, request, options);
  };
}

/** Whether a page is named before a stream. */
function prefersPage(accept: string | undefined): boolean {
  return ['application/json', 'text/csv'].some((type) => prefers(accept, type, ['text/event-stream']));
}

function openStream(
  query: z.output<typeof eventsInput>,
  request: HttpRequest,
  options: EventsOptions,
): HttpResult {
  const { journal, snapshot, streams, log, clock } = options;
  const filter = eventFilterOf(query, snapshot.current);
  if (isRefusal(filter)) return toProblem(filter);
  const reply = (body: HttpReply['body']): HttpReply => ({
    status: 200,
    headers: { ...streamHeaders, Vary: 'Accept' },
    body,
  });
  if (request.method === 'HEAD') return reply(null);
  let ends: (() => void)[] = [];
  const stream = open(request, {
    streams,
    log,
    onEnd: () => {
      for (const end of ends) end();
    },
  });
  if (stream === 'too_many') return tooManyStreams;
  if (stream === 'closing') return stopping;
  const stopEvents = feedEvents({
    journal,
    stream,
    isWanted: filter,
    lastEventId: request.headers['last-event-id'],
    onError: (error) => log.error({ error, correlation_id: request.correlationId }, 'event stream failed'),
  });
  ends = [stopEvents, ...(query.snapshots === true ? [feedSnapshots({ snapshot, stream, clock })] : [])];
  return reply(stream.body);
}
