/** The operator's routes as OpenAPI documents them. Their responses are in `operator.ts`. */
import type { z } from '@hono/zod-openapi';
import { toJsonSchema } from '../question/json-schema.ts';
import { deletionListSchema, nameBodySchema, restoreBodySchema, restoredSchema } from '../record/deletion.ts';
import { headersNamed, recordNamed, refusalsNamed } from './component.ts';
import { correlationHeader, key, type Route } from './route.ts';

const needs =
  'Needs a key with the right "approve", such as OPERATOR_KEY. Answers no page of another origin.';

type Body = Record<string, unknown>;

function content(schema: object): { 'application/json': { schema: Body } } {
  return { 'application/json': { schema: schema as Body } };
}

function answer(description: string, schema: object) {
  return { 200: { description, headers: headersNamed('Cache-Control'), content: content(schema) } };
}

const output = (schema: z.ZodType) => toJsonSchema(schema, { io: 'output', isClosed: true });
const body = (schema: z.ZodType, required: boolean) => ({
  requestBody: { required, content: content(toJsonSchema(schema, { io: 'input', isClosed: true })) },
});

export const nameRoute = {
  method: 'put',
  path: '/devices/{device_id}/name',
  operationId: 'nameDevice',
  tags: ['Devices'],
  summary: 'Name a device',
  description: `Gives the device a name of the service's own, which makes it known; null takes it back. No router is changed. ${needs}`,
  security: key,
  parameters: [
    {
      name: 'device_id',
      in: 'path',
      required: true,
      description: 'device_id, a MAC address in any common notation, or a name in any case, percent-encoded.',
      schema: { type: 'string' },
      example: '3c22fb0a1b2c',
    },
    correlationHeader,
  ],
  ...body(nameBodySchema, true),
  responses: {
    ...answer('The device, with its name.', recordNamed('Device')),
    ...refusalsNamed('Forbidden', 'DeviceNotFound', 'NamedByFile', 'BodyTooLarge', 'NoSnapshot'),
  },
} as Route;

export const deletionsRoute = {
  method: 'get',
  path: '/homeassistant/deletions',
  operationId: 'listDeletions',
  tags: ['Service'],
  summary: 'List what Home Assistant deleted',
  description: `Devices and people that were deleted in Home Assistant and are not published there. ${needs}`,
  security: key,
  parameters: [correlationHeader],
  responses: {
    ...answer('The deletions.', output(deletionListSchema)),
    ...refusalsNamed('Forbidden', 'OperatorIsOff'),
  },
} as Route;

export const restoreRoute = {
  method: 'post',
  path: '/homeassistant/restore',
  operationId: 'restoreDeletions',
  tags: ['Service'],
  summary: 'Publish again what Home Assistant deleted',
  description: `Undoes these deletions, or all of them. ${needs}`,
  security: key,
  parameters: [correlationHeader],
  ...body(restoreBodySchema, false),
  responses: {
    ...answer('What was restored, and what is still deleted.', output(restoredSchema)),
    ...refusalsNamed('Forbidden', 'OperatorIsOff', 'BodyTooLarge'),
  },
} as Route;
