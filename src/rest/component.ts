/** What the routes of the OpenAPI document share: headers and errors, each documented once and referenced by name. */
import { STATUS_CODES } from 'node:http';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { lockedOut, wrongKey } from '../http/admission.ts';
import { headerTooLarge } from '../http/client-error.ts';
import { badParameters, type Problem, toBody, unexpected } from '../http/problem.ts';
import { exampleChange } from '../question/example-change.ts';
import { exampleHistoryOff } from '../question/example-past.ts';
import { toJsonSchema } from '../question/json-schema.ts';
import { namedRecords, recordNames } from '../question/record-name.ts';
import {
  ambiguousAccessPoint,
  ambiguousDevice,
  changeConflict,
  changesAreOff,
  forbidden,
  historyIsOff,
  namedByFile,
  noAccessPoint,
  noChange,
  noDevice,
  noPerson,
  noSnapshot,
  operatorIsOff,
  otherOrigin,
  queriesAreOff,
  lacksRight,
  routerBusy,
  routerFailed,
  tooManyRows,
  restIsOff,
  stopping,
  keyWords,
  tooManyChanges,
  tooManyStreams,
  unplanned,
} from './refusal.ts';
import { problemSchema } from './problem-schema.ts';

const headers = {
  'X-Correlation-ID': {
    type: 'string',
    description: 'The id of the request, or a new one if it had none; the log has it too.',
  },
  ETag: { type: 'string', description: 'Identifies this content; send it back in If-None-Match.' },
  Age: { type: 'integer', description: 'Seconds since the snapshot was taken.' },
  'Cache-Control': { type: 'string', description: 'Whether and where the response may be cached.' },
  Vary: { type: 'string', description: 'The request headers on which the form of the response depends.' },
  'Retry-After': { type: 'integer', description: 'Seconds to wait before the next request.' },
  'WWW-Authenticate': { type: 'string', description: 'How to authenticate.' },
} as const;

type HeaderName = keyof typeof headers;

/** References to the documented headers; every response has the first one. */
export function headersNamed(...names: HeaderName[]) {
  return Object.fromEntries(
    (['X-Correlation-ID', ...names] as const).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

/** A reference to the schema of a record. */
export function recordNamed(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

/** Each with its meaning and an example: a problem that a route responds with. */
const problems = {
  BadRequest: {
    description: 'A parameter is unknown or its value is not allowed; errors names each.',
    example: badParameters([{ parameter: 'limit', message: 'must be an integer from 1 to 1000' }]),
  },
  Unauthorized: {
    description: 'The key is missing or wrong.',
    example: wrongKey(keyWords),
  },
  TooManyRequests: {
    description: 'This address sent too many wrong keys, or this key exceeds RATE_LIMIT.',
    example: lockedOut(3000),
  },
  MayNotRead: {
    description: 'The key has not the right "read".',
    example: lacksRight('read', ['query']),
  },
  QueriesAreOff: {
    description: 'Routers cannot be asked, because the service was started without ROUTER_QUERIES=on.',
    example: queriesAreOff,
  },
  MayNotQuery: {
    description: 'The key has not the right "query".',
    example: lacksRight('query', ['read']),
  },
  TooManyQuestions: {
    description: 'This key has asked routers too often, or another question runs at this router.',
    example: routerBusy(6000),
  },
  TooManyRows: {
    description: 'Too many rows match; row_count has their number.',
    example: tooManyRows({ rowCount: 12_000, most: 5000 }),
  },
  RouterFailed: {
    description: 'The router answered with an error.',
    example: routerFailed({
      kind: 'router_error',
      message: 'GET https://192.168.88.1/rest/ping failed: 400 Bad Request (failure: resolve failed).',
      remedy: 'See /log print on the router; nothing to do if it passes.',
    }),
  },
  RestIsOff: {
    description: 'REST is off because the service was started without API_KEY.',
    example: restIsOff,
  },
  DeviceNotFound: {
    description: 'No device has this MAC address or name, or REST is off.',
    example: noDevice,
  },
  PersonNotFound: {
    description: 'No such person is configured, or REST is off.',
    example: noPerson,
  },
  AmbiguousName: {
    description: 'More than one device has this name; candidates lists them.',
    example: ambiguousDevice([
      { device_id: '3c22fb0a1b2c', name: 'Tablet', mac_address: '3C:22:FB:0A:1B:2C' },
      { device_id: '3c22fb0a1b2d', name: 'Tablet', mac_address: '3C:22:FB:0A:1B:2D' },
    ]),
  },
  NoDeviceHistory: {
    description: 'There was never such a device, no history is kept, or REST is off.',
    example: noDevice,
  },
  NoAccessPointHistory: {
    description: 'There was never such an access point, no history is kept, or REST is off.',
    example: noAccessPoint,
  },
  AmbiguousAccessPoint: {
    description: 'More than one access point has this name; the detail lists their ids.',
    example: ambiguousAccessPoint(['48a98a0c0d0e', '48a98a0c0d1e']),
  },
  OperatorIsOff: {
    description: 'No key may approve, there is no broker, or REST is off.',
    example: operatorIsOff,
  },
  Forbidden: {
    description: 'The key is valid, and has not the right that the route needs.',
    example: forbidden(['read', 'query', 'propose']),
  },
  NamedByFile: {
    description: 'The configuration file names the device, or more than one device has this name.',
    example: namedByFile,
  },
  ChangesAreOff: {
    description: 'Changes are off, or REST is off.',
    example: changesAreOff,
  },
  NoChange: {
    description: 'There is no such change, changes are off, or REST is off.',
    example: noChange,
  },
  OtherOrigin: {
    description:
      'The key has not the right that the route needs, or the request comes from a page of another origin.',
    example: otherOrigin,
  },
  MayNotApprove: {
    description: 'The key has not the right "approve", or the request comes from a page of another origin.',
    example: forbidden(['read', 'query', 'propose']),
  },
  ChangeConflict: {
    description:
      'The digest is of another plan, the plan has expired, the state of the change does not allow it, or the router is not as the change left it; change is the change as it is.',
    example: changeConflict('It is kept, so it cannot be approved.', { ...exampleChange, state: 'kept' }),
  },
  TooManyPlans: {
    description:
      'The limit of the router is reached, this address sent too many wrong keys, or this key exceeds RATE_LIMIT.',
    example: tooManyChanges(12),
  },
  Unplanned: {
    description: 'The router could not be read in time, or no router has been read yet.',
    example: unplanned('The router did not answer within 15 s.', 15),
  },
  BodyTooLarge: {
    description: 'The body is larger than 64 KiB.',
    example: { status: 413, detail: 'The body is larger than 65536 bytes.' },
  },
  TooManyStreams: {
    description:
      'The limit of open event streams is reached, this address sent too many wrong keys, or this key exceeds RATE_LIMIT.',
    example: tooManyStreams,
  },
  HeaderTooLarge: {
    description: 'The header of the request, including its target, is larger than 16 KiB.',
    example: headerTooLarge,
  },
  Unexpected: {
    description: 'A defect of the service.',
    example: unexpected,
  },
  NoSnapshot: {
    description: 'No router has been read yet.',
    example: noSnapshot,
  },
  HistoryIsOff: {
    description: 'The history cannot be read now, or no router has been read yet to resolve the name.',
    example: historyIsOff(exampleHistoryOff),
  },
  Stopping: {
    description: 'The service is stopping and opens no more streams.',
    example: stopping,
  },
} satisfies Record<string, { description: string; example: Problem }>;

/** The problem responses of a route, by status. Every route can respond with the last one. */
export function responsesNamed(...names: (keyof typeof problems)[]) {
  return Object.fromEntries(
    [...names, 'HeaderTooLarge' as const].map((name) => [
      problems[name].example.status,
      { $ref: `#/components/responses/${name}` },
    ]),
  );
}

/** The same for a route that needs the key. */
export function refusalsNamed(...names: (keyof typeof problems)[]) {
  return responsesNamed('BadRequest', 'Unauthorized', 'TooManyRequests', 'Unexpected', ...names);
}

/** A problem of a route that writes its sentence alone, by status. */
export function sentenceOf(meaning: string, { status, detail, headers: sent = {} }: Problem) {
  const response = {
    description: describe(status, meaning),
    headers: headersNamed('Cache-Control', ...(Object.keys(sent) as HeaderName[])),
    content: { 'text/plain': { schema: { type: 'string' as const }, example: `${detail}\n` } },
  };
  return { [status]: response };
}

function describe(status: number, meaning: string): string {
  return `${STATUS_CODES[status]}. ${meaning}`;
}

/** Registers all of the above and the two ways to send the key. */
export function registerComponents({ openAPIRegistry: registry }: OpenAPIHono): void {
  const description = 'The API_KEY of the service.';
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', description });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description,
  });
  for (const [name, header] of Object.entries(headers)) {
    registry.registerComponent('headers', name, {
      description: header.description,
      required: true,
      schema: { type: header.type },
    });
  }
  registry.registerComponent('schemas', 'Problem', {
    ...toJsonSchema(problemSchema, { io: 'output', isClosed: true, names: recordNames }),
    description: 'An error (RFC 9457).',
  });
  for (const { name, schema, description: meaning, example } of namedRecords) {
    registry.registerComponent('schemas', name, {
      ...toJsonSchema(schema, { io: 'output', isClosed: true, names: recordNames }),
      description: meaning,
      examples: [example],
    });
  }
  for (const [name, { description: meaning, example }] of Object.entries<{
    description: string;
    example: Problem;
  }>(problems)) {
    const headerNames = Object.keys(example.headers ?? {}) as HeaderName[];
    registry.registerComponent('responses', name, {
      description: describe(example.status, meaning),
      headers: headersNamed('Cache-Control', ...headerNames),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          example: toBody(example, '4f7c2c1e-0d53-4f0b-9c53-5a1f8a3f3c11'),
        },
      },
    });
  }
}
