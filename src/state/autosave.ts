/** When the state file is written, and how a failure is reported. How it is written is in state-file.ts. */
import type { Deletions, Lapses } from '../record/deletion.ts';
import type { Tracked } from '../record/finding.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Remembered } from '../presence/remember.ts';
import { MOST_DELETIONS } from './schema.ts';
import type { StateFile } from './state-file.ts';

export interface Autosave {
  save: () => void;
  /** The last save is so long ago, or failed so long ago, that it is time for the next. */
  isDue: () => boolean;
  /** Why the last save failed; null when it did not. */
  problem: () => string | null;
  /** Saved at every change. The oldest beyond 100,000 are dropped. */
  deletions: Deletions;
  /** Saved at every change. */
  lapses: Lapses;
}

export interface AutosaveOptions {
  /** Without one, nothing is written. */
  stateFile: StateFile | null;
  /** What is to be saved now. */
  remembered: () => Remembered;
  tracked?: () => Tracked;
  log: Pick<Log, 'info' | 'warn'>;
  counters: Pick<Counters, 'memorySave'>;
  clock: Pick<Clock, 'now' | 'monotonicNow'>;
}

const SAVE_EVERY_MS = 5 * 60_000;
const NO_FINDINGS: Tracked = { findings: [], ended: [] };
const RETRY_AFTER_MS = 20_000;

export function createAutosave(options: AutosaveOptions): Autosave {
  const { stateFile, remembered, log, counters, clock } = options;
  const deleted = new Set(stateFile?.loaded?.deletions);
  let lapses: ReadonlyMap<string, number> = new Map(
    stateFile?.loaded?.lapses?.map(({ key, sinceAt }) => [key, sinceAt]),
  );
  let savedMs = clock.monotonicNow();
  let problem: string | null = null;
  let loss = stateFile?.problem() ?? null;

  function save(): void {
    if (stateFile === null) return;
    savedMs = clock.monotonicNow();
    const [problemBefore, lossBefore] = [problem, loss];
    const lasting = [...lapses].map(([key, sinceAt]) => ({ key, sinceAt }));
    const state = {
      remembered: remembered(),
      deletions: [...deleted],
      lapses: lasting,
      tracked: options.tracked?.() ?? NO_FINDINGS,
    };
    problem = stateFile.save(state, clock.now());
    loss = stateFile.problem();
    if (problem !== null && problem !== problemBefore) log.warn({ problem }, 'state not saved');
    if (problem === null && problemBefore !== null) log.info({}, 'state saved again');
    if (loss !== null && loss !== lossBefore) log.warn({ problem: loss }, 'state incomplete');
    counters.memorySave(problem === null);
  }

  return {
    save,
    isDue: () => clock.monotonicNow() - savedMs >= (problem === null ? SAVE_EVERY_MS : RETRY_AFTER_MS),
    problem: () => problem,
    deletions: {
      current: () => deleted,
      add: (keys) => {
        for (const key of keys) deleted.add(key);
        const excess = deleted.size - MOST_DELETIONS;
        const dropped = excess > 0 ? [...deleted].slice(0, excess) : [];
        for (const oldest of dropped) deleted.delete(oldest);
        if (dropped.length > 0)
          log.warn({ deletion: dropped[0], most: MOST_DELETIONS }, 'oldest deletion dropped');
        save();
      },
      remove: (keys) => {
        const removed = keys.filter((key) => deleted.delete(key));
        if (removed.length > 0) save();
      },
    },
    lapses: {
      current: () => lapses,
      replace: (next) => {
        lapses = next;
        save();
      },
    },
  };
}
