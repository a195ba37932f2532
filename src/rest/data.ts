/** Replies made from the current snapshot. None of them causes a read of a router. */
import type { z } from '@hono/zod-openapi';
import { find } from '../record/find.ts';
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
import { createSnapshotCache } from '../record/snapshot-cache.ts';
import { type EncodedBody, present, toJson } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import { ambiguousDevice, noDevice, noSnapshot } from './refusal.ts';
import { DEFAULT_DEVICE_LIMIT, DeviceQuery, NoQuery } from './schema.ts';
import { decode, objectionTo, trimmedPathOf, queryOf } from '../http/target.ts';

/** What one route makes of a snapshot: the record to send, or a problem. `path` is as sent. */
interface Question<S extends z.ZodObject> {
  query: S;
  answer: (snapshot: Snapshot, query: z.output<S>, path: string) => { record: object } | Problem;
}

const CACHE = {
  maxEntries: 500,
  /** Of uncompressed bodies; the compressed ones come on top and are far fewer. */
  maxBytes: 16 * 1024 * 1024,
  sizeOf: (url: string, body: EncodedBody) => url.length + body.bytes.length,
};

/** Bodies are kept per snapshot and URL, so each distinct request is checked, answered and rendered once. */
export function createResponder(holder: SnapshotHolder, now: () => number) {
  const cache = createSnapshotCache<EncodedBody>(CACHE);
  return <S extends z.ZodObject>({ query, answer }: Question<S>): Respond =>
    (request) => {
      const { url } = request;
      const snapshot = holder.current();
      let body = snapshot === null ? undefined : cache.find(snapshot, url);
      if (body === undefined) {
        const parsed = parseQuery(query, queryOf(url));
        if ('detail' in parsed) return parsed;
        if (snapshot === null) return noSnapshot;
        const answered = answer(snapshot, parsed.value, trimmedPathOf(url));
        if ('detail' in answered) return answered;
        body = toJson(answered.record);
        cache.keep(snapshot, url, body);
      }
      const age = Math.max(0, Math.floor((now() - snapshot!.takenAt) / 1000));
      return present(body, request, { 'Cache-Control': 'private, no-cache', Age: String(age) });
    };
}

export const devices: Question<typeof DeviceQuery> = {
  query: DeviceQuery,
  answer: (snapshot, query) => ({ record: select(snapshot, query, DEFAULT_DEVICE_LIMIT) }),
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
