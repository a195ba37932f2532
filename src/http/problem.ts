/** Errors in the form of RFC 9457. A problem is a value that a route returns; an exception is a defect of this program. */
import { STATUS_CODES } from 'node:http';
import type { HttpReply } from './exchange.ts';

/** The body as sent. */
export interface ProblemBody {
  /** A reference to the section of the manual about this status. */
  type: string;
  title: string;
  status: number;
  detail: string;
  correlation_id: string;
  /** Every rejected parameter. */
  errors?: { parameter: string; message: string }[] | undefined;
  /** Devices that share the requested name. */
  candidates?: { device_id: string; name: string; mac_address: string }[] | undefined;
  /** The change that a conflict is about, as it is. */
  change?: Readonly<Record<string, unknown>> | undefined;
}
export type ParameterError = NonNullable<ProblemBody['errors']>[number];

export interface Problem {
  status: number;
  detail: string;
  errors?: ParameterError[];
  candidates?: NonNullable<ProblemBody['candidates']>;
  headers?: Readonly<Record<string, string>>;
  /** Name of the limit that the request exceeds; sent by MCP alone. */
  limit?: string;
  /** See `HttpReply.reason`. */
  reason?: string;
  /** Further members of the body. */
  extra?: Readonly<Record<string, unknown>>;
}

/** 400 that names each rejected parameter. */
export function badParameters(errors: ParameterError[]): Problem {
  const detail = errors.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
  return { status: 400, detail: detail.endsWith('?') ? detail : `${detail}.`, errors };
}

/** Gives no reason: the log has it under the correlation id. */
export const unexpected: Problem = {
  status: 500,
  detail:
    'An unexpected error occurred in this service; its log has the details under the X-Correlation-ID of this response.',
};

export function toBody(problem: Problem, correlationId: string): ProblemBody {
  const { status, detail, errors, candidates, extra } = problem;
  return {
    type: `/manual/troubleshooting#http-${status}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(errors && { errors }),
    ...(candidates && { candidates }),
    ...extra,
    correlation_id: correlationId,
  };
}

/** How an edge writes a problem. */
export type Render = (problem: Problem, correlationId: string) => HttpReply & { body: Buffer };

export const toReply: Render = (problem, correlationId) =>
  replyWith(problem, 'application/problem+json', JSON.stringify(toBody(problem, correlationId)));

/** The sentence alone, for readers that expect no JSON. */
export const toText: Render = (problem) =>
  replyWith(problem, 'text/plain; charset=utf-8', `${problem.detail}\n`);

export function replyWith(
  { status, reason, headers }: Problem,
  type: string,
  text: string,
): ReturnType<Render> {
  const body = Buffer.from(text);
  return {
    status,
    reason,
    headers: {
      'Content-Type': type,
      'Content-Length': String(body.length),
      'Cache-Control': 'no-store',
      ...headers,
    },
    body,
  };
}

/** What `/metrics` says without a key; documented by REST. */
export const metricsAreOff: Problem = {
  status: 404,
  detail:
    'Metrics are off, because neither METRICS_KEY nor API_KEY is set. Set one of them and restart the service.',
};
