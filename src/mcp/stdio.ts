/** MCP over stdin and stdout, for one client. Nothing else may write to stdout. */
import type { Readable, Writable } from 'node:stream';
import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type Transport,
} from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { Log } from '../telemetry/log.ts';
import type { Health } from '../record/health.ts';
import type { History } from '../record/history.ts';
import type { Journal } from '../record/journal.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { PeerOptions } from './peer.ts';
import { defaultLimits } from './limit.ts';
import { createOffer } from './offer.ts';
import { createServer2026 } from './server-2026.ts';

export interface StdioOptions {
  snapshot: SnapshotHolder;
  health: () => Health;
  journal: Journal;
  /** Null where none is kept; tools that need one are then not offered. */
  history: History | null;
  /** Configured; null: that of the first router. */
  timeZone?: string | null;
  version: string;
  log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
  clock: Pick<Clock, 'now' | 'after'>;
  input?: Readable;
  output?: Writable;
}

export interface Stdio {
  /** Resolves when the client has closed stdin or `close` was called. */
  closed: Promise<void>;
  close: () => Promise<void>;
}

export function startStdio(options: StdioOptions): Stdio {
  return serveOver(createOffer({ ...options, limits: defaultLimits }), options);
}

type Offer = PeerOptions & { version: string };

/** Serves the offer over the given streams. */
export function serveOver(
  offer: Offer,
  { log, input, output }: Pick<StdioOptions, 'log' | 'input' | 'output'>,
): Stdio {
  const { notifier } = offer;
  const listening = new Map<unknown, Promise<() => void>[]>();
  let unwatch = () => {};
  let hasClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    hasClosed = resolve;
  });

  function end(id: unknown): void {
    for (const ended of listening.get(id) ?? []) void ended.then((call) => call());
    listening.delete(id);
  }

  /** Reads the subscriptions out of the message, because the SDK does not expose them. Resolves to false when the client has cancelled. */
  async function listen({ id, params }: JSONRPCRequest): Promise<boolean> {
    const { resourceSubscriptions: uris } = (params?.['notifications'] ?? {}) as {
      resourceSubscriptions?: unknown;
    };
    const wanted = Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
    const ends = wanted.slice(0, offer.limits.maxSubscriptionsPerSession).map((uri) => {
      const subscribed = notifier.subscribe(uri, () => {});
      return subscribed.catch(() => () => {}); // a resource that does not exist never changes
    });
    listening.set(id, ends);
    await Promise.all(ends);
    return listening.has(id);
  }

  function take(message: JSONRPCMessage): void {
    const forward = () => transport.onmessage?.(message);
    if (isJSONRPCRequest(message) && message.method === 'subscriptions/listen') {
      void listen(message).then((isReady) => isReady && forward());
      return;
    }
    if (isJSONRPCNotification(message) && message.method === 'notifications/cancelled')
      end(message.params?.['requestId']);
    forward();
  }

  const wire = new StdioServerTransport(input, output);
  const transport: Transport = {
    start: () => {
      wire.onmessage = take;
      wire.onerror = (error) => transport.onerror?.(error);
      wire.onclose = () => {
        unwatch();
        for (const id of listening.keys()) end(id);
        transport.onclose?.();
        hasClosed();
      };
      return wire.start();
    },
    send: (message) => wire.send(message),
    close: () => wire.close(),
  };
  const handle = serveStdio(
    ({ era }) => {
      const server = createServer2026(offer);
      if (era === 'modern') {
        unwatch();
        unwatch = notifier.watch((update) => {
          server.sendResourceUpdated(update).catch(() => {}); // the client has just disconnected
        });
      }
      return server;
    },
    { transport, onerror: (error) => log.debug({ error }, 'stdio message refused') },
  );
  return { closed, close: () => handle.close() };
}
