/** The body of a request as JSON of a known shape, or a problem that names each rejected key. */
import type { z } from '@hono/zod-openapi';
import type { HttpRequest } from '../http/exchange.ts';
import { badParameters, type Problem } from '../http/problem.ts';
import { readBody } from '../http/read-body.ts';

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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { status: 400, detail: 'The body is not JSON. Send an object, as /docs shows it.' };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  return badParameters(
    result.error.issues.slice(0, 20).flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? 'body')];
      const message =
        issue.code === 'unrecognized_keys' ? 'is not a key of this body' : lowered(issue.message);
      return keys.map((parameter) => ({ parameter: parameter.slice(0, 64), message }));
    }),
  );
}

function lowered(message: string): string {
  return `is rejected: ${message}`;
}
