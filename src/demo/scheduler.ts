/** Scheduler entries and background jobs of a router, which run by its own clock. */
import type { Behaviour } from './behaviour.ts';
import { bytesOf } from './bytes.ts';
import { formatDate, formatTime, localTime } from './router-clock.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';
import { parseScript } from './script-parse.ts';
import { runScript, type ScriptWorld } from './script-run.ts';
import { type EntryState, nextRun } from './timetable.ts';
import type { SimulatedUser } from './user.ts';

interface SchedulerOptions {
  behaviour: Behaviour;
  now: () => number;
  bootedAt: () => number;
  users: readonly SimulatedUser[];
  /** The entries as they are stored. */
  entries: () => RouterTable;
  worldFor: (username: string, policies: ReadonlySet<string>) => ScriptWorld;
  log: (line: string) => void;
}

interface Job {
  id: string;
  owner: string;
  at: number;
  rest: Generator<number, void>;
}

export function createScheduler(options: SchedulerOptions) {
  const { behaviour, now, users, log } = options;
  const states = new Map<string, EntryState>();
  let jobs: Job[] = [];
  let jobCount = 0x120;

  const local = (at: number) => localTime(at, behaviour);
  const nextRunOf = (row: RouterRow) => nextRun(row, stateOf(row), local(options.bootedAt()));

  function stateOf(row: RouterRow): EntryState {
    const id = textOf(row['.id']!);
    const known = states.get(id);
    if (known !== undefined) return known;
    const made = { after: local(now()), runs: 0 };
    states.set(id, made);
    return made;
  }

  /** Runs until the first delay, and the rest as a job. Returns its id; null when it has ended. */
  function start(source: string, owner: string, policies: ReadonlySet<string>): string | null {
    let running: Generator<number, void>;
    try {
      running = runScript(parseScript(source), options.worldFor(owner, policies));
    } catch (error) {
      log(`script,error ${(error as Error).message}`);
      return null;
    }
    return step({ id: `*${(jobCount += 1).toString(16).toUpperCase()}`, owner, at: now(), rest: running });
  }

  function step(job: Job): string | null {
    try {
      const { done, value } = job.rest.next();
      if (done === true) return null;
      jobs.push({ ...job, at: job.at + value });
      return job.id;
    } catch (error) {
      log(`script,error ${(error as Error).message}`);
      return null;
    }
  }

  function runEntry(row: RouterRow, at: number): void {
    const state = stateOf(row);
    state.after = at;
    const hasStart = 'start-date' in row && textOf(row['start-time'] ?? '') !== '00:00:00';
    const { schedulerFault } = behaviour;
    if (schedulerFault === 'every' || (schedulerFault === 'default' && !hasStart)) return;
    state.runs += 1;
    const owner = textOf(row['owner'] ?? '');
    const own = users.find((user) => user.username === owner)?.policies ?? [];
    const named = textOf(row['policy'] ?? '').split(',');
    start(bytesOf(row['on-event'] ?? ''), owner, new Set(named.filter((policy) => own.includes(policy))));
  }

  /** `system/script/job`. */
  function jobRows(): RouterTable {
    return jobs.map(({ id, owner }) => ({ '.id': id, owner, type: 'command' }));
  }

  function withNextRun(row: RouterRow): RouterRow {
    const next = nextRunOf(row);
    const written =
      next === null ? {} : { 'next-run': `${formatDate(next, behaviour.isOld)} ${formatTime(next)}` };
    return { ...row, 'run-count': String(stateOf(row).runs), ...written };
  }

  /** The entry that is due first, with when (local ms). */
  function dueAt(at: number) {
    const rows = options.entries();
    return (isList(rows) ? rows : [])
      .map((row) => ({ row, at: nextRunOf(row) }))
      .filter((each): each is { row: RouterRow; at: number } => each.at !== null && each.at <= local(at))
      .toSorted((a, b) => a.at - b.at)[0];
  }

  /** Runs what became due since the last call, in the order of time. */
  function catchUp(): void {
    const until = now();
    for (let count = 0; count < 1000; count += 1) {
      const due = dueAt(until);
      const job = jobs.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (job !== undefined && (due === undefined || local(job.at) <= due.at)) {
        jobs = jobs.filter((each) => each !== job);
        step(job);
      } else if (due === undefined) break;
      else runEntry(due.row, due.at);
    }
  }

  /** False when there is no such job. */
  function endJob(id: string): boolean {
    const known = jobs.some((job) => job.id === id);
    jobs = jobs.filter((job) => job.id !== id);
    return known;
  }

  /** Jobs end with a reboot, and what was due meanwhile is not made up for. */
  function rebooted(): void {
    jobs = [];
    for (const state of states.values()) state.after = Math.max(state.after, local(now()));
  }

  return { start, jobRows, withNextRun, catchUp, endJob, rebooted };
}
