/** Tells who subscribed to a resource that it changed or, of what happened, that there is more of it. Changes within half a second are told at once. */
import type { Journal, NumberedEvent } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { changesBetween, type Told, toldOf } from './change.ts';
import type { Clock } from './clock.ts';
import { COALESCE_MS, type Limits } from './limit.ts';
import { eventHints, resources } from './resource.ts';
import { NOT_NOW, RESOURCE_NOT_FOUND, rpcError } from './rpc-error.ts';
import { deviceOf, EVENTS } from './uri.ts';

/** Params of `notifications/resources/updated`; the hints let a client skip reading what it has. */
export interface Update {
  [key: string]: unknown;
  uri: string;
  _meta: { etag: string | null; last_modified: string | null };
}

export type Listener = (update: Update) => void;

export interface Notifier {
  /** Resolves to the call that ends it. Rejects with a protocol error when there is no such resource, or there are too many. */
  subscribe: (uri: string, listener: Listener) => Promise<() => void>;
  /** Hears every update that anybody subscribed to. Returns the call that ends it. */
  watch: (listener: Listener) => () => void;
}

export interface NotifierOptions {
  snapshot: SnapshotHolder;
  journal: Pick<Journal, 'subscribe'>;
  /** Null when the resource is gone. */
  hintsOf: (uri: string) => Update['_meta'] | null;
  clock: Clock;
  limits: Pick<Limits, 'maxSubscriptionsPerResource'>;
}

export function createNotifier({ snapshot, journal, hintsOf, clock, limits }: NotifierOptions): Notifier {
  const listeners = new Map<string, Set<Listener>>();
  const watchers = new Set<Listener>();
  let told: Told | null = null;
  let newest: NumberedEvent | null = null;
  let stopListening: (() => void) | null = null;
  let stopWaiting: (() => void) | null = null;

  function flush(): void {
    stopWaiting = null;
    if (newest !== null) tell({ uri: EVENTS, _meta: eventHints(newest) });
    newest = null;
    const next = snapshot.current();
    if (next === null) return;
    const changes = told === null ? null : changesBetween(told, next);
    told = changes?.told ?? toldOf(next);
    // before the first data nothing was told of anything, so all of it is news
    const uris = [...listeners.keys()].filter((uri) => uri !== EVENTS && (changes?.uris.has(uri) ?? true));
    for (const uri of uris)
      tell({ uri, _meta: hintsOf(uri) ?? { etag: null, last_modified: next.meta.taken_at } });
  }

  function tell(update: Update): void {
    const own = listeners.get(update.uri);
    if (own === undefined) return;
    for (const listener of [...own, ...watchers]) listener(update);
  }

  function wait(): void {
    stopWaiting ??= clock.after(COALESCE_MS, flush);
  }

  function begin(): void {
    if (stopListening !== null) return;
    const current = snapshot.current();
    told = current === null ? null : toldOf(current);
    const ends = [
      snapshot.subscribe(wait),
      journal.subscribe((events) => {
        newest = events.at(-1) ?? newest;
        wait();
      }),
    ];
    stopListening = () => {
      for (const end of ends) end();
    };
  }

  function endIfUnused(): void {
    if (listeners.size > 0) return;
    stopListening?.();
    stopWaiting?.();
    stopListening = stopWaiting = newest = null;
  }

  return {
    subscribe: async (uri, listener) => {
      if (!exists(uri, snapshot.current()))
        throw rpcError(RESOURCE_NOT_FOUND, 'There is no such resource.', { uri });
      const others = listeners.get(uri) ?? new Set();
      if (others.size >= limits.maxSubscriptionsPerResource)
        throw tooManySubscriptions('subscriptions_per_resource', limits.maxSubscriptionsPerResource);
      begin();
      const own: Listener = (update) => listener(update);
      listeners.set(uri, others.add(own));
      return () => {
        if (!others.delete(own)) return;
        if (others.size === 0) listeners.delete(uri);
        endIfUnused();
      };
    },
    watch: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

const RETRY_AFTER_SECONDS = 60;

export function tooManySubscriptions(limit: string, most: number): Error {
  return rpcError(
    NOT_NOW,
    `At most ${most} are allowed (${limit}). End one, or try again in ${RETRY_AFTER_SECONDS} s.`,
    { limit, retry_after_seconds: RETRY_AFTER_SECONDS },
  );
}

/** Devices are watched by id, since a name may pass from one to another. */
function exists(uri: string, snapshot: Snapshot | null): boolean {
  if (resources.some((resource) => resource.uri === uri)) return true;
  const id = deviceOf(uri);
  if (id === null || !/^[0-9a-f]{12}$/.test(id)) return false;
  return snapshot === null || snapshot.devices.has(id);
}
