/** Errors as RFC 9457 tells them. A problem is a value that a route returns; what is thrown is a fault of ours. */
import { STATUS_CODES } from 'node:http';
import type { Reply } from './exchange.ts';

/** As sent. */
export interface ProblemBody {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  correlation_id: string;
  /** Every parameter that was refused. */
  errors?: { parameter: string; message: string }[] | undefined;
  /** Devices that share the name asked for. */
  candidates?: { device_id: string; name: string; mac_address: string }[] | undefined;
}
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
