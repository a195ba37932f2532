/** The surface of a service that runs elsewhere, for a client that supports only stdio. Connects at the first request, and again after a failure. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { McpError, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Log } from '../telemetry/log.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Failure } from './failure.ts';
import { serverName } from './instructions.ts';
import type { UpdateListener, Notifier, Update } from './notifier.ts';
import { NOT_NOW, type RpcError, rpcError } from './rpc-error.ts';
import type { Params, PlainMethod, Result, Surface } from './surface.ts';
import { renderFailure, type ToolResult } from './tool-result.ts';

export interface RemoteOptions {
  /** Of the service's `/mcp`. */
  url: URL;
  apiKey: string;
  version: string;
  clock: Pick<Clock, 'every'>;
  log: Pick<Log, 'warn'>;
  /** Lists tools, prompts and resources while the service does not answer. */
  fallback: Surface;
}

export interface Remote {
  surface: Surface;
  notifier: Notifier;
  close: () => Promise<void>;
}

const anyResult = z.looseObject({});
/** Subscriptions do not survive a restart of the service, so they are repeated. */
const RESUBSCRIBE_MS = 30_000;
const REQUEST_TIMED_OUT = -32001;
const reconnectionOptions = {
  initialReconnectionDelay: 1000,
  maxReconnectionDelay: 30_000,
  reconnectionDelayGrowFactor: 2,
  maxRetries: Number.MAX_SAFE_INTEGER,
};

export function createRemote({ url, apiKey, version, clock, log, fallback }: RemoteOptions): Remote {
  const listeners = new Map<string, Set<UpdateListener>>();
  const watchers = new Set<UpdateListener>();
  let connecting: Promise<Client> | null = null;

  function notify(update: Update): void {
    for (const listener of [...(listeners.get(update.uri) ?? []), ...watchers]) listener(update);
  }

  async function connect(): Promise<Client> {
    const client = new Client({ name: `${serverName} stdio`, version });
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) =>
      notify(params as Update),
    );
    const requestInit = { headers: { Authorization: `Bearer ${apiKey}` } };
    const transport = new StreamableHTTPClientTransport(url, { requestInit, reconnectionOptions });
    await client.connect(transport as Transport);
    return client;
  }

  /** The answer of the service, which may be a protocol error. A failed connection is closed, so that the next request opens a new one. */
  async function ask(method: string, params: Params): Promise<Result | RpcError> {
    for (let attempt = 1; ; attempt++) {
      connecting ??= connect();
      const using = connecting;
      try {
        return await (await using).request({ method, params }, anyResult);
      } catch (error) {
        if (error instanceof McpError && error.code !== REQUEST_TIMED_OUT) return plain(error);
        if (connecting === using) connecting = null;
        using.then((client) => client.close()).catch(() => {});
        if (attempt > 1) throw error;
      }
    }
  }

  async function answer(method: PlainMethod, params: Params, correlationId: string): Promise<Result> {
    let answered: Result | RpcError;
    try {
      answered = await ask(method, params);
    } catch (error) {
      log.warn({ error, method, correlation_id: correlationId }, 'service does not answer');
      if (method.endsWith('list')) return fallback.answer(method, params, correlationId);
      answered = unreached(error);
    }
    if (answered instanceof Error) throw answered;
    return answered;
  }

  const call: Surface['call'] = async (params, correlationId) => {
    const method = 'tools/call';
    const answered = await ask(method, params).catch((error: unknown) => {
      log.warn({ error, method, correlation_id: correlationId }, 'service does not answer');
      return renderFailure(failureOf(error));
    });
    if (answered instanceof Error) throw answered;
    return { result: answered as ToolResult, meta: {} };
  };

  const stopResubscribing = clock.every(RESUBSCRIBE_MS, () => {
    for (const uri of listeners.keys()) ask('resources/subscribe', { uri }).catch(() => {});
  });

  return {
    surface: { answer, call },
    notifier: {
      subscribe: async (uri, listener) => {
        const answered = listeners.has(uri) ? {} : await ask('resources/subscribe', { uri }).catch(unreached);
        if (answered instanceof Error) throw answered;
        const own: UpdateListener = (update) => listener(update);
        const others = listeners.get(uri) ?? new Set();
        listeners.set(uri, others.add(own));
        return () => {
          others.delete(own);
          if (others.size > 0 || !listeners.delete(uri)) return;
          ask('resources/unsubscribe', { uri }).catch(() => {});
        };
      },
      watch: (listener) => {
        watchers.add(listener);
        return () => watchers.delete(listener);
      },
    },
    close: async () => {
      stopResubscribing();
      await connecting?.then((client) => client.close()).catch(() => {});
    },
  };
}

/** Without the prefix that the SDK adds. */
function plain({ code, message, data }: McpError): RpcError {
  return rpcError(code, message.replace(/^MCP error -?\d+: /, ''), data);
}

function unreached(error: unknown): RpcError {
  return rpcError(NOT_NOW, failureOf(error).message);
}

function failureOf(error: unknown): Failure {
  const status = error instanceof Error && 'code' in error ? error.code : null;
  const said = status === 403 ? messageIn(String(error)) : null;
  const isRefused = error instanceof UnauthorizedError || status === 401 || status === 403 || status === 429;
  return {
    error_code: 'internal',
    message: isRefused
      ? `The mikrotik-presence service rejected the key or the address.${said === null ? '' : ` It says: ${said}`}`
      : 'The mikrotik-presence service does not answer.',
    suggested_action: isRefused
      ? 'Ask the operator to compare MCP_API_KEY and the URL with those of the service.'
      : 'Ask the operator whether the service runs and the URL is correct, then try again.',
  };
}

const refusal = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/** Of the body, which the SDK appends to its own words; null where a proxy answered with another one. */
function messageIn(text: string): string | null {
  const body = text.indexOf('{');
  if (body < 0) return null;
  try {
    return refusal.safeParse(JSON.parse(text.slice(body))).data?.error.message ?? null;
  } catch {
    return null;
  }
}
