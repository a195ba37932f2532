/** Every change there is, in memory and in the journal, and the queue of each router. */
import { cleanText } from '../parse/text.ts';
import type { AnyAction } from './action-list.ts';
import { type Acts, type Checks, type Engine, type Run, usualChecks } from './acts.ts';
import { type Change, endOf, moved } from './change.ts';
import type { MeasuredEffect } from './effect.ts';
import type { Asked } from './limit.ts';
import type { NetworkView } from './network.ts';
import { canonicalPlan, type Proposal } from './plan.ts';
import type { Past } from './run-effect.ts';
import { type Input, isInFlight } from './state.ts';
import { timerName } from './timer.ts';

export interface WritableRouter {
  acts: Acts;
  /** Names of the actions that are allowed there; null: all. */
  actions: readonly string[] | null;
  environment: 'lab' | 'production' | null;
}

export interface ChangesOptions {
  /** Null: no such router, or nothing may write there. */
  router: (id: string) => WritableRouter | null;
  /** A sentence: why nothing may write to the router. */
  whyUnwritable: (id: string) => string;
  network: () => NetworkView;
  now: () => number;
  newId: () => string;
  /** SHA-256 of the text, in hex. */
  digest: (text: string) => string;
  /** Null when it does not settle in time. */
  within: <T>(promise: Promise<T>, ms: number) => Promise<T | null>;
  watchMs: number;
  /** As the journal holds them. */
  known: readonly Change[];
  /** Appends and flushes; rejects when the disk fails. */
  append: (change: Change) => Promise<void>;
  /** After each transition. */
  onTransition?: (change: Change) => void;
  /** What effects are measured from; null: nothing measures them. */
  history?: Past | null;
  onEffect?: (change: Change, effect: MeasuredEffect) => void;
  /** A defect in the program: the change stays as it is. */
  onDefect?: (error: unknown) => void;
  actions?: readonly AnyAction[];
  checks?: Checks;
}

export interface Registry {
  get: (id: string) => Change | null;
  values: () => Iterable<Change>;
  /** The open change with the same action and input. */
  findOpen: (action: string, input: Record<string, unknown>, router: string) => Change | null;
  create: (given: NewChange) => Promise<Change>;
  /** Moves it to its next state. Without the disk it holds in memory: nothing is begun before the journal can be written. */
  enter: (change: Change, input: Input, outcome?: string | null, patch?: Partial<Change>) => Promise<Change>;
  /** One change at a time per router, in the order of approval. */
  enqueue: (id: string, work: (run: Run) => Promise<unknown>) => void;
  /** It is being worked at, or waits for its turn. */
  isEnqueued: (id: string) => boolean;
  runOf: (change: Change, router: WritableRouter) => Run;
  /** It holds after a restart of the service as well, once this resolves. */
  wantUndo: (id: string) => Promise<void>;
  idle: () => Promise<void>;
  stop: () => void;
}

export interface NewChange {
  asked: Asked;
  input: Record<string, unknown>;
  router: string;
  proposal: Exclude<Proposal, { result: 'invalid' | 'unreadable' }>;
  undoes?: string;
}

const EXPIRY_MS = 15 * 60_000;

export function createRegistry(options: ChangesOptions): Registry {
  const { now, network, watchMs, checks = usualChecks } = options;
  const changes = new Map<string, Change>(options.known.map((change) => [change.id, change]));
  const queues = new Map<string, Promise<void>>();
  const enqueued = new Set<string>();
  const undoWanted = new Set<string>();
  let isStopping = false;

  async function save(given: Change): Promise<void> {
    const change = undoWanted.has(given.id) ? { ...given, isUndoWanted: true } : given;
    const before = changes.get(change.id);
    changes.set(change.id, change);
    try {
      await options.append(change);
    } finally {
      if (before?.state !== change.state) options.onTransition?.(change);
    }
  }

  function engineFor({ acts }: WritableRouter): Engine {
    return {
      acts,
      now,
      watchMs,
      network,
      save,
      checks,
      isStopping: () => isStopping,
      isUndoWanted: (id) => undoWanted.has(id),
      provedVersion: (router) => provedVersion(router),
    };
  }

  function provedVersion(router: string): string | null {
    const proved = [...changes.values()].filter(
      (change) => change.router === router && change.provedVersion !== null,
    );
    return proved.toSorted((a, b) => b.stateSince - a.stateSince)[0]?.provedVersion ?? null;
  }

  /** One change at a time per router, in the order of approval. */
  function enqueue(id: string, work: (run: Run) => Promise<unknown>): void {
    const { router } = changes.get(id)!;
    const writable = options.router(router);
    if (writable === null) return;
    enqueued.add(id);
    const turn = (queues.get(router) ?? Promise.resolve()).then(async () => {
      if (isStopping) return;
      try {
        await work({ change: changes.get(id)!, engine: engineFor(writable) });
        conclude(changes.get(id)!);
      } catch (error) {
        options.onDefect?.(error);
      } finally {
        enqueued.delete(id);
      }
    });
    queues.set(router, turn);
  }

  /** A kept change that moved the end of another takes over its end; one that undoes it gives the end back. */
  function conclude(change: Change): void {
    if (change.state === 'kept') settleEnds(change, true);
  }

  /** `holds`: the change is in force; otherwise a later one has undone it. */
  function settleEnds(change: Change, holds: boolean): void {
    const undone = change.undoes === null ? undefined : changes.get(change.undoes);
    if (undone !== undefined) {
      setEnd(undone, !holds);
      settleEnds(undone, !holds);
    }
    const { supersedes = [] } = change.plan ?? {};
    for (const other of changes.values()) if (supersedes.includes(timerName(other.id))) setEnd(other, !holds);
  }

  function setEnd(change: Change, isEnding: boolean): void {
    const endsAt = isEnding ? endOf(change) : null;
    // without the disk it holds in memory
    if (change.state === 'kept' && change.endsAt !== endsAt) void save({ ...change, endsAt }).catch(() => {});
  }

  async function create({ asked, input, router, proposal, undoes }: NewChange): Promise<Change> {
    const at = now();
    const plan = proposal.result === 'planned' ? proposal.plan : null;
    const change: Change = {
      id: options.newId(),
      action: asked.action,
      input,
      router,
      reason: asked.reason === undefined ? null : cleanText(asked.reason),
      state: proposal.result,
      stateSince: at,
      proposedBy: asked.by,
      proposedAt: at,
      plan,
      digest: plan === null ? null : options.digest(canonicalPlan(asked.action, plan)),
      expiresAt: plan === null ? null : at + EXPIRY_MS,
      approvedBy: null,
      approvedAt: null,
      steps: [],
      outcome: 'reason' in proposal ? proposal.reason : null,
      commands: 'commands' in proposal ? proposal.commands : [],
      endsAt: null,
      undoes: undoes ?? null,
      edits: [],
      leftovers: [],
      guard: null,
      wasWritten: false,
      isUndoWanted: false,
      watchedSince: null,
      provedVersion: null,
    };
    await save(change).catch(() => {});
    return change;
  }

  /** Without the disk it holds in memory: nothing is begun before the journal can be written. */
  async function enter(
    change: Change,
    input: Input,
    outcome: string | null = null,
    patch: Partial<Change> = {},
  ): Promise<Change> {
    const after = moved(change, input, now(), outcome, patch);
    await save(after).catch(() => {});
    return after;
  }

  return {
    get: (id) => changes.get(id) ?? null,
    values: () => changes.values(),
    findOpen(action, input, router) {
      const wanted = JSON.stringify(input);
      const open = [...changes.values()].find(
        (change) =>
          change.action === action &&
          change.router === router &&
          change.undoes === null &&
          isOpen(change) &&
          JSON.stringify(change.input) === wanted,
      );
      return open ?? null;
    },
    create,
    enter,
    enqueue,
    isEnqueued: (id) => enqueued.has(id),
    runOf: (change, router) => ({ change, engine: engineFor(router) }),
    async wantUndo(id) {
      undoWanted.add(id);
      await save(changes.get(id)!).catch(() => {});
    },
    async idle() {
      await Promise.all(queues.values());
    },
    stop() {
      isStopping = true;
    },
  };
}

/** Neither at its end nor kept. */
export function isOpen({ state }: Change): boolean {
  return state === 'planned' || state === 'approved' || isInFlight(state);
}
