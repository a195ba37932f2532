/** The operator's routes as OpenAPI documents them. Their responses are in `operator.ts`. */
import { createRoute, z } from '@hono/zod-openapi';
import { deletionListSchema, deletionSchema } from '../record/deletion.ts';
import { MAX_NAME_LENGTH } from '../record/given-name.ts';
import { headersNamed, refusalsNamed } from './component.ts';
import { deviceParams, json, key, requestHeaders } from './route-part.ts';
import { Device } from './schema.ts';

const needs = 'Needs a key with the right "approve": an OPERATOR_KEY. Answers no page of another origin.';

function answer(description: string, schema: z.ZodType) {
  return { 200: { description, headers: headersNamed('Cache-Control'), content: json(schema) } };
}

export const nameRoute = createRoute({
  method: 'put',
  path: '/devices/{device_id}/name',
  operationId: 'nameDevice',
  tags: ['Devices'],
  summary: 'Name a device',
  description: `Gives the device a name of the service's own, which makes it known; null takes it back. No router is changed. ${needs}`,
  security: key,
  request: {
    params: deviceParams,
    headers: requestHeaders,
    body: {
      required: true,
      content: json(
        z.strictObject({
          name: z
            .string()
            .nullable()
            .describe(
              `1 to ${MAX_NAME_LENGTH} visible characters; others are removed. null: no name of the service's own.`,
            ),
        }),
      ),
    },
  },
  responses: {
    ...answer('The device, with its name.', Device),
    ...refusalsNamed('Forbidden', 'DeviceNotFound', 'NamedByFile', 'BodyTooLarge', 'NoSnapshot'),
  },
});

export const deletionsRoute = createRoute({
  method: 'get',
  path: '/homeassistant/deletions',
  operationId: 'listDeletions',
  tags: ['Service'],
  summary: 'List what Home Assistant deleted',
  description: `Devices and people that were deleted in Home Assistant and are not published there. ${needs}`,
  security: key,
  request: { headers: requestHeaders },
  responses: {
    ...answer('The deletions.', deletionListSchema),
    ...refusalsNamed('Forbidden', 'OperatorIsOff'),
  },
});

export const restoreRoute = createRoute({
  method: 'post',
  path: '/homeassistant/restore',
  operationId: 'restoreDeletions',
  tags: ['Service'],
  summary: 'Publish again what Home Assistant deleted',
  description: `Undoes these deletions, or all of them. ${needs}`,
  security: key,
  request: {
    headers: requestHeaders,
    body: {
      required: false,
      content: json(
        z.strictObject({
          deletion_ids: z
            .array(z.string())
            .optional()
            .describe('deletion_id of each deletion to undo. Default: all.'),
        }),
      ),
    },
  },
  responses: {
    ...answer(
      'What was restored, and what is still deleted.',
      deletionListSchema.extend({
        restored: z.array(deletionSchema).describe('What is published again.'),
      }),
    ),
    ...refusalsNamed('Forbidden', 'OperatorIsOff', 'BodyTooLarge'),
  },
});
