/** `GET /events`: a page of past events if the query names a range, otherwise a stream of new ones. */
import type { z } from '@hono/zod-openapi';
import type { Journal } from '../record/journal.ts';
import {
  DEFAULT_EVENT_LIMIT,
  type EventQuery,
  matchesEvent,
  keptSince,
  toEventList,
  toEventRange,
} from '../record/select-event.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { present, toJson } from '../http/body.ts';
import { feedEvents } from './event-feed.ts';
import type { HttpLog, HttpResult, Respond } from '../http/handler.ts';
import type { HttpRequest, HttpReply } from '../http/exchange.ts';
import { prefersJson } from '../http/negotiate.ts';
import { badParameters } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import { stopping, tooManyStreams } from './refusal.ts';
import { EventQuery as Query } from './schema-past.ts';
import { feedSnapshots } from './snapshot-feed.ts';
import type { Clock } from '../telemetry/clock.ts';
import { openStream as open, streamHeaders } from '../http/open-stream.ts';
import type { Streams } from '../http/sse.ts';
import { queryOf } from '../http/target.ts';

export interface EventsOptions {
  journal: Journal;
  snapshot: SnapshotHolder;
  streams: Streams;
  log: HttpLog;
  clock: Pick<Clock, 'now' | 'after'>;
}

const snapshotsNeedStream = badParameters([
  { parameter: 'snapshots', message: 'needs a stream: leave out since, until, after and limit' },
]);

export function createEventsResponder(options: EventsOptions): Respond {
  return (request) => {
    const parsed = parseQuery(Query, queryOf(request.url));
    if ('detail' in parsed) return parsed;
    const { since, until, after, limit } = parsed.value;
    const isPaged = [since, until, after, limit].some((given) => given !== undefined);
    if (!isPaged && !prefersJson(request.headers.accept)) return openStream(parsed.value, request, options);
    return parsed.value.snapshots === true
      ? snapshotsNeedStream
      : respondPage(parsed.value, request, options);
  };
}

async function respondPage(
  query: EventQuery,
  request: HttpRequest,
  options: EventsOptions,
): Promise<HttpResult> {
  const { journal, snapshot, clock } = options;
  const range = toEventRange(query, clock.now());
  const { sinceAt = -Infinity, untilAt = Infinity } = range;
  if (sinceAt >= untilAt) {
    return badParameters([
      { parameter: 'since', message: 'must be before until' },
      { parameter: 'until', message: 'must be after since' },
    ]);
  }
  const limit = query.limit ?? DEFAULT_EVENT_LIMIT;
  const current = snapshot.current();
  const slice = await journal.read(range, (event) => matchesEvent(event, query, current), limit);
  const headers = { 'Cache-Control': 'private, no-cache' };
  const list = toEventList(slice, limit, await keptSince(journal));
  const reply = present(toJson(list), request, headers);
  reply.headers.Vary = 'Accept, Accept-Encoding';
  return reply;
}

function openStream(query: z.output<typeof Query>, request: HttpRequest, options: EventsOptions): HttpResult {
  const { journal, snapshot, streams, log, clock } = options;
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
    isWanted: (event) => matchesEvent(event, query, snapshot.current()),
    lastEventId: request.headers['last-event-id'],
    onError: (error) => log.error({ error, correlation_id: request.correlationId }, 'event stream failed'),
  });
  ends = [stopEvents, ...(query.snapshots === true ? [feedSnapshots({ snapshot, stream, clock })] : [])];
  return reply(stream.body);
}
