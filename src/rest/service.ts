/** Answers about the service itself. */
import type { Health } from '../record/health.ts';
import { type Body, present, toJson } from '../http/body.ts';
import type { Respond } from '../http/handler.ts';
import type { Asked } from '../http/exchange.ts';
import type { Problem } from '../http/problem.ts';
import { parseQuery } from './query.ts';
import { NoQuery } from './schema.ts';
import { queryOf } from '../http/target.ts';

/** Whether a request has a valid key or none; a problem when its key is refused. */
export type Admission = 'valid' | 'missing' | Problem;

/** The status alone without a key, the whole record with one. Never cached. */
export function createHealthResponder(health: () => Health, admit: (asked: Asked) => Admission): Respond {
  return (asked) => {
    const admitted = admit(asked);
    if (typeof admitted === 'object') return admitted;
    const parsed = parseQuery(NoQuery, queryOf(asked.url));
    if ('detail' in parsed) return parsed;
    const record = health();
    const { bytes, type } = toJson(admitted === 'valid' ? record : { status: record.status });
    return {
      status: record.status === 'down' ? 503 : 200,
      headers: { 'Content-Type': type, 'Content-Length': String(bytes.length), 'Cache-Control': 'no-store' },
      body: bytes,
    };
  };
}

/** openapi.json, made when first asked for. */
export function createDocumentResponder(createDocument: () => object): Respond {
  let body: Body | null = null;
  return (asked) => {
    const parsed = parseQuery(NoQuery, queryOf(asked.url));
    if ('detail' in parsed) return parsed;
    body ??= toJson(createDocument());
    return present(body, asked, { 'Cache-Control': 'no-cache' });
  };
}
