/** Turns what node:http has parsed into a request as routes see it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressOf } from '../auth/client-address.ts';
import { correlationIdOf } from './correlation.ts';
import type { HttpRequest } from './exchange.ts';
import { normalTarget, routingPathOf } from './target.ts';

/** Null if the target or the Host header is not well-formed. */
export function toRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  addressOf: AddressOf,
): HttpRequest | null {
  const url = normalTarget(incoming.url ?? '');
  if (url === null || !hasHost(incoming)) return null;
  const headers = incoming.headers as HttpRequest['headers'];
  return {
    method: incoming.method ?? 'GET',
    url,
    path: routingPathOf(url),
    headers,
    address: addressOf(incoming.socket.remoteAddress, headers['x-forwarded-for']),
    correlationId: correlationIdOf(headers['x-correlation-id']),
    keyName: null,
    incoming,
    outgoing,
  };
}

const PLAIN_HOST = /^[a-z0-9._-]+(?::\d{1,5})?$/i;

/** HTTP/1.1 requires the header (RFC 9112 §3.2); HTTP/1.0 does not know it. */
function hasHost({ headers: { host }, httpVersionMinor }: IncomingMessage): boolean {
  if (host === undefined) return httpVersionMinor === 0;
  return PLAIN_HOST.test(host) || (/^[^\s/@?#\\]+$/.test(host) && URL.canParse(`http://${host}`));
}

/** Aborts when the client disconnects before the reply is sent. */
export function signalOf({ outgoing }: HttpRequest): AbortSignal {
  const controller = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}
