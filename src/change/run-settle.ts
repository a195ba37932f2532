/** Settles a change whose fate is unknown: reads the router until it can be told, and never writes again what it may have taken. */
import type { Run } from './acts.ts';
import { type Change, isInDoubt, tellingEdits } from './change.ts';
import { settle as decide } from './decide.ts';
import { clear } from './run-prove.ts';
import { disarm, guardState } from './run-guard.ts';
import { enter, readStandings, update } from './run-step.ts';
import { undo } from './run-undo.ts';
import { GUARD_MARGIN_MS, watch } from './run-watch.ts';
import { TAKEN_BACK } from './state.ts';

const DELAYS_MS = [5000, 10_000, 20_000, 30_000];
const LONGEST_DELAY_MS = 60_000;
/** While the router rejects what takes the change back. */
const LONGEST_REJECTED_MS = 60 * 60_000;

/** Returns when the change has ended, or the service is being stopped. */
export async function settle(run: Run): Promise<void> {
  const { engine } = run;
  let rejectedMs = LONGEST_DELAY_MS;
  for (let tries = 0; run.change.state === 'unknown' && !engine.isStopping(); tries += 1) {
    if (tries > 0) await engine.acts.wait(DELAYS_MS[tries - 1] ?? rejectedMs);
    const since = engine.now();
    await engine.acts.betweenPolls(() => attempt(run));
    const isSlower = tries >= DELAYS_MS.length && isRejectedSince(run.change, since);
    rejectedMs = isSlower ? Math.min(2 * rejectedMs, LONGEST_REJECTED_MS) : LONGEST_DELAY_MS;
  }
}

/** To ask the router again soon is of no use. A guard that still stands may take it back at any time. */
function isRejectedSince({ guard, steps }: Change, sinceAt: number): boolean {
  return guard === null && steps.some(({ at, result }) => at >= sinceAt && result === 'rejected');
}

const LOST = 'It was taken back after contact was lost.';
/** A router that has restarted shows its rows again by then. */
const MISSING_MS = 600_000;

async function attempt(run: Run): Promise<void> {
  const { change, engine } = run;
  const guard = await guardState(run);
  const edits = tellingEdits(change);
  const read = guard === null ? null : await readStandings(run, edits);
  if (guard === null || read === null) return engine.acts.renew();
  // the guard of a proof has nothing else to take back
  const hasFired = change.guard?.isArmed === true && guard === 'gone' && change.leftovers.length === 0;
  const standings = read.map((standing, index) =>
    standing === 'other' && !hasFired && isInDoubt(change, edits[index]!) ? 'half' : standing,
  );
  if (standings.length > 0 && standings.every((standing) => standing === 'after') && !change.wasWritten)
    await update(run, { wasWritten: true });
  // it is gone and took nothing back: our own removal was applied although its answer was lost
  if (guard === 'gone' && change.guard !== null && standings.includes('after'))
    await update(run, { guard: null });
  const firesAt = change.guard?.firesAt ?? null;
  const isGuardDue = firesAt !== null && engine.now() > firesAt - GUARD_MARGIN_MS;
  const isAsked = engine.isUndoWanted(change.id);
  const decision = decide({
    standings,
    guard,
    wasWritten: run.change.wasWritten,
    hasFired,
    isUndoWanted: change.isUndoWanted || isAsked,
    isGuardDue,
    mayComeBack: engine.now() < change.stateSince + MISSING_MS,
  });
  switch (decision) {
    case 'wait':
      return;
    case 'watch':
      return void (await watch(run));
    case 'undo':
      return void (await undo(run, isAsked ? TAKEN_BACK : (change.outcome ?? LOST)));
    default: {
      const isClear = change.leftovers.length === 0 ? await disarm(run) : (await clear(run)) === null;
      if (!isClear) return;
      const again = await readStandings(run, tellingEdits(change));
      if (again === null || again.some((standing) => standing === 'after' || standing === 'half')) return;
      const isFailed = decision === 'disarm, then failed';
      const how = hasFired
        ? 'The router took it back by itself.'
        : (change.outcome ?? 'The router was read to be as before.');
      await enter(run, isFailed ? 'not_written' : 'restored', how);
    }
  }
}
