/** Notifies subscribers of a resource that it has changed. Changes within half a second are notified together. */
import type { Journal, NumberedEvent } from '../record/journal.ts';
import type { Snapshot, SnapshotHolder } from '../record/snapshot.ts';
import { changesBetween, type NotifiedState, notifiedStateOf } from './change.ts';
import type { Clock } from '../telemetry/clock.ts';
import { COALESCE_MS, type Limits } from './limit.ts';
import { eventHints, resources } from './resource.ts';
import { NOT_NOW, RESOURCE_NOT_FOUND, rpcError } from './rpc-error.ts';
import { deviceOf, EVENTS, SESSIONS } from './uri.ts';

const ofEvents = [EVENTS, SESSIONS];

/** Params of `notifications/resources/updated`. The hints let a client skip reading what it has. */
export interface Update {
  [key: string]: unknown;
  uri: string;
  _meta: { etag: string | null; last_modified: string | null };
}

export type UpdateListener = (update: Update) => void;

export interface Notifier {
  /** Resolves to the call that ends it. Rejects with a protocol error when the resource does not exist or has too many subscribers. */
  subscribe: (uri: string, listener: UpdateListener) => Promise<() => void>;
  /** Receives every update that has a subscriber. Returns the call that ends it. */
  watch: (listener: UpdateListener) => () => void;
}

export interface NotifierOptions {
  snapshot: SnapshotHolder;
  journal: Pick<Journal, 'subscribe'>;
  /** Null when the resource is gone. */
  hintsOf: (uri: string) => Update['_meta'] | null;
  clock: Pick<Clock, 'after'>;
  limits: Pick<Limits, 'maxSubscriptionsPerResource'>;
}

export function createNotifier({ snapshot, journal, hintsOf, clock, limits }: NotifierOptions): Notifier {
  const listeners = new Map<string, Set<UpdateListener>>();
  const watchers = new Set<UpdateListener>();
  let notified: NotifiedState | null = null;
  let newest: NumberedEvent | null = null;
  let stopListening: (() => void) | null = null;
  let stopWaiting: (() => void) | null = null;

  function flush(): void {
    stopWaiting = null;
    if (newest !== null) {
      notify({ uri: EVENTS, _meta: eventHints(newest) });
      // sessions begin and end with events
      notify({ uri: SESSIONS, _meta: { etag: null, last_modified: newest.at } });
    }
    newest = null;
    const next = snapshot.current();
    if (next === null) return;
    const changes = notified === null ? null : changesBetween(notified, next);
    notified = changes?.state ?? notifiedStateOf(next);
    // the first snapshot changes every resource
    const uris = [...listeners.keys()].filter(
      (uri) => !ofEvents.includes(uri) && (changes?.uris.has(uri) ?? true),
    );
    for (const uri of uris)
      notify({ uri, _meta: hintsOf(uri) ?? { etag: null, last_modified: next.meta.taken_at } });
  }

  function notify(update: Update): void {
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
    notified = current === null ? null : notifiedStateOf(current);
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
      const own: UpdateListener = (update) => listener(update);
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
    `At most ${most} subscriptions are allowed (${limit}). End one, or try again in ${RETRY_AFTER_SECONDS} s.`,
    { limit, retry_after_seconds: RETRY_AFTER_SECONDS },
  );
}

/** Subscriptions name a device by its id, because a name may pass to another device. */
function exists(uri: string, snapshot: Snapshot | null): boolean {
  if (resources.some((resource) => resource.uri === uri)) return true;
  const id = deviceOf(uri);
  if (id === null || !/^[0-9a-f]{12}$/.test(id)) return false;
  return snapshot === null || snapshot.devices.has(id);
}
