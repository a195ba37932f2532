/** Converts the arguments of a call to what the schema expects. Models spell them in many ways; a value that fits no spelling is refused. */
import { z } from 'zod';

export type Arguments<T> = { value: T } | { problems: readonly string[] };

const MAX_SHOWN = 64;

/** Lists every problem, each with the name of its argument. */
export function readArguments<S extends z.ZodObject>(schema: S, given: unknown): Arguments<z.output<S>> {
  if (typeof (given ?? {}) !== 'object' || Array.isArray(given))
    return { problems: ['arguments must be an object'] };
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    const field = fieldOf(schema, name);
    if (field === null) problems.push(unknownArgument(schema, name));
    else if (value !== null) values[name] = convert(field, value);
  }
  const parsed = schema.safeParse(values);
  if (parsed.success && problems.length === 0) return { value: parsed.data };
  const named = new Set<string>();
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (named.has(name)) continue;
    named.add(name);
    problems.push(`${name} ${messageOf(fieldOf(schema, name), issue, name in values)}`);
  }
  return { problems };
}

/** The schema of an argument without its optionality; null when there is no such argument. */
function fieldOf(schema: z.ZodObject, name: string): z.core.$ZodType | null {
  if (!Object.hasOwn(schema.shape, name)) return null;
  const field = schema.shape[name]!;
  return field instanceof z.ZodOptional ? field.unwrap() : field;
}

/** A single value stands for a list of one, text for a number or a boolean. Anything else stays as it is, for the schema to refuse. */
function convert(field: z.core.$ZodType, value: unknown): unknown {
  if (field instanceof z.ZodArray) return [value].flat().map((item) => convert(field.element, item));
  if (typeof value !== 'string') return value;
  if (field instanceof z.ZodNumber && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (field instanceof z.ZodBoolean && /^(?:true|false)$/.test(value)) return value === 'true';
  return value;
}

function unknownArgument(schema: z.ZodObject, name: string): string {
  const known = Object.keys(schema.shape);
  const shown = JSON.stringify(name.slice(0, MAX_SHOWN));
  return `${shown} is not an argument of this tool; the arguments are ${known.join(', ')}`;
}

function messageOf(field: z.core.$ZodType | null, issue: z.core.$ZodIssue, isGiven: boolean): string {
  if (!isGiven) return 'is required';
  if (field instanceof z.ZodArray) {
    if (issue.path.length > 1) return messageOf(field.element, issue, true);
    return issue.code === 'too_small' ? 'must not be an empty list' : 'may have at most 100 values';
  }
  if (field instanceof z.ZodNumber) return `must be an integer from ${field.minValue} to ${field.maxValue}`;
  if (field instanceof z.ZodBoolean) return 'must be true or false';
  if (field instanceof z.ZodEnum) return `must be one of ${field.options.join(', ')}`;
  if (issue.code === 'invalid_type') return 'must be text';
  if (issue.code === 'too_small') return 'must not be empty';
  if (issue.code === 'too_big') return `must be at most ${issue.maximum} characters long`;
  return issue.message;
}
