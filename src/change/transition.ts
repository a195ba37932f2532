/** The way of a change: for each state, where each input leads. What is missing cannot happen there. */
import type { Input, State } from './state.ts';

const none = {};

export const transitions: Readonly<Record<State, Readonly<Partial<Record<Input, State>>>>> = {
  planned: { approve: 'approved', reject: 'rejected', expire: 'expired', premise_broken: 'stale' },
  approved: { begin: 'applying', premise_broken: 'stale', expire: 'expired' },
  applying: { written: 'watching', not_written: 'failed', undo: 'undoing', lost: 'unknown' },
  watching: { proved: 'kept', undo: 'undoing', lost: 'unknown' },
  undoing: { restored: 'undone', lost: 'unknown' },
  unknown: { proved: 'kept', restored: 'undone', not_written: 'failed' },
  kept: { time_over: 'undone' },
  undone: none,
  failed: none,
  rejected: none,
  expired: none,
  stale: none,
  refused: none,
  no_change: none,
};

/** The next state; null when the input cannot happen in this one. */
export function next(state: State, input: Input): State | null {
  return transitions[state][input] ?? null;
}
