/** Errors as RFC 9457 tells them. A problem is a value that a route returns; what is thrown is a fault of ours. */
import { STATUS_CODES } from 'node:http';
import { z } from '@hono/zod-openapi';
import type { Reply } from './handler.ts';

export const problemSchema = z.strictObject({
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

type ProblemBody = z.infer<typeof problemSchema>;
export type ParameterError = NonNullable<ProblemBody['errors']>[number];

export interface Problem {
  status: number;
  detail: string;
  errors?: ParameterError[];
  candidates?: NonNullable<ProblemBody['candidates']>;
  headers?: Readonly<Record<string, string>>;
}

/** 400 for parameters, each of them named. */
export function badParameters(errors: ParameterError[]): Problem {
  const detail = errors.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
  return { status: 400, detail: detail.endsWith('?') ? detail : `${detail}.`, errors };
}

/** Says nothing of what happened: that is in the log, under the correlation id. */
export const unexpected: Problem = {
  status: 500,
  detail:
    'Something unexpected went wrong in this service; its log has the details under this correlation_id.',
};

export function toBody(problem: Problem, correlationId: string): ProblemBody {
  const { status, detail, errors, candidates } = problem;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors }),
    ...(candidates && { candidates }),
    correlation_id: correlationId,
  };
}

export function toReply(problem: Problem, correlationId: string): Reply & { body: Buffer } {
  const body = Buffer.from(JSON.stringify(toBody(problem, correlationId)));
  return {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Content-Length': String(body.length),
      'Cache-Control': 'no-store',
      ...problem.headers,
    },
    body,
  };
}
