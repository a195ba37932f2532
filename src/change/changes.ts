/** The doors to changes: propose, approve, reject, undo, list. Whoever asks has been admitted; every answer is a value. */
import type { Action } from './action.ts';
import { type AnyAction, actions } from './action-list.ts';
import { type Acts, type Checks, type Engine, type Run, usualChecks } from './acts.ts';
import { type Actor, type Change, durableEdits, moved } from './change.ts';
import { inverse } from './edit.ts';
import { type Asked, createLimits, type Limits } from './limit.ts';
import type { NetworkView } from './network.ts';
import { canonicalPlan, type Proposal } from './plan.ts';
import { apply, resume } from './run-apply.ts';
import { end, endDue } from './run-end.ts';
import { readStandings } from './run-step.ts';
import { type Input, isInFlight } from './state.ts';
import { propose as makeProposal } from './propose.ts';
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
  /** A defect in the program: the change stays as it is. */
  onDefect?: (error: unknown) => void;
  actions?: readonly AnyAction[];
  checks?: Checks;
}

export type Outcome =
  | { outcome: 'created' | 'open' | 'accepted'; change: Change }
  | { outcome: 'invalid'; errors: { parameter: string; message: string }[] }
  | { outcome: 'not_found' }
  /** Its state, digest or time does not allow it, or the object is not as the change left it. */
  | { outcome: 'conflict'; reason: string; change: Change }
  | { outcome: 'unreadable'; reason: string; retryAfterSeconds: number }
  | { outcome: 'too_many'; retryAfterSeconds: number };

export interface Changes {
  propose(asked: Asked): Promise<Outcome>;
  approve(id: string, given: { digest: string; confirm?: string; by: Actor }): Promise<Outcome>;
  reject(id: string, by: Actor): Promise<Outcome>;
  undo(id: string, by: Actor): Promise<Outcome>;
  get(id: string): Change | null;
  /** Newest first. */
  all(): readonly Change[];
  /** Settles what the journal holds in flight. */
  start(): void;
  /** Lets plans expire and changes end; called every second. */
  tick(): Promise<void>;
  /** Resolves when nothing is being done at any router. */
  idle(): Promise<void>;
  /** What is in flight is left to the guard, and settled at the next start. */
  stop(): void;
}

const PLAN_LIMIT_MS = 15_000;
const EXPIRY_MS = 15 * 60_000;
const LOOK_AGAIN_MS = 60_000;

export function createChanges(options: ChangesOptions): Changes {
  const { now, network, watchMs, checks = usualChecks } = options;
  const list = options.actions ?? actions;
  const changes = new Map<string, Change>(options.known.map((change) => [change.id, change]));
  const queues = new Map<string, Promise<void>>();
  const undoWanted = new Set<string>();
  const limits: Limits = createLimits(now);
  let planning: Promise<unknown> = Promise.resolve();
  let isStopping = false;

  async function save(change: Change): Promise<void> {
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
  function enqueue(id: string, work: (run: Run) => Promise<unknown>): Promise<void> {
    const { router } = changes.get(id)!;
    const writable = options.router(router);
    if (writable === null) return Promise.resolve();
    const turn = (queues.get(router) ?? Promise.resolve()).then(async () => {
      if (isStopping) return;
      try {
        await work({ change: changes.get(id)!, engine: engineFor(writable) });
        conclude(changes.get(id)!);
      } catch (error) {
        options.onDefect?.(error);
      }
    });
    queues.set(router, turn);
    return turn;
  }

  /** A kept change that moved the end of another, or undid it, takes over its end. */
  function conclude(change: Change): void {
    if (change.state !== 'kept') return;
    const removed = change.edits.flatMap((edit) => (edit.kind === 'remove' ? [edit.key['name']] : []));
    for (const other of changes.values()) {
      const isMoved = other.id === change.undoes || removed.includes(timerName(other.id));
      if (other.id !== change.id && other.endsAt !== null && isMoved) void save({ ...other, endsAt: null });
    }
  }

  async function propose(asked: Asked): Promise<Outcome> {
    const action: Action<Record<string, unknown>> | undefined = list.find(
      ({ name }) => name === asked.action,
    );
    if (action === undefined)
      return invalid('action', `Known actions: ${list.map(({ name }) => name).join(', ')}.`);
    const parsed = action.input.safeParse(asked.input);
    if (!parsed.success) {
      return {
        outcome: 'invalid',
        errors: parsed.error.issues.map(({ path, message }) => ({
          parameter: path.join('.') || 'input',
          message,
        })),
      };
    }
    const input = parsed.data;
    const routed = action.route(input, network());
    if (typeof routed !== 'string') return { outcome: 'invalid', errors: [routed] };
    const open = findOpen(asked.action, input, routed);
    if (open !== undefined) return { outcome: 'open', change: open };
    const writable = options.router(routed);
    if (writable === null)
      return create(asked, input, routed, refusal(`Router ${routed} has no user for writing.`));
    if (writable.actions !== null && !writable.actions.includes(asked.action))
      return create(
        asked,
        input,
        routed,
        refusal(`The configuration of router ${routed} does not list ${asked.action}.`),
      );
    const waitSeconds = limits.plan(routed);
    if (waitSeconds > 0) return { outcome: 'too_many', retryAfterSeconds: waitSeconds };
    // one plan at a time
    const turn = planning.then(() =>
      options.within(
        makeProposal(action, input, {
          asked,
          network: network(),
          acts: writable.acts,
          timers: timersOf(input),
        }),
        PLAN_LIMIT_MS,
      ),
    );
    planning = turn.catch(() => null);
    const proposal = (await turn) ?? {
      result: 'unreadable' as const,
      reason: 'The router did not answer within 15 s.',
    };
    if (proposal.result === 'unreadable')
      return { outcome: 'unreadable', reason: proposal.reason, retryAfterSeconds: 15 };
    if (proposal.result === 'invalid') return invalid(proposal.parameter, proposal.message);
    // somebody else may have proposed the same meanwhile
    const twin = findOpen(asked.action, input, routed);
    if (twin !== undefined) return { outcome: 'open', change: twin };
    return create(asked, input, routed, proposal);
  }

  function findOpen(action: string, input: Record<string, unknown>, router: string): Change | undefined {
    const wanted = JSON.stringify(input);
    return [...changes.values()].find(
      (change) =>
        change.action === action &&
        change.router === router &&
        change.undoes === null &&
        (change.state === 'planned' || change.state === 'approved' || isInFlight(change.state)) &&
        JSON.stringify(change.input) === wanted,
    );
  }

  /** Entries that end kept changes of the same device. */
  function timersOf(input: Record<string, unknown>): string[] {
    const { device_id: wanted } = input;
    if (typeof wanted !== 'string') return [];
    const kept = [...changes.values()].filter(
      ({ state, endsAt, action }) => state === 'kept' && endsAt !== null && action === 'block_device',
    );
    return kept.filter((change) => isSameDevice(change, wanted)).map(({ id }) => timerName(id));
  }

  function isSameDevice({ plan }: Change, wanted: string): boolean {
    const view = network();
    const ids = plan?.affects.devices.map(({ device_id }) => device_id) ?? [];
    return view.devices.some(
      (device) =>
        ids.includes(device.device_id) &&
        (device.device_id === wanted ||
          device.mac_address === wanted ||
          device.name === wanted ||
          device.ip_addresses.includes(wanted)),
    );
  }

  async function create(
    asked: Asked,
    input: Record<string, unknown>,
    router: string,
    proposal: Exclude<Proposal, { result: 'invalid' | 'unreadable' }>,
    undoes: string | null = null,
  ): Promise<Outcome> {
    const at = now();
    const plan = proposal.result === 'planned' ? proposal.plan : null;
    const change: Change = {
      id: options.newId(),
      action: asked.action,
      input,
      router,
      reason: asked.reason ?? null,
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
      endsAt: null,
      undoes,
      edits: [],
      leftovers: [],
      guard: null,
      wasWritten: false,
      isUndoWanted: false,
      watchedSince: null,
      provedVersion: null,
    };
    await save(change).catch(() => {});
    return { outcome: 'created', change };
  }

  async function approve(
    id: string,
    { digest, confirm, by }: { digest: string; confirm?: string; by: Actor },
  ): Promise<Outcome> {
    await expire();
    const change = changes.get(id);
    if (change === undefined) return { outcome: 'not_found' };
    if (change.state !== 'planned')
      return conflict(change, `It is ${change.state}, so it cannot be approved.`);
    if (change.digest !== digest)
      return conflict(change, 'The digest is of another plan. Read the change again.');
    const writable = options.router(change.router);
    if (writable === null)
      return conflict(change, `Router ${change.router} has no user for writing any more.`);
    const { environment } = writable;
    const { name } = change.plan!.object;
    if ((change.plan!.cutsOff.length > 0 || environment === 'production') && confirm !== name)
      return invalid('confirm', `Repeat the name of the object: ${name}`);
    const waitSeconds = limits.approve(change.router);
    if (waitSeconds > 0) return { outcome: 'too_many', retryAfterSeconds: waitSeconds };
    return { outcome: 'accepted', change: await begin(change, by) };
  }

  async function begin(change: Change, by: Actor): Promise<Change> {
    const approved = await enter(change, 'approve', null, { approvedBy: by, approvedAt: now() });
    void enqueue(change.id, apply);
    return approved;
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

  async function undo(id: string, by: Actor): Promise<Outcome> {
    const change = changes.get(id);
    if (change === undefined) return { outcome: 'not_found' };
    if (change.state === 'watching' || change.state === 'applying' || change.state === 'unknown') {
      undoWanted.add(id);
      return { outcome: 'accepted', change };
    }
    if (change.state !== 'kept')
      return conflict(change, `It is ${change.state}, so there is nothing to undo.`);
    const writable = options.router(change.router);
    const edits = durableEdits(change);
    const backs = edits.toReversed().flatMap((edit) => inverse(edit) ?? []);
    if (writable === null || backs.length === 0)
      return conflict(change, 'This action leaves nothing that could be undone.');
    const run: Run = { change, engine: engineFor(writable) };
    const standings = await readStandings(run, edits);
    if (standings === null)
      return { outcome: 'unreadable', reason: 'The router could not be read.', retryAfterSeconds: 15 };
    if (standings.some((standing) => standing !== 'after'))
      return conflict(change, 'The router is no longer as the change left it.');
    const plan = {
      ...change.plan!,
      edits: backs,
      ends: [],
      premises: [],
      forMs: null,
      offline: [],
      undo: 'The change is made again.',
      proof: 'The router is read to be as before the change.',
    };
    const asked: Asked = { action: change.action, input: change.input, by, approverAddress: null };
    const made = await create(asked, change.input, change.router, { result: 'planned', plan }, id);
    if (made.outcome !== 'created') return made;
    return { outcome: 'accepted', change: await begin(made.change, by) };
  }

  async function expire(): Promise<void> {
    for (const change of changes.values()) {
      if (change.state !== 'planned' || change.expiresAt === null || now() <= change.expiresAt) continue;
      await enter(change, 'expire', 'Nobody approved it in time.');
    }
  }

  /** When a change whose time is over is looked at next. */
  const nextLookAt = new Map<string, number>();

  function endDueChanges(): void {
    for (const change of changes.values()) {
      const writable = options.router(change.router);
      const due = endDue(change);
      if (writable === null || due === null || now() < Math.max(due, nextLookAt.get(change.id) ?? 0))
        continue;
      nextLookAt.set(change.id, now() + LOOK_AGAIN_MS);
      void enqueue(change.id, end);
    }
  }

  return {
    propose,
    approve,
    async reject(id, by) {
      await expire();
      const change = changes.get(id);
      if (change === undefined) return { outcome: 'not_found' };
      if (change.state !== 'planned')
        return conflict(change, `It is ${change.state}, so it cannot be rejected.`);
      return { outcome: 'accepted', change: await enter(change, 'reject', `Rejected by ${by.key}.`) };
    },
    undo,
    get: (id) => changes.get(id) ?? null,
    all: () => [...changes.values()].toSorted((a, b) => b.proposedAt - a.proposedAt),
    start() {
      for (const change of changes.values()) {
        if (change.state === 'approved' || isInFlight(change.state)) void enqueue(change.id, resume);
      }
    },
    async tick() {
      await expire();
      endDueChanges();
    },
    async idle() {
      await Promise.all(queues.values());
    },
    stop() {
      isStopping = true;
    },
  };
}

function refusal(reason: string): { result: 'refused'; reason: string } {
  return { result: 'refused', reason };
}

function invalid(parameter: string, message: string): Outcome {
  return { outcome: 'invalid', errors: [{ parameter, message }] };
}

function conflict(change: Change, reason: string): Outcome {
  return { outcome: 'conflict', reason, change };
}
