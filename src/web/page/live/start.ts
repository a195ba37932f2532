/** Keeps the store as the service knows it: fetches everything, then follows the stream, and begins again when that breaks. */
import type { Device } from '../../../record/device.ts';
import type { Health } from '../../../record/health.ts';
import type { NumberedEvent } from '../../../record/journal.ts';
import type { AccessPointRecord, RouterRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import type { PersonRecord } from '../../../record/person.ts';
import type { SnapshotMeta } from '../../../record/snapshot.ts';
import { type Api, ApiError } from '../api.ts';
import type { Clock } from '../clock.ts';
import { isEqual, keepEqual, keepEqualMap } from '../merge.ts';
import { MOVE_SHOWN_MS, prune, toMove, toSentence } from '../move.ts';
import type { Message } from '../sse.ts';
import { emptyState, type Store } from '../store.ts';

/** The service says something every 15 s. */
const SILENCE_MS = 40_000;
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];
/** Of these, the longest while the page asks instead of being told. */
const POLLED_PATIENCE = 2;
/** A tab that nobody looks at for so long asks no more, and leaves its stream to others. */
const HIDDEN_MS = 10_000;
/** What happens within so long is told as one. */
const TOGETHER_MS = 1500;
/** What carries the devices changes seldom, and is asked for at most so often. */
const NETWORK_MS = 10_000;

export interface LiveOptions {
  store: Store;
  api: Api;
  clock: Clock;
}

/** Returns the call that ends it. */
export function startLive({ store, api, clock }: LiveOptions): () => void {
  let isStopped = false;
  let lastEventId: string | null = null;
  let lastHeardAt = clock.now();
  let networkAt = -Infinity;
  let version: string | null = null;
  let abort = new AbortController();
  let wake: () => void = () => {};

  const refreshDevices = async () => {
    const [{ devices, snapshot }, { people }] = await Promise.all([
      readDevices(api),
      api.get<{ people: PersonRecord[] }>('people'),
    ]);
    if (isStopped) return;
    lastHeardAt = clock.now();
    const before = store.current();
    const isDoubtNew = !isEqual(before.snapshot?.warnings, snapshot.warnings);
    store.set({
      devices: keepEqualMap(before.devices, devices, ({ device_id }) => device_id),
      people: keepEqual(before.people, people, ({ name }) => name),
      snapshot,
      problem: null,
    });
    if (isDoubtNew || performance.now() - networkAt >= NETWORK_MS) await refreshNetwork();
  };

  const refreshNetwork = async () => {
    networkAt = performance.now();
    const [{ access_points }, { interfaces }, { routers }, health] = await Promise.all([
      api.get<{ access_points: AccessPointRecord[] }>('access-points'),
      api.get<{ interfaces: WifiInterfaceRecord[] }>('interfaces/wifi'),
      api.get<{ routers: RouterRecord[] }>('system/info'),
      api.get<Health>('health', 503).catch(() => null),
    ]);
    if (isStopped) return;
    // a page that stays open for months must not be older than what it speaks to
    if (health !== null) {
      if (version !== null && health.version !== version) return location.reload();
      version = health.version;
    }
    const before = store.current();
    store.set({
      accessPoints: keepEqual(before.accessPoints, access_points, (record) => record.access_point_id),
      interfaces: keepEqual(
        before.interfaces,
        interfaces,
        (record) => `${record.router}\n${record.interface}`,
      ),
      routers: keepEqual(before.routers, routers, (record) => record.router),
      health,
      healthAt: clock.now(),
    });
  };

  /** One at a time; asked for meanwhile, it is done once more. */
  const refresh = oneAtATime(async () => {
    try {
      await refreshDevices();
    } catch (error) {
      // before the first reading there is nothing, and that is an answer too
      if (!(error instanceof ApiError) || error.status !== 503) throw error;
      store.set({ problem: error.message });
    }
  });

  const isRefreshed = () =>
    refresh().then(
      () => true,
      () => false,
    );

  const hear = (events: readonly NumberedEvent[]) => {
    const moves = new Map(prune(store.current().moves, clock.now()));
    for (const event of events) {
      const move = toMove(event, clock.now());
      if (move !== null) moves.set(event.device_id, move);
    }
    store.set({ moves });
    setTimeout(() => store.set({ moves: prune(store.current().moves, clock.now()) }), MOVE_SHOWN_MS + 500);
  };

  let untold: NumberedEvent[] = [];
  let telling: ReturnType<typeof setTimeout> | undefined;
  /** The first at once, what follows close upon it together: a screen reader cannot say forty sentences. */
  const announce = (event: NumberedEvent) => {
    untold.push(event);
    if (telling === undefined) tellAll();
  };
  const tellAll = () => {
    const announcement = toSentence(untold);
    untold = [];
    if (announcement !== '') store.set({ announcement });
    telling = setTimeout(() => {
      telling = undefined;
      if (untold.length > 0) tellAll();
    }, TOGETHER_MS);
  };

  const take = (message: Message) => {
    lastHeardAt = clock.now();
    if (message.id !== null) lastEventId = message.id;
    // a comment comes when nothing else does: is all well?
    if (message.event === 'snapshot' || message.event === 'gap' || message.event === 'comment')
      return refresh();
    if (message.event !== null || message.data === '') return undefined;
    const event = JSON.parse(message.data) as NumberedEvent;
    hear([event]);
    announce(event);
    // the snapshot that shows it is there already; the news of it may be up to a second late
    return refresh();
  };

  /** Ends by an error, always. */
  const follow = async () => {
    abort = new AbortController();
    const { signal } = abort;
    let timer = setTimeout(() => abort.abort(), SILENCE_MS);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    try {
      const messages = await api.stream('events?snapshots=true', lastEventId, signal);
      networkAt = -Infinity;
      await refresh();
      if (lastEventId === null) {
        const recent = await api.get<{ events: NumberedEvent[] }>('events?since=1m&limit=200');
        hear(recent.events);
      }
      signal.throwIfAborted();
      store.set({ connection: { status: 'live' } });
      for await (const message of messages) {
        heard();
        // a refresh that fails ends the stream: both begin again together
        take(message)?.catch((error: unknown) => abort.abort(error));
      }
      throw new ApiError(null, 'The service ended the connection');
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  };

  const run = async () => {
    let failures = 0;
    while (!isStopped) {
      // browsers have few connections for one host: a tab that nobody sees leaves them to others
      if (document.hidden && store.current().connection.status === 'paused') {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const unsubscribe = store.subscribe(() => {
        if (store.current().connection.status === 'live') failures = 0;
      });
      const error = await follow().catch((reason: unknown) => reason);
      unsubscribe();
      if (isStopped) return;
      if (error instanceof ApiError && error.status === 401) {
        store.set({ ...emptyState, refusal: error.message });
        return;
      }
      // no stream left for us, but everything else may be asked
      const isPolled = error instanceof ApiError && error.status === 429 && (await isRefreshed());
      const reason = error instanceof ApiError ? error.message : 'The connection broke';
      const isHidden = document.hidden && store.current().connection.status === 'paused';
      if (isPolled && !isHidden) store.set({ connection: { status: 'polling' } });
      else if (!isHidden) store.set({ connection: { status: 'broken', since: lastHeardAt, reason } });
      const patience = isPolled ? POLLED_PATIENCE : RETRY_MS.length - 1;
      const waitMs = RETRY_MS[Math.min(failures++, patience)]! * (0.75 + Math.random() / 2);
      await new Promise<void>((resolve) => {
        const timer = isHidden ? undefined : setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  let hiding: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(hiding);
    if (!document.hidden) {
      cutDead();
      return wake();
    }
    hiding = setTimeout(() => {
      store.set({ connection: { status: 'paused' } });
      abort.abort();
    }, HIDDEN_MS);
  };
  const cutDead = () => {
    if (clock.now() - lastHeardAt > SILENCE_MS) abort.abort();
  };
  const retry = () => {
    if (document.hidden) return;
    cutDead();
    wake();
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', retry);
  if (document.hidden) look();
  void run();

  return () => {
    isStopped = true;
    document.removeEventListener('visibilitychange', look);
    removeEventListener('online', retry);
    clearTimeout(hiding);
    clearTimeout(telling);
    abort.abort();
    wake();
  };
}

/** Every page of them. */
async function readDevices(api: Api): Promise<{ devices: Device[]; snapshot: SnapshotMeta }> {
  const devices: Device[] = [];
  for (;;) {
    const path = `devices?detail=full&presence=any&sort=device_id&limit=1000&offset=${devices.length}`;
    const page = await api.get<{ devices: Device[]; has_more: boolean; snapshot: SnapshotMeta }>(path);
    devices.push(...page.devices);
    if (!page.has_more || page.devices.length === 0) return { devices, snapshot: page.snapshot };
  }
}

/** Runs it again when it was asked for while it ran; whoever asks waits for a run that began after that. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const begin = () => {
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
  return () => {
    if (running === null) return begin();
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}
