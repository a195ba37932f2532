/** What is wrong with the readings now, for Home Assistant: warnings that have lasted, each with what to do. */
import type { Problem, Snapshot } from './snapshot.ts';
import type { SwitchProblem } from './switch.ts';
import { toIso } from './time.ts';

export interface ProblemState {
  /** ON: something has been wrong for a minute. */
  state: 'ON' | 'OFF';
  /** The first ten. */
  problems: readonly (Omit<Problem, 'kind'> & { kind: Problem['kind'] | 'change' })[];
}

/** A failed poll, or a router that restarts, is no problem yet. */
const LASTING_MS = 60_000;
const MOST = 10;

/** `at`: epoch ms. A problem that began after it, by a clock that was set back, has lasted. `commands`: each counts at once. */
export function toProblemState(
  { problems }: Pick<Snapshot, 'problems'>,
  at: number,
  commands: readonly SwitchProblem[] = [],
): ProblemState {
  const lasting = problems.filter(({ since_at }) => {
    const ageMs = at - Date.parse(since_at);
    return ageMs >= LASTING_MS || ageMs < -LASTING_MS;
  });
  const failed = commands.map(({ router, message, remedy, sinceAt }) => {
    return { router, table: 'changes', kind: 'change' as const, message, remedy, since_at: toIso(sinceAt) };
  });
  const read = lasting.map(({ router, table, kind, message, remedy, since_at }) => {
    return { router, table, kind, message, remedy, since_at };
  });
  const all = [...failed, ...read];
  return { state: all.length > 0 ? 'ON' : 'OFF', problems: all.slice(0, MOST) };
}
