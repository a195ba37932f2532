/** Parses path and query of a request into the input of a question. Knows the syntax of parameters, not their meaning. */
import { z } from '@hono/zod-openapi';
import { checkInput, convert, convertList, fieldOf } from '../question/input.ts';
import type { Question } from '../question/question.ts';
import { badParameters, type ParameterError, type Problem } from '../http/problem.ts';
import { decode, objectionTo, trimmedPathOf, queryOf } from '../http/target.ts';

const MAX_QUERY_LENGTH = 8192;
const MAX_NAME_LENGTH = 64;
/** Further errors are not reported. */
const MAX_ERRORS = 20;

const NOUN = 'a parameter of this route';

export const NoQuery = z.strictObject({});

export type Parsed<S extends z.ZodObject> = { value: z.output<S> } | Problem;

/** The input of a question: what the query says, and the parts of the path that the question's path has in braces. */
export function parseRequest(
  { input, path }: Pick<Question, 'input' | 'path'>,
  url: string,
): Parsed<z.ZodObject> {
  const inPath = parsePath(path, url);
  if ('detail' in inPath) return inPath;
  const fields = Object.entries(input.shape).filter(([field]) => !Object.hasOwn(inPath.value, field));
  const parsed = parseQuery(z.strictObject(Object.fromEntries(fields)), queryOf(url));
  return 'detail' in parsed ? parsed : { value: { ...parsed.value, ...inPath.value } };
}

/** The parts that the path has in braces. Any text may be in one: one that names nothing is not found. */
export function parsePath(path: string, url: string): { value: Record<string, string> } | Problem {
  const parts = trimmedPathOf(url).split('/');
  const given: Record<string, string> = {};
  for (const [index, part] of path.split('/').entries()) {
    if (!part.startsWith('{')) continue;
    const name = part.slice(1, -1);
    const decoded = decode(parts[index] ?? '');
    const objection = objectionTo(decoded);
    if (objection !== null) return badParameters([{ parameter: name, message: objection }]);
    given[name] = decoded!;
  }
  return { value: given };
}

/** The parsed values, or a problem that names each rejected parameter. */
export function parseQuery<S extends z.ZodObject>(schema: S, query: string): Parsed<S> {
  if (query.length > MAX_QUERY_LENGTH) {
    return { status: 400, detail: `The query string is longer than ${MAX_QUERY_LENGTH} characters.` };
  }
  const errors: ParameterError[] = [];
  const values = new Map<string, unknown>();
  for (const [parameter, texts] of readPairs(query, errors)) {
    if (errors.length >= MAX_ERRORS) break;
    const field = fieldOf(schema, parameter);
    if (field instanceof z.ZodArray) values.set(parameter, convertList(field, texts));
    else if (field !== null && texts.length > 1)
      errors.push({ parameter, message: 'may be given only once' });
    else values.set(parameter, field === null ? texts[0] : convert(field, texts[0]));
  }
  const checked = checkInput(schema, Object.fromEntries(values), NOUN);
  if ('value' in checked && errors.length === 0) return { value: checked.value };
  for (const { parameter, message } of 'errors' in checked ? checked.errors : [])
    if (errors.length < MAX_ERRORS && errors.every((error) => error.parameter !== parameter))
      errors.push({ parameter, message });
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
