/** The form of an answer: JSON, or CSV for an answer that is a table. */
import { z } from '@hono/zod-openapi';
import { createBody, type EncodedBody, toJson } from '../http/body.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { prefers } from '../http/negotiate.ts';
import type { Question } from '../question/question.ts';
import { columnsOf, CSV, toCsv } from './csv.ts';

export type Form = 'json' | 'csv';

// not among the contents of a reply, because generated clients would then have every answer as a text too
export const format = z
  .enum(['json', 'csv'])
  .optional()
  .describe(
    'json or csv. Default: csv if Accept prefers text/csv, else json. CSV (text/csv) has a line of field names and one for each row; X-Has-More says whether more rows follow.',
  );

/** The input of a question, and the parameters of its form. */
export function withForm<Q extends Pick<Question, 'input' | 'table'>>(question: Q): Q {
  return question.table === undefined ? question : { ...question, input: question.input.extend({ format }) };
}

/** The form that the header asks for. */
export function formOf({ headers }: Pick<HttpRequest, 'headers'>, { table }: Pick<Question, 'table'>): Form {
  const isCsv = table !== undefined && prefers(headers.accept, 'text/csv', ['application/json']);
  return isCsv ? 'csv' : 'json';
}

/** An answer in its form, with the headers that belong to it. */
export interface Rendered {
  body: EncodedBody;
  headers: Readonly<Record<string, string>>;
}

export function renderAs(
  form: Form,
  { table }: Pick<Question, 'table'>,
  input: Readonly<Record<string, unknown>>,
  answer: object,
): Rendered {
  if (form === 'json' || table === undefined) return { body: toJson(answer), headers: {} };
  const { [table.field]: rows, has_more: hasMore } = answer as Readonly<Record<string, unknown>>;
  const csv = toCsv(columnsOf(table.row(input)), rows as readonly object[]);
  return {
    body: createBody(Buffer.from(csv), CSV),
    // CSV has no other place for it
    headers: { 'X-Has-More': String(hasMore) },
  };
}
