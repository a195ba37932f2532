/** Runs long work in slices, between which the event loop answers what waits. */
import type { RunSliced } from '../parse/sliced.ts';

/** How long a slice may hold the event loop. */
const SLICE_MS = 20;

let turn: Promise<unknown> = Promise.resolve();

/** Resolves in a turn of the event loop of its own: works that run at the same time share no turn. */
function nextTurn(): Promise<unknown> {
  turn = turn.then(() => new Promise(setImmediate));
  return turn;
}

export const inSlices: RunSliced = async (work) => {
  for (let beganMs = performance.now(); ; ) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - beganMs < SLICE_MS) continue;
    await nextTurn();
    beganMs = performance.now();
  }
};
