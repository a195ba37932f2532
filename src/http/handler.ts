/** What every answer has, whatever the route: a correlation id, a line in the log, and no exception that gets out. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { AddressOf } from '../auth/client-address.ts';
import type { Counters, CountRequest } from '../telemetry/counters.ts';
import type { Log as FullLog } from '../telemetry/log.ts';
import type { Trace } from '../telemetry/trace.ts';
import { correlationIdOf } from './correlation.ts';
import type { Cors } from './cors.ts';
import type { Asked, Reply } from './exchange.ts';
import { type Problem, toReply, unexpected } from './problem.ts';
import { pathOf } from './target.ts';

export type Outcome = Reply | Problem;
export type Respond = (asked: Asked) => Outcome | Promise<Outcome>;

/** What REST uses of the log. */
export type Log = Pick<FullLog, 'debug' | 'info' | 'error'>;

export interface FrameOptions {
  log: Log;
  addressOf?: AddressOf;
  cors?: Cors | null;
  /** Absent when nobody records. */
  trace?: Trace | undefined;
  count?: Pick<Counters, 'route'> | undefined;
}

const MAX_LOGGED_PATH = 256;
/** How what no route answers is counted. */
const NO_ROUTE = 'none';

/**
 * Turns what a route answers into a handler. One handler per route and no middleware: a response that is made at once, with its
 * headers as a plain object, is what @hono/node-server sends about as fast as node:http itself.
 */
export function createFrame({
  log,
  addressOf = (remote) => remote ?? '',
  cors = null,
  trace,
  count,
}: FrameOptions): (respond: Respond, template?: string) => (c: Context) => Response | Promise<Response> {
  const finish = (asked: Asked, outcome: Outcome, run: Run): Response => {
    const { correlationId } = asked;
    const reply = 'detail' in outcome ? toReply(outcome, correlationId) : outcome;
    run?.counted(asked.method, reply.status, performance.now() - run.startedMs);
    trace?.note({ 'http.response.status_code': reply.status, correlation_id: correlationId });
    cors?.expose(reply.headers, asked.headers['origin']);
    const line = {
      method: asked.method,
      path: pathOf(asked.url).slice(0, MAX_LOGGED_PATH), // without the query, where somebody may have put a key
      status: reply.status,
      client: asked.address,
      ...(asked.keyName !== null && { key: asked.keyName }),
      correlation_id: correlationId,
    };
    if (reply.status < 400) log.debug(line, 'request');
    else log.info(line, 'request');
    return toResponse(reply, correlationId);
  };

  const fail = (asked: Asked, error: unknown, run: Run): Response => {
    log.error({ error, correlation_id: asked.correlationId }, 'request failed');
    return finish(asked, unexpected, run);
  };

  return (respond, template = NO_ROUTE) => {
    const counted = count?.route(template);
    const handle = (c: Context) => {
      const run = counted && { counted, startedMs: performance.now() };
      const asked = toAsked(c, addressOf);
      try {
        const outcome = respond(asked);
        if (!(outcome instanceof Promise)) return finish(asked, outcome, run);
        return outcome.then(
          (settled) => finish(asked, settled, run),
          (error: unknown) => fail(asked, error, run),
        );
      } catch (error) {
        return fail(asked, error, run);
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

/** A request that is to be counted when it is answered; undefined when nobody counts. */
type Run = { counted: CountRequest; startedMs: number } | undefined;

// the headers as node:http has them, which is cheaper than asking for each; without a server there is only Hono's view of them
function toAsked({ req, env }: Context, addressOf: AddressOf): Asked {
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  const headers = (incoming?.headers ?? req.header()) as Asked['headers'];
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
  };
}

// An answer is data: shown as a page it may load nothing, run nothing and be framed by nobody. What is a page brings its own policy.
const POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Adds the headers that every answer has. */
export function complete<R extends Reply>(reply: R, correlationId: string): R {
  reply.headers['X-Correlation-ID'] = correlationId;
  reply.headers['X-Content-Type-Options'] = 'nosniff';
  reply.headers['Content-Security-Policy'] ??= POLICY;
  reply.headers['Referrer-Policy'] = 'no-referrer';
  reply.headers['Cross-Origin-Resource-Policy'] = 'same-origin';
  return reply;
}

export function toResponse(reply: Reply, correlationId: string): Response {
  const { status, headers, body } = complete(reply, correlationId);
  return new Response(body, { status, headers });
}
