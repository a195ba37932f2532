/** What the routes of the OpenAPI document share: headers and errors, each documented once and referred to by name. */
import { STATUS_CODES } from 'node:http';
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { toBody } from '../http/problem.ts';
import type { problemSchema } from './problem-schema.ts';
import { Problem } from './schema.ts';

const headers = {
  'X-Correlation-ID': {
    type: 'string',
    description: 'The id that was sent, else a new one; the log has it too.',
  },
  ETag: { type: 'string', description: 'Names this content; send it back in If-None-Match.' },
  Age: { type: 'integer', description: 'Seconds since the snapshot was taken.' },
  'Cache-Control': { type: 'string', description: 'Whether the answer may be kept, and by whom.' },
  Vary: { type: 'string', description: 'The request headers on which the form of the answer depends.' },
  'Retry-After': { type: 'integer', description: 'Seconds after which to ask again.' },
  'WWW-Authenticate': { type: 'string', description: 'How to authenticate.' },
} as const;

type HeaderName = keyof typeof headers;

/** References to the documented headers; every answer has the first one. */
export function headersNamed(...names: HeaderName[]) {
  return Object.fromEntries(
    (['X-Correlation-ID', ...names] as const).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
}

type Example = Pick<z.infer<typeof problemSchema>, 'detail' | 'errors' | 'candidates'>;

const problems = {
  BadRequest: {
    status: 400,
    description: 'A parameter is unknown or its value is not allowed; errors names each.',
    headers: [],
    example: {
      detail: 'limit must be an integer from 1 to 1000.',
      errors: [{ parameter: 'limit', message: 'must be an integer from 1 to 1000' }],
    },
  },
  Unauthorized: {
    status: 401,
    description: 'The key is missing or wrong.',
    headers: ['WWW-Authenticate'],
    example: { detail: 'That is not the API key of the REST interface.' },
  },
  TooManyRequests: {
    status: 429,
    description:
      'Too many wrong keys came from this address, or this key asks more often than RATE_LIMIT allows.',
    headers: ['Retry-After'],
    example: { detail: 'Too many wrong keys came from this address. Try again in 3 s.' },
  },
  RestIsOff: {
    status: 404,
    description: 'The service was started without API_KEY, so REST is off.',
    headers: [],
    example: { detail: 'REST is off, because this service was started without API_KEY.' },
  },
  DeviceNotFound: {
    status: 404,
    description: 'There is no such device, or REST is off.',
    headers: [],
    example: { detail: 'There is no device with this MAC address or name.' },
  },
  AmbiguousName: {
    status: 409,
    description: 'More than one device has this name; candidates lists them.',
    headers: [],
    example: {
      detail: 'More than one device has this name; ask by the device_id of one of the candidates.',
      candidates: [
        { device_id: '3c22fb0a1b2c', name: 'Tablet', mac_address: '3C:22:FB:0A:1B:2C' },
        { device_id: '3c22fb0a1b2d', name: 'Tablet', mac_address: '3C:22:FB:0A:1B:2D' },
      ],
    },
  },
  NoDeviceHistory: {
    status: 404,
    description: 'There never was such a device, no history is kept, or REST is off.',
    headers: [],
    example: { detail: 'There is no device with this MAC address or name.' },
  },
  NoHistory: {
    status: 404,
    description: 'No history is kept, or REST is off.',
    headers: [],
    example: {
      detail:
        'No history is kept, because this service was started with HISTORY_MAX_SIZE=0; set it to a size, such as 512MB, and start again.',
    },
  },
  NoAccessPointHistory: {
    status: 404,
    description: 'There never was such an access point, no history is kept, or REST is off.',
    headers: [],
    example: { detail: 'There is no access point with this id or name.' },
  },
  AmbiguousAccessPoint: {
    status: 409,
    description: 'More than one access point has this name; the detail has their ids.',
    headers: [],
    example: {
      detail:
        'More than one access point has this name; ask by one of these ids: 48a98a0c0d0e, 48a98a0c0d1e.',
    },
  },
  TooManyStreams: {
    status: 429,
    description:
      'There are as many event streams open as there may be, too many wrong keys came from this address, or this key asks too often.',
    headers: ['Retry-After'],
    example: {
      detail:
        'There are 100 event streams open, which is the most; close one, or ask for pages with since or after.',
    },
  },
  HeaderTooLarge: {
    status: 431,
    description: 'The header of the request, with its target, is larger than 16 KiB.',
    headers: [],
    example: { detail: 'The header of the request is larger than 16 KiB.' },
  },
  Unexpected: {
    status: 500,
    description: 'A fault of the service.',
    headers: [],
    example: { detail: 'Something unexpected went wrong; the log of the service has the details.' },
  },
  NoSnapshot: {
    status: 503,
    description: 'No router has been read yet.',
    headers: ['Retry-After'],
    example: { detail: 'No router has been read yet.' },
  },
  HistoryIsOff: {
    status: 503,
    description: 'The history cannot be read now, or no router has been read yet to know the name from.',
    headers: ['Retry-After'],
    example: { detail: 'The history is off, because its disk is full.' },
  },
  Stopping: {
    status: 503,
    description: 'The service is being stopped and opens no more streams.',
    headers: ['Retry-After'],
    example: { detail: 'This service is being stopped.' },
  },
} as const satisfies Record<
  string,
  { status: number; description: string; headers: readonly HeaderName[]; example: Example }
>;

/** Responses of a route, by status, of the problems it can end in; the last of these every route can. */
export function responsesNamed(...names: (keyof typeof problems)[]) {
  return Object.fromEntries(
    [...names, 'HeaderTooLarge' as const].map((name) => [
      problems[name].status,
      { $ref: `#/components/responses/${name}` },
    ]),
  );
}

/** The same of a route behind the key. */
export function refusalsNamed(...names: (keyof typeof problems)[]) {
  return responsesNamed('BadRequest', 'Unauthorized', 'TooManyRequests', 'Unexpected', ...names);
}

/** Adds all of the above, and the two ways to present the key. */
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
  registry.register('Problem', Problem);
  for (const [name, problem] of Object.entries(problems)) {
    const example = toBody(
      { status: problem.status, ...problem.example },
      '4f7c2c1e-0d53-4f0b-9c53-5a1f8a3f3c11',
    );
    registry.registerComponent('responses', name, {
      description: `${STATUS_CODES[problem.status]}. ${problem.description}`,
      headers: headersNamed('Cache-Control', ...problem.headers),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
    });
  }
}
