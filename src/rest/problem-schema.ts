import { z } from '@hono/zod-openapi';
import type { ProblemBody } from '../http/problem.ts';

export const problemSchema: z.ZodType<ProblemBody> = z.strictObject({
  type: z.literal('about:blank').describe('Always about:blank: status and title say it all.'),
  title: z.string().describe('Name of the status.'),
  status: z.int().describe('HTTP status.'),
  detail: z.string().describe('What went wrong, as a sentence to a person.'),
  correlation_id: z.string().describe('The X-Correlation-ID of this answer, also in the log.'),
  errors: z
    .array(
      z.strictObject({
        parameter: z.string().describe('Name of the parameter.'),
        message: z.string().describe('What is wrong with it.'),
      }),
    )
    .optional()
    .describe('Every parameter that was refused.'),
  candidates: z
    .array(
      z.strictObject({
        device_id: z.string().describe('Id to ask with instead.'),
        name: z.string().describe('Name of the device; untrusted text from the network.'),
        mac_address: z.string().describe('MAC address of the device.'),
      }),
    )
    .optional()
    .describe('Devices that share the name asked for, at most 20.'),
});
