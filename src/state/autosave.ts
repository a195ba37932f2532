/** When the memory is written, and what is told when it cannot be. How it is written is in memory.ts. */
import type { Deletions } from '../record/deletions.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { StateFile } from './state-file.ts';
import type { Remembered } from '../presence/remember.ts';

export interface Autosave {
  save: () => void;
  /** Whether it was saved so long ago that it should be again. */
  isDue: () => boolean;
  /** Of the last time; null when it was saved. */
  problem: () => string | null;
  /** Saved with every change. */
  deletions: Deletions;
}

export interface AutosaveOptions {
  /** Nothing is written without. */
  memory: StateFile | null;
  /** What is to be written now. */
  remembered: () => Remembered;
  log: Pick<Log, 'info' | 'warn'>;
  count: Pick<Counters, 'memorySave'>;
  now: () => number;
  monotonicNow: () => number;
}

const SAVE_EVERY_MS = 5 * 60_000;
/** After one that failed. */
const SAVE_AGAIN_MS = 20_000;

export function createAutosave(options: AutosaveOptions): Autosave {
  const { memory, remembered, log, count, now, monotonicNow } = options;
  const deleted = new Set(memory?.loaded?.deletions);
  let savedMs = monotonicNow();
  let problem: string | null = null;

  function save(): void {
    savedMs = monotonicNow();
    const before = problem;
    problem = memory?.save({ remembered: remembered(), deletions: [...deleted] }, now()) ?? null;
    if (problem !== null && problem !== before) log.warn({ problem }, 'memory not saved');
    if (problem === null && before !== null) log.info({}, 'memory saved again');
    if (memory !== null) count.memorySave(problem === null);
  }

  return {
    save,
    isDue: () => monotonicNow() - savedMs >= (problem === null ? SAVE_EVERY_MS : SAVE_AGAIN_MS),
    problem: () => problem,
    deletions: {
      current: () => deleted,
      add: (key) => {
        deleted.add(key);
        save();
      },
      remove: (key) => {
        if (deleted.delete(key)) save();
      },
    },
  };
}
