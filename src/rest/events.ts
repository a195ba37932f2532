/** What happened: a page of it for who names a time, a stream of it for everybody else. */
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
import { follow } from './event-feed.ts';
import type { Log, Outcome, Respond } from '../http/handler.ts';
import type { Asked, Reply } from '../http/exchange.ts';
import { prefersJson } from '../http/negotiate.ts';
import { tellSnapshots } from './snapshot-feed.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import { EventQuery as Query } from './schema-past.ts';
import { MAX_STREAMS, type Streams } from '../http/sse.ts';
import { queryOf } from '../http/target.ts';

export interface EventsOptions {
  journal: Journal;
  snapshot: SnapshotHolder;
  streams: Streams;
  log: Log;
  now: () => number;
}

const RETRY_AFTER_SECONDS = 60;

const tooManyStreams: Problem = {
  status: 429,
  detail: `There are ${MAX_STREAMS} event streams open, which is the most; close one, or ask for pages with since or after.`,
  headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
};

const closing: Problem = {
  status: 503,
  detail: 'This service is being stopped.',
  headers: { 'Retry-After': '5' },
};

const noSnapshotsHere = badParameters([
  { parameter: 'snapshots', message: 'is only for a stream: without since, until, after and limit' },
]);

const streamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  Vary: 'Accept',
};

export function createEventsResponder(options: EventsOptions): Respond {
  return (asked) => {
    const parsed = parseQuery(Query, queryOf(asked.url));
    if ('detail' in parsed) return parsed;
    const { since, until, after, limit } = parsed.value;
    const isPaged = [since, until, after, limit].some((given) => given !== undefined);
    if (!isPaged && !prefersJson(asked.headers.accept)) return openStream(parsed.value, asked, options);
    return parsed.value.snapshots === true ? noSnapshotsHere : answerPage(parsed.value, asked, options);
  };
}

async function answerPage(query: EventQuery, asked: Asked, options: EventsOptions): Promise<Outcome> {
  const { journal, snapshot, now } = options;
  const range = toEventRange(query, now());
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
  const reply = present(toJson(list), asked, headers);
  reply.headers.Vary = 'Accept, Accept-Encoding';
  return reply;
}

function openStream(query: z.output<typeof Query>, asked: Asked, options: EventsOptions): Outcome {
  const { journal, snapshot, streams, log } = options;
  const line = () => ({ open: streams.count(), client: asked.address, correlation_id: asked.correlationId });
  const reply = (body: Reply['body']): Reply => ({ status: 200, headers: { ...streamHeaders }, body });
  if (asked.method === 'HEAD') return reply(null);
  let ends: (() => void)[] = [];
  const stream = streams.open({
    cut: () => asked.socket?.destroy(),
    onEnd: (isDropped) => {
      for (const end of ends) end();
      if (isDropped) log.info(line(), 'event stream dropped');
      else log.debug(line(), 'event stream ended');
    },
  });
  if (stream === 'too_many') return tooManyStreams;
  if (stream === 'closing') return closing;
  const unfollow = follow({
    journal,
    stream,
    isWanted: (event) => matchesEvent(event, query, snapshot.current()),
    lastEventId: asked.headers['last-event-id'],
    onFault: (error) => log.error({ error, correlation_id: asked.correlationId }, 'event stream failed'),
  });
  ends = [unfollow, ...(query.snapshots === true ? [tellSnapshots({ snapshot, stream })] : [])];
  return reply(stream.body);
}
