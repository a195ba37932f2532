/** Takes a change back: last edit first, each only where it still is as we left it. */
import type { Run } from './acts.ts';
import { durableEdits } from './change.ts';
import { inverse } from './edit.ts';
import { clear } from './run-prove.ts';
import { disarm } from './run-guard.ts';
import { enter, note, perform } from './run-step.ts';

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
    const { standing } = await perform(run, back, 'take back');
    if (standing === null) return false;
    if (standing === 'other')
      await note(run, 'take back', 'read', 'somebody else changed it; it is left as it is');
    else if (standing === 'before') isDone = false;
  }
  if (!isDone) return false;
  return run.change.leftovers.length === 0 ? disarm(run) : (await clear(run)) === null;
}
