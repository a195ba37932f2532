/**
 * Which menus a poll reads, and in which order. Knows what earlier polls found; has no clock and reads nothing. Every time is the start
 * of a poll on the monotonic clock, in milliseconds.
 */
import type { RemoteCap } from '../parse/interface.ts';
import type { ConfiguredInterface } from '../parse/profile.ts';
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import { type Menu, menuPaths, menus } from '../parse/menu.ts';
import type { Table } from '../parse/reading.ts';
import type { SystemResource } from '../parse/system.ts';
import { type CapListing, noteCaps } from './cap-list.ts';
import { type ConfiguredListing, isProfileDue, noteConfigured, type ProfileAsked } from './profile-menu.ts';

/** What is known of a menu that was asked for. */
interface Asked extends ProfileAsked {
  /** The last answer that was not a failure had rows. */
  existed: boolean;
  /** The poll that found it absent after it had existed; null if none did. */
  vanishedAt: number | null;
}

export interface Plan {
  readonly asked: Readonly<Partial<Record<Menu, Asked>>>;
  /** "wifi cap-wifi1": interfaces that an inventory listed, or for which one was read without finding them. */
  readonly metInterfaces: ReadonlySet<string>;
  /** When the router started, and the uptime that says so; null before the first one. */
  readonly boot: { at: number; uptimeMs: number } | null;
  readonly rebootSeenAt: number | null;
  /** The last poll failed to read a table that presence depends on. */
  readonly recheck: boolean;
  /** Each CAP list as last read. */
  readonly caps: Readonly<Partial<Record<Menu, CapListing>>>;
  /** What the interfaces of each dialect showed last, and the last poll in which that was new. */
  readonly configured: Readonly<Partial<Record<Dialect, ConfiguredListing>>>;
}

export const emptyPlan: Plan = {
  asked: {},
  metInterfaces: new Set(),
  boot: null,
  rebootSeenAt: null,
  recheck: false,
  caps: {},
  configured: {},
};

/** What one poll has found out so far. */
export interface PollFacts {
  startedAt: number;
  /** Menus asked for in this poll. */
  done: ReadonlySet<Menu>;
  /** A device is missing or the connection is new: the router and its access points may have restarted. */
  recheck: boolean;
  /** The rules and interfaces that may keep a device off are read: one that the last reading showed is missing, or they are relied on. */
  rulesDue?: boolean;
  /** A registration names an interface not met before this poll. */
  newInterface: boolean;
  /** All clients of several interfaces have connected since the last poll: their access points may have connected anew. */
  reconnected?: boolean;
}

const REFRESH_MS = 60_000;
const PROBE_MS = 600_000;
const CLOCK_MS = 600_000;
const FAST_PROBE_MS = 60_000;
const FAST_PROBE_FOR_MS = 600_000;
const OF_EVERY_POLL = ['registrations', 'resource', 'leases', 'arp'];
/** Presence goes on without them for a poll. */
const RARE = ['inventory', 'clock', 'profiles'];
/** Timers fire a little early or late, which must not postpone a menu by a whole poll. */
const SLACK_MS = 500;

/** Registrations first: presence needs them. Within a group the order of `menus`. */
const GROUPS = ['registrations', 'resource', 'caps', 'leases', 'arp', 'inventory', 'clock', 'profiles'];
const ORDER = GROUPS.flatMap((group) => menuPaths.filter((path) => menus[path].group === group));

/**
 * The menus that this poll still has to read, in order. Each read may change the answer. Menus known to be absent come after the others, so
 * that an unreachable router fails a menu that exists; profiles last, so that they delay nothing.
 */
export function dueMenus(plan: Plan, poll: PollFacts): Menu[] {
  const due = ORDER.filter((path) => !poll.done.has(path) && isDue(path, plan, poll));
  const rank = (path: Menu) => 2 * Number(menus[path].group === 'profiles') + Number(isAbsent(plan, path));
  return due.toSorted((a, b) => rank(a) - rank(b));
}

export function isAbsent(plan: Plan, path: Menu): boolean {
  return plan.asked[path]?.status === 'absent';
}

function isDue(path: Menu, plan: Plan, poll: PollFacts): boolean {
  const asked = plan.asked[path];
  if (isWithoutDialect(path, plan)) return false;
  if (asked === undefined) return true;
  const { group, dialect } = menus[path];
  if (group === 'profiles' && asked.status !== 'absent') {
    const changedAt = dialect === null ? null : (plan.configured[dialect]?.changedAt ?? null);
    return isProfileDue(asked, poll.startedAt, changedAt) || rebootedSince(asked, plan);
  }
  if (asked.status === 'failed') return true;
  const age = poll.startedAt - asked.at + SLACK_MS;
  if (asked.status === 'absent')
    return age >= probeIntervalMs(path, asked, poll) || rebootedSince(asked, plan);
  if (group === 'clock') return age >= CLOCK_MS || rebootedSince(asked, plan);
  if (group === 'registrations' || group === 'leases' || group === 'arp') return true;
  if (group !== 'inventory' && (poll.recheck || plan.recheck)) return true;
  const listing = group === 'caps' ? plan.caps[path] : undefined;
  if (listing !== undefined && (!listing.isSettled || (poll.reconnected === true && listing.caps.size > 0)))
    return true;
  if (poll.rulesDue === true && decidesWhoJoins(path)) return true;
  return age >= REFRESH_MS || poll.newInterface || (group === 'inventory' && isOlderThanCaps(path, plan));
}

/** A CAP list has changed since the menu was asked: interfaces of CAPs are made anew, and named anew, when a CAP connects. */
export function isOlderThanCaps(path: Menu, { asked, caps }: Plan): boolean {
  const { at = -Infinity } = asked[path] ?? {};
  return Object.values(caps).some(({ changedAt }) => changedAt !== null && changedAt > at);
}

/** Interfaces that may be switched off, and access lists. */
export function decidesWhoJoins(path: Menu): boolean {
  return dialectNames.some(
    (dialect) => dialects[dialect].interfaces.path === path || dialects[dialect].accessList === path,
  );
}

/** The menus of a dialect whose registration table does not exist do not exist either. */
export function isWithoutDialect(path: Menu, plan: Plan): boolean {
  const { group, dialect } = menus[path];
  return group !== 'registrations' && dialect !== null && isAbsent(plan, dialects[dialect].registrations);
}

function probeIntervalMs(path: Menu, { vanishedAt }: Asked, poll: PollFacts): number {
  const goneMs = vanishedAt === null ? Infinity : poll.startedAt - vanishedAt;
  // what every poll read until it vanished is asked for in every poll at first: it may come back at once, with newcomers
  if (goneMs <= FAST_PROBE_MS && OF_EVERY_POLL.includes(menus[path].group)) return 0;
  return goneMs <= FAST_PROBE_FOR_MS ? FAST_PROBE_MS : PROBE_MS;
}

function rebootedSince(asked: Asked, plan: Plan): boolean {
  return plan.rebootSeenAt !== null && asked.at < plan.rebootSeenAt;
}

/** When a table was read, and what the poll knew by then. */
export interface ReadMoment {
  /** Start of its poll. */
  startedAt: number;
  /** End of the read. */
  at: number;
  /** "wifi cap-wifi1": the interfaces that registrations of this poll name. */
  named: readonly string[];
}

/** The plan after a menu was read, or could not be. */
export function noteTable(plan: Plan, path: Menu, table: Table<unknown>, moment: ReadMoment): Plan {
  const noted = noteStatus(plan, path, table, moment.startedAt);
  const rows = table.status === 'complete' ? table.rows : [];
  if (path === 'system/resource') {
    const uptimeMs = (rows as readonly SystemResource[])[0]?.uptimeMs ?? null;
    return uptimeMs === null ? noted : noteUptime(noted, uptimeMs, moment);
  }
  if (menus[path].group === 'caps' && table.status === 'complete') {
    const listing = noteCaps(plan.caps[path] ?? null, rows as readonly RemoteCap[], moment);
    return { ...noted, caps: { ...noted.caps, [path]: listing } };
  }
  const dialect = dialectNames.find((each) => dialects[each].interfaces.path === path);
  if (dialect === undefined) return noted;
  const listed = rows as readonly ConfiguredInterface[];
  const met = noteInterfaces(noted, dialect, listed, moment);
  if (table.status !== 'complete') return met;
  const configured = noteConfigured(plan.configured[dialect] ?? null, listed, moment.startedAt);
  return { ...met, configured: { ...plan.configured, [dialect]: configured } };
}

function noteStatus(plan: Plan, path: Menu, table: Table<unknown>, at: number): Plan {
  const { status } = table;
  const before = plan.asked[path];
  const existed = status === 'failed' ? (before?.existed ?? false) : status === 'complete';
  const vanishes = status === 'absent' && before?.existed === true;
  const vanishedAt = vanishes ? at : (before?.vanishedAt ?? null);
  const isTimeout = table.status === 'failed' && table.error.kind === 'timeout';
  const timeouts = isTimeout ? (before?.timeouts ?? 0) + 1 : 0;
  const asked = { ...plan.asked, [path]: { status, at, timeouts, existed, vanishedAt } };
  const { group, dialect } = menus[path];
  if (group === 'registrations' && status === 'absent') {
    // when the dialect comes back, all its menus are new
    for (const other of menuPaths)
      if (menus[other].dialect === dialect && other !== path) delete asked[other];
  }
  return { ...plan, asked };
}

/** Slow answers shift the computed start by less; a restart takes longer. */
const BOOT_TOLERANCE_MS = 30_000;

/** After a restart every absent menu is probed. */
function noteUptime(plan: Plan, uptimeMs: number, { at, startedAt }: ReadMoment): Plan {
  const boot = { at: at - uptimeMs, uptimeMs };
  const isRestart =
    plan.boot !== null && (uptimeMs < plan.boot.uptimeMs || boot.at > plan.boot.at + BOOT_TOLERANCE_MS);
  return { ...plan, boot, rebootSeenAt: isRestart ? startedAt : plan.rebootSeenAt };
}

/** The inventory is read only once for a name that it does not list. */
function noteInterfaces(
  plan: Plan,
  dialect: Dialect,
  listed: readonly ConfiguredInterface[],
  { named }: ReadMoment,
): Plan {
  const known = listed.map(({ name }) => `${dialect} ${name}`);
  const asked = named.filter((name) => name.startsWith(`${dialect} `));
  return { ...plan, metInterfaces: new Set([...plan.metInterfaces, ...known, ...asked]) };
}

/** The plan after a poll in which these menus failed or were not read. */
export function notePoll(plan: Plan, failed: readonly Menu[]): Plan {
  return { ...plan, recheck: failed.some((path) => !RARE.includes(menus[path].group)) };
}
