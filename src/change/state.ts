/** The states of a change. */

/** One sentence per state. */
export const states = {
  planned: 'Waits for a person to approve it.',
  approved: 'Approved; waits for its turn at the router.',
  applying: 'Is being written to the router.',
  watching: 'Written; what it does to the network is being watched.',
  kept: 'Written, proved, and left in place.',
  undoing: 'What was written is being taken back.',
  undone: 'Taken back, by the service, by the router itself or because its time was over.',
  failed: 'Not written: the router was read to be as before.',
  unknown: 'The router could not be read since; it is read until it can be told.',
  rejected: 'A person rejected it.',
  expired: 'It was not approved in time.',
  stale: 'The router is no longer as it was when the change was planned.',
  refused: 'A rule forbids it; nothing was written.',
  no_change: 'The router is already as wanted; nothing was written.',
} as const;

export type State = keyof typeof states;
export const stateNames = Object.keys(states) as State[];

/** What can happen to a change. */
export const inputs = {
  approve: 'a person approved it',
  reject: 'a person rejected it',
  expire: 'its time to be approved, or to begin, is over',
  premise_broken: 'the router is not as it was when the change was planned',
  begin: 'the premises hold: the first write is next',
  written: 'the router was read to be as wanted',
  not_written: 'the router was read to be as before',
  undo: 'it is to be taken back',
  lost: 'the router cannot be read',
  proved: 'the watch is over, the proof holds and no guard is left',
  restored: 'the router was read to be as before, or as another user left it, and no guard is left',
  time_over: 'its end has come and the router was read to be as before',
} as const;

export type Input = keyof typeof inputs;
export const inputNames = Object.keys(inputs) as Input[];

/** Nothing is being done at a router. `kept` may still end. */
export function isSettled(state: State): boolean {
  return !['approved', 'applying', 'watching', 'undoing', 'unknown'].includes(state);
}

/** The router may differ from what it was before: what a restart of the service must settle. */
export function isInFlight(state: State): boolean {
  return ['applying', 'watching', 'undoing', 'unknown'].includes(state);
}

/** Outcomes of `undone` that were wanted. */
export const TIME_OVER = 'Its time was over.';
export const TAKEN_BACK = 'A person took it back.';
