/** Answers about what was. Asked from the history each time: no two questions about a time that moves are the same. */
import type { z } from '@hono/zod-openapi';
import { findPastAccessPoint, findPastDevice } from '../record/find-past.ts';
import type { History, HistoryOff, Span } from '../record/history.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { MAX_SPAN_DAYS, toSpan } from '../record/span.ts';
import { present, toJson } from '../http/body.ts';
import { ambiguousDevice, noDevice, noSnapshot } from './data.ts';
import type { Respond } from '../http/handler.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import {
  AccessPointHistoryQuery,
  AllSessionsQuery,
  DEFAULT_ALL_SESSIONS_LIMIT,
  DeviceHistoryQuery,
  SessionQuery,
} from './schema-past.ts';
import { decode, objectionTo, pathOf, queryOf } from '../http/target.ts';

const DAY_MS = 86_400_000;
const DEFAULT_SESSION_LIMIT = 100;
const RETRY_AFTER_SECONDS = 60;

/** What the questions are about. */
interface Subject {
  /** Name of the path parameter. */
  parameter: string;
  find: (snapshot: Snapshot | null, wanted: string) => { id: string; isCurrent: boolean } | Problem;
  /** Whether the history has anything of it at all. */
  isKnown: (history: History, id: string, span: Span) => Promise<boolean | HistoryOff>;
  unknown: Problem;
}

type PastQuery = z.ZodObject & z.ZodType<{ since?: string | undefined; until?: string | undefined }>;

interface Question<S extends PastQuery, R extends object> {
  subject: Subject;
  query: S;
  /** How far back it goes without `since`. */
  usualMs: number;
  read: (history: History, id: string, span: Span, query: z.output<S>) => Promise<R | HistoryOff>;
  isEmpty: (record: R) => boolean;
}

const noHistory: Problem = {
  status: 404,
  detail:
    'No history is kept, because this service was started with HISTORY_MAX_SIZE=0; set it to a size, such as 512MB, and start again.',
};

function historyIsOff({ off }: HistoryOff): Problem {
  return { status: 503, detail: off, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } };
}

/** `history` is null when none is kept. */
export function createPastResponder(holder: SnapshotHolder, history: History | null, now: () => number) {
  return <S extends PastQuery, R extends object>(question: Question<S, R>): Respond =>
    async (asked) => {
      const { subject, query, usualMs, read, isEmpty } = question;
      const moment = now();
      const parsed = parsePast(query, asked.url, usualMs, moment);
      if ('detail' in parsed) return parsed;
      const { span, value } = parsed;
      const wanted = decode(pathOf(asked.url).split('/').at(-2)!);
      const objection = objectionTo(wanted);
      if (objection !== null) return badParameters([{ parameter: subject.parameter, message: objection }]);
      if (history === null) return noHistory;
      const found = subject.find(holder.current(), wanted!);
      if ('detail' in found) return found;
      const record = await read(history, found.id, span, value);
      if ('off' in record) return historyIsOff(record);
      if (!found.isCurrent && isEmpty(record)) {
        const ever = { sinceAt: moment - MAX_SPAN_DAYS * DAY_MS, untilAt: moment };
        const isKnown = await subject.isKnown(history, found.id, ever);
        if (isKnown === false) return subject.unknown;
        if (isKnown !== true) return historyIsOff(isKnown);
      }
      return presentPast(record, asked);
    };
}

/** The sessions of everybody. */
export function createSessionsResponder(history: History | null, now: () => number): Respond {
  return async (asked) => {
    const parsed = parsePast(AllSessionsQuery, asked.url, 7 * DAY_MS, now());
    if ('detail' in parsed) return parsed;
    if (history === null) return noHistory;
    const list = await history.sessions(null, parsed.span, parsed.value.limit ?? DEFAULT_ALL_SESSIONS_LIMIT);
    return 'off' in list ? historyIsOff(list) : presentPast(list, asked);
  };
}

/** The query and the time it asks for, or what is wrong with it. */
function parsePast<S extends PastQuery>(query: S, url: string, usualMs: number, moment: number) {
  const parsed = parseQuery(query, queryOf(url));
  if ('detail' in parsed) return parsed;
  const span = toSpan(parsed.value, usualMs, moment);
  return Array.isArray(span) ? badParameters(span) : { value: parsed.value, span };
}

function presentPast(record: object, asked: Parameters<Respond>[0]) {
  return present(toJson(record), asked, { 'Cache-Control': 'private, no-cache' });
}

const device: Subject = {
  parameter: 'device_id',
  find: (snapshot, wanted) => {
    const found = findPastDevice(snapshot, wanted);
    if (found.status === 'ambiguous') return ambiguousDevice(found.candidates);
    return found.status === 'found' ? found : snapshot === null ? noSnapshot : noDevice;
  },
  isKnown: async (history, id, span) => {
    const list = await history.sessions(id, span, 1);
    return 'off' in list ? list : list.sessions.length > 0;
  },
  unknown: noDevice,
};

const noAccessPoint: Problem = { status: 404, detail: 'There is no access point with this id or name.' };

const accessPoint: Subject = {
  parameter: 'access_point_id',
  find: (snapshot, wanted) => {
    const found = findPastAccessPoint(snapshot, wanted);
    if (found.status !== 'ambiguous') return found.status === 'found' ? found : noAccessPoint;
    return {
      status: 409,
      detail: `More than one access point has this name; ask by one of these ids: ${found.candidates.join(', ')}.`,
    };
  },
  isKnown: async (history, id, span) => {
    const past = await history.accessPointHistory(id, span, '1h');
    return 'off' in past ? past : past.buckets.length > 0;
  },
  unknown: noAccessPoint,
};

const question = <S extends PastQuery, R extends object>(asked: Question<S, R>) => asked;

export const deviceHistory = question({
  subject: device,
  query: DeviceHistoryQuery,
  usualMs: DAY_MS,
  read: (history, id, span, { resolution }) => history.deviceHistory(id, span, resolution ?? null),
  isEmpty: ({ segments }) => segments.length === 0,
});

export const deviceSessions = question({
  subject: device,
  query: SessionQuery,
  usualMs: 7 * DAY_MS,
  read: (history, id, span, { limit }) => history.sessions(id, span, limit ?? DEFAULT_SESSION_LIMIT),
  isEmpty: ({ sessions }) => sessions.length === 0,
});

export const accessPointHistory = question({
  subject: accessPoint,
  query: AccessPointHistoryQuery,
  usualMs: 7 * DAY_MS,
  read: (history, id, span, { resolution }) => history.accessPointHistory(id, span, resolution ?? null),
  isEmpty: ({ buckets }) => buckets.length === 0,
});
