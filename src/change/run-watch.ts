/** Watches what a change does to the network, and keeps it or takes it back. */
import { dialectNames, dialects } from '../parse/dialect.ts';
import { isRunning } from '../parse/interface.ts';
import { raw } from '../parse/row.ts';
import type { Run } from './acts.ts';
import { toText } from './bytes.ts';
import { durableEdits, endOf } from './change.ts';
import { rowsOf } from './edit.ts';
import { isSameValue } from './normalise.ts';
import { disarm } from './run-guard.ts';
import { enter, perform, readRows, readStandings, update } from './run-step.ts';
import { undo } from './run-undo.ts';
import { TAKEN_BACK } from './state.ts';
import { harmOf, type Picture } from './verify.ts';

const SLICE_MS = 5000;
/** What is left before the guard fires must do for the last reads and the disarming. */
export const GUARD_MARGIN_MS = 20_000;

/** The network as this router shows it; null when it cannot be read. */
export async function takePicture(run: Run): Promise<Picture | null> {
  const accessPoints: string[] = [];
  const associations: { mac: string; interface: string }[] = [];
  for (const dialect of dialectNames) {
    const { caps, registrations } = dialects[dialect];
    const boxes = caps === null ? [] : await readRows(run, caps.path, ['base-mac', 'state']);
    const rows = await readRows(run, registrations, null);
    if (boxes === null || rows === null) return null;
    const there = boxes.filter((row) => isRunning({ state: raw(row, 'state') }));
    accessPoints.push(...there.flatMap((row) => raw(row, 'base-mac')?.toUpperCase() ?? []));
    for (const row of rows) {
      const mac = raw(row, 'mac-address')?.toUpperCase();
      if (mac !== undefined) associations.push({ mac, interface: raw(row, 'interface') ?? '' });
    }
  }
  return { accessPoints, associations };
}

/** A radar check must be over before the network can be judged. */
export function watchMsOf({ change, engine }: Run): number {
  return Math.max(engine.watchMs, change.plan?.watchMs ?? 0);
}

/** From `watching` (or `unknown`, after contact was lost) to its end; false when the run must settle. */
export async function watch(run: Run): Promise<boolean> {
  const { engine } = run;
  // contact may have been lost before the watch began
  const since = run.change.watchedSince ?? engine.now();
  if (run.change.watchedSince === null) await update(run, { watchedSince: since });
  const until = since + watchMsOf(run);
  while (engine.now() < until) {
    if (engine.isStopping()) return true;
    if (engine.isUndoWanted(run.change.id)) return undo(run, TAKEN_BACK);
    await engine.acts.wait(Math.min(SLICE_MS, until - engine.now()));
  }
  const { guard } = run.change;
  if (guard !== null && engine.now() > guard.firesAt - GUARD_MARGIN_MS)
    return lose(run, 'It was too late to disarm the guard.');
  return engine.acts.betweenPolls(() => conclude(run));
}

async function lose(run: Run, why: string): Promise<false> {
  if (run.change.state !== 'unknown') await enter(run, 'lost', why);
  return false;
}

/** On a new connection: that the router answers one is part of the proof. */
async function conclude(run: Run): Promise<boolean> {
  const isUndoWanted = () => run.engine.isUndoWanted(run.change.id);
  if (isUndoWanted()) return undo(run, TAKEN_BACK);
  await run.engine.acts.renew();
  const after = await takePicture(run);
  if (after === null) return lose(run, 'The router did not answer at the end of the watch.');
  const before = run.change.before ?? null;
  const harm =
    before === null ? null : harmOf({ before, after, plan: run.change.plan!, ...surroundings(run) });
  if (harm !== null) return undo(run, harm);
  const unproved = await disproof(run);
  if (unproved === 'unreadable') return lose(run, 'The router did not answer at the end of the watch.');
  if (unproved !== null) return undo(run, unproved);
  if (!(await disarm(run)))
    return lose(run, 'The guard could not be read to be gone; the router may still take it back.');
  // the guard may have fired just before it was removed
  const standings = await readStandings(run, durableEdits(run.change));
  if (standings === null || standings.some((standing) => run.engine.checks.readBack(standing) !== 'after'))
    return lose(run, 'It was not as written after the guard was removed.');
  // an undo that was accepted until now is one of this watch: from here on it is one of a kept change
  if (isUndoWanted()) return undo(run, TAKEN_BACK);
  await enter(run, 'proved', run.change.plan!.proof, { endsAt: endOf(run.change) });
  return true;
}

function surroundings(run: Run): { offline: Set<string>; elsewhere: Set<string> } {
  const network = run.engine.network();
  const offline = new Set(run.change.plan!.offline.flatMap((id) => network.macsOf(id)));
  const elsewhere = network.devices.filter(
    ({ connected, router }) => connected === true && router !== run.change.router,
  );
  return { offline, elsewhere: new Set(elsewhere.map(({ mac_address }) => mac_address)) };
}

/** The action's own proof: everything stands as written, and each device that is to be off the air is. One more throw is allowed. */
async function disproof(run: Run): Promise<string | null> {
  const durable = durableEdits(run.change);
  const standings = await readStandings(run, durable);
  if (standings === null) return 'unreadable';
  const { readBack } = run.engine.checks;
  const broken = durable.find((_, index) => readBack(standings[index]!) !== 'after');
  if (broken !== undefined) return `${broken.menu} is not as it was written any more.`;
  const missed = await missedEffect(run);
  if (missed !== null) return missed;
  if (run.change.action === 'reconnect_device') return null;
  for (const kick of run.change.edits) {
    if (kick.kind !== 'kick') continue;
    const rows = await readRows(run, kick.menu, null);
    if (rows === null) return 'unreadable';
    const [row] = rowsOf({ 'mac-address': kick.mac }, rows);
    if (row === undefined || !isMeant(run, raw(row, 'interface'))) continue;
    await perform(run, kick, 'throw off again');
    await run.engine.acts.wait(2 * SLICE_MS);
    const again = await readRows(run, kick.menu, null);
    if (again === null) return 'unreadable';
    const still = rowsOf({ 'mac-address': kick.mac }, again)[0];
    if (still !== undefined && isMeant(run, raw(still, 'interface')))
      return 'The device is still connected where it is kept off.';
  }
  return null;
}

/** What the interfaces were to show and do not: a value of their own hides it, or the router does not follow it. */
async function missedEffect(run: Run): Promise<string | null> {
  for (const { menu, key, values } of run.change.plan!.effects ?? []) {
    const rows = await readRows(run, menu, ['name', ...Object.keys(key), ...Object.keys(values)]);
    if (rows === null) return 'unreadable';
    const wrong = rowsOf(key, rows).find((row) =>
      Object.entries(values).some(([property, value]) => !isSameValue(property, raw(row, property), value)),
    );
    if (wrong !== undefined && 'inactive' in values)
      return `${raw(wrong, 'name') ?? menu} is ${values['inactive'] === 'true' ? 'still on' : 'off'} the air.`;
    if (wrong !== undefined)
      return `${raw(wrong, 'name') ?? menu} does not show ${Object.keys(values).join(', ')} as it was set.`;
  }
  return null;
}

/** Whether being on this interface contradicts the change: anywhere for a block, on the access point for keeping off. */
function isMeant(run: Run, name: string | null): boolean {
  const { radios } = run.change.plan!.affects;
  if (run.change.action === 'block_device') return true;
  return name !== null && radios.includes(toText(name) ?? '');
}
