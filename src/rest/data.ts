/** Answers from the current snapshot. None of them reads a router. */
import type { z } from '@hono/zod-openapi';
import { find } from '../record/find.ts';
import type { DeviceCandidate } from '../record/find-past.ts';
import { select } from '../record/select.ts';
import {
  accessPointQuerySchema,
  routerQuerySchema,
  selectAccessPoints,
  selectInterfaces,
  selectRouters,
  wifiInterfaceQuerySchema,
} from '../record/select-network.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { present, toJson } from '../http/body.ts';
import { createCache } from './cache.ts';
import type { Respond } from '../http/handler.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import { DEFAULT_LIMIT, DeviceQuery, NoQuery } from './schema.ts';
import { decode, objectionTo, pathOf, queryOf } from '../http/target.ts';

/** What a route says about a snapshot: the record to send, or why not. `path` is as sent. */
interface Question<S extends z.ZodObject> {
  query: S;
  answer: (snapshot: Snapshot, query: z.output<S>, path: string) => { record: object } | Problem;
}

/** Half of the usual poll interval. */
const RETRY_AFTER_SECONDS = 5;

export const noSnapshot: Problem = {
  status: 503,
  detail: 'No router has been read yet.',
  headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
};

export const noDevice: Problem = {
  status: 404,
  detail: 'There is no device with this MAC address or name.',
};

export function ambiguousDevice(candidates: readonly DeviceCandidate[]): Problem {
  return {
    status: 409,
    detail: 'More than one device has this name; ask by the device_id of one of the candidates.',
    candidates: [...candidates],
  };
}

/** Answers are kept per snapshot, so the same question is checked, asked and rendered once. */
export function createResponder(holder: SnapshotHolder, now: () => number) {
  const cache = createCache();
  return <S extends z.ZodObject>({ query, answer }: Question<S>): Respond =>
    (asked) => {
      const { url } = asked;
      const snapshot = holder.current();
      let body = snapshot === null ? undefined : cache.find(snapshot, url);
      if (body === undefined) {
        const parsed = parseQuery(query, queryOf(url));
        if ('detail' in parsed) return parsed;
        if (snapshot === null) return noSnapshot;
        const answered = answer(snapshot, parsed.value, pathOf(url));
        if ('detail' in answered) return answered;
        body = toJson(answered.record);
        cache.keep(snapshot, url, body);
      }
      const age = Math.max(0, Math.floor((now() - snapshot!.takenAt) / 1000));
      return present(body, asked, { 'Cache-Control': 'private, no-cache', Age: String(age) });
    };
}

export const devices: Question<typeof DeviceQuery> = {
  query: DeviceQuery,
  answer: (snapshot, query) => ({ record: select(snapshot, query, DEFAULT_LIMIT) }),
};

export const device: Question<typeof NoQuery> = {
  query: NoQuery,
  answer: (snapshot, _query, path) => {
    const wanted = decode(path.slice(path.lastIndexOf('/') + 1));
    const objection = objectionTo(wanted);
    if (objection !== null) return badParameters([{ parameter: 'device_id', message: objection }]);
    const found = find(snapshot, wanted!);
    switch (found.status) {
      case 'found':
        return { record: found.device };
      case 'not_found':
        return noDevice;
      case 'ambiguous':
        return ambiguousDevice(found.candidates);
    }
  },
};

export const wifiInterfaces: Question<typeof wifiInterfaceQuerySchema> = {
  query: wifiInterfaceQuerySchema,
  answer: (snapshot, query) => ({
    record: { interfaces: selectInterfaces(snapshot, query), snapshot: snapshot.meta },
  }),
};

export const accessPoints: Question<typeof accessPointQuerySchema> = {
  query: accessPointQuerySchema,
  answer: (snapshot, query) => ({
    record: { access_points: selectAccessPoints(snapshot, query), snapshot: snapshot.meta },
  }),
};

export const people: Question<typeof NoQuery> = {
  query: NoQuery,
  answer: (snapshot) => ({ record: { people: snapshot.people, snapshot: snapshot.meta } }),
};

export const systemInfo: Question<typeof routerQuerySchema> = {
  query: routerQuerySchema,
  answer: (snapshot, query) => ({
    record: { routers: selectRouters(snapshot, query), snapshot: snapshot.meta },
  }),
};
