/** Translates between our requests and replies and those that the SDKs take and give. */
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import { signalOf } from '../http/request.ts';

const BOTH = 'application/json, text/event-stream';
/** What the SDKs read. */
const FORWARDED = [
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
] as const;

/** Without the body, which is passed beside it. Every Accept counts as one that names both forms: clients read the form that comes. */
export function toWebRequest(request: HttpRequest): Request {
  const { method, headers } = request;
  const forwarded: Record<string, string> = { accept: BOTH };
  for (const name of FORWARDED) {
    const value = headers[name];
    if (value !== undefined) forwarded[name] = value;
  }
  return new Request('http://localhost/mcp', { method, headers: forwarded, signal: signalOf(request) });
}

/** Of a response that is not a stream. */
export async function toHttpReply({ status, headers, body }: Response): Promise<HttpReply> {
  const bytes = body === null ? null : Buffer.from(await new Response(body).arrayBuffer());
  return {
    status,
    headers: { 'Cache-Control': 'no-store', ...Object.fromEntries(headers) },
    body: bytes,
  };
}

/** JSON that is ready to be sent. */
export function jsonReply(body: Buffer, sessionId: string | null): HttpReply {
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
      'Cache-Control': 'no-store',
      ...(sessionId !== null && { 'Mcp-Session-Id': sessionId }),
    },
    body,
  };
}
