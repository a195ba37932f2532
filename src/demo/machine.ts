/** What a router can do beside answering: it keeps what is written, and runs scheduler entries and background jobs by its own clock. */
import { afterReboots } from './reboot.ts';
import { bytesOf } from './bytes.ts';
import { type Command, type PerformContext, perform } from './perform.ts';
import { commandText, createHistory } from './history.ts';
import { isSame } from './parameter.ts';
import { createRadios } from './radios.ts';
import { failure, jsonReply, notPermitted, type Reply } from './reply.ts';
import { clockRow, type ClockSettings, formatDate, formatTime, localTime } from './router-clock.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';
import { parseScript } from './script-parse.ts';
import { runScript, type ScriptWorld } from './script-run.ts';
import { createStored } from './stored.ts';
import { type EntryState, nextRun } from './timetable.ts';
import { groupRows, type SimulatedUser, userRows } from './user.ts';
import type { AirState } from './on-air.ts';

/** How this router behaves; may be changed while it runs. */
export interface Behaviour extends ClockSettings {
  /** `home` forbids the scheduler. */
  deviceMode: 'advanced' | 'home';
  /** As in 7.24: entries without an explicit start (`default`), or every entry, are not run. */
  schedulerFault: 'none' | 'default' | 'every';
  putStatus: 200 | 201;
  /** A lease made static gets another id. */
  makeStaticRenewsIds: boolean;
  /** Added to every id, as after a reboot. */
  idShift: number;
  /** Somebody works in safe mode: the history has actions that may still be taken back. */
  isInSafeMode: boolean;
  /** A change of power or steering alone restarts the interfaces as well. */
  softEditsDrop: boolean;
  /** Channels (MHz) on which radar is heard. */
  radarMhz: readonly number[];
  /** How long a reboot that was asked for takes. */
  rebootMs: number;
  /** A reboot is answered before the connection dies. */
  answersReboot: boolean;
}

export const usualBehaviour: Behaviour = {
  offsetMs: 0,
  gmtOffsetMs: 3_600_000,
  isOld: false,
  deviceMode: 'advanced',
  schedulerFault: 'none',
  putStatus: 201,
  makeStaticRenewsIds: false,
  idShift: 0,
  isInSafeMode: false,
  softEditsDrop: false,
  radarMhz: [],
  rebootMs: 45_000,
  answersReboot: true,
};

export interface MachineOptions {
  /** The rendered table; undefined where there is none. */
  given: (menu: string) => RouterTable | undefined;
  behaviour: Behaviour;
  now: () => number;
  boots: () => { count: number; at: number };
  users: readonly SimulatedUser[];
  kick: ((menu: string, row: RouterRow) => void) | null;
  /** Null where the tables follow no house. */
  onAir: ((states: ReadonlyMap<string, AirState>) => void) | null;
  version: string | null;
  log: (line: string) => void;
}

interface Job {
  id: string;
  owner: string;
  at: number;
  rest: Generator<number, void>;
}

/** Menus that every router has, empty until they are written. */
export const OWN_LISTS = ['system/scheduler', 'ip/firewall/address-list'];
export const OWN_MENUS = [
  ...OWN_LISTS,
  'system/clock',
  'system/device-mode',
  'system/script/job',
  'system/history',
  'user',
  'user/group',
  'log',
];

export type Machine = ReturnType<typeof createMachine>;

export function createMachine(options: MachineOptions) {
  const { behaviour, now, boots, users } = options;
  const stored = createStored();
  const history = createHistory(options.log, () => behaviour.isInSafeMode);
  const radios = createRadios({
    given,
    stored,
    now,
    radarMhz: () => behaviour.radarMhz,
    softEditsDrop: () => behaviour.softEditsDrop,
    onAir: options.onAir,
  });
  const entries = new Map<string, EntryState>();
  let jobs: Job[] = [];
  let jobCount = 0x120;
  let ranAt = now();

  const local = (at: number) => localTime(at, behaviour);
  const shift = () => boots().count + behaviour.idShift;
  const baseId = (shown: string) =>
    /^\*[0-9A-F]+$/i.test(shown)
      ? `*${(Number.parseInt(shown.slice(1), 16) - shift() * 0x1000).toString(16).toUpperCase()}`
      : shown;

  function given(menu: string): RouterTable {
    // the scheduler runs by this clock and no other
    if (menu === 'system/clock') return clockRow(now(), behaviour);
    const own = menu === 'system/device-mode' ? deviceMode() : [];
    return options.given(menu) ?? own;
  }

  function deviceMode(): RouterRow {
    const isHome = behaviour.deviceMode === 'home';
    return { flagged: 'false', mode: behaviour.deviceMode, scheduler: String(!isHome) };
  }

  /** The table as it is shown. */
  function table(menu: string): RouterTable {
    if (menu === 'system/script/job')
      return jobs.map(({ id, owner }) => ({ '.id': id, owner, type: 'command' }));
    if (menu === 'system/history') return history.rows();
    if (menu === 'user') return userRows(users);
    if (menu === 'user/group') return groupRows(users);
    if (menu === 'log')
      return [...(given(menu) as readonly RouterRow[]).map(atLocalTime), ...history.lines()];
    const rows = radios.table(menu, stored.apply(menu, given(menu)));
    const shown = menu === 'system/scheduler' && isList(rows) ? rows.map(withNextRun) : rows;
    return afterReboots(menu, shown, shift(), now() - boots().at);
  }

  /** Lines of the log are written in UTC by who made them. */
  function atLocalTime(row: RouterRow): RouterRow {
    const at = Date.parse(`${textOf(row['time'] ?? '').replace(' ', 'T')}Z`);
    if (Number.isNaN(at)) return row;
    return { ...row, time: `${formatDate(local(at), behaviour.isOld)} ${formatTime(local(at))}` };
  }

  function withNextRun(row: RouterRow): RouterRow {
    const state = stateOf(row);
    const next = nextRun(row, state, local(boots().at));
    const written =
      next === null ? {} : { 'next-run': `${formatDate(next, behaviour.isOld)} ${formatTime(next)}` };
    return { ...row, 'run-count': String(state.runs), ...written };
  }

  function stateOf(row: RouterRow): EntryState {
    const id = textOf(row['.id']!);
    const known = entries.get(id);
    if (known !== undefined) return known;
    const made = { after: local(now()), runs: 0 };
    entries.set(id, made);
    return made;
  }

  function contextFor(username: string): PerformContext {
    return {
      table,
      given,
      stored,
      baseId,
      username,
      isSchedulerForbidden: behaviour.deviceMode === 'home',
      renewsIds: behaviour.makeStaticRenewsIds,
      version: options.version,
      provision: (menu, radioMacs) => radios.provision(menu, radioMacs),
      begin: (command) => begin(command, username),
      kick: options.kick,
    };
  }

  function clock(): string {
    const at = local(now());
    return `${formatDate(at, behaviour.isOld)} ${formatTime(at)}`;
  }

  /** Notes a command in log and history, and lets the interfaces follow what it wrote. */
  function begin({ menu, name, values }: Command, username: string): () => void {
    const putBack = stored.remember(menu);
    return () => {
      const action = name === 'add' ? 'added' : name === 'remove' ? 'removed' : 'changed';
      const undo = () => {
        putBack();
        if (isOfRadios(menu)) radios.settle();
      };
      const command = commandText(menu, name, values);
      history.add({ action, by: username, menu, command, time: clock(), undo });
      if (isOfRadios(menu)) radios.settle();
    };
  }

  const log = (line: string) => {
    const [topics, message] = line.split(/ (.*)/s);
    history.write(topics!, message ?? '', clock());
  };

  function worldFor(username: string, policies: ReadonlySet<string>): ScriptWorld {
    return {
      find(menu, where) {
        const rows = table(menu);
        if (!isList(rows)) return [];
        return rows
          .filter((row) => where.every(({ key, bytes }) => isSame(row[key], bytes)))
          .map((row) => textOf(row['.id']!));
      },
      command(menu, name, ids, values) {
        if (!policies.has('write')) throw new Error('not enough permissions (9)');
        // a `find` without a hit makes it do nothing
        if (ids !== null && ids.length === 0) return;
        perform({ menu, name, keys: ids, values }, contextFor(username));
      },
      log: (level, bytes) => log(`script,${level} ${bytes}`),
    };
  }

  /** Runs until the first delay, and the rest as a job. Returns its id; null when it has ended. */
  function start(source: string, owner: string, policies: ReadonlySet<string>): string | null {
    let running: Generator<number, void>;
    try {
      running = runScript(parseScript(source), worldFor(owner, policies));
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

  /** Runs what became due since the last call, in the order of time. */
  function catchUp(): void {
    const until = now();
    for (let count = 0; count < 1000; count += 1) {
      const rows = stored.apply('system/scheduler', given('system/scheduler'));
      const due = (isList(rows) ? rows : [])
        .map((row) => ({ row, at: nextRun(row, stateOf(row), local(boots().at)) }))
        .filter((each): each is { row: RouterRow; at: number } => each.at !== null && each.at <= local(until))
        .toSorted((a, b) => a.at - b.at)[0];
      const job = jobs.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (job !== undefined && (due === undefined || local(job.at) <= due.at)) {
        jobs = jobs.filter((each) => each !== job);
        step(job);
      } else if (due === undefined) break;
      else runEntry(due.row, due.at);
    }
    ranAt = until;
  }

  return {
    table,
    radios,
    undo: () => history.undo(),
    catchUp,
    /** When it last looked what was due (ms). */
    ranAt: () => ranAt,
    contextFor,
    /** `/rest/execute`: starts a script in the background. */
    execute(body: Readonly<Record<string, unknown>>, username: string, policies: ReadonlySet<string>): Reply {
      const { script } = body;
      if (typeof script !== 'string') return failure(400, 'missing =script=');
      if (!policies.has('read')) return notPermitted();
      return jsonReply(200, `{"ret":"${start(script, username, policies) ?? '*0'}"}`);
    },
    /** False when there is no such job. */
    endJob(id: string): boolean {
      const known = jobs.some((job) => job.id === id);
      jobs = jobs.filter((job) => job.id !== id);
      return known;
    },
    /** Jobs end with a reboot, and what was due meanwhile is not made up for. */
    rebooted(): void {
      jobs = [];
      for (const state of entries.values()) state.after = Math.max(state.after, local(now()));
    },
  };
}

/** Menus that say what the interfaces do. */
function isOfRadios(menu: string): boolean {
  return (
    /^(?:interface\/(?:wifi|wifiwave2|wireless)|caps-man)\b/.test(menu) &&
    !/\/(?:access-list|registration-table|provisioning)$/.test(menu)
  );
}
