/** HTTP replies to requests that reach no server of the SDKs, as JSON-RPC errors without an id. */
import type { HttpReply } from '../http/exchange.ts';
import { type Render, replyWith } from '../http/problem.ts';
import { INTERNAL_ERROR, NOT_NOW } from './rpc-error.ts';

export interface Refusal {
  status: number;
  code?: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
  data?: object;
  reason?: string;
}

export function refuse({
  status,
  code = NOT_NOW,
  message,
  headers = {},
  data,
  reason,
}: Refusal): HttpReply & {
  body: Buffer;
} {
  const error = { code, message, ...(data !== undefined && { data }) };
  const text = JSON.stringify({ jsonrpc: '2.0', error, id: null });
  return replyWith(
    { status, detail: message, headers, ...(reason !== undefined && { reason }) },
    'application/json',
    text,
  );
}

/** The problems that all edges share, in the form of this one. */
export const renderProblem: Render = ({ status, detail, headers, limit, reason }) => {
  const seconds = headers?.['Retry-After'];
  return refuse({
    status,
    code: status === 500 ? INTERNAL_ERROR : NOT_NOW,
    message: detail,
    ...(headers && { headers }),
    ...(reason !== undefined && { reason }),
    ...(limit !== undefined && {
      data: { limit, ...(seconds !== undefined && { retry_after_seconds: Number(seconds) }) },
    }),
  });
};

/** Names the limit and the time to wait: the service is full. */
export function refuseForNow(limit: string, message: string, retryAfterMs: number): HttpReply {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return refuse({
    status: 503,
    message: `${message} Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
    data: { limit, retry_after_seconds: seconds },
  });
}
