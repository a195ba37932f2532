/** Changes to routers: what decides in `change/`, wired to the routers, the journal and the clock. Without it nothing can write. */
import { createHash, randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { Acts } from '../change/acts.ts';
import { toChangeEvent, toEffectEvent } from '../change/event.ts';
import type { Change } from '../change/change.ts';
import { type Changes, createChanges } from '../change/changes.ts';
import type { WritableRouter } from '../change/registry.ts';
import { type Host, toNetworkView } from '../change/from-snapshot.ts';
import { type Reach, reachOf } from '../change/reach.ts';
import { isInFlight } from '../change/state.ts';
import { isKept, parseChange } from '../change/parse-change.ts';
import type { Config, RouterConfig } from '../config/config.ts';
import { parseMac } from '../parse/mac.ts';
import type { History } from '../record/history.ts';
import type { EventRecord } from '../record/event.ts';
import type { SnapshotHolder } from '../record/snapshot.ts';
import { isNativeApi } from '../routeros/url.ts';
import { connectForWriting } from '../routeros/write.ts';
import { JournalUnavailable, openChangeJournal } from '../state/change-journal.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Log } from '../telemetry/log.ts';

export interface StartChangesOptions {
  config: Config;
  snapshot: SnapshotHolder;
  isPolling: (router: string) => boolean;
  log: Log;
  clock: Pick<Clock, 'now' | 'monotonicNow' | 'sleep' | 'after' | 'every'>;
  /** Publishes the event of each transition. */
  announce?: (events: readonly EventRecord[]) => void;
  /** What effects are measured from; null where no history is kept. */
  history?: History | null;
  /** A router was written to, or read to be as before. */
  onTouched?: (router: string) => void;
  /** What changes in flight reach: at the start, after each transition, and when one is abandoned. */
  onReach?: (reach: Reach) => void;
}

export interface RunningChanges {
  changes: Changes;
  configure: (config: Pick<Config, 'routers'>) => void;
  /** Why a change cannot be settled; null when each can. */
  problem: () => string | null;
  /** A change is in flight. */
  isBusy: () => boolean;
  /** Lets what is in flight reach its end, for so long at most, then leaves it to the guard. */
  stop: (waitMs: number) => Promise<void>;
}

/** What was read of the router before is out of date. */
const TOUCHED: readonly Change['state'][] = ['watching', 'kept', 'undone', 'failed'];
const TICK_MS = 1000;
/** For the end of a poll. */
const GAP_STEP_MS = 50;
const LONGEST_GAP_WAIT_MS = 20_000;

/** As `startChanges`. Without a journal nothing can be changed, and everything else goes on: `problem` says why. */
export function tryChanges(
  options: StartChangesOptions,
): { running: RunningChanges; problem: null } | { running: null; problem: string } {
  try {
    return { running: startChanges(options), problem: null };
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error;
    options.log.error({ problem: error.message }, 'changes unavailable');
    return { running: null, problem: error.message };
  }
}

/** Settles what an earlier run left in flight. Throws `JournalUnavailable`. */
export function startChanges(options: StartChangesOptions): RunningChanges {
  const { config, snapshot, log, clock } = options;
  const journal = openChangeJournal<Change>(config.stateDir, {
    parse: parseChange,
    idOf: ({ id }) => id,
    isKept: (change) => isKept(change, clock.now()),
  });
  if (journal.badLineCount > 0) log.warn({ lines: journal.badLineCount }, 'changes not read');
  const host = hostOf();
  const stopping = new AbortController();
  const writers = new Map<string, Writer>();
  /** Routers that are read by the native API. */
  const natives = new Set<string>();
  let configured: ReadonlySet<string> = new Set();
  configure(config);

  /** A change that is on its way goes on with the new settings, or with the old ones where the router is gone. */
  function configure({ routers }: Pick<Config, 'routers'>): void {
    for (const writer of writers.values()) writer.router = null;
    natives.clear();
    configured = new Set(routers.map(({ id }) => id));
    for (const router of routers) {
      if (isNativeApi(router.url)) natives.add(router.id);
      const login = loginOf(router);
      if (login === null) continue;
      const writer = writers.get(router.id) ?? createWriter(router.id, login, options, stopping.signal);
      writer.connectAs(login);
      writer.router = { acts: writer.acts, actions: router.changes, environment: router.environment };
      writers.set(router.id, writer);
    }
  }

  function whyUnwritable(id: string): string {
    return natives.has(id) ? byNativeApi(id) : `Router ${id} has no user for writing.`;
  }

  /** How a change that nothing works at is settled. A router that may be written to has one after a defect alone. */
  function remedyFor(id: string): string {
    return (writers.get(id)?.router ?? null) === null
      ? `${whyUnwritable(id)} Set that back until the change is settled.`
      : 'Restart the service to settle it; the log has the defect.';
  }

  const changes = createChanges({
    router: (id) => writers.get(id)?.router ?? null,
    whyUnwritable,
    network: () => toNetworkView(snapshot.current(), host),
    now: clock.now,
    newId: () => randomBytes(6).toString('hex'),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    within: (promise, ms) =>
      Promise.race([promise, new Promise<null>((resolve) => void clock.after(ms, () => resolve(null)))]),
    watchMs: config.changeWatchMs,
    known: journal.known,
    append: journal.append,
    onTransition(change) {
      const { id, action, router, state, outcome } = change;
      log.info({ change: id, action, router, state, outcome, by: change.approvedBy?.key ?? null }, 'change');
      options.announce?.([toChangeEvent(change)]);
      tellReach();
      if (TOUCHED.includes(state)) options.onTouched?.(router);
    },
    history: options.history ?? null,
    onEffect(change, effect) {
      const { window, verdict } = effect;
      log.info({ change: change.id, action: change.action, window, verdict }, 'change measured');
      options.announce?.([toEffectEvent(change, effect, clock.now())]);
    },
    onDefect: (error) => log.error({ error }, 'change failed'),
  });
  let abandoned: readonly Change[] = [];
  changes.start();
  tellReach();

  /** To presence what is in flight, and to the log what is abandoned. */
  function tellReach(): void {
    const before = new Set(abandoned.map(({ id }) => id));
    abandoned = changes.abandoned();
    for (const { id, action, router } of abandoned)
      if (!before.has(id))
        log.warn({ change: id, action, router, remedy: remedyFor(router) }, 'change abandoned');
    options.onReach?.(reachOf(changes.all().filter((change) => !abandoned.includes(change))));
  }

  const endTicks = clock.every(TICK_MS, () => {
    void changes.tick();
    if (changes.abandoned().length !== abandoned.length) tellReach();
  });
  return {
    changes,
    configure(next) {
      configure(next);
      changes.start();
      tellReach();
    },
    problem() {
      // of a router that is gone from the configuration nothing more is wanted
      const first = abandoned.find(({ router }) => configured.has(router));
      if (first === undefined) return null;
      const { id, action, router } = first;
      return `Change ${id} (${action}) on router ${router} is ${first.state}, and nothing can tell what became of it. ${remedyFor(router)}`;
    },
    isBusy: () => changes.all().some(({ state }) => isInFlight(state)),
    async stop(waitMs) {
      endTicks();
      if (waitMs > 0) await Promise.race([changes.idle(), clock.sleep(waitMs, stopping.signal)]);
      changes.stop();
      stopping.abort();
      await changes.idle();
      for (const { close } of writers.values()) close();
      journal.close();
    },
  };
}

interface Writer {
  acts: Acts;
  /** Null: no new change may be made there. */
  router: WritableRouter | null;
  connectAs: (login: RouterConfig) => void;
  close: () => void;
}

function byNativeApi(router: string): string {
  return (
    `Router ${router} is read by its native API, and changes go by REST only. RouterOS 7 has REST: give the router an http(s):// URL. ` +
    'RouterOS 6 has none: nothing can be changed there.'
  );
}

/** The router with its user for writing; null where it has none. */
function loginOf(router: RouterConfig): RouterConfig | null {
  const { writeUsername: username, writePassword: password } = router;
  // changes go by REST alone
  if (isNativeApi(router.url)) return null;
  return username === null || password === null ? null : { ...router, username, password };
}

function createWriter(
  id: string,
  first: RouterConfig,
  { isPolling, clock }: StartChangesOptions,
  signal: AbortSignal,
): Writer {
  let login = first;
  let connection = connectForWriting(login);
  const acts: Acts = {
    owner: () => login.username,
    read: (...asked) => connection.read(...asked),
    write: (request) => connection.write(request),
    renew: () => connection.renew(),
    wait: (ms) => clock.sleep(ms, signal),
    // waits for the gap, and holds no poll up: reading and writing have a user and a connection each
    async betweenPolls(run) {
      const until = clock.monotonicNow() + LONGEST_GAP_WAIT_MS;
      while (isPolling(id) && clock.monotonicNow() < until && !signal.aborted)
        await clock.sleep(GAP_STEP_MS, signal);
      return run();
    },
  };
  return {
    acts,
    router: null,
    connectAs(next) {
      if (JSON.stringify(next) === JSON.stringify(login)) return;
      login = next;
      connection.close();
      connection = connectForWriting(login);
    },
    close: () => connection.close(),
  };
}

function hostOf(): Host {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return {
    macs: all.flatMap(({ mac }) => parseMac(mac) ?? []),
    addresses: all.filter(({ internal }) => !internal).map(({ address }) => address),
  };
}
