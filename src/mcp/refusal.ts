/** HTTP answers to requests that reach no server of the SDKs, as JSON-RPC errors without an id. */
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

/** Names the limit and the time to wait. 429: this client exceeds its rate; 503: the service is full. */
export function refuseForNow(
  limit: string,
  message: string,
  retryAfterMs: number,
  status: 429 | 503 = 503,
): Response {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return refuse({
    status,
    message: `${message} Try again in ${seconds} s.`,
    headers: { 'Retry-After': String(seconds) },
    data: { limit, retry_after_seconds: seconds },
  });
}
