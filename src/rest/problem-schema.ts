import { z } from '@hono/zod-openapi';
import type { ProblemBody } from '../http/problem.ts';
import { changeSchema } from '../question/change.ts';

export const problemSchema: z.ZodType<ProblemBody> = z.strictObject({
  type: z
    .string()
    .describe(
      'Where the manual of this service explains the status, such as /manual/troubleshooting#http-404.',
    ),
  title: z.string().describe('Name of the HTTP status.'),
  status: z.int().describe('HTTP status.'),
  detail: z.string().describe('What went wrong, as a sentence.'),
  correlation_id: z.string().describe('The X-Correlation-ID of this response; the log has it too.'),
  errors: z
    .array(
      z.strictObject({
        parameter: z.string().describe('Name of the parameter.'),
        message: z.string().describe('What is wrong with it.'),
      }),
    )
    .optional()
    .describe('Every rejected parameter.'),
  candidates: z
    .array(
      z.strictObject({
        device_id: z.string().describe('The id to use instead of the name.'),
        name: z.string().describe('Name of the device; untrusted text from the network.'),
        mac_address: z.string().describe('MAC address of the device.'),
      }),
    )
    .optional()
    .describe('Devices that share the requested name, at most 20.'),
  row_count: z.int().optional().describe('Rows that match, when they are too many to read.'),
  change: changeSchema.optional().describe('The change as it is.'),
});
