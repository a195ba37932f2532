/** Parses a query string into the shape of a schema. Knows the syntax of parameters, not their meaning. */
import { z } from '@hono/zod-openapi';
import { suggest } from '../record/suggest.ts';
import { badParameters, type ParameterError, type Problem } from '../http/problem.ts';
import { decode, objectionTo } from '../http/target.ts';

const MAX_QUERY_LENGTH = 8192;
const MAX_NAME_LENGTH = 64;
/** Further errors are not reported. */
const MAX_ERRORS = 20;

export type Parsed<S extends z.ZodObject> = { value: z.output<S> } | Problem;

/** The parsed values, or a problem that names each rejected parameter. */
export function parseQuery<S extends z.ZodObject>(schema: S, query: string): Parsed<S> {
  if (query.length > MAX_QUERY_LENGTH) {
    return { status: 400, detail: `The query string is longer than ${MAX_QUERY_LENGTH} characters.` };
  }
  const errors: ParameterError[] = [];
  const value: Record<string, unknown> = {};
  for (const [parameter, texts] of readPairs(query, errors)) {
    if (errors.length >= MAX_ERRORS) break;
    const field = fieldOf(schema, parameter);
    if (field === null) errors.push({ parameter, message: unknownMessage(schema, parameter) });
    else if (field instanceof z.ZodArray)
      value[parameter] = texts.map((text) => convert(field.element, text));
    else if (texts.length > 1) errors.push({ parameter, message: 'may be given only once' });
    else value[parameter] = convert(field, texts[0]!);
  }
  const result = schema.safeParse(value);
  if (result.success && errors.length === 0) return { value: result.data };
  for (const issue of result.error?.issues ?? []) {
    const parameter = String(issue.path[0]);
    const texts = [value[parameter]].flat();
    const message = messageOf(fieldOf(schema, parameter), issue, texts[Number(issue.path[1] ?? 0)]);
    if (errors.every((error) => error.parameter !== parameter)) errors.push({ parameter, message });
  }
  return badParameters(errors);
}

/** Decoded values by parameter; empty pairs (`&&`) are ignored. */
function readPairs(query: string, errors: ParameterError[]): Map<string, string[]> {
  const pairs = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    if (errors.length >= MAX_ERRORS) break;
    const [name = '', ...rest] = pair.replaceAll('+', ' ').split('=');
    const [parameter, text] = [decode(name), decode(rest.join('='))];
    const known = (parameter ?? name).slice(0, MAX_NAME_LENGTH);
    const objection = objectionTo(parameter) ?? objectionTo(text);
    if (objection !== null) errors.push({ parameter: known, message: objection });
    else if (pairs.has(known)) pairs.get(known)!.push(text!);
    else pairs.set(known, [text!]);
  }
  return pairs;
}

/** The schema of a parameter without its optionality; null if there is no such parameter. */
function fieldOf(schema: z.ZodObject, parameter: string): z.core.$ZodType | null {
  if (!Object.hasOwn(schema.shape, parameter)) return null;
  const field = schema.shape[parameter]!;
  return field instanceof z.ZodOptional ? field.unwrap() : field;
}

/** Text that cannot be converted stays text, which the schema rejects. */
function convert(field: z.core.$ZodType, text: string): unknown {
  if (field instanceof z.ZodNumber && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (field instanceof z.ZodBoolean && /^(?:true|false)$/.test(text)) return text === 'true';
  return text;
}

function unknownMessage(schema: z.ZodObject, parameter: string): string {
  const known = Object.keys(schema.shape);
  const meant = suggest(parameter, known);
  if (meant !== null) return `is not a parameter of this route; did you mean ${meant}?`;
  return known.length === 0
    ? 'is not a parameter of this route, which has none'
    : `is not a parameter of this route; use one of ${known.join(', ')}`;
}

/** More values are not listed. */
const MAX_LISTED = 10;

function messageOf(field: z.core.$ZodType | null, issue: z.core.$ZodIssue, value: unknown): string {
  if (field instanceof z.ZodArray && issue.path.length > 1) return messageOf(field.element, issue, value);
  if (field instanceof z.ZodArray && issue.code === 'too_big')
    return `may be given at most ${issue.maximum} times`;
  if (field instanceof z.ZodNumber) return `must be an integer from ${field.minValue} to ${field.maxValue}`;
  if (field instanceof z.ZodBoolean) return 'must be true or false';
  if (field instanceof z.ZodEnum) {
    const values = field.options.map(String);
    const meant = suggest(String(value), values);
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    return (values.length <= MAX_LISTED ? `must be one of ${values.join(', ')}` : issue.message) + hint;
  }
  if (issue.code === 'too_small') return 'must not be empty';
  if (issue.code === 'too_big') return `must be at most ${issue.maximum} characters long`;
  return issue.message;
}
