/** Asks an app without a server and without a port, by the web's own Request and Response. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpApp, HttpReply } from '../../src/http/exchange.ts';
import { toRequest } from '../../src/http/request.ts';

export interface Asked {
  fetch: (request: Request) => Promise<Response>;
  request: (path: string, init?: RequestInit) => Promise<Response>;
}

export function toResponse({ status, headers, body }: HttpReply, method = 'GET'): Response {
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  return new Response(hasBody ? body : null, { status, headers });
}

export function askedDirectly({ answer }: HttpApp): Asked {
  const fetch: Asked['fetch'] = async (request) => {
    const { pathname, search } = new URL(request.url);
    const bytes = Buffer.from(await request.arrayBuffer());
    const incoming = Object.assign(Readable.from(bytes.length === 0 ? [] : [bytes]), {
      method: request.method,
      url: pathname + search,
      headers: { host: 'localhost', ...Object.fromEntries(request.headers) },
      httpVersionMinor: 1,
      socket: { destroy: () => {} },
    });
    const outgoing = Object.assign(new EventEmitter(), { writableFinished: false });
    request.signal.addEventListener('abort', () => outgoing.emit('close'));
    const asked = toRequest(
      incoming as unknown as IncomingMessage,
      outgoing as unknown as ServerResponse,
      () => '',
    );
    if (asked === null) throw new Error('The request is malformed.');
    return toResponse(await answer(asked), request.method);
  };
  return { fetch, request: (path, init) => fetch(new Request(`http://localhost${path}`, init)) };
}
