/** Schemas for assistants: JSON Schema 2020-12, without references and without parts that only fill a model's context. */
import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/** The schema of a record. Further fields are allowed, so that an older description accepts a newer answer. */
export function toOutputSchema(schema: z.ZodObject): JsonSchema {
  return lean(z.toJSONSchema(schema, { io: 'output', reused: 'inline' }) as JsonSchema, false);
}

/** The schema of the arguments. A single value may stand for a list of one, because most models write it so. */
export function toInputSchema(schema: z.ZodObject, defaults: Readonly<Record<string, unknown>>): JsonSchema {
  const whole = lean(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema, true);
  const fields = Object.entries(whole['properties'] as Record<string, JsonSchema>);
  const properties = fields.map(([name, field]) => {
    const shown = name in defaults ? { ...field, default: defaults[name] } : field;
    return [name, shown['type'] === 'array' ? scalarOrList(shown) : shown];
  });
  return { ...whole, properties: Object.fromEntries(properties) as JsonSchema };
}

/** Leaves out limits of length: they are checked, but not worth a model's context. */
function scalarOrList({ description, items }: JsonSchema): JsonSchema {
  const { minLength: _min, maxLength: _max, ...one } = items as JsonSchema;
  return { description, anyOf: [one, { type: 'array', items: one }] };
}

function lean(schema: JsonSchema, isClosed: boolean): JsonSchema {
  const kept: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$schema' || (key === 'additionalProperties' && !isClosed)) continue;
    if (Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) continue; // the bounds of any integer
    kept[key] = key === 'properties' ? leanEach(value as JsonSchema, isClosed) : leanValue(value, isClosed);
  }
  return foldNull(kept);
}

function leanEach(properties: JsonSchema, isClosed: boolean): JsonSchema {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, field]) => [name, lean(field as JsonSchema, isClosed)]));
}

function leanValue(value: unknown, isClosed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => leanValue(item, isClosed));
  return typeof value === 'object' && value !== null ? lean(value as JsonSchema, isClosed) : value;
}

/** Writes `anyOf: [X, null]` as X whose type may be null. */
function foldNull({ anyOf, ...rest }: JsonSchema): JsonSchema {
  if (anyOf === undefined) return rest;
  const [one, other] = anyOf as JsonSchema[];
  if ((anyOf as JsonSchema[]).length !== 2 || other?.['type'] !== 'null' || typeof one?.['type'] !== 'string')
    return { ...rest, anyOf };
  const values = one['enum'] === undefined ? {} : { enum: [...(one['enum'] as unknown[]), null] };
  return { ...one, ...rest, type: [one['type'], 'null'], ...values };
}
