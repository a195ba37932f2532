/** What a router can do beside answering: it keeps what is written, shows it as tables, and runs commands and scripts. */
import { isAdmitted, type Joining } from './admission.ts';
import { afterReboots } from './reboot.ts';
import type { Behaviour } from './behaviour.ts';
import { type Command, type PerformContext, perform } from './perform.ts';
import { commandText, createHistory } from './history.ts';
import { isSame } from './parameter.ts';
import { createRadios } from './radios.ts';
import { failure, jsonReply, notPermitted, type Reply } from './reply.ts';
import { clockRow, formatDate, formatTime, localTime } from './router-clock.ts';
import { isList, type RouterRow, type RouterTable, textOf } from './row.ts';
import { createScheduler } from './scheduler.ts';
import type { ScriptWorld } from './script-run.ts';
import { createStored } from './stored.ts';
import { groupRows, type SimulatedUser, userRows } from './user.ts';
import type { AirState } from './on-air.ts';

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

/** Menus that every router has, empty until they are written. */
export const OWN_MENUS = [
  'system/scheduler',
  'ip/firewall/address-list',
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
  const scheduler = createScheduler({
    behaviour,
    now,
    bootedAt: () => boots().at,
    users,
    entries: () => stored.apply('system/scheduler', given('system/scheduler')),
    worldFor,
    log,
  });

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
    if (menu === 'system/script/job') return scheduler.jobRows();
    if (menu === 'system/history') return history.rows();
    if (menu === 'user') return userRows(users);
    if (menu === 'user/group') return groupRows(users);
    if (menu === 'log')
      return [...(given(menu) as readonly RouterRow[]).map(atLocalTime), ...history.lines()];
    const rows = radios.table(menu, stored.apply(menu, given(menu)));
    const shown = menu === 'system/scheduler' && isList(rows) ? rows.map(scheduler.withNextRun) : rows;
    return afterReboots(menu, shown, shift(), now() - boots().at);
  }

  /** Lines of the log are written in UTC by who made them. */
  function atLocalTime(row: RouterRow): RouterRow {
    const at = Date.parse(`${textOf(row['time'] ?? '').replace(' ', 'T')}Z`);
    if (Number.isNaN(at)) return row;
    return { ...row, time: `${formatDate(local(at), behaviour.isOld)} ${formatTime(local(at))}` };
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

  function log(line: string): void {
    const [topics, message] = line.split(/ (.*)/s);
    history.write(topics!, message ?? '', clock());
  }

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

  return {
    table,
    undo: () => history.undo(),
    catchUp: scheduler.catchUp,
    contextFor,
    /** Whether the access list of this menu lets the device join. */
    admits(menu: string, joining: Joining): boolean {
      const interfaces =
        menu === 'caps-man/access-list' ? 'caps-man/interface' : menu.replace('/access-list', '');
      const name = radios.nameNow(interfaces, joining.interface);
      const isIn = (list: string) => {
        const rows = table(interfaces);
        const row = isList(rows) ? rows.find((each) => textOf(each['name'] ?? '') === name) : undefined;
        return textOf(row?.['datapath.interface-list'] ?? '') === list;
      };
      return isAdmitted(table(menu), { ...joining, interface: name, isIn });
    },
    /** `/rest/execute`: starts a script in the background. */
    execute(body: Readonly<Record<string, unknown>>, username: string, policies: ReadonlySet<string>): Reply {
      const { script } = body;
      if (typeof script !== 'string') return failure(400, 'missing =script=');
      if (!policies.has('read')) return notPermitted();
      return jsonReply(200, `{"ret":"${scheduler.start(script, username, policies) ?? '*0'}"}`);
    },
    endJob: scheduler.endJob,
    rebooted: scheduler.rebooted,
  };
}

/** Menus that say what the interfaces do. */
function isOfRadios(menu: string): boolean {
  return (
    /^(?:interface\/(?:wifi|wifiwave2|wireless)|caps-man)\b/.test(menu) &&
    !/\/(?:access-list|registration-table|provisioning)$/.test(menu)
  );
}
