/** What every reply has, whatever the route: a correlation id, a log line, a count, and a 500 in place of an exception. */
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import type { Cors } from './cors.ts';
import type { Answer, HttpReply, HttpRequest } from './exchange.ts';
import { type Problem, type Render, toReply, unexpected } from './problem.ts';
import { pathOf } from './target.ts';

export type HttpResult = HttpReply | Problem;
export type Respond = (request: HttpRequest) => HttpResult | Promise<HttpResult>;

/** A route of an edge, with what differs from the other routes. */
export interface Endpoint {
  respond: Respond;
  /** Routed whatever the method; default: GET and HEAD only. */
  takesEveryMethod?: true;
  /** Default: that of the handler. */
  cors?: Cors | null;
  /** The form of its problems; default: RFC 9457. */
  render?: Render;
}

/** The part of the log that HTTP writes to. */
export type HttpLog = Pick<Log, 'debug' | 'info' | 'error'>;

export interface HandlerOptions {
  log: HttpLog;
  cors?: Cors | null;
  /** Undefined when no spans are recorded. */
  trace?: Trace | undefined;
  counters?: Pick<Counters, 'route'> | undefined;
}

export type Handle = (endpoint: Endpoint | Respond, template?: string) => Answer;

const MAX_LOGGED_PATH = 256;
/** The route under which requests that match no route are counted. */
const NO_ROUTE = 'none';

/** Turns an endpoint into what the router calls. A synchronous answer stays synchronous. */
export function createHandler(options: HandlerOptions): Handle {
  const { log, trace, counters } = options;

  return (endpoint, template = NO_ROUTE) => {
    const {
      respond,
      cors = options.cors ?? null,
      render = toReply,
    } = typeof endpoint === 'function' ? { respond: endpoint } : endpoint;
    const count = counters?.route(template);

    const finish = (request: HttpRequest, result: HttpResult, startedMs: number): HttpReply => {
      const { method, correlationId } = request;
      const reply = 'detail' in result ? render(result, correlationId) : result;
      const { status } = reply;
      count?.(method, status, performance.now() - startedMs);
      trace?.note({ 'http.response.status_code': status, correlation_id: correlationId });
      cors?.expose(reply.headers, request);
      const line = {
        method,
        path: pathOf(request.url).slice(0, MAX_LOGGED_PATH), // without the query, which may contain a key by mistake
        status,
        client: request.address,
        ...(request.keyName !== null && { key: request.keyName }),
        correlation_id: correlationId,
      };
      if (status < 400) log.debug(line, 'request');
      else log.info(line, 'request');
      return complete(reply, correlationId);
    };

    const fail = (request: HttpRequest, error: unknown, startedMs: number): HttpReply => {
      log.error({ error, correlation_id: request.correlationId }, 'request failed');
      return finish(request, unexpected, startedMs);
    };

    const handle: Answer = (request) => {
      const startedMs = count === undefined ? 0 : performance.now();
      try {
        const result = cors?.preflight(request) ?? respond(request);
        if (!(result instanceof Promise)) return finish(request, result, startedMs);
        return result.then(
          (settled) => finish(request, settled, startedMs),
          (error: unknown) => fail(request, error, startedMs),
        );
      } catch (error) {
        return fail(request, error, startedMs);
      }
    };
    if (trace === undefined) return handle;
    return (request) => {
      const { method, headers: sent } = request;
      const attributes = { 'http.request.method': method, 'http.route': template };
      const headers = { traceparent: sent['traceparent'], tracestate: sent['tracestate'] };
      return trace.serve(`${method} ${template}`, attributes, headers, () => handle(request));
    };
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
