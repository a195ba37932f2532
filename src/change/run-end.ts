/** The end of a change that lasts for a time: read that the router ended it, else take it back. */
import type { Run } from './acts.ts';
import { type Change, durableEdits } from './change.ts';
import { type Edit, inverse } from './edit.ts';
import { enter, note, perform, readStandings } from './run-step.ts';
import { TIME_OVER } from './state.ts';
import { SCHEDULER } from './timer.ts';

/** How late the router's own entry may be. */
const GRACE_MS = 90_000;

/** When it has to be looked at; null: it has no end. */
export function endDue({ endsAt, plan, state }: Change): number | null {
  if (state !== 'kept' || endsAt === null) return null;
  return plan?.endsOnRouter === true ? endsAt + GRACE_MS : endsAt;
}

/** Its own entry, and what that takes back; the entries of earlier ends that it removed stay gone. */
function endedEdits(change: Change): Edit[] {
  const own = durableEdits(change).filter(({ kind, menu }) => !(kind === 'remove' && menu === SCHEDULER));
  const texts = new Set(own.map((edit) => JSON.stringify(edit)));
  return [...own, ...(change.plan?.ends ?? []).filter((edit) => !texts.has(JSON.stringify(edit)))];
}

/** `unread`: the router could not be read, `rejected`: it does not take it; both are looked at again. */
export async function end(run: Run): Promise<'ended' | 'unread' | 'rejected'> {
  // another change took its end over meanwhile
  if (endDue(run.change) === null) return 'ended';
  const edits = endedEdits(run.change);
  const standings = await readStandings(run, edits);
  if (standings === null) return 'unread';
  if (standings.every((standing) => standing !== 'after' && standing !== 'half')) {
    await enter(run, 'time_over', TIME_OVER, { endsAt: null });
    return 'ended';
  }
  if (run.change.plan?.endsOnRouter === true)
    await note(run, 'end', 'read', 'the router did not run the entry that ends it');
  for (const edit of edits.toReversed()) {
    const back = inverse(edit);
    if (back === null) continue;
    const { standing } = await perform(run, back, 'end');
    if (standing === null) return 'unread';
    if (standing === 'before' || standing === 'half') return 'rejected';
  }
  await enter(run, 'time_over', TIME_OVER, { endsAt: null });
  return 'ended';
}
