/** When the state file is written, and how a failure is reported. How it is written is in state-file.ts. */
import type { Deletions, Lapses } from '../record/deletion.ts';
import type { Tracked } from '../record/finding.ts';
import type { Clock } from '../telemetry/clock.ts';
import type { Counters } from '../telemetry/counters.ts';
import type { Log } from '../telemetry/log.ts';
import type { Remembered } from '../presence/remember.ts';
import type { Change } from './change-log.ts';
import { MOST_DELETIONS } from './schema.ts';
import type { StateFile } from './state-file.ts';

/** What of the devices has to be saved now. */
export interface ChangedDevices {
  /** device_id, those of forgotten devices included. */
  ids: ReadonlySet<string>;
  /** MAC addresses that have no entry any more, unless one of these devices has it. */
  gone: readonly string[];
}

export interface Autosave {
  /** Resolves when it is on disk, or is known not to be; `changed` null: everything. Never rejects. */
  save: (changed: ChangedDevices | null) => Promise<void>;
  /** Resolves when nothing is being saved. */
  settled: () => Promise<void>;
  /** The last save of everything is so long ago, or a save failed so long ago, that it is time for the next. */
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
  /** What is to be saved now, of all devices or of these. */
  remembered: (only: ReadonlySet<string> | null) => Remembered;
  /** Findings, which are saved with everything. */
  tracked?: () => Tracked;
  log: Pick<Log, 'info' | 'warn'>;
  counters: Pick<Counters, 'memorySave'>;
  clock: Pick<Clock, 'now' | 'monotonicNow' | 'after'>;
}

const SAVE_EVERY_MS = 5 * 60_000;
const NO_FINDINGS: Tracked = { findings: [], ended: [] };
const RETRY_AFTER_MS = 20_000;
/** A disk that takes longer does not answer: what was to be saved is published all the same. */
const DEADLINE_MS = 5_000;
const NO_ANSWER =
  'STATE_DIR does not answer: a write has not ended for 5 s. Check its disk; until it answers, a restart loses what changes now.';

type Saved = 'devices' | 'deletions' | 'lapses';

export function createAutosave(options: AutosaveOptions): Autosave {
  const { stateFile, remembered, log, counters, clock } = options;
  const deleted = new Set(stateFile?.loaded?.deletions);
  let lapses: ReadonlyMap<string, number> = new Map(
    stateFile?.loaded?.lapses?.map(({ key, sinceAt }) => [key, sinceAt]),
  );
  let savedMs = clock.monotonicNow();
  let problem: string | null = null;
  let loss = stateFile?.problem() ?? null;
  let last = Promise.resolve();
  /** A write that the disk has not ended yet: another one would only wait behind it. */
  let isHanging = false;
  const routers = createRouterMemory();

  function save(what: Saved, changed: ChangedDevices | null): Promise<void> {
    if (stateFile === null) return last;
    last = last.then(() => saveNow(stateFile, what, changed));
    return last;
  }

  async function saveNow(file: StateFile, what: Saved, changed: ChangedDevices | null): Promise<void> {
    const [problemBefore, lossBefore] = [problem, loss];
    const isWhole = (what === 'devices' && changed === null) || file.isWholeDue();
    problem = isHanging
      ? NO_ANSWER
      : await withinDeadline(isWhole ? saveWhole(file) : file.append(changeOf(what, changed)));
    if (isWhole || problem !== null) savedMs = clock.monotonicNow();
    loss = file.problem();
    if (problem !== null && problem !== problemBefore) log.warn({ problem }, 'state not saved');
    if (problem === null && problemBefore !== null) log.info({}, 'state saved again');
    if (loss !== null && loss !== lossBefore) log.warn({ problem: loss }, 'state incomplete');
    counters.memorySave(problem === null);
  }

  function saveWhole(file: StateFile): Promise<string | null> {
    const all = remembered(null);
    routers.changed(all.routers);
    const tracked = options.tracked?.() ?? NO_FINDINGS;
    return file.save({ remembered: all, deletions: [...deleted], lapses: lapseList(), tracked }, clock.now());
  }

  function changeOf(what: Saved, changed: ChangedDevices | null): Change {
    if (what === 'deletions') return { deletions: [...deleted] };
    if (what === 'lapses') return { lapses: lapseList() };
    const found = remembered(changed!.ids);
    return { devices: found.devices, gone: changed!.gone, routers: routers.changed(found.routers) };
  }

  function lapseList() {
    return [...lapses].map(([key, sinceAt]) => ({ key, sinceAt }));
  }

  function withinDeadline(saving: Promise<string | null>): Promise<string | null> {
    return new Promise((resolve) => {
      const cancel = clock.after(DEADLINE_MS, () => {
        isHanging = true;
        resolve(NO_ANSWER);
      });
      void saving.then((result) => {
        cancel();
        // what it has written is old by now: everything is saved at the next occasion
        if (isHanging) savedMs = -Infinity;
        isHanging = false;
        resolve(result);
      });
    });
  }

  return {
    save: (changed) => save('devices', changed),
    settled: () => last,
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
        void save('deletions', null);
      },
      remove: (keys) => {
        const removed = keys.filter((key) => deleted.delete(key));
        if (removed.length > 0) void save('deletions', null);
      },
    },
    lapses: {
      current: () => lapses,
      replace: (next) => {
        lapses = next;
        void save('lapses', null);
      },
    },
  };
}

/** Finds the routers of which something lasting has changed since the last call. */
function createRouterMemory() {
  const known = new Map<string, string>();
  return {
    changed: (routers: Remembered['routers']): Remembered['routers'] =>
      routers.filter((router) => {
        const text = lastingOf(router);
        const isSame = known.get(router.router) === text;
        known.set(router.router, text);
        return !isSame;
      }),
  };
}

/** As text to compare: without how long a CAP has been up, which differs at every reading. */
function lastingOf({ accessPoints, ownMacs, ...rest }: Remembered['routers'][number]): string {
  const places = accessPoints.map(({ ref, source, missingSinceAt }) => [ref, source, missingSinceAt]);
  return JSON.stringify([rest, places, ownMacs.length]);
}
