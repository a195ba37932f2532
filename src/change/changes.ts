/** Proposes, approves, rejects and undoes changes. The caller has been admitted; every answer is a value. */
import { actions } from './action-list.ts';
import { type Actor, type Change, durableEdits, leavesNothing } from './change.ts';
import { type Edit, inverse } from './edit.ts';
import { type Asked, createLimits } from './limit.ts';
import { conflict, invalid, type Outcome } from './outcome.ts';
import { createProposing } from './propose.ts';
import { type ChangesOptions, createRegistry, isOpen } from './registry.ts';
import { apply, resume } from './run-apply.ts';
import { dueWindow, measureEffect } from './run-effect.ts';
import { end, endDue } from './run-end.ts';
import { readStandings, update } from './run-step.ts';
import { isInFlight } from './state.ts';

export interface Changes {
  propose(asked: Asked): Promise<Outcome>;
  approve(id: string, given: { digest: string; confirm?: string; by: Actor }): Promise<Outcome>;
  reject(id: string, by: Actor): Promise<Outcome>;
  undo(id: string, by: Actor): Promise<Outcome>;
  get(id: string): Change | null;
  /** Newest first. */
  all(): readonly Change[];
  /** Settles what is in flight and nothing works at: at the start, and when a router may be written to again. */
  start(): void;
  /** In flight, with nothing at work that could settle them, and no guard that still waits. */
  abandoned(): readonly Change[];
  /** Lets plans expire and changes end; called every second. */
  tick(): Promise<void>;
  /** Resolves when nothing is being done at any router. */
  idle(): Promise<void>;
  /** What is in flight is left to the guard, and settled at the next start. */
  stop(): void;
}

const LOOK_AGAIN_MS = 60_000;
/** While the router rejects the end of a change. */
const LONGEST_LOOK_MS = 60 * 60_000;

const NOTHING_LEFT = 'This action leaves nothing that could be undone.';

const isSwitchedOff = (edit: Edit) => edit.kind === 'set' && edit.to['disabled'] === 'true';

export function createChanges(options: ChangesOptions): Changes {
  const { now } = options;
  const registry = createRegistry(options);
  const limits = createLimits(now);
  const propose = createProposing({ ...options, registry, limits, actions: options.actions ?? actions });
  /** When a change whose time is over is looked at next, and how long after the last time. */
  const nextLook = new Map<string, { at: number; delayMs: number }>();
  /** When effects are measured next. */
  let nextMeasureAt = 0;
  /** Changes whose effect is being measured, or waits for its turn at the router to be kept. */
  const measuring = new Set<string>();

  async function approve(
    id: string,
    { digest, confirm, by }: { digest: string; confirm?: string; by: Actor },
  ): Promise<Outcome> {
    await expire();
    const change = registry.get(id);
    if (change === null) return { outcome: 'not_found' };
    if (change.state !== 'planned')
      return conflict(change, `It is ${change.state}, so it cannot be approved.`);
    if (change.digest !== digest)
      return conflict(change, 'The digest is of another plan. Read the change again.');
    const writable = options.router(change.router);
    if (writable === null)
      return conflict(change, `Router ${change.router} has no user for writing any more.`);
    if (writable.actions?.includes(change.action) === false)
      return conflict(change, `${change.action} is not allowed on router ${change.router} any more.`);
    const { environment } = writable;
    const { name } = change.plan!.object;
    if ((change.plan!.cutsOff.length > 0 || environment === 'production') && confirm !== name)
      return invalid('confirm', `Repeat the name of the object: ${name}`);
    const waitSeconds = limits.approve(change.router);
    if (waitSeconds > 0) return { outcome: 'too_many', retryAfterSeconds: waitSeconds };
    return { outcome: 'accepted', change: await begin(change, by) };
  }

  async function begin(change: Change, by: Actor): Promise<Change> {
    const approved = await registry.enter(change, 'approve', null, { approvedBy: by, approvedAt: now() });
    registry.enqueue(change.id, apply);
    return approved;
  }

  async function undo(id: string, by: Actor): Promise<Outcome> {
    const change = registry.get(id);
    if (change === null) return { outcome: 'not_found' };
    if (change.state === 'watching' || change.state === 'applying' || change.state === 'unknown') {
      if (leavesNothing(change)) return conflict(change, NOTHING_LEFT);
      await registry.wantUndo(id);
      return { outcome: 'accepted', change };
    }
    if (change.state !== 'kept')
      return conflict(change, `It is ${change.state}, so there is nothing to undo.`);
    const writable = options.router(change.router);
    const edits = durableEdits(change);
    const backs = edits.toReversed().flatMap((edit) => inverse(edit) ?? []);
    if (writable === null || backs.length === 0) return conflict(change, NOTHING_LEFT);
    const standings = await readStandings(registry.runOf(change, writable), edits);
    if (standings === null)
      return { outcome: 'unreadable', reason: 'The router could not be read.', retryAfterSeconds: 15 };
    // after the wait: another caller may undo it as well
    const again = [...registry.values()].find((other) => other.undoes === id && isOpen(other));
    if (again !== undefined) return { outcome: 'accepted', change: again };
    if (standings.some((standing) => standing !== 'after'))
      return conflict(change, 'The router is no longer as the change left it.');
    const plan = {
      ...change.plan!,
      edits: backs,
      ends: [],
      supersedes: [],
      premises: [],
      uses: [],
      effects: [],
      forMs: null,
      // devices are expected to leave a network that goes off the air
      interfaces: backs.some(isSwitchedOff) ? [] : change.plan!.interfaces,
      offline: [],
      undo: 'The change is made again.',
      proof: 'The router is read to be as before the change.',
    };
    const asked: Asked = { action: change.action, input: change.input, by, approverAddress: null };
    const proposal = { result: 'planned' as const, plan };
    const { input, router } = change;
    const made = await registry.create({ asked, input, router, proposal, undoes: id });
    return { outcome: 'accepted', change: await begin(made, by) };
  }

  async function expire(): Promise<void> {
    for (const change of registry.values()) {
      if (change.state !== 'planned' || change.expiresAt === null || now() <= change.expiresAt) continue;
      await registry.enter(change, 'expire', 'It was not approved in time.');
    }
  }

  function endDueChanges(): void {
    for (const change of registry.values()) {
      const writable = options.router(change.router);
      const due = endDue(change);
      const { at, delayMs } = nextLook.get(change.id) ?? { at: 0, delayMs: LOOK_AGAIN_MS };
      if (writable === null || due === null || now() < Math.max(due, at)) continue;
      lookAfter(change.id, delayMs);
      registry.enqueue(change.id, async (run) => {
        const isRejected = (await end(run)) === 'rejected';
        lookAfter(change.id, isRejected ? Math.min(2 * delayMs, LONGEST_LOOK_MS) : LOOK_AGAIN_MS);
      });
    }
  }

  function lookAfter(id: string, delayMs: number): void {
    nextLook.set(id, { at: now() + delayMs, delayMs });
  }

  /** One a minute: a measurement reads weeks of the history. */
  async function measureDueEffect(): Promise<void> {
    const { history = null } = options;
    if (history === null || now() < nextMeasureAt) return;
    nextMeasureAt = now() + LOOK_AGAIN_MS;
    const due = [...registry.values()].find(
      (change) =>
        !measuring.has(change.id) &&
        options.router(change.router) !== null &&
        dueWindow(change, now()) !== null,
    );
    if (due === undefined) return;
    const window = dueWindow(due, now())!;
    measuring.add(due.id);
    const effect = await measureEffect(due, window, history).finally(() => measuring.delete(due.id));
    if (effect === null || options.router(due.router) === null) return;
    measuring.add(due.id);
    registry.enqueue(due.id, async (run) => {
      measuring.delete(due.id);
      if (dueWindow(run.change, now()) !== window) return;
      await update(run, { effect: [...(run.change.effect ?? []), effect] });
      options.onEffect?.(run.change, effect);
    });
  }

  return {
    propose,
    approve,
    async reject(id, by) {
      await expire();
      const change = registry.get(id);
      if (change === null) return { outcome: 'not_found' };
      if (change.state !== 'planned')
        return conflict(change, `It is ${change.state}, so it cannot be rejected.`);
      return {
        outcome: 'accepted',
        change: await registry.enter(change, 'reject', `Rejected by ${by.key}.`),
      };
    },
    undo,
    get: registry.get,
    all: () => [...registry.values()].toSorted((a, b) => b.proposedAt - a.proposedAt),
    start() {
      for (const { id, state } of registry.values()) {
        const isDue = state === 'approved' || isInFlight(state);
        if (isDue && !registry.isEnqueued(id)) registry.enqueue(id, resume);
      }
    },
    abandoned: () =>
      [...registry.values()].filter(
        ({ id, state, guard }) =>
          isInFlight(state) && !registry.isEnqueued(id) && (guard === null || now() >= guard.firesAt),
      ),
    async tick() {
      await expire();
      endDueChanges();
      await measureDueEffect();
    },
    idle: registry.idle,
    stop: registry.stop,
  };
}
