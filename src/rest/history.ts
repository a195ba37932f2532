/** Replies made from the history. Nothing is cached, because nearly every request names another span of time. */
import type { z } from '@hono/zod-openapi';
import { findPastAccessPoint, findPastDevice } from '../record/find-past.ts';
import type { History, HistoryOff, Span } from '../record/history.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { MAX_SPAN_DAYS, toSpan } from '../record/span.ts';
import { present, toJson } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import {
  ambiguousAccessPoint,
  ambiguousDevice,
  historyIsOff,
  noAccessPoint,
  noDevice,
  noHistory,
  noSnapshot,
} from './refusal.ts';
import {
  AccessPointHistoryQuery,
  AllSessionsQuery,
  DEFAULT_ALL_SESSIONS_LIMIT,
  DeviceHistoryQuery,
  SessionQuery,
} from './schema-past.ts';
import { decode, objectionTo, trimmedPathOf, queryOf } from '../http/target.ts';

const DAY_MS = 86_400_000;
const DEFAULT_SESSION_LIMIT = 100;

/** What a route is about: a device or an access point. */
interface Subject {
  /** Name of the path parameter. */
  parameter: string;
  find: (snapshot: Snapshot | null, wanted: string) => { id: string; isCurrent: boolean } | Problem;
  /** Whether the history has any entry of it. */
  isKnown: (history: History, id: string, span: Span) => Promise<boolean | HistoryOff>;
  unknown: Problem;
}

type PastQuery = z.ZodObject & z.ZodType<{ since?: string | undefined; until?: string | undefined }>;

interface Question<S extends PastQuery, R extends object> {
  subject: Subject;
  query: S;
  /** Length of the span without `since`. */
  defaultMs: number;
  read: (history: History, id: string, span: Span, query: z.output<S>) => Promise<R | HistoryOff>;
  isEmpty: (record: R) => boolean;
}

/** `history` is null when none is kept. */
export function createPastResponder(holder: SnapshotHolder, history: History | null, now: () => number) {
  return <S extends PastQuery, R extends object>(question: Question<S, R>): Respond =>
    async (request) => {
      const { subject, query, defaultMs, read, isEmpty } = question;
      const moment = now();
      const parsed = parsePast(query, request.url, defaultMs, moment);
      if ('detail' in parsed) return parsed;
      const { span, value } = parsed;
      const wanted = decode(trimmedPathOf(request.url).split('/').at(-2)!);
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
      return presentPast(record, request);
    };
}

/** The sessions of all devices. */
export function createSessionsResponder(history: History | null, now: () => number): Respond {
  return async (request) => {
    const parsed = parsePast(AllSessionsQuery, request.url, 7 * DAY_MS, now());
    if ('detail' in parsed) return parsed;
    if (history === null) return noHistory;
    const list = await history.sessions(null, parsed.span, parsed.value.limit ?? DEFAULT_ALL_SESSIONS_LIMIT);
    return 'off' in list ? historyIsOff(list) : presentPast(list, request);
  };
}

/** The query and its span, or the problem with it. */
function parsePast<S extends PastQuery>(query: S, url: string, defaultMs: number, moment: number) {
  const parsed = parseQuery(query, queryOf(url));
  if ('detail' in parsed) return parsed;
  const span = toSpan(parsed.value, defaultMs, moment);
  return Array.isArray(span) ? badParameters(span) : { value: parsed.value, span };
}

function presentPast(record: object, request: Parameters<Respond>[0]) {
  return present(toJson(record), request, { 'Cache-Control': 'private, no-cache' });
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

const accessPoint: Subject = {
  parameter: 'access_point_id',
  find: (snapshot, wanted) => {
    const found = findPastAccessPoint(snapshot, wanted);
    if (found.status === 'ambiguous') return ambiguousAccessPoint(found.candidates);
    return found.status === 'found' ? found : noAccessPoint;
  },
  isKnown: async (history, id, span) => {
    const past = await history.accessPointHistory(id, span, '1h');
    return 'off' in past ? past : past.buckets.length > 0;
  },
  unknown: noAccessPoint,
};

const question = <S extends PastQuery, R extends object>(fields: Question<S, R>) => fields;

export const deviceHistory = question({
  subject: device,
  query: DeviceHistoryQuery,
  defaultMs: DAY_MS,
  read: (history, id, span, { resolution }) => history.deviceHistory(id, span, resolution ?? null),
  isEmpty: ({ segments }) => segments.length === 0,
});

export const deviceSessions = question({
  subject: device,
  query: SessionQuery,
  defaultMs: 7 * DAY_MS,
  read: (history, id, span, { limit }) => history.sessions(id, span, limit ?? DEFAULT_SESSION_LIMIT),
  isEmpty: ({ sessions }) => sessions.length === 0,
});

export const accessPointHistory = question({
  subject: accessPoint,
  query: AccessPointHistoryQuery,
  defaultMs: 7 * DAY_MS,
  read: (history, id, span, { resolution }) => history.accessPointHistory(id, span, resolution ?? null),
  isEmpty: ({ buckets }) => buckets.length === 0,
});
