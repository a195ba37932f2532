/** Takes a change back: last edit first, each only where it still is as we left it. */
import type { Run } from './acts.ts';
import { durableEdits, isInDoubt } from './change.ts';
import { inverse } from './edit.ts';
import { clear } from './run-prove.ts';
import { disarm } from './run-guard.ts';
import { enter, note, perform, update } from './run-step.ts';

/** From `applying`, `watching` or `unknown` to `undone`; false when the router could not be read, and the run must settle. */
export async function undo(run: Run, why: string): Promise<boolean> {
  if (run.change.state !== 'unknown') await enter(run, 'undo', why, { isUndoWanted: true });
  if (!(await takeBack(run))) {
    if (run.change.state !== 'unknown') await enter(run, 'lost', why);
    return false;
  }
  await enter(run, 'restored', why);
  return true;
}

/** True when the router was read to have none of it any more, and no guard. */
export async function takeBack(run: Run): Promise<boolean> {
  let isDone = true;
  for (const edit of durableEdits(run.change).toReversed()) {
    const back = inverse(edit);
    if (back === null) continue;
    const isOurs = isInDoubt(run.change, edit);
    const { standing, wasSent } = await perform(run, back, 'take back', isOurs);
    if (standing === null) return false;
    if (standing === 'other' && !wasSent)
      await note(run, 'take back', 'read', 'another user changed it; it is left as it is');
    else if (standing !== 'after') isDone = false;
    // what no guard can take back either is tried once
    if (standing === 'other' && isOurs && run.change.guard === null) await update(run, { writing: null });
  }
  if (!isDone) return false;
  return run.change.leftovers.length === 0 ? disarm(run) : (await clear(run)) === null;
}
