/** Replies about the service itself. */
import type { Health } from '../record/health.ts';
import { type EncodedBody, present, toJson, unkept } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import { type Admission, refusalOf } from '../http/admission.ts';
import { NoQuery, parseQuery } from './query.ts';
import { queryOf } from '../http/target.ts';

/** The status alone without a key, the whole record with one. Never cached. */
export function createHealthResponder(health: () => Health, admission: Admission): Respond {
  return (request) => {
    const refused = refusalOf(admission, request);
    if (refused !== null && refused !== admission.missing) return refused;
    const parsed = parseQuery(NoQuery, queryOf(request.url));
    if ('detail' in parsed) return parsed;
    const record = health();
    return unkept(
      refused === null ? record : { status: record.status },
      record.status === 'down' ? 503 : 200,
    );
  };
}

/** openapi.json, created at the first request. */
export function createDocumentResponder(createDocument: () => object): Respond {
  let body: EncodedBody | null = null;
  return (request) => {
    const parsed = parseQuery(NoQuery, queryOf(request.url));
    if ('detail' in parsed) return parsed;
    body ??= toJson(createDocument());
    return present(body, request, { 'Cache-Control': 'no-cache' });
  };
}
