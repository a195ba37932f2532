/** Restarts a router, and waits until it is back: its uptime is of a later start, and the interfaces that it had are there again. */
import { raw } from '../parse/row.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Run } from './acts.ts';
import { hasRestarted, type Restart, uptimeOf } from './edit.ts';
import { enter, note, update, write } from './run-step.ts';

const LOOK_MS = 5000;
/** A router that still answers with its old uptime has not begun to restart. */
const BEGIN_MS = 60_000;
const LONGEST_MS = 600_000;

export async function restart(run: Run): Promise<void> {
  const { acts, now, isStopping } = run.engine;
  const uptimeSeconds = await readUptime(run);
  if (uptimeSeconds === null) return enter(run, 'not_written', 'The router could not be read.');
  // what was there before is no measure: its access points come back one by one
  const edit: Restart = { kind: 'restart', menu: 'system/resource', uptimeSeconds, readAt: now() };
  await update(run, { before: null, edits: [edit] });
  const answer = await write(run, 'restart', { do: 'reboot' });
  if (answer === null) return enter(run, 'not_written', 'The journal of changes could not be written.');
  const sentAt = now();
  while (now() < sentAt + LONGEST_MS && !isStopping()) {
    await acts.wait(LOOK_MS);
    const uptime = await readUptime(run);
    if (uptime === null) await acts.renew();
    else if (hasRestarted(edit, uptime, now())) {
      if (!(await areInterfacesBack(run))) continue;
      await note(run, 'restart', 'read', `up for ${uptime} s`);
      await enter(run, 'written', null, { wasWritten: true, watchedSince: now() });
      return enter(run, 'proved', run.change.plan!.proof);
    } else if (answer.fate === 'rejected' || now() > sentAt + BEGIN_MS) {
      const said =
        answer.fate === 'rejected'
          ? `The router rejected it: ${answer.detail}.`
          : 'The router did not restart.';
      return enter(run, 'not_written', said);
    }
  }
  await enter(run, 'lost', 'The router was not read to be back within 10 minutes.');
}

/** In seconds; null when the router does not answer, which is no failure here. */
async function readUptime({ engine: { acts } }: Run): Promise<number | null> {
  const answer = await acts.read('system/resource', ['uptime']);
  return answer.status === 'complete' ? uptimeOf(answer.rows) : null;
}

async function areInterfacesBack({ change, engine: { acts } }: Run): Promise<boolean> {
  const names = new Set<string | null>();
  for (const dialect of dialectNames) {
    const answer = await acts.read(dialects[dialect].interfaces.path, ['name', 'disabled', 'inactive']);
    if (answer.status === 'failed') return false;
    if (answer.status === 'absent') continue;
    for (const row of answer.rows) if (raw(row, 'inactive') !== 'true') names.add(raw(row, 'name'));
  }
  return change.plan!.interfaces.every((name) => names.has(name));
}
