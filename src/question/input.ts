/** Checks the parameters of a question against its schema. Each problem names its parameter and, where one is close, what was probably meant. */
import { z } from 'zod';
import { suggest } from '../record/suggest.ts';
import type { InputError } from './refusal.ts';

export type Checked<T> = { value: T } | { errors: readonly InputError[] };

const MAX_SHOWN = 64;
/** More values are not listed. */
const MAX_LISTED = 16;
/** Further problems are not reported. */
const MAX_ERRORS = 20;

/** `noun`: what a parameter is called, such as "a parameter of this route". */
export function checkInput<S extends z.ZodObject>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
  noun: string,
): Checked<z.output<S>> {
  const errors: InputError[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (errors.length >= MAX_ERRORS) break;
    if (fieldOf(schema, name) === null) errors.push(unknown(schema, name, noun));
    else values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success && errors.length === 0) return { value: parsed.data };
  const named = new Set<string>();
  for (const issue of parsed.error?.issues ?? []) {
    const parameter = String(issue.path[0]);
    if (named.has(parameter)) continue;
    named.add(parameter);
    errors.push(errorOf(parameter, fieldOf(schema, parameter), issue, values));
  }
  return { errors: errors.slice(0, MAX_ERRORS) };
}

/** The schema of a parameter without its optionality; null if there is no such parameter. */
export function fieldOf(schema: z.ZodObject, parameter: string): z.core.$ZodType | null {
  if (!Object.hasOwn(schema.shape, parameter)) return null;
  const field = schema.shape[parameter]!;
  return field instanceof z.ZodOptional ? field.unwrap() : field;
}

/** Text as the number or boolean that the schema wants, a number as text. What cannot be converted stays as it is, for the schema to refuse. */
export function convert(field: z.core.$ZodType, value: unknown): unknown {
  if (typeof value === 'number' && field instanceof z.ZodString) return String(value);
  if (typeof value !== 'string') return value;
  if (field instanceof z.ZodNumber && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (field instanceof z.ZodBoolean && /^(?:true|false)$/.test(value)) return value === 'true';
  return value;
}

/** The items of a list, each converted. A comma separates words of a closed list, none of which contains one. */
export function convertList({ element }: z.ZodArray, values: readonly unknown[]): unknown[] {
  const items =
    element instanceof z.ZodEnum
      ? values.flatMap((value) => (typeof value === 'string' ? value.split(',') : [value]))
      : values;
  return items.map((item) => convert(element, item));
}

function unknown(schema: z.ZodObject, name: string, noun: string): InputError {
  const known = Object.keys(schema.shape);
  const parameter = name.slice(0, MAX_SHOWN);
  const meant = suggest(name, known);
  if (meant !== null) return { parameter, message: `is not ${noun}; did you mean ${meant}?`, meant };
  const others = known.length === 0 ? ', which has none' : `; use one of ${known.join(', ')}`;
  return { parameter, message: `is not ${noun}${others}` };
}

function errorOf(
  parameter: string,
  field: z.core.$ZodType | null,
  issue: z.core.$ZodIssue,
  values: Readonly<Record<string, unknown>>,
): InputError {
  if (!(parameter in values)) return { parameter, message: 'is required', isMissing: true };
  const given = [values[parameter]].flat()[Number(issue.path[1] ?? 0)];
  if (field instanceof z.ZodArray && issue.path.length > 1)
    return { parameter, ...messageOf(field.element, issue, given) };
  return { parameter, ...messageOf(field, issue, given) };
}

function messageOf(
  field: z.core.$ZodType | null,
  issue: z.core.$ZodIssue,
  given: unknown,
): Omit<InputError, 'parameter'> {
  if (field instanceof z.ZodArray) {
    if (issue.code === 'too_small') return { message: 'must not be an empty list' };
    return {
      message: issue.code === 'too_big' ? `may have at most ${issue.maximum} values` : 'must be a list',
    };
  }
  if (field instanceof z.ZodNumber)
    return { message: `must be an integer from ${field.minValue} to ${field.maxValue}` };
  if (field instanceof z.ZodBoolean) return { message: 'must be true or false' };
  if (field instanceof z.ZodEnum) {
    const values = field.options.map(String);
    const meant = suggest(String(given), values);
    const shown = JSON.stringify(String(given).slice(0, MAX_SHOWN));
    const rule =
      values.length <= MAX_LISTED
        ? `must be one of ${values.join(', ')}`
        : `names ${shown}, which ${issue.message}`;
    return meant === null ? { message: rule } : { message: `${rule}; did you mean ${meant}?`, meant };
  }
  if (issue.code === 'invalid_type') return { message: 'must be text' };
  if (issue.code === 'too_small') return { message: 'must not be empty' };
  if (issue.code === 'too_big') return { message: `must be at most ${issue.maximum} characters long` };
  return { message: issue.message };
}
