/** What every reply has, whatever the route: a correlation id, a log line, a count, and a 500 in place of an exception. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { AddressOf } from '../auth/client-address.ts';
import type { Counters, CountRequest } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import { correlationIdOf } from './correlation.ts';
import type { Cors } from './cors.ts';
import type { HttpReply, HttpRequest } from './exchange.ts';
import { type Problem, toReply, unexpected } from './problem.ts';
import { readText } from './read-text.ts';
import { pathOf } from './target.ts';

export type HttpResult = HttpReply | Problem;
export type Respond = (request: HttpRequest) => HttpResult | Promise<HttpResult>;

/** The part of the log that HTTP writes to. */
export type HttpLog = Pick<Log, 'debug' | 'info' | 'error'>;

export interface HandlerOptions {
  log: HttpLog;
  addressOf?: AddressOf;
  cors?: Cors | null;
  /** Undefined when no spans are recorded. */
  trace?: Trace | undefined;
  counters?: Pick<Counters, 'route'> | undefined;
}

const MAX_LOGGED_PATH = 256;
/** The route under which requests that match no route are counted. */
const NO_ROUTE = 'none';

/**
 * Turns what a route responds into a Hono handler. There is one handler per route and no middleware: a synchronous response whose headers
 * are a plain object is sent by @hono/node-server about as fast as by node:http itself.
 */
export function createHandler({
  log,
  addressOf = (remote) => remote ?? '',
  cors = null,
  trace,
  counters,
}: HandlerOptions): (respond: Respond, template?: string) => (c: Context) => Response | Promise<Response> {
  const finish = (request: HttpRequest, result: HttpResult, timing: Timing): Response => {
    const { correlationId } = request;
    const reply = 'detail' in result ? toReply(result, correlationId) : result;
    timing?.count(request.method, reply.status, performance.now() - timing.startedMs);
    trace?.note({ 'http.response.status_code': reply.status, correlation_id: correlationId });
    cors?.expose(reply.headers, request.headers['origin']);
    const line = {
      method: request.method,
      path: pathOf(request.url).slice(0, MAX_LOGGED_PATH), // without the query, which may contain a key by mistake
      status: reply.status,
      client: request.address,
      ...(request.keyName !== null && { key: request.keyName }),
      correlation_id: correlationId,
    };
    if (reply.status < 400) log.debug(line, 'request');
    else log.info(line, 'request');
    return toResponse(reply, correlationId);
  };

  const fail = (request: HttpRequest, error: unknown, timing: Timing): Response => {
    log.error({ error, correlation_id: request.correlationId }, 'request failed');
    return finish(request, unexpected, timing);
  };

  return (respond, template = NO_ROUTE) => {
    const count = counters?.route(template);
    const handle = (c: Context) => {
      const timing = count && { count, startedMs: performance.now() };
      const request = toRequest(c, addressOf);
      try {
        const result = respond(request);
        if (!(result instanceof Promise)) return finish(request, result, timing);
        return result.then(
          (settled) => finish(request, settled, timing),
          (error: unknown) => fail(request, error, timing),
        );
      } catch (error) {
        return fail(request, error, timing);
      }
    };
    if (trace === undefined) return handle;
    return (c) => {
      const { method } = c.req;
      const attributes = { 'http.request.method': method, 'http.route': template };
      const headers = { traceparent: c.req.header('traceparent'), tracestate: c.req.header('tracestate') };
      return trace.serve(`${method} ${template}`, attributes, headers, () => handle(c));
    };
  };
}

/** Undefined when requests are not counted. */
type Timing = { count: CountRequest; startedMs: number } | undefined;

// the headers as node:http has them, which is cheaper than asking Hono for each; without a server only Hono has them
function toRequest({ req, env }: Context, addressOf: AddressOf): HttpRequest {
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  const headers = (incoming?.headers ?? req.header()) as HttpRequest['headers'];
  const socket = incoming?.socket ?? null;
  return {
    method: req.method,
    url: req.url,
    path: req.path,
    headers,
    socket,
    address: addressOf(socket?.remoteAddress, headers['x-forwarded-for']),
    correlationId: correlationIdOf(headers['x-correlation-id']),
    keyName: null,
    readText: (maxBytes) => readText(req.raw, maxBytes),
  };
}

// A reply is data: opened in a browser it loads nothing, runs nothing and cannot be framed. Pages bring a policy of their own.
const POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Adds the headers that every reply has. */
export function complete<R extends HttpReply>(reply: R, correlationId: string): R {
  reply.headers['X-Correlation-ID'] = correlationId;
  reply.headers['X-Content-Type-Options'] = 'nosniff';
  reply.headers['Content-Security-Policy'] ??= POLICY;
  reply.headers['Referrer-Policy'] = 'no-referrer';
  reply.headers['Cross-Origin-Resource-Policy'] = 'same-origin';
  return reply;
}

export function toResponse(reply: HttpReply, correlationId: string): Response {
  const { status, headers, body } = complete(reply, correlationId);
  return new Response(body, { status, headers });
}
