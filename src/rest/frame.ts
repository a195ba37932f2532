/** What every answer has, whatever the route: a correlation id, a line in the log, and no exception that gets out. */
import type { Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Log as FullLog } from '../log.ts';
import { correlationIdOf } from './correlation.ts';
import { type Problem, toReply, unexpected } from './problem.ts';
import { pathOf } from './target.ts';

/** What a route is told of a request. */
export interface Asked {
  method: string;
  /** Absolute, nothing decoded. */
  url: string;
  /** Decoded as far as routing needs it. */
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The connection, for who must cut it; null where there is no server. */
  socket: Socket | null;
}

export interface Reply {
  status: number;
  /** Made for this answer alone: the frame adds its own. */
  headers: Record<string, string>;
  body: Buffer | ReadableStream<Uint8Array> | null;
}

export type Outcome = Reply | Problem;
export type Respond = (asked: Asked) => Outcome | Promise<Outcome>;

/** What REST uses of the log. */
export type Log = Pick<FullLog, 'debug' | 'info' | 'error'>;

const MAX_LOGGED_PATH = 256;

/**
 * Turns what a route answers into a handler. One handler per route and no middleware: a response that is made at once, with its
 * headers as a plain object, is what @hono/node-server sends about as fast as node:http itself.
 */
export function createFrame(log: Log): (respond: Respond) => (c: Context) => Response | Promise<Response> {
  const finish = (asked: Asked, outcome: Outcome, correlationId: string): Response => {
    const reply = 'detail' in outcome ? toReply(outcome, correlationId) : outcome;
    const line = {
      method: asked.method,
      path: pathOf(asked.url).slice(0, MAX_LOGGED_PATH), // without the query, where somebody may have put a key
      status: reply.status,
      correlation_id: correlationId,
    };
    if (reply.status < 400) log.debug(line, 'request');
    else log.info(line, 'request');
    return toResponse(reply, correlationId);
  };

  const fail = (asked: Asked, error: unknown, correlationId: string): Response => {
    log.error({ error, correlation_id: correlationId }, 'request failed');
    return finish(asked, unexpected, correlationId);
  };

  return (respond) => (c) => {
    const asked = toAsked(c);
    const correlationId = correlationIdOf(asked.headers['x-correlation-id']);
    try {
      const outcome = respond(asked);
      if (!(outcome instanceof Promise)) return finish(asked, outcome, correlationId);
      return outcome.then(
        (settled) => finish(asked, settled, correlationId),
        (error: unknown) => fail(asked, error, correlationId),
      );
    } catch (error) {
      return fail(asked, error, correlationId);
    }
  };
}

// the headers as node:http has them, which is cheaper than asking for each; without a server there is only Hono's view of them
function toAsked({ req, env }: Context): Asked {
  const { incoming } = (env ?? {}) as Partial<HttpBindings>;
  const headers = (incoming?.headers ?? req.header()) as Asked['headers'];
  return { method: req.method, url: req.url, path: req.path, headers, socket: incoming?.socket ?? null };
}

/** Adds the headers that every answer has. */
export function complete<R extends Reply>(reply: R, correlationId: string): R {
  reply.headers['X-Correlation-ID'] = correlationId;
  reply.headers['X-Content-Type-Options'] = 'nosniff';
  return reply;
}

export function toResponse(reply: Reply, correlationId: string): Response {
  const { status, headers, body } = complete(reply, correlationId);
  return new Response(body, { status, headers });
}
