/** Applies an approved change: premises, guard, writes with read-backs, watch. */
import type { Run } from './acts.ts';
import { durableEdits } from './change.ts';
import { afterWrite } from './decide.ts';
import { type Edit, rowsOf, standingOf } from './edit.ts';
import type { Premise } from './plan.ts';
import { isSameValue } from './normalise.ts';
import { raw } from '../parse/row.ts';
import { arm, disarm, readClock } from './run-guard.ts';
import { prove, readVersion } from './run-prove.ts';
import { settle } from './run-settle.ts';
import { enter, note, perform, readEdit, readRows, update } from './run-step.ts';
import { undo } from './run-undo.ts';
import { restart } from './run-restart.ts';
import { takePicture, watch, watchMsOf } from './run-watch.ts';
import { restoreStatements, timerEdit } from './timer.ts';

/** From `approved` to the end of the change, however it ends. */
export async function apply(run: Run): Promise<void> {
  await run.engine.acts.betweenPolls(() => begin(run));
  if (run.change.state === 'watching') await watch(run);
  await settle(run);
}

/** After a restart of the service: what was in flight is unknown until it is read. */
export async function resume(run: Run): Promise<void> {
  if (run.change.state === 'approved') return apply(run);
  if (run.change.state !== 'unknown') await enter(run, 'lost', 'The service was stopped meanwhile.');
  await settle(run);
}

async function begin(run: Run): Promise<void> {
  const { change, engine } = run;
  const plan = change.plan!;
  if (change.expiresAt !== null && engine.now() > change.expiresAt)
    return enter(run, 'expire', 'It could not begin in time.');
  const broken = (await isInSafeMode(run))
    ? 'A user works in safe mode at the router, which could take the change back.'
    : await brokenPremise(run);
  if (!engine.checks.holds(broken === null)) return enter(run, 'premise_broken', broken);
  const before = await takePicture(run);
  const isRestart = plan.edits.some(({ kind }) => kind === 'restart');
  // without it the watch has nothing to compare with
  if (before === null && change.action !== 'prove_undo' && !isRestart)
    return enter(run, 'premise_broken', 'The router could not be read.');
  await enter(run, 'begin', null, { before });
  if (change.action === 'prove_undo') return endOfProof(run, await prove(run));
  if (isRestart) return restart(run);
  const refusal = await prepare(run);
  if (refusal !== null) return fail(run, refusal);
  await writeAll(run, plan.edits);
}

/** Asked once: a router that tells nothing of its history is in none. */
async function isInSafeMode({ engine }: Run): Promise<boolean> {
  const answer = await engine.acts.read('system/history', ['floating-undo']);
  return answer.status === 'complete' && answer.rows.some((row) => raw(row, 'floating-undo') === 'true');
}

/** A sentence about the first that does not hold; null when everything is as it was planned. */
async function brokenPremise(run: Run): Promise<string | null> {
  const { edits, premises, uses = [] } = run.change.plan!;
  for (const edit of edits) {
    if (edit.kind === 'kick' || edit.kind === 'restart') continue;
    const rows = await readEdit(run, edit);
    if (rows === null) return 'The router could not be read.';
    if (standingOf(edit, rows) !== 'before')
      return `${edit.menu} is not as it was when the change was planned.`;
  }
  for (const premise of premises) {
    const rows = await readRows(run, premise.menu, [
      ...Object.keys(premise.key),
      ...Object.keys(premise.values),
    ]);
    if (rows === null) return 'The router could not be read.';
    if (!holds(premise, rows)) return `${premise.menu} is not as it was when the change was planned.`;
  }
  for (const { menu, key, names } of uses) {
    const rows = await readRows(run, menu, ['name', ...Object.keys(key)]);
    if (rows === null) return 'The router could not be read.';
    const found = rowsOf(key, rows).map((row) => raw(row, 'name'));
    if (found.length !== names.length || !found.every((name) => name !== null && names.includes(name)))
      return `Other interfaces use ${Object.values(key).join(', ')} than when the change was planned.`;
  }
  return null;
}

function holds({ key, values }: Premise, rows: Parameters<typeof rowsOf>[1]): boolean {
  const found = rowsOf(key, rows);
  return (
    found.length === 1 &&
    Object.entries(values).every(([property, value]) =>
      isSameValue(property, raw(found[0]!, property), value),
    )
  );
}

/** The entry that ends it, and the guard. Null when both stand, else why not. */
async function prepare(run: Run): Promise<string | null> {
  const { change, engine } = run;
  const plan = change.plan!;
  let edits: readonly Edit[] = plan.edits;
  if (plan.forMs !== null && plan.endsOnRouter) {
    const time = await readClock(run);
    const timer = time === null ? null : timerEdit(change.id, plan.ends, time, plan.forMs);
    if (timer === null) return 'the clock of the router could not be read';
    edits = [timer, ...plan.edits];
  }
  await update(run, { edits });
  if (!engine.checks.isGuarded(plan.guarded)) return null;
  const version = await readVersion(run);
  if (version === null || engine.provedVersion(change.router) !== version) {
    const refusal = await prove(run);
    if (refusal !== null) return refusal;
  }
  const statements = restoreStatements(durableEdits(run.change));
  if (statements === null) return 'no script can take it back';
  return arm(run, statements, watchMsOf(run) + 2 * engine.watchMs + WRITING_MS);
}

/** For the writes between the arming and the watch. */
const WRITING_MS = 30_000;

async function writeAll(run: Run, planned: readonly Edit[]): Promise<void> {
  const edits = run.change.edits.length > 0 ? run.change.edits : planned;
  let written = 0;
  for (const [index, edit] of edits.entries()) {
    // the intention of the write takes it to disk
    run.change = { ...run.change, writing: index };
    const { standing, said, wasSent } = await perform(run, edit, 'write');
    if (!wasSent || standing === 'after') run.change = { ...run.change, writing: null };
    // the rule counts, not the throw: a device that stays is thrown again at the end of the watch
    if (edit.kind === 'kick' && standing !== null && edits.length > 1) continue;
    switch (afterWrite(standing, written === 0)) {
      case 'go on':
        written += 1;
        if (edit.kind !== 'kick') await update(run, { wasWritten: true });
        break;
      case 'not written':
        return fail(run, said === null ? 'The router did not take it.' : `The router rejected it: ${said}.`);
      case 'undo':
        return void (await undo(
          run,
          said === null ? `${edit.menu} was not as written.` : `The router rejected it: ${said}.`,
        ));
      case 'lost':
        return enter(run, 'lost', 'The router could not be read after a write.');
    }
  }
  await enter(run, 'written', null, { watchedSince: run.engine.now() });
}

/** Nothing is written; what was armed goes. */
async function fail(run: Run, why: string): Promise<void> {
  if (await disarm(run)) await enter(run, 'not_written', why);
  else await enter(run, 'lost', why);
}

async function endOfProof(run: Run, refusal: string | null): Promise<void> {
  if (refusal === null) {
    await enter(run, 'written', null, { watchedSince: run.engine.now() });
    await enter(run, 'proved', run.change.plan!.proof);
  } else if (run.change.guard === null && run.change.leftovers.length === 0) {
    await enter(run, 'not_written', `Not proved: ${refusal}.`);
  } else {
    await note(run, 'prove the guard', 'failed', refusal);
    await enter(run, 'lost', `Not proved: ${refusal}.`);
  }
}
