/** Reads the menus that are due, one after another, and makes the Reading of them. */
import type { Mac } from '../parse/mac.ts';
import { dialects } from '../parse/dialect.ts';
import { parseRadioState } from '../parse/interface.ts';
import { type Menu, menuPaths, menus, parseRows, registrationMenus } from '../parse/menu.ts';
import { endsPoll, type Reading, type Table, type TableError, type Tables } from '../parse/reading.ts';
import type { Registration } from '../parse/registration.ts';
import type { RouterConnection } from '../routeros/connection.ts';
import type { Clock } from '../telemetry/clock.ts';
import { inSlices } from '../telemetry/slices.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';
import { breakerOf, countFailures } from './breaker.ts';
import type { PollMemory } from './memory.ts';
import { dueRadios, type Monitored, noteRadios, radiosOf, radioStates } from './monitor.ts';
import {
  decidesWhoJoins,
  dueMenus,
  isAbsent,
  isOlderThanCaps,
  isWithoutDialect,
  notePoll,
  noteTable,
  type Plan,
} from './plan.ts';
import type { QuickPoll } from './schedule.ts';
import { toPutOff, toUnasked, toUsedUp } from './unasked.ts';

export interface PollContext {
  router: string;
  /** For one read. */
  timeoutMs: number;
  /** For the whole poll. */
  budgetMs: number;
  clock: Pick<Clock, 'now' | 'monotonicNow'>;
  /** Each is called once, after the registration tables, with every MAC in them: whether a device is missing. */
  hasMissing: (macs: ReadonlySet<Mac>) => boolean;
  /** The same for a device that the last reading showed. */
  hasNewlyMissing?: ((macs: ReadonlySet<Mac>) => boolean) | undefined;
  /** Whether every poll reads access lists and the interfaces that may be switched off: somebody relies on what they say now. */
  readsRules?: (() => boolean) | undefined;
  /** Called with each table as soon as it is read. */
  onTable?: ((path: Menu, table: Table<unknown>) => void) | undefined;
  trace?: Trace;
  signal?: AbortSignal | undefined;
}

export interface TablesRead {
  reading: Reading;
  memory: PollMemory;
  /** The menus that were asked for. */
  asked: ReadonlySet<Menu>;
}

/** `quick`: null for a poll. */
export async function readTables(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
  quick: QuickPoll | null,
): Promise<TablesRead> {
  const { router, budgetMs } = context;
  const { now, monotonicNow } = context.clock;
  const readAt = now();
  const startedAt = monotonicNow();
  const tables = new Map(memory.tables);
  const done = new Set<Menu>();
  let plan = memory.plan;
  let registered: Registered | null = null;
  /** Why the menus that are left are not asked; null while they are. */
  let ended: ((path: Menu) => TableError) | null = null;
  let hasAnswered = false;
  /** A menu of the group `profiles` timed out: nothing more is asked, and nothing fails for it. */
  let isCutShort = false;

  const due = () => {
    const isReconnected = connection.connectionCount() > memory.connectionCount;
    const recheck = isReconnected || registered?.hasMissing === true;
    const newInterface = registered?.isInterfaceNew === true;
    const rulesDue =
      registered?.hasNewlyMissing === true || quick?.rules === true || context.readsRules?.() === true;
    const reconnected = registered?.isReconnected === true;
    const menusDue = dueMenus(plan, { startedAt, done, recheck, rulesDue, newInterface, reconnected });
    if (quick === null) return menusDue;
    const isMissing = registered?.hasMissing === true;
    return menusDue.filter((path) => {
      if (isAbsent(plan, path)) return false;
      const { group } = menus[path];
      if (group === 'registrations') return true;
      if (group === 'resource' || group === 'caps') return isMissing;
      if (rulesDue && decidesWhoJoins(path)) return true;
      // the profiles wait for a poll
      if (group === 'leases') return quick.leases;
      return group === 'inventory' && (newInterface || isOlderThanCaps(path, plan));
    });
  };
  const usedUp = (path: Menu) => toUsedUp(connection.url(path), budgetMs);
  const put = (path: Menu, table: Table<unknown>) => {
    tables.set(path, table);
    plan = noteTable(plan, path, table, { startedAt, at: monotonicNow(), named: registered?.named ?? [] });
    context.onTable?.(path, table);
  };

  while (ended === null && !isCutShort) {
    let [path] = due();
    if (registered === null && (path === undefined || menus[path].group !== 'registrations')) {
      registered = toRegistered(tables, memory.plan, startedAt, context);
      [path] = due();
    }
    if (path === undefined) break;
    const leftMs = startedAt + budgetMs - monotonicNow();
    const isProfile = menus[path].group === 'profiles';
    // they wait for a poll with time to spare
    if (isProfile && leftMs < budgetMs / 2) break;
    if (leftMs <= 0) {
      ended = usedUp;
      continue;
    }
    const table = await readTable(connection, path, readAt, leftMs, context);
    done.add(path);
    put(path, table);
    if (table.status !== 'failed') hasAnswered = true;
    else if (endsPoll(table.error.kind)) {
      // a user who may read other menus is refused this one only
      if (table.error.kind === 'unauthorized' && hasAnswered) continue;
      if (isProfile) isCutShort = true;
      else ended = () => toUnasked(table.error);
    } else if (!hasAnswered && isForeign(path, table.error, done)) ended = () => toUnasked(table.error);
  }

  if (ended !== null) {
    // a menu known to be absent stays absent: nothing shows that it has appeared
    const unread = due().filter((each) => !isAbsent(plan, each) && menus[each].group !== 'profiles');
    for (const path of unread) put(path, { status: 'failed', readAt, durationMs: 0, error: ended(path) });
  }
  for (const path of menuPaths.filter((each) => isWithoutDialect(each, plan))) {
    const registrations = tables.get(dialects[menus[path].dialect!].registrations)!;
    tables.set(path, { status: 'absent', readAt: registrations.readAt, durationMs: 0 });
  }
  // one that no poll has had time for stays due
  for (const path of menuPaths.filter((each) => !tables.has(each))) {
    const isPutOff = ended === null && menus[path].group === 'profiles';
    const error = isPutOff ? toPutOff(connection.url(path), budgetMs) : (ended ?? usedUp)(path);
    tables.set(path, { status: 'failed', readAt, durationMs: 0, error });
  }
  const monitored =
    ended === null && !isCutShort && quick === null
      ? await readRadios(connection, tables, memory.monitored, startedAt, context)
      : memory.monitored;
  const whole = Object.fromEntries(menuPaths.map((path) => [path, tables.get(path)!])) as unknown as Tables;
  const failed = menuPaths.filter((path) => whole[path].status === 'failed');
  const failures = countFailures(memory.failures, whole);
  return {
    reading: {
      router,
      startedAt: readAt,
      startedMonotonicMs: startedAt,
      durationMs: Math.round(monotonicNow() - startedAt),
      tables: whole,
      isPartial: quick !== null,
      breaker: breakerOf(failures),
      radioStates: radioStates(tables, monitored),
    },
    memory: {
      plan: notePoll(plan, failed),
      tables,
      failures,
      connectionCount: connection.connectionCount(),
      monitored,
    },
    asked: done,
  };
}

async function readTable(
  connection: RouterConnection,
  path: Menu,
  readAt: number,
  leftMs: number,
  { router, timeoutMs, clock, trace = noTrace, signal }: PollContext,
): Promise<Table<unknown>> {
  const beganAt = clock.monotonicNow();
  const deadline = { timeoutMs: Math.min(timeoutMs, leftMs), ...(signal === undefined ? {} : { signal }) };
  const read = await trace.span('read', { router, table: path }, async () => {
    const answer = await connection.read(path, menus[path], deadline);
    trace.note({
      status: answer.status,
      ...(answer.status === 'failed' && { 'error.type': answer.error.kind }),
    });
    return answer;
  });
  const meta = { readAt, durationMs: Math.round(clock.monotonicNow() - beganAt) };
  return read.status === 'complete'
    ? { ...meta, status: 'complete', rows: await inSlices(parseRows(path, read.rows)) }
    : { ...meta, ...read };
}

/** Last of all, so that it delays no table. A failure is quiet: the channel is unknown until the radio is asked again. */
async function readRadios(
  connection: RouterConnection,
  tables: ReadonlyMap<Menu, Table<unknown>>,
  before: Monitored,
  startedAt: number,
  { router, timeoutMs, budgetMs, clock, trace = noTrace, signal }: PollContext,
): Promise<Monitored> {
  let monitored = before;
  for (const radio of dueRadios(tables, before, startedAt)) {
    const leftMs = startedAt + budgetMs - clock.monotonicNow();
    if (leftMs <= 0) break;
    // refused together with another radio
    if (monitored.get(radio.key)?.at === startedAt) continue;
    const deadline = { timeoutMs: Math.min(timeoutMs, leftMs), ...(signal === undefined ? {} : { signal }) };
    const path = dialects[radio.dialect].monitor!;
    const answer = await trace.span('monitor', { router, table: path }, () =>
      connection.monitor(path, radio.interface, deadline),
    );
    const isRefused =
      answer.status === 'absent' || (answer.status === 'failed' && answer.error.kind === 'unauthorized');
    const asked = isRefused ? radiosOf(tables, radio.dialect) : [radio];
    const [row] = answer.status === 'complete' ? answer.rows : [];
    monitored = noteRadios(monitored, asked, row === undefined ? null : parseRadioState(row), startedAt);
    if (answer.status === 'failed' && endsPoll(answer.error.kind)) break;
  }
  return monitored;
}

/** Registration tables were asked, and then a menu that every router has: what answers neither is no RouterOS, but a web page or a proxy. */
function isForeign(path: Menu, { kind }: TableError, asked: ReadonlySet<Menu>): boolean {
  return (
    menus[path].group === 'resource' &&
    kind === 'bad_reply' &&
    registrationMenus.some((each) => asked.has(each))
  );
}

/** What the registration tables of this poll require of the rest of it. */
interface Registered {
  hasMissing: boolean;
  hasNewlyMissing: boolean;
  isInterfaceNew: boolean;
  isReconnected: boolean;
  /** "wifi cap-wifi1". */
  named: readonly string[];
}

function toRegistered(
  tables: ReadonlyMap<Menu, Table<unknown>>,
  { metInterfaces, asked }: Plan,
  startedAt: number,
  { hasMissing, hasNewlyMissing }: PollContext,
): Registered {
  const rows = registrationMenus.flatMap((path) => {
    const table = tables.get(path);
    return table?.status === 'complete' ? (table.rows as readonly Registration[]) : [];
  });
  const sighted = rows.filter((row) => row.authorized !== false).map((row) => row.macAddress);
  const named = rows.flatMap((row) => (row.interface === null ? [] : [`${row.source} ${row.interface}`]));
  const macs = new Set(sighted);
  const isFresh = ({ source, uptimeMs }: Registration) => {
    const before = asked[dialects[source].registrations]?.at ?? startedAt;
    return uptimeMs !== null && uptimeMs < startedAt - before;
  };
  const old = new Set(rows.filter((row) => !isFresh(row)).map((row) => row.interface));
  const renewed = new Set(rows.map((row) => row.interface).filter((name) => !old.has(name)));
  return {
    hasMissing: hasMissing(macs),
    hasNewlyMissing: hasNewlyMissing?.(macs) === true,
    isInterfaceNew: named.some((name) => !metInterfaces.has(name)),
    isReconnected: renewed.size >= 2,
    named,
  };
}
