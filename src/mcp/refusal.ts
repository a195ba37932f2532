/** Answers of HTTP to what never reaches a server of the SDKs, as JSON-RPC errors without an id. */
import { NOT_NOW } from './rpc-error.ts';

export interface Refusal {
  status: number;
  code?: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
  data?: object;
}

export function refuse({ status, code = NOT_NOW, message, headers, data }: Refusal): Response {
  const error = { code, message, ...(data !== undefined && { data }) };
  return new Response(JSON.stringify({ jsonrpc: '2.0', error, id: null }), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  });
}

/** 503 that names the limit and says when to come back. */
export function refuseForNow(limit: string, message: string, retryAfterMs: number): Response {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return refuse({
    status: 503,
    message: `${message} Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
    data: { limit, retry_after_seconds: seconds },
  });
}
