/**
 * One poll of one router: reads what the plan says, one menu after another, and makes the Reading of it. Has no timers and keeps nothing:
 * what the next poll must know is in the memory it returns.
 */
import type { Mac } from '../parse/mac.ts';
import { type Menu, menuPaths, menus, parseRows, registrationMenus } from '../parse/menu.ts';
import { endsPoll, type Reading, type Table, type TableError, type Tables } from '../parse/reading.ts';
import type { Registration } from '../parse/registration.ts';
import { dueMenus, emptyPlan, isAbsent, isWithoutDialect, notePoll, noteTable, type Plan } from './plan.ts';
import { noTrace, type Trace } from '../telemetry/trace.ts';
import { breakerOf, countFailures } from './breaker.ts';
import type { RouterConnection } from '../routeros/connection.ts';

export interface PollMemory {
  plan: Plan;
  /** The last table of each menu. */
  tables: ReadonlyMap<Menu, Table<unknown>>;
  /** Polls in a row that failed. */
  failures: number;
  /** Sockets opened by the end of the last poll. */
  connectionCount: number;
}

export const emptyPollMemory: PollMemory = {
  plan: emptyPlan,
  tables: new Map(),
  failures: 0,
  connectionCount: 0,
};

export interface PollContext {
  router: string;
  /** For one read. */
  timeoutMs: number;
  /** For the whole poll. */
  budgetMs: number;
  now: () => number;
  monotonicNow: () => number;
  /** Asked once, when the registration tables are in, with everybody they name. */
  someoneMissing: (macs: ReadonlySet<Mac>) => boolean;
  /** Each table as soon as it is read. */
  onTable?: ((path: Menu, table: Table<unknown>) => void) | undefined;
  trace?: Trace;
  signal?: AbortSignal | undefined;
}

/** What a look asks for beyond the registration tables. */
export interface Look {
  leases: boolean;
}

/**
 * A look between two polls: the registration tables; what tells a missing device from a half-read table when somebody is newly missing;
 * the inventory when an interface is new. Null when a table could not be read or is gone: the next poll tells what is wrong.
 */
export async function lookOnce(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
  look: Look,
): Promise<{ reading: Reading; memory: PollMemory } | null> {
  const { asked, ...after } = await readOnce(connection, memory, context, look);
  const { tables } = after.reading;
  // one that is gone all of a sudden is a poll's to find out about, too
  if ([...asked].some((path) => tables[path].status !== 'complete')) return null;
  // breaker, failures and what a new connection calls for are the polls' business
  const { plan } = after.memory;
  return {
    ...after,
    memory: { ...memory, tables: after.memory.tables, plan: { ...plan, recheck: memory.plan.recheck } },
  };
}

export async function pollOnce(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
): Promise<{ reading: Reading; memory: PollMemory }> {
  const { reading, memory: after } = await readOnce(connection, memory, context, null);
  return { reading, memory: after };
}

async function readOnce(
  connection: RouterConnection,
  memory: PollMemory,
  context: PollContext,
  look: Look | null,
): Promise<{ reading: Reading; memory: PollMemory; asked: ReadonlySet<Menu> }> {
  const { router, budgetMs, now, monotonicNow } = context;
  const readAt = now();
  const startedAt = monotonicNow();
  const tables = new Map(memory.tables);
  const done = new Set<Menu>();
  let plan = memory.plan;
  let registered: Registered | null = null;
  let ended: TableError | null = null;
  let isLoggedIn = false;

  const due = () => {
    const isReconnected = connection.connectionCount() > memory.connectionCount;
    const recheck = isReconnected || registered?.isSomeoneMissing === true;
    const newInterface = registered?.isInterfaceNew === true;
    const menusDue = dueMenus(plan, { startedAt, done, recheck, newInterface });
    if (look === null) return menusDue;
    const isMissing = registered?.isSomeoneMissing === true;
    return menusDue.filter((path) => {
      if (isAbsent(plan, path)) return false;
      const { group } = menus[path];
      if (group === 'registrations') return true;
      if (group === 'resource' || group === 'caps') return isMissing;
      return group === 'leases' ? look.leases : group === 'inventory' && newInterface;
    });
  };
  const put = (path: Menu, table: Table<unknown>) => {
    tables.set(path, table);
    plan = noteTable(plan, path, table, { startedAt, at: monotonicNow(), named: registered?.named ?? [] });
    context.onTable?.(path, table);
  };

  while (ended === null) {
    let [path] = due();
    if (registered === null && (path === undefined || menus[path].group !== 'registrations')) {
      registered = lookAround(tables, plan, context);
      [path] = due();
    }
    if (path === undefined) break;
    const leftMs = startedAt + budgetMs - monotonicNow();
    if (leftMs <= 0) {
      ended = usedUp(connection.url(path), budgetMs);
      continue;
    }
    const table = await readTable(connection, path, readAt, leftMs, context);
    done.add(path);
    put(path, table);
    if (table.status === 'failed' && endsPoll(table.error.kind)) {
      // one menu refused to a user who may read others is that menu's trouble alone
      if (table.error.kind !== 'unauthorized' || !isLoggedIn) ended = table.error;
    } else if (table.status !== 'failed') isLoggedIn = true;
  }

  if (ended !== null) {
    // Nothing suggests that a menu known to be absent has appeared meanwhile
    for (const path of due().filter((each) => !isAbsent(plan, each))) {
      const error = { ...ended, message: notSent(connection.url(path), ended) };
      put(path, { status: 'failed', readAt, durationMs: 0, error });
    }
  }
  for (const path of menuPaths.filter((each) => isWithoutDialect(each, plan))) {
    const registrations = tables.get(registrationMenus[menus[path].source!])!;
    tables.set(path, { status: 'absent', readAt: registrations.readAt, durationMs: 0 });
  }
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
      isLook: look !== null,
      breaker: breakerOf(failures),
    },
    memory: {
      plan: notePoll(plan, failed),
      tables,
      failures,
      connectionCount: connection.connectionCount(),
    },
    asked: done,
  };
}

async function readTable(
  connection: RouterConnection,
  path: Menu,
  readAt: number,
  leftMs: number,
  { router, timeoutMs, monotonicNow, trace = noTrace, signal }: PollContext,
): Promise<Table<unknown>> {
  const beganAt = monotonicNow();
  const deadline = { timeoutMs: Math.min(timeoutMs, leftMs), ...(signal === undefined ? {} : { signal }) };
  const read = await trace.span('read', { router, table: path }, async () => {
    const answer = await connection.read(path, menus[path], deadline);
    trace.note({
      status: answer.status,
      ...(answer.status === 'failed' && { 'error.type': answer.error.kind }),
    });
    return answer;
  });
  const meta = { readAt, durationMs: Math.round(monotonicNow() - beganAt) };
  return read.status === 'complete'
    ? { ...meta, status: 'complete', rows: parseRows(path, read.rows) }
    : { ...meta, ...read };
}

/** What the registration tables of this poll say about the rest of it. */
interface Registered {
  isSomeoneMissing: boolean;
  isInterfaceNew: boolean;
  /** "wifi cap-wifi1". */
  named: readonly string[];
}

function lookAround(
  tables: ReadonlyMap<Menu, Table<unknown>>,
  { metInterfaces }: Plan,
  { someoneMissing }: PollContext,
): Registered {
  const rows = Object.values(registrationMenus).flatMap((path) => {
    const table = tables.get(path);
    return table?.status === 'complete' ? (table.rows as readonly Registration[]) : [];
  });
  const sighted = rows.filter((row) => row.authorized !== false).map((row) => row.macAddress);
  const named = rows.flatMap((row) => (row.interface === null ? [] : [`${row.source} ${row.interface}`]));
  return {
    isSomeoneMissing: someoneMissing(new Set(sighted)),
    isInterfaceNew: named.some((name) => !metInterfaces.has(name)),
    named,
  };
}

function usedUp(url: string, budgetMs: number): TableError {
  return {
    kind: 'timeout',
    message: `GET ${url} was not sent: the ${budgetMs / 1000} s of one poll were used up.`,
    remedy: 'If it happens again, raise POLL_INTERVAL, and see what keeps the router busy: /tool/profile.',
  };
}

function notSent(url: string, { message }: TableError): string {
  return message.startsWith(`GET ${url} `) ? message : `GET ${url} was not sent, because ${message}`;
}
