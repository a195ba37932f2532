/** The body of a request as JSON of a known shape, or a problem that names each rejected key. */
import type { z } from '@hono/zod-openapi';
import type { HttpRequest } from '../http/exchange.ts';
import type { Problem } from '../http/problem.ts';
import { readBody } from '../http/read-body.ts';
import { checkInput } from '../question/input.ts';
import { badInput } from '../question/refusal.ts';
import { toProblem } from './refusal.ts';

export const MAX_BODY_BYTES = 64 * 1024;

/** `absent`: the value of an empty body; without it, there must be one. */
export async function readJson<S extends z.ZodObject>(
  request: HttpRequest,
  schema: S,
  absent?: z.output<S>,
): Promise<{ value: z.output<S> } | Problem> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === 'cut') return { status: 400, detail: 'The body ended early.' };
  if (body === 'too_large')
    return { status: 413, detail: `The body is larger than ${MAX_BODY_BYTES} bytes.` };
  const text = body.toString('utf8');
  if (text === '' && absent !== undefined) return { value: absent };
  const json = parseObject(text);
  if (json === null)
    return { status: 400, detail: 'The body is not a JSON object. Send one, as /docs shows it.' };
  const checked = checkInput(schema, json, 'a key of this body');
  return 'errors' in checked ? toProblem(badInput(checked.errors)) : checked;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : null;
  } catch {
    return null;
  }
}
