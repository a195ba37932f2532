/** The undo that waits on the router itself: armed before the first write, disarmed and read to be gone at the end. */
import { raw } from '../parse/row.ts';
import type { Run } from './acts.ts';
import { inverse, rowsOf } from './edit.ts';
import { parseRouterTime, type RouterTime } from './router-clock.ts';
import { note, perform, readRows, update, write } from './run-step.ts';
import { type ScriptStatement, writeScript } from './script.ts';
import { entryEdit, SCHEDULER } from './timer.ts';

const JOBS = 'system/script/job';

export async function readClock(run: Run): Promise<RouterTime | null> {
  const rows = await readRows(run, 'system/clock', null);
  return parseRouterTime(rows?.[0]);
}

/** Null when it is armed, else why not. In that case nothing of it is left, as far as the router can be read. */
export async function arm(
  run: Run,
  statements: readonly ScriptStatement[],
  delayMs: number,
): Promise<string | null> {
  const time = await readClock(run);
  if (time === null) return 'the clock of the router could not be read';
  const name = `mikrotik-presence-guard-${run.change.id}`;
  const edit = entryEdit(name, statements, time, delayMs);
  const firesAt = run.engine.now() + delayMs;
  await update(run, { guard: { kind: 'scheduler', name, edit, isArmed: false, firesAt } });
  const { standing, said } = await perform(run, edit, 'arm the guard');
  if (standing === 'after') {
    const rows = await readRows(run, SCHEDULER, null);
    const row = rows === null ? undefined : rowsOf(edit.kind === 'add' ? edit.key : {}, rows)[0];
    if (row !== undefined && raw(row, 'disabled') !== 'true' && raw(row, 'next-run') !== null)
      return armed(run);
    await disarm(run);
    return 'the router names no next run of the guard';
  }
  if (standing === 'before') {
    await update(run, { guard: null });
    if (/device-mode/.test(said ?? '')) return armJob(run, name, statements, delayMs);
    return `the router did not take the guard (${said ?? 'no reason given'})`;
  }
  await disarm(run);
  return 'the guard could not be read back';
}

async function armed(run: Run): Promise<null> {
  const { guard } = run.change;
  if (guard !== null) await update(run, { guard: { ...guard, isArmed: true } });
  return null;
}

/** Where the scheduler is forbidden: a job in the background, which a reboot ends. */
async function armJob(
  run: Run,
  name: string,
  statements: readonly ScriptStatement[],
  delayMs: number,
): Promise<string | null> {
  const script = `:delay ${Math.ceil(delayMs / 1000)}s\n${writeScript(statements, name)}`;
  const firesAt = run.engine.now() + delayMs;
  await update(run, { guard: { kind: 'job', name: '', edit: null, isArmed: false, firesAt } });
  const answer = await write(run, 'arm the guard', { do: 'execute', script });
  const id = answer?.fate === 'accepted' ? answer.ret : null;
  if (id !== null)
    await update(run, { guard: { kind: 'job', name: id, edit: null, isArmed: false, firesAt } });
  const jobs = await readRows(run, JOBS, null);
  if (id !== null && jobs?.some((row) => raw(row, '.id') === id) === true) return armed(run);
  await disarm(run);
  return 'the background job was not taken';
}

/** True once the router was read to have no guard any more. */
export async function disarm(run: Run): Promise<boolean> {
  const { guard } = run.change;
  if (guard === null) return true;
  const { checks } = run.engine;
  const isGone = guard.kind === 'scheduler' ? await removeEntry(run) : await removeJobs(run);
  if (!checks.isGone(isGone)) return false;
  await update(run, { guard: null });
  await note(run, 'disarm the guard', 'read', 'gone');
  return true;
}

/** Twice at most: the second time only after the first was read to have done nothing. */
async function removeEntry(run: Run): Promise<boolean> {
  const edit = run.change.guard?.edit;
  const back = edit == null ? null : inverse(edit);
  if (back === null) return true;
  for (let tries = 0; tries < 2; tries += 1) {
    const { standing } = await perform(run, back, 'disarm the guard');
    if (standing === 'after') return true;
    if (standing === null) return false;
  }
  return false;
}

/** Every job of our own user is ours: nothing else uses it. */
async function removeJobs(run: Run): Promise<boolean> {
  const mine = async () =>
    (await readRows(run, JOBS, null))?.filter((row) => raw(row, 'owner') === run.engine.acts.owner()) ?? null;
  const jobs = await mine();
  if (jobs === null) return false;
  for (const job of jobs) {
    await write(run, 'disarm the guard', { do: 'remove', menu: JOBS, id: raw(job, '.id')! });
  }
  return (await mine())?.length === 0;
}

/** Null when the router cannot be read. */
export async function guardState(run: Run): Promise<'armed' | 'gone' | null> {
  const { guard } = run.change;
  if (guard === null) return 'gone';
  const rows = await readRows(run, guard.kind === 'scheduler' ? SCHEDULER : JOBS, null);
  if (rows === null) return null;
  const isThere =
    guard.kind === 'scheduler'
      ? rowsOf({ name: guard.name }, rows).length > 0
      : rows.some((row) => raw(row, 'owner') === run.engine.acts.owner());
  return isThere ? 'armed' : 'gone';
}
