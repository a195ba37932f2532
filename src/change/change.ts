/** A change as the service keeps it, from its proposal to its end. */
import { type Edit, inverse } from './edit.ts';
import type { MeasuredEffect } from './effect.ts';
import type { Plan } from './plan.ts';
import type { Input, State } from './state.ts';
import { next } from './transition.ts';
import type { Picture } from './verify.ts';

/** Who did it, by which key, through which door. */
export interface Actor {
  /** Name of the key. */
  key: string;
  door: 'rest' | 'mcp' | 'page' | 'mqtt' | 'terminal';
}

export interface Step {
  at: number;
  step: string;
  /** `intended` is on disk before the act itself. */
  result: 'intended' | 'done' | 'rejected' | 'lost' | 'read' | 'failed';
  detail: string | null;
}

/** The undo that waits on the router itself. */
export interface Guard {
  kind: 'scheduler' | 'job';
  /** Name of the entry, or id of the job. */
  name: string;
  edit: Edit | null;
  /** It was read to stand. */
  isArmed: boolean;
  /** By the clock of the service. */
  firesAt: number;
}

export interface Change {
  id: string;
  action: string;
  input: Record<string, unknown>;
  router: string;
  reason: string | null;
  state: State;
  stateSince: number;
  proposedBy: Actor;
  proposedAt: number;
  plan: Plan | null;
  digest: string | null;
  expiresAt: number | null;
  approvedBy: Actor | null;
  approvedAt: number | null;
  steps: readonly Step[];
  outcome: string | null;
  /** What one types on the router so that what was refused becomes possible; not set in older journals. */
  commands?: readonly string[];
  endsAt: number | null;
  /** The change that it takes back. */
  undoes: string | null;
  /** What is done at the router, with the entry that ends it: fixed when it begins. */
  edits: readonly Edit[];
  /** Rows of a proof, which must be gone at the end. */
  leftovers: readonly Edit[];
  guard: Guard | null;
  /** It was read to be written at least once. */
  wasWritten: boolean;
  /** Index of the edit whose write was sent and not read to stand since: another value there may be its own. Null: none. */
  writing?: number | null;
  /** It is to be taken back as soon as the router can be read. */
  isUndoWanted: boolean;
  /** The network right before the first write; null: not begun. */
  before?: Picture | null;
  /** The moment at which the watch began. */
  watchedSince: number | null;
  /** Version of RouterOS on which the router was seen to run a guard. */
  provedVersion: string | null;
  /** What was measured since it was kept. */
  effect?: readonly MeasuredEffect[];
}

/** Of each end of a long list of steps. */
const KEPT_STEPS = 100;

/** The steps with one more: of more than 200 the first and the last 100. */
export function withStep(steps: readonly Step[], step: Step): Step[] {
  const all = [...steps, step];
  return all.length <= 2 * KEPT_STEPS ? all : [...all.slice(0, KEPT_STEPS), ...all.slice(-KEPT_STEPS)];
}

/** The change after an input. Throws for one that cannot happen in its state: a defect. */
export function moved(
  change: Change,
  input: Input,
  now: number,
  outcome: string | null = null,
  patch: Partial<Change> = {},
): Change {
  const state = next(change.state, input);
  if (state === null) throw new Error(`A change that is ${change.state} cannot take "${input}".`);
  return { ...change, ...patch, state, stateSince: now, outcome: outcome ?? change.outcome };
}

/** When it ends once it is kept; null: it stays. */
export function endOf({ plan, watchedSince }: Pick<Change, 'plan' | 'watchedSince'>): number | null {
  const forMs = plan?.forMs ?? null;
  return forMs === null || watchedSince === null ? null : watchedSince + forMs;
}

/** Whether what stands there, whatever it is, may come from a write of this change. */
export function isInDoubt({ edits, writing }: Change, edit: Edit): boolean {
  return writing != null && edits[writing] === edit;
}

/** What is left at the router afterwards, without what merely throws a device off or restarts the router. */
export function durableEdits(change: Pick<Change, 'edits'>): Edit[] {
  return change.edits.filter(({ kind }) => kind !== 'kick' && kind !== 'restart');
}

/** It throws a device off, or restarts the router, and nothing else: nothing undoes that. */
export function leavesNothing({ plan }: Pick<Change, 'plan'>): boolean {
  const { edits = [] } = plan ?? {};
  return edits.length > 0 && edits.every((edit) => inverse(edit) === null);
}

/** What tells how far it came: what it leaves, or where it leaves nothing, everything it does. */
export function tellingEdits(change: Pick<Change, 'edits'>): readonly Edit[] {
  const durable = durableEdits(change);
  return durable.length > 0 ? durable : change.edits;
}
