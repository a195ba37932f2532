/** The routes of questions, as OpenAPI documents them. */
import { type RouteConfig, z } from '@hono/zod-openapi';
import { type Question, type RouterQuestion, shownDefaultsOf } from '../question/question.ts';
import { type JsonSchema, toJsonSchema } from '../question/json-schema.ts';
import { withForm } from './form.ts';
import { headersNamed, recordNamed, refusalsNamed } from './component.ts';

type Parameters = NonNullable<RouteConfig['parameters']>;
export type Route = RouteConfig & { parameters: Parameters };

const header = (name: string, description: string) => ({
  schema: { type: 'string' as const },
  required: false,
  description,
  name,
  in: 'header' as const,
});

export const correlationHeader = header(
  'X-Correlation-ID',
  'An id of your own to find this request by in the log: at most 128 visible ASCII characters. Otherwise the service creates one.',
);

export const conditional = [
  correlationHeader,
  header('If-None-Match', 'The ETag of an earlier response; gives 304 if the content is still the same.'),
];

export const UNCHANGED = 'The content is the same as in the response with this ETag.';
export const key = [{ bearer: [] }, { apiKey: [] }];

/** One operation: the answer with its ETag, or a refusal. */
export function routeOf(asked: Question): Route {
  const question = withForm(asked);
  const { name, title, description, topic, path, output, record } = question;
  const { operationId = camelCase(name) } = question;
  const names = question.reads === 'snapshot' ? (['ETag', 'Age', 'Cache-Control', 'Vary'] as const) : null;
  const headers = headersNamed(...(names ?? (['ETag', 'Cache-Control', 'Vary'] as const)));
  return {
    method: 'get',
    path,
    operationId,
    tags: [topic],
    summary: title,
    description,
    security: key,
    parameters: [...parametersOf(question), ...conditional] as Parameters,
    responses: {
      200: {
        description: output.description ?? 'The record.',
        headers,
        content: { 'application/json': { schema: recordNamed(record) } },
      },
      304: { description: UNCHANGED, headers },
      ...refusalsNamed('MayNotRead', ...refusalNames(question)),
    },
  };
}

/** A question about a router: its answer is not kept, and a `post` has its input in the body. */
export function routerRouteOf(question: RouterQuestion): Route {
  const { name, title, description, topic, path, output, record, input, method = 'get' } = question;
  const parameters = parametersOf(question).filter(({ in: place }) => method === 'get' || place === 'path');
  const inPath = Object.fromEntries(
    parameters.filter(({ in: place }) => place === 'path').map(({ name: field }) => [field, true as const]),
  );
  const body = toJsonSchema(z.strictObject(omit(input.shape, inPath) as z.ZodRawShape), {
    io: 'input',
    isClosed: true,
  });
  return {
    method,
    path,
    operationId: camelCase(name),
    tags: [topic],
    summary: title,
    description: `${description} Off without ROUTER_QUERIES=on; at most 10 questions a minute for each key.`,
    security: key,
    parameters: [...parameters, correlationHeader] as Parameters,
    ...(method === 'post' && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: body, example: omit(question.example.input, inPath) } },
      },
    }),
    responses: {
      200: {
        description: output.description ?? 'The record.',
        headers: headersNamed('Cache-Control'),
        content: { 'application/json': { schema: recordNamed(record) } },
      },
      ...refusalsNamed('QueriesAreOff', 'MayNotQuery', 'TooManyQuestions'),
      ...(question.refusals.includes('too_many_rows') && refusalsNamed('TooManyRows')),
      ...(question.refusals.includes('router_failed') && refusalsNamed('RouterFailed')),
    },
  } as unknown as Route;
}

function omit(value: Readonly<Record<string, unknown>>, names: Readonly<Record<string, true>>) {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(names, name)));
}

/** The names of the documented refusals; a status stands for the widest that the question has. */
function refusalNames({ refusals }: Question) {
  const has = (name: Question['refusals'][number]) => refusals.includes(name);
  return [
    has('access_point_not_found')
      ? 'NoAccessPointHistory'
      : has('no_history')
        ? 'NoDeviceHistory'
        : has('device_not_found')
          ? 'DeviceNotFound'
          : has('person_not_found')
            ? 'PersonNotFound'
            : 'RestIsOff',
    ...(has('ambiguous_device') ? (['AmbiguousName'] as const) : []),
    ...(has('ambiguous_access_point') ? (['AmbiguousAccessPoint'] as const) : []),
    has('history_off') ? 'HistoryIsOff' : 'NoSnapshot',
  ] as const;
}

/** A parameter for each field of the input; the path has those in braces. */
export function parametersOf(question: Pick<Question, 'input' | 'path' | 'defaults' | 'span' | 'example'>) {
  const { input, path, example } = question;
  const defaults = shownDefaultsOf(question, 'rest');
  const { properties } = toJsonSchema(input, { io: 'input', isClosed: true });
  const parameters = Object.entries(properties as Record<string, JsonSchema>).map(([name, field]) => {
    const { description, ...schema } = field;
    const { minLength: _min, maxLength: _max, ...anyText } = schema;
    const isInPath = path.includes(`{${name}}`);
    return {
      schema: {
        ...(isInPath ? anyText : schema),
        ...(name in defaults && { default: defaults[name] }),
        ...(isInPath && { example: example.input[name] }),
      },
      required: isInPath,
      description,
      name,
      in: isInPath ? ('path' as const) : ('query' as const),
    };
  });
  return parameters.toSorted((a, b) => Number(b.required) - Number(a.required));
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
