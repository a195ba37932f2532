/** JSON Schema 2020-12 of questions and answers, for OpenAPI and for models, without parts that say nothing. */
import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };
type Names = z.core.$ZodRegistry<{ id: string }>;

interface Options {
  io: 'input' | 'output';
  /** Whether objects forbid further fields. */
  isClosed: boolean;
  /** Records to refer to by name instead of repeating them. */
  names?: Names;
}

const REFERENCE = '#/components/schemas/';

/** With `names`: the records it refers to are in `#/components/schemas/`. */
export function toJsonSchema(schema: z.ZodType, { io, isClosed, names = z.registry() }: Options): JsonSchema {
  const { $defs, ...whole } = z.toJSONSchema(schema, {
    io,
    reused: 'inline',
    metadata: names as typeof z.globalRegistry,
    override: ({ zodSchema, jsonSchema }) =>
      void Object.assign(jsonSchema, z.globalRegistry.get(zodSchema as unknown as z.ZodType)),
  }) as JsonSchema;
  const named = names.get(schema);
  return lean(named === undefined ? whole : ($defs as Record<string, JsonSchema>)[named.id]!, isClosed);
}

function lean(schema: JsonSchema, isClosed: boolean): JsonSchema {
  const kept: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$schema' || (key === 'additionalProperties' && !isClosed)) continue;
    if (Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) continue; // the bounds of any integer
    if (key === 'properties') kept[key] = leanEach(value as JsonSchema, isClosed);
    else if (key === '$ref') kept[key] = String(value).replace(/^.*\//, REFERENCE);
    else kept[key] = leanValue(value, isClosed);
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
