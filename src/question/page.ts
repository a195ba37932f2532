/** How a long answer is cut to its first rows, and how its reader goes on. */
import { z } from 'zod';

/** A record as a page sees it. */
export type Answer = Readonly<Record<string, unknown>>;

export interface Page {
  /** What a row is called, in the plural. */
  rows: string;
  /** For a model that finds no row: what it means, and what to try. A sentence. */
  ifNone: string;
  count: (answer: Answer) => number;
  /** The answer with about the first `count` rows, never fewer than one, and with what its reader needs to go on. */
  cut: (answer: Answer, count: number) => Answer;
  /** The arguments that differ in the call for the rows that follow; null when none do. */
  next: (answer: Answer) => Readonly<Record<string, unknown>> | null;
}

export const pageInput = {
  limit: z.int().min(1).max(1000).optional().describe('Maximum number of records. Default: no limit.'),
  offset: z.int().min(0).max(1_000_000_000).optional().describe('Number of records to skip.'),
};

export const pageOutput = {
  total_count: z.int().describe('Number of matching records.'),
  limit: z.int().nullable().describe('Maximum number of records in this response; null for no limit.'),
  offset: z.int().describe('Number of records skipped.'),
  has_more: z.boolean().describe('More records follow.'),
};

/** Of an answer about the past, whose newest `rows` come first to be shown. */
export function olderOutput(rows: string) {
  return {
    has_more: z
      .boolean()
      .describe(
        `Older ${rows} are left out: repeat with until set to next_until_at, and since to since_at where that is earlier.`,
      ),
    next_until_at: z
      .string()
      .meta({ format: 'date-time' })
      .nullable()
      .describe(`Value of until for older ${rows}; null when there are none.`),
  };
}

interface PageQuery {
  limit?: number | undefined;
  offset?: number | undefined;
}

/** The rows of a page, and the fields of `pageOutput`. */
export function pageOf<T>(all: readonly T[], { limit, offset = 0 }: PageQuery) {
  const rows = all.slice(offset, limit === undefined ? all.length : offset + limit);
  const has_more = offset + rows.length < all.length;
  return { rows, fields: { total_count: all.length, limit: limit ?? null, offset, has_more } };
}

/**
 * The call for the older rows of a time: from the same beginning. Sessions may have begun before that; then from just before the new end, so
 * that none is lost.
 */
export function olderRows({ since_at, next_until_at }: Answer): Readonly<Record<string, unknown>> | null {
  if (next_until_at === null) return null;
  const until = next_until_at as string;
  const since = Math.min(Date.parse(since_at as string), Date.parse(until) - 1);
  return { since: new Date(since).toISOString(), until };
}

/** Pages of the list in this field, in either order, by the number or id of a row: `after` and `before`. */
export function positionPage(field: string, id: string, ifNone: string): Page {
  const listOf = (answer: Answer) => answer[field] as readonly Answer[];
  return {
    rows: field,
    ifNone,
    count: (answer) => listOf(answer).length,
    cut: (answer, count) => {
      const rows = listOf(answer).slice(0, count);
      const last = rows.at(-1)![id];
      const position = answer['order'] === 'asc' ? { next_after: last } : { next_before: last };
      return { ...answer, [field]: rows, has_more: true, ...position };
    },
    next: ({ order, has_more, next_after, next_before }) =>
      has_more !== true ? null : order === 'asc' ? { after: next_after } : { before: next_before },
  };
}

/** Pages of the list in this field, by `offset`. */
export function offsetPage(field: string, ifNone: string, rows = field): Page {
  const listOf = (answer: Answer) => answer[field] as readonly unknown[];
  return {
    rows,
    ifNone,
    count: (answer) => listOf(answer).length,
    cut: (answer, count) => ({ ...answer, [field]: listOf(answer).slice(0, count), has_more: true }),
    next: (answer) =>
      answer['has_more'] === true ? { offset: (answer['offset'] as number) + listOf(answer).length } : null,
  };
}
