/** The filters of a list as a table: each says how its values are written and which records they match. Schema and selection follow from it. */
import { z } from 'zod';
import type { Snapshot } from './snapshot.ts';

const MAX_FILTER_LENGTH = 128;

/** Of a record of type `R`, written as `V`. */
export interface Filter<R, V extends z.ZodType = z.ZodType> {
  /** Optional, with a description. */
  schema: z.ZodOptional<V>;
  /** Made once per query. */
  matches: (given: z.output<V>, snapshot: Snapshot) => (record: R) => boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the values of one filter are not those of another
export type Filters<R> = Readonly<Record<string, Filter<R, any>>>;

type Shape<F> = { [K in keyof F]: F[K] extends { schema: infer S extends z.ZodType } ? S : never };

export const oneOrMore = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(100);
export const filterText = () => z.string().min(1).max(MAX_FILTER_LENGTH);

/** The parameters of these filters. */
export function shapeOf<F extends Filters<never>>(filters: F): Shape<F> {
  const entries = Object.entries(filters).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(entries) as Shape<F>;
}

/** Whether a record passes every filter that the query gives. */
export function matcherOf<R>(
  filters: Filters<R>,
  query: Readonly<Record<string, unknown>>,
  snapshot: Snapshot,
): (record: R) => boolean {
  const tests = Object.entries(filters).flatMap(([name, { matches }]) =>
    query[name] === undefined ? [] : [matches(query[name], snapshot)],
  );
  return (record) => tests.every((test) => test(record));
}

/** A list of values, of which one must match. */
export function anyOf<R, T extends z.ZodType>(
  value: T,
  description: string,
  matches: (record: R, wanted: z.output<T>, snapshot: Snapshot) => boolean,
): Filter<R, z.ZodArray<T>> {
  return {
    schema: oneOrMore(value).optional().describe(description),
    matches: (given, snapshot) => (record) => given.some((wanted) => matches(record, wanted, snapshot)),
  };
}

/** The field has this value. */
export function exact<R, K extends keyof R, T extends z.ZodType>(
  field: K,
  value: T,
  description: string,
): Filter<R, z.ZodArray<T>> {
  return anyOf(value, description, (record: R, wanted) => (record[field] as unknown) === wanted);
}

/** The text of the field contains this, in any case. */
export function part<R extends Readonly<Record<K, string | null>>, K extends string>(
  field: K,
  description: string,
) {
  return anyOf(
    filterText(),
    description,
    (record: R, wanted) => record[field]?.toLowerCase().includes(wanted.toLowerCase()) === true,
  );
}

/** One of the fields is this, in any case: a name or an id. */
export function named<R extends Readonly<Record<K, string | null>>, K extends string>(
  fields: readonly K[],
  description: string,
) {
  return anyOf(filterText(), description, (record: R, wanted) =>
    fields.some((field) => record[field]?.toLowerCase() === wanted.toLowerCase()),
  );
}

/** The number of the field is at most, or at least, this; null is neither. */
export function bound<R extends Readonly<Record<K, number | null>>, K extends string>(
  field: K,
  side: 'min' | 'max',
  range: readonly [number, number],
  description: string,
): Filter<R, z.ZodInt> {
  return {
    schema: z.int().min(range[0]).max(range[1]).optional().describe(description),
    matches: (limit) => (record) => {
      const value: number | null = record[field];
      return value !== null && (side === 'min' ? value >= limit : value <= limit);
    },
  };
}
