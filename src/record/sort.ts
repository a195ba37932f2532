/** The order of a list. Any field of the record that is one value can be sorted by. */
import { z } from 'zod';

/** Fields whose values are text, numbers or booleans. */
export function sortableOf(record: z.ZodObject): string[] {
  return Object.entries(record.shape).flatMap(([name, field]) => {
    const inner = field instanceof z.ZodNullable ? field.unwrap() : field;
    return inner instanceof z.ZodArray || inner instanceof z.ZodObject ? [] : [name];
  });
}

/** `usual`: what is sorted by without it, for the description. */
export function sortSchema(record: z.ZodObject, usual: string) {
  return z
    .enum(
      sortableOf(record).flatMap((field) => [field, `-${field}`]),
      'is not a field to sort by; use a field of the record, with - in front for descending',
    )
    .optional()
    .describe(`Field to sort by, with - in front for descending. Default: ${usual}.`);
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Nulls last in either direction; equal values in the order of `tie`. */
export function orderBy<R extends object>(sort: string, tie: (a: R, b: R) => number): (a: R, b: R) => number {
  const field = sort.replace(/^-/, '') as keyof R;
  const direction = sort.startsWith('-') ? -1 : 1;
  return (a, b) => {
    const [left, right] = [a[field], b[field]];
    if (left === null || right === null) return left === right ? tie(a, b) : left === null ? 1 : -1;
    return direction * compare(left, right) || tie(a, b);
  };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  return Number(a) - Number(b);
}
