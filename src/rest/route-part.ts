/** What the documented routes share: request headers, parameters, and how the key is sent. */
import { z } from '@hono/zod-openapi';

export const requestHeaders = z.object({
  'X-Correlation-ID': z
    .string()
    .optional()
    .describe(
      'An id of your own to find this request by in the log: at most 128 visible ASCII characters. Otherwise the service creates one.',
    ),
});

export const conditional = requestHeaders.extend({
  'If-None-Match': z
    .string()
    .optional()
    .describe('The ETag of an earlier response; gives 304 if the content is still the same.'),
});

export const deviceParams = z.object({
  device_id: z
    .string()
    .describe('device_id, a MAC address in any common notation, or a name in any case, percent-encoded.')
    .openapi({ example: '3c22fb0a1b2c' }),
});

export const UNCHANGED = 'The content is the same as in the response with this ETag.';
export const key = [{ bearer: [] }, { apiKey: [] }];
export const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
