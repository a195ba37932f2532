/** The surface for one assistant: with its limits and its subscriptions. Unexpected errors go to the log, not to the assistant. */
import type { Log } from '../telemetry/log.ts';
import { createAudit } from './audit.ts';
import { type CallResult, merged } from './call-tool.ts';
import type { CallContext } from './caller.ts';
import type { Call } from './direct-call.ts';
import type { Failure } from './failure.ts';
import type { Limits } from './limit.ts';
import { type UpdateListener, type Notifier, tooManySubscriptions } from './notifier.ts';
import { INTERNAL_ERROR, isRpcError, rpcError } from './rpc-error.ts';
import type { Method, Params, Result, Surface } from './surface.ts';
import { renderFailure } from './tool-result.ts';

export interface Peer {
  /** Answers `tools/call`, within the limits. */
  call: Call;
  answer: (method: Method, params: Params, context: CallContext) => Promise<Result>;
  subscribe: (uri: string) => Promise<void>;
  unsubscribe: (uri: string) => void;
  close: () => void;
}

export interface PeerOptions {
  surface: Surface;
  notifier: Notifier;
  limits: Pick<Limits, 'maxCallsAtOnce' | 'maxCallsAtOnceInAll' | 'maxSubscriptionsPerSession'>;
  /** Calls in progress, of all peers together. */
  calls: { count: number };
  log: Pick<Log, 'error' | 'info'>;
}

export function createPeer(options: PeerOptions, notify: UpdateListener): Peer {
  const { surface, notifier, limits, calls, log } = options;
  const audit = createAudit(log);
  const subscriptions = new Map<string, Promise<() => void>>();
  let callCount = 0;

  const call: Call = async (params, context) => {
    const { correlationId, waitMs } = context;
    const refuse = (message: string, seconds: number): CallResult => {
      audit(params, context, message);
      return refused(message, seconds, correlationId);
    };
    if (callCount >= limits.maxCallsAtOnce)
      return refuse(`At most ${limits.maxCallsAtOnce} calls run at once.`, 1);
    if (calls.count >= limits.maxCallsAtOnceInAll)
      return refuse('Too many calls of all assistants together are running.', 1);
    if (waitMs > 0) return refuse('This key exceeds its rate of calls.', Math.ceil(waitMs / 1000));
    callCount++;
    calls.count++;
    try {
      return await surface.call(params, correlationId, context);
    } catch (error) {
      throw protocolError(error, 'tools/call', correlationId);
    } finally {
      callCount--;
      calls.count--;
    }
  };

  /** Any other error goes to the log. */
  function protocolError(error: unknown, method: Method, correlationId: string): Error {
    if (isRpcError(error)) return error;
    log.error({ error, method, correlation_id: correlationId }, 'request failed');
    return rpcError(INTERNAL_ERROR, 'An unexpected error occurred in this service.', {
      correlation_id: correlationId,
    });
  }

  return {
    call,
    answer: async (method, params, context) => {
      if (method === 'tools/call') return merged(await call(params, context));
      const { correlationId } = context;
      try {
        return await surface.answer(method, params, correlationId);
      } catch (error) {
        throw protocolError(error, method, correlationId);
      }
    },
    subscribe: async (uri) => {
      if (subscriptions.has(uri)) return;
      const most = limits.maxSubscriptionsPerSession;
      if (subscriptions.size >= most) throw tooManySubscriptions('subscriptions_per_session', most);
      const subscribed = notifier.subscribe(uri, notify);
      subscriptions.set(uri, subscribed);
      await subscribed.catch((error: unknown) => {
        subscriptions.delete(uri);
        throw error;
      });
    },
    unsubscribe: (uri) => {
      void subscriptions.get(uri)?.then((end) => end());
      subscriptions.delete(uri);
    },
    close: () => {
      for (const subscribed of subscriptions.values()) subscribed.then((end) => end()).catch(() => {});
      subscriptions.clear();
    },
  };
}

function refused(message: string, seconds: number, correlationId: string): CallResult {
  const failure: Failure = {
    error_code: 'rate_limited',
    message,
    suggested_action: `Call again in ${seconds} s.`,
    retry_after_seconds: seconds,
  };
  return { result: renderFailure(failure), meta: { correlation_id: correlationId } };
}
