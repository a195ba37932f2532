/** What is wrong with the readings now, for Home Assistant: warnings that have lasted, each with what to do. */
import type { Problem, Snapshot } from './snapshot.ts';

export interface ProblemState {
  /** ON: something has been wrong for a minute. */
  state: 'ON' | 'OFF';
  /** The first ten. */
  problems: readonly Problem[];
}

/** A failed poll, or a router that restarts, is no problem yet. */
const LASTING_MS = 60_000;
const MOST = 10;

/** `at`: epoch ms. A problem that began after it, by a clock that was set back, has lasted. */
export function toProblemState({ problems }: Pick<Snapshot, 'problems'>, at: number): ProblemState {
  const lasting = problems.filter(({ since_at }) => {
    const ageMs = at - Date.parse(since_at);
    return ageMs >= LASTING_MS || ageMs < -LASTING_MS;
  });
  return {
    state: lasting.length > 0 ? 'ON' : 'OFF',
    problems: lasting.slice(0, MOST).map(({ router, table, kind, message, remedy, since_at }) => ({
      router,
      table,
      kind,
      message,
      remedy,
      since_at,
    })),
  };
}
