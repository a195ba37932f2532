/** Proves that the router runs a guard: one is armed over something harmless, and must take it back. */
import { raw } from '../parse/row.ts';
import { proofEdit } from './action/prove-undo.ts';
import type { Run } from './acts.ts';
import { inverse } from './edit.ts';
import { arm, disarm, guardState } from './run-guard.ts';
import { note, perform, readRows, readStandings, update } from './run-step.ts';
import { restoreStatements } from './timer.ts';

const PROOF_MS = 20_000;
/** Entries run again every minute; a busy router may be late. */
const SLACK_MS = 75_000;
const LOOK_MS = 5000;

export async function readVersion(run: Run): Promise<string | null> {
  const rows = await readRows(run, 'system/resource', ['version']);
  return rows?.[0] === undefined ? null : raw(rows[0], 'version');
}

/** Null when the guard fired and took it back; else why not. Nothing of the proof is left then, as far as the router can be read. */
export async function prove(run: Run): Promise<string | null> {
  const edit = proofEdit(run.change.id);
  await update(run, { leftovers: [edit] });
  const refusal = await arm(run, restoreStatements([edit])!, PROOF_MS);
  if (refusal !== null) return refusal;
  const { standing, said } = await perform(run, edit, 'write the proof');
  if (standing !== 'after')
    return (await clear(run)) ?? `the proof could not be written (${said ?? 'not read back'})`;
  const until = run.engine.now() + PROOF_MS + SLACK_MS;
  while (run.engine.now() < until && !run.engine.isStopping()) {
    await run.engine.acts.wait(LOOK_MS);
    const standings = await readStandings(run, [edit]);
    const guard = await guardState(run);
    if (standings?.[0] !== 'before' || guard !== 'gone') continue;
    const version = await readVersion(run);
    await update(run, { leftovers: [], guard: null, provedVersion: version });
    await note(run, 'prove the guard', 'read', 'the router took it back');
    return null;
  }
  return (await clear(run)) ?? 'the router did not run the guard';
}

/** Removes what is left of a proof; a sentence when it cannot be read to be gone. */
export async function clear(run: Run): Promise<string | null> {
  for (const edit of run.change.leftovers) {
    const back = inverse(edit)!;
    const { standing } = await perform(run, back, 'remove the proof');
    if (standing !== 'after') return 'what is left of the proof could not be removed';
  }
  await update(run, { leftovers: [] });
  return (await disarm(run)) ? null : 'the guard of the proof could not be removed';
}
