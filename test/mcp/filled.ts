/** Records made from a schema: every field has a value, and long ones from an example. */
import type { JsonSchema } from '../../src/question/json-schema.ts';

/** A record in which every field that the schema names has a value of its own. */
export function filled(schema: JsonSchema, path = ''): unknown {
  const { type, properties, items, anyOf, format } = schema as Record<string, JsonSchema>;
  const { const: only, enum: values } = schema as { const?: unknown; enum?: unknown[] };
  if (only !== undefined) return only;
  if (values !== undefined) return values[0];
  if (anyOf !== undefined) return filled((anyOf as unknown as JsonSchema[])[0]!, path);
  const kind = [type].flat()[0] as unknown as string;
  if (kind === 'object')
    return Object.fromEntries(
      Object.entries((properties as Record<string, JsonSchema> | undefined) ?? OPEN).map(([name, field]) => [
        name,
        filled(field, `${path}.${name}`),
      ]),
    );
  if (kind === 'array') return [1, 2].map((index) => filled(items!, `${path}[${index}]`));
  if (kind === 'boolean') return false;
  if (kind === 'integer' || kind === 'number')
    return path.split('').reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 1) % 9973;
  if ((format as unknown) === 'date-time')
    return new Date(1e12 + (filled({ type: 'integer' }, path) as number)).toISOString();
  return `${path} "says" \\ 7=x\u2028next: [y], z\nlast`;
}

/** As long as there are kinds. */
const FIXED = ['warnings', 'checks'];
/** Of an object that may have any field. */
const OPEN: Record<string, JsonSchema> = { any: { type: 'string' } };
const OLDEST_FIRST = ['segments', 'buckets'];

/** The same record with so many items in each list of records, a minute between each and the next. */
export function long(answer: object, count: number): object {
  const entries = Object.entries(answer).map(([key, value]) => [
    key,
    isList(value) && !FIXED.includes(key)
      ? Array.from({ length: count }, (_, index) =>
          older(value[0]!, OLDEST_FIRST.includes(key) ? count - index : index),
        )
      : value,
  ]);
  return Object.fromEntries(entries) as object;
}

function isList(value: unknown): value is object[] {
  return Array.isArray(value) && typeof value[0] === 'object';
}

function older(value: unknown, minutes: number, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => older(item, minutes));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, older(inner, minutes, name)]),
    );
  if (key === 'event_id') return (value as number) - minutes;
  if (typeof value !== 'string' || !/^at$|_at$/.test(key)) return value;
  return new Date(Date.parse(value) - minutes * 60_000).toISOString();
}
