/** Schemas as assistants are told of them: JSON Schema 2020-12, without references, without what only fills a model's context. */
import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/** What a record looks like. Further fields are allowed, so that a client holding an older description takes a newer answer. */
export function toOutputSchema(schema: z.ZodObject): JsonSchema {
  return lean(z.toJSONSchema(schema, { io: 'output', reused: 'inline' }) as JsonSchema, false);
}

/** What may be asked. A list may also be given as its one value, which is how models mostly put it. */
export function toInputSchema(schema: z.ZodObject, defaults: Readonly<Record<string, unknown>>): JsonSchema {
  const whole = lean(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema, true);
  const fields = Object.entries(whole['properties'] as Record<string, JsonSchema>);
  const properties = fields.map(([name, field]) => {
    const told = name in defaults ? { ...field, default: defaults[name] } : field;
    return [name, told['type'] === 'array' ? scalarOrList(told) : told];
  });
  return { ...whole, properties: Object.fromEntries(properties) as JsonSchema };
}

/** Without bounds of length: they are checked, but hardly worth a model's context. */
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

/** `anyOf: [X, null]` as X whose type may be null. */
function foldNull({ anyOf, ...rest }: JsonSchema): JsonSchema {
  if (anyOf === undefined) return rest;
  const [one, other] = anyOf as JsonSchema[];
  if ((anyOf as JsonSchema[]).length !== 2 || other?.['type'] !== 'null' || typeof one?.['type'] !== 'string')
    return { ...rest, anyOf };
  const values = one['enum'] === undefined ? {} : { enum: [...(one['enum'] as unknown[]), null] };
  return { ...one, ...rest, type: [one['type'], 'null'], ...values };
}
