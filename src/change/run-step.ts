/** The smallest acts of a run: note a step, enter a state, read for certain, write once. */
import type { Row } from '../parse/row.ts';
import type { RowValues, WriteAnswer, WriteRequest } from '../parse/write.ts';
import type { Run } from './acts.ts';
import { type Change, moved, type Step, withStep } from './change.ts';
import { associationsOf, type Edit, propertiesOf, requestsOf, type Standing, standingOf } from './edit.ts';
import type { Input } from './state.ts';

/** After a lost answer a router resets new connections for up to 2.4 s. */
const SETTLE_MS = 3000;
const READ_TRIES = 3;

/** Changes the change, and saves it. A disk that fails stops nothing that has begun: the intention is on it already. */
export async function update(run: Run, patch: Partial<Change>): Promise<void> {
  run.change = { ...run.change, ...patch };
  try {
    await run.engine.save(run.change);
  } catch {
    // the journal reports its own failure
  }
}

export async function note(
  run: Run,
  step: string,
  result: Step['result'],
  detail: string | null = null,
): Promise<void> {
  await update(run, { steps: withStep(run.change.steps, { at: run.engine.now(), step, result, detail }) });
}

/** Throws for an input that cannot happen in this state: a defect. */
export async function enter(
  run: Run,
  input: Input,
  outcome: string | null = null,
  patch: Partial<Change> = {},
): Promise<void> {
  await update(run, moved(run.change, input, run.engine.now(), outcome, patch));
}

/** Rows of a menu; null when the router cannot be read. A menu that the router lacks has no rows. */
export async function readRows(
  run: Run,
  menu: string,
  properties: readonly string[] | null,
  where?: RowValues,
): Promise<readonly Row[] | null> {
  const rows = await readMenu(run, menu, properties, where);
  return rows === 'absent' ? [] : rows;
}

async function readMenu(
  { engine: { acts } }: Run,
  menu: string,
  properties: readonly string[] | null,
  where?: RowValues,
): Promise<readonly Row[] | 'absent' | null> {
  for (let tries = 1; ; tries += 1) {
    const answer = await acts.read(menu, properties, where);
    if (answer.status === 'complete') return answer.rows;
    if (answer.status === 'absent') return 'absent';
    if (tries === READ_TRIES) return null;
    await acts.wait(SETTLE_MS);
    await acts.renew();
  }
}

/** Null too while the menu is absent: right after a reboot that says nothing of what the router holds. */
export async function readEdit(run: Run, edit: Edit): Promise<readonly Row[] | null> {
  if (edit.kind === 'kick') return readRows(run, edit.menu, propertiesOf(edit));
  const rows = await readMenu(run, edit.menu, propertiesOf(edit));
  return rows === 'absent' ? null : rows;
}

/** How each edit stands; null when the router cannot be read. */
export async function readStandings(run: Run, edits: readonly Edit[]): Promise<Standing[] | null> {
  const standings: Standing[] = [];
  for (const edit of edits) {
    const rows = await readEdit(run, edit);
    if (rows === null) return null;
    standings.push(standingOf(edit, rows, run.engine.now()));
  }
  return standings;
}

/** The intention first, on disk, then the act, once. After a lost answer the connection is renewed. */
export async function write(run: Run, what: string, request: WriteRequest): Promise<WriteAnswer | null> {
  const { change, engine } = run;
  const intention: Step = { at: engine.now(), step: what, result: 'intended', detail: describe(request) };
  run.change = { ...change, steps: withStep(change.steps, intention) };
  try {
    await engine.save(run.change);
  } catch {
    // nothing is begun that could not be recognised afterwards
    if (!change.wasWritten && change.guard === null) return null;
  }
  const answer = await engine.acts.write(request);
  if (answer.fate === 'lost') {
    await engine.acts.wait(SETTLE_MS);
    await engine.acts.renew();
  }
  const result = answer.fate === 'accepted' ? 'done' : answer.fate;
  await note(run, what, result, answer.fate === 'accepted' ? null : answer.detail);
  return answer;
}

function describe(request: WriteRequest): string {
  if (request.do === 'execute' || request.do === 'reboot') return request.do;
  return `${request.do} ${request.menu}${'id' in request ? ` ${request.id}` : ''}`;
}

export interface Performed {
  /** Null: the router cannot be read since. */
  standing: Standing | null;
  /** Its words when it rejected. */
  said: string | null;
  /** A request was sent. */
  wasSent: boolean;
}

/** Brings one edit from `before` or `half` to `after`. `isOurs`: from any other value as well, which a write of ours left. */
export async function perform(run: Run, given: Edit, what: string, isOurs = false): Promise<Performed> {
  const rows = await readEdit(run, given);
  if (rows === null) return { standing: null, said: null, wasSent: false };
  const standing = standingOf(given.kind === 'kick' ? { ...given, rows: null } : given, rows);
  const isTaken = isOurs && standing === 'other' && given.kind !== 'add';
  if (standing !== 'before' && standing !== 'half' && !isTaken)
    return { standing, said: null, wasSent: false };
  const edit = given.kind === 'kick' ? await remember(run, given, rows) : given;
  let said: string | null = null;
  let wasSent = false;
  for (const request of requestsOf(edit, rows)) {
    const answer = await write(run, what, request);
    if (answer === null) {
      said = 'the journal of changes could not be written';
      if (wasSent) break;
      return { standing, said, wasSent };
    }
    wasSent = true;
    if (answer.fate === 'rejected') said = answer.detail;
  }
  const after = await readEdit(run, edit);
  const believed = run.engine.checks.readBack(after === null ? null : standingOf(edit, after));
  await note(run, what, believed === null ? 'lost' : 'read', believed);
  return { standing: believed, said, wasSent };
}

/** The associations that are about to end, so that the next one can be told from them. */
async function remember(run: Run, edit: Edit & { kind: 'kick' }, rows: readonly Row[]): Promise<Edit> {
  const known = { ...edit, rows: associationsOf(edit.mac, rows) };
  const edits = run.change.edits.map((each) =>
    each.kind === 'kick' && each.menu === edit.menu && each.mac === edit.mac ? known : each,
  );
  await update(run, { edits });
  return known;
}
