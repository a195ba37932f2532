/** Rules that hold for every public schema. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as device from '../../src/record/device.ts';
import * as event from '../../src/record/event.ts';
import * as health from '../../src/record/health.ts';
import * as history from '../../src/record/history.ts';
import * as journal from '../../src/record/journal.ts';
import * as network from '../../src/record/network.ts';
import * as person from '../../src/record/person.ts';
import * as select from '../../src/record/select.ts';
import * as selectEvent from '../../src/record/select-event.ts';
import * as selectNetwork from '../../src/record/select-network.ts';
import * as snapshot from '../../src/record/snapshot.ts';
import { questions } from '../../src/question/list.ts';

const schemas = Object.entries({
  ...device,
  ...event,
  ...health,
  ...history,
  ...journal,
  ...network,
  ...person,
  ...select,
  ...selectEvent,
  ...selectNetwork,
  ...snapshot,
  ...Object.fromEntries(
    questions.flatMap(({ name, input, output }): [string, unknown][] => [
      [`input of ${name}`, input],
      [`output of ${name}`, output],
    ]),
  ),
}).flatMap(([name, value]): [string, z.ZodType][] => (value instanceof z.ZodType ? [[name, value]] : []));

interface JsonSchema {
  description?: string;
  default?: unknown;
  type?: string;
  format?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: unknown;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** The numbers behind a finding depend on its kind. */
const isOpen = (path: string) => path.endsWith('.evidence');

/** Every object in a schema, with the path to it. */
function objectsIn(schema: JsonSchema, path: string): [string, JsonSchema][] {
  const own: [string, JsonSchema][] = schema.properties === undefined ? [] : [[path, schema]];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    objectsIn(inner, `${path}.${name}`),
  );
  const items = schema.items === undefined ? [] : objectsIn(schema.items, `${path}[]`);
  const choices = (schema.anyOf ?? []).flatMap((choice) => objectsIn(choice, path));
  return [...own, ...fields, ...items, ...choices];
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'output' }) as JsonSchema;
}

it('all schemas are looked at', () => {
  const names = schemas.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'deviceSchema',
      'eventSchema',
      'healthSchema',
      'wifiInterfaceSchema',
      'deviceQuerySchema',
      'warningSchema',
    ]),
  );
});

describe.each(schemas)('%s', (name, schema) => {
  const objects = objectsIn(toJson(schema), name);

  // `snapshot` stands everywhere for the same schema, whose fields describe themselves
  it('describes every field in a sentence', () => {
    const bare = objects.flatMap(([path, { properties }]) =>
      Object.entries(properties!)
        .filter(([field, { description = '' }]) => field !== 'snapshot' && !/^.{3,}\.$/s.test(description))
        .map(([field]) => `${path}.${field}`),
    );
    expect(bare).toEqual([]);
  });

  it('knows every field: another one is refused', () => {
    expect(
      objects
        .filter(([path, { additionalProperties }]) => additionalProperties !== false && !isOpen(path))
        .map(([path]) => path),
    ).toEqual([]);
  });

  it('names fields in snake_case, times with _at, and numbers with their unit', () => {
    const fields = objects.flatMap(([, { properties }]) => Object.entries(properties!));
    expect(
      fields.map(([field]) => field).filter((field) => !/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(field)),
    ).toEqual([]);
    const typesOf = (field: JsonSchema): JsonSchema[] => [field, ...(field.anyOf ?? [])];
    const times = fields
      .filter(([, field]) => typesOf(field).some(({ format }) => format === 'date-time'))
      .map(([field]) => field);
    expect(times.filter((field) => !/^at$|_at$/.test(field))).toEqual([]);
    expect(
      fields.filter(([field]) => /^at$|_at$/.test(field) && !times.includes(field)).map(([field]) => field),
    ).toEqual([]);
    const numbers = fields.filter(([, field]) =>
      typesOf(field).some(({ type }) => type === 'integer' || type === 'number'),
    );
    const units =
      /_(?:seconds|ms|dbm|bps|mhz|bytes|packets|percent|celsius|count|id)(?:_min|_max|_mean)?$|^(?:samples|limit|offset|port|count|after|next_after|before|next_before|home|connected|known|guests|strangers|home_at_least|rule_limit|order)$/;
    expect(numbers.map(([field]) => field).filter((field) => !units.test(field))).toEqual([]);
  });

  it('has no default and converts nothing, so that what is made is what is published', () => {
    expect(JSON.stringify(toJson(schema))).not.toContain('"default"');
    expect(
      typesIn(schema).filter((type) =>
        ['default', 'prefault', 'transform', 'pipe', 'catch', 'preprocess'].includes(type),
      ),
    ).toEqual([]);
  });
});

/** The kinds of all schemas inside one. */
function typesIn(schema: z.ZodType): string[] {
  const found: string[] = [];
  const visit = (inner: unknown): void => {
    if (inner instanceof z.ZodType) {
      found.push(inner.def.type);
      for (const part of Object.values(inner.def)) visit(part);
    } else if (Array.isArray(inner)) inner.forEach(visit);
    else if (inner !== null && typeof inner === 'object') Object.values(inner).forEach(visit);
  };
  visit(schema);
  return found;
}
