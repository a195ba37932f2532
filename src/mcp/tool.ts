/** A question as a tool: its definition for clients, in schemas that providers of models accept. */
import { z } from 'zod';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import { type JsonSchema, toJsonSchema } from '../question/json-schema.ts';
import { type Question, shownDefaultsOf } from '../question/question.ts';

export type Tool = Question;

/** A call changes nothing, so it may be repeated. */
export const readOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

/** A proposal is written down, and writes to no router. The same one again is answered with the open one. */
const proposing = { ...readOnly, readOnlyHint: false } as const;

export function proposes(tool: Tool): boolean {
  return tool.reads === 'change' && tool.right === 'propose';
}

export function hintsOf(tool: Tool): Readonly<Record<string, boolean>> {
  return proposes(tool) ? proposing : readOnly;
}

/** More values of an argument are not listed: they fill a model's context, and a wrong one is answered with the nearest. */
const MAX_LISTED = 20;

/** What each answer says about itself, besides the record. */
const notes = z
  .array(z.string())
  .optional()
  .describe(
    'What is left out and how to get it, what to try if nothing matches, and how to get a smaller answer.',
  );

/** Whether the record does not say itself how old and how complete it is. */
export function lacksSnapshot({ reads, output }: Tool): boolean {
  return reads === 'snapshot' && !('snapshot' in output.shape);
}

/** The structured content: the record, the snapshot it is from, and the notes. */
export function toolOutput(tool: Tool): z.ZodObject {
  return tool.output.extend({ ...(lacksSnapshot(tool) && { snapshot: snapshotMetaSchema }), notes });
}

/**
 * Without `additionalProperties` and `default`, which some providers reject. Further fields are refused all the same when a tool is called,
 * and defaults are in the descriptions.
 */
export function toInputSchema(tool: Tool): JsonSchema {
  const { properties, ...whole } = toJsonSchema(tool.input, { io: 'input', isClosed: false });
  const defaults = shownDefaultsOf(tool, 'mcp');
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, field]) => {
    const { description, ...rest } = field;
    const isSaid = !(name in defaults) || /\bdefault\b/i.test(String(description));
    const said = isSaid ? description : `${String(description)} Default: ${String(defaults[name])}.`;
    return [name, { description: said, ...(field['type'] === 'array' ? scalarOrList(rest) : brief(rest)) }];
  });
  return { ...whole, properties: Object.fromEntries(fields) as JsonSchema };
}

/** Further fields are allowed, so that an older description accepts a newer answer. */
export function toOutputSchema(tool: Tool): JsonSchema {
  const whole = mergeForms(toJsonSchema(toolOutput(tool), { io: 'output', isClosed: false }));
  return withoutDetail(whole, 0) as JsonSchema;
}

/** Fields of an answer, and those of its rows, are explained; of what lies deeper the names must do, and OpenAPI explains it. */
const EXPLAINED_DEPTH = 2;

function withoutDetail(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutDetail(inner, depth));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key !== 'properties') return [key, withoutDetail(inner, depth)];
    const fields = Object.entries(inner as JsonSchema);
    return [key, Object.fromEntries(fields.map(([name, field]) => [name, withoutDetail(field, depth + 1)]))];
  });
  const isExplained = depth <= EXPLAINED_DEPTH;
  return Object.fromEntries(entries.filter(([key]) => isExplained || key !== 'description'));
}

/** A single value may stand for a list of one, because most models write it so. */
function scalarOrList({ items }: JsonSchema): JsonSchema {
  const one = brief(items as JsonSchema);
  return { anyOf: [one, { type: 'array', items: one }] };
}

/** Leaves out limits of length: they are checked, but not worth a model's context. */
function brief({ minLength: _min, maxLength: _max, ...field }: JsonSchema): JsonSchema {
  const { enum: values, ...rest } = field;
  return Array.isArray(values) && values.length > MAX_LISTED ? rest : field;
}

/** Two forms of one object become one: what only one of them has is optional, and `get_device` describes it. */
function mergeForms(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mergeForms);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mergeForms(inner)]),
  ) as JsonSchema;
  const forms = (schema['anyOf'] ?? []) as JsonSchema[];
  if (forms.length < 2 || forms.some(({ type }) => type !== 'object')) return schema;
  const isInEach = (name: string, key: 'required' | 'properties') =>
    forms.every((form) => {
      const names = form[key] ?? [];
      return (Array.isArray(names) ? names : Object.keys(names as object)).includes(name);
    });
  const properties = forms.flatMap((form) =>
    Object.entries(form['properties'] as Record<string, JsonSchema>),
  );
  const merged = properties.map(([name, { description, ...field }]) => [
    name,
    isInEach(name, 'properties') ? { ...field, description } : field,
  ]);
  const names = Object.keys(forms[0]!['properties'] as object);
  const required = names.filter((name) => isInEach(name, 'required'));
  return {
    type: 'object',
    properties: Object.fromEntries(merged) as JsonSchema,
    ...(required.length > 0 && { required }),
  };
}
