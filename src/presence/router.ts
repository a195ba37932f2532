/**
 * What a poll of one router proves about devices that are not in it. Rules:
 * 1. A registration table could hold a device when it ever had a row, or its dialect ever showed a radio or a master interface, or its
 *    inventory was never read. A table that turned absent counts as failed for a while.
 * 2. A poll is evidence only if every such table was complete, and nothing below pauses the router or the device's access point.
 * No device's presence is known here; `absence.ts` adds up the evidence.
 */
import { ownMacsIn } from '../join/infrastructure.ts';
import type { Place } from '../join/place.ts';
import type { RouterView } from '../join/view.ts';
import { byDialect, type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { Mac } from '../parse/mac.ts';
import type { Menu } from '../parse/menu.ts';
import { answered, type Reading, rowsOf } from '../parse/reading.ts';
import { type AccessPoints, advanceAccessPoints, pauseOfAccessPoint } from './access-point.ts';
import { countRows, type RowCount, isSuspiciouslyEmpty } from './sudden-empty.ts';
import { isEvidence } from './evidence.ts';
import type { Instant } from './instant.ts';
import { extendWindow, type EvidenceWindow } from './evidence-window.ts';
import { advanceSsids, type Ssids } from './ssid.ts';

export const ABSENT_COUNTS_AS_FAILED_MS = 15 * 60_000;
/** A moment so long ago that an absent table counts as removed. */
const REMOVED = -Infinity;
const SETTLED_UPTIME_MS = 3 * 60_000;

export interface DialectMemory extends RowCount {
  /** The registration table was complete at least once. */
  met: boolean;
  /** It had a row, or its dialect showed a radio or a master interface. */
  everHeld: boolean;
  inventoryRead: boolean;
  /** Since when a table that existed has been absent (monotonic ms); null while it is there; `REMOVED` once it counts as removed. */
  absentSinceMs: number | null;
}

export interface RouterMemory {
  /** It answered at least once, in this run or in a remembered one. */
  everAnswered: boolean;
  /** Its leases and access lists were all read at least once, in this run or in a remembered one: they tell which devices are known. */
  areMarksRead: boolean;
  dialects: Readonly<Record<Dialect, DialectMemory>>;
  accessPoints: AccessPoints;
  ssids: Ssids;
  /** MACs of its own interfaces, radios and CAPs, and of the access points that its station interfaces use. */
  ownMacs: ReadonlySet<Mac>;
  /** Null when the last poll was no evidence. */
  window: EvidenceWindow | null;
  /** Start of the last poll that was evidence (monotonic ms). */
  lastEvidenceMs: number | null;
}

/** What an operator marks devices in. */
const MARKING = ['ip/dhcp-server/lease', ...dialectNames.map((each) => dialects[each].accessList)] as const;

const newDialect: DialectMemory = {
  met: false,
  everHeld: false,
  inventoryRead: false,
  absentSinceMs: null,
  count: 0,
  emptyPolls: 0,
};

export const newRouterMemory: RouterMemory = {
  everAnswered: false,
  areMarksRead: false,
  dialects: byDialect(() => newDialect),
  accessPoints: new Map(),
  ssids: new Map(),
  ownMacs: new Set(),
  window: null,
  lastEvidenceMs: null,
};

/** The memory after one more poll. */
export function advanceRouter(
  memory: RouterMemory,
  view: RouterView,
  pollIntervalMs: number,
  now: Instant,
): RouterMemory {
  const { reading } = view;
  const ownMacs = ownMacsIn(reading, memory.ownMacs);
  if (reading.isPartial) return advanceByQuickPoll({ ...memory, ownMacs }, reading, pollIntervalMs);
  const known = byDialect((dialect) => advanceDialect(memory.dialects[dialect], reading, dialect));
  const isRead = (path: Menu, dialect: Dialect) => {
    const { status } = reading.tables[path];
    return status === 'complete' || (status === 'absent' && !isVanished(known[dialect]));
  };
  const areInterfacesRead = dialectNames.every((each) => isRead(dialects[each].interfaces.path, each));
  const next: RouterMemory = {
    ...memory,
    everAnswered: memory.everAnswered || answered(reading),
    areMarksRead: memory.areMarksRead || MARKING.every((path) => reading.tables[path].status !== 'failed'),
    dialects: known,
    accessPoints: advanceAccessPoints(memory.accessPoints, view, isRead, now),
    ssids: advanceSsids(memory.ssids, reading, areInterfacesRead),
    ownMacs,
  };
  if (pauseOf(next, reading) !== null) return { ...next, window: null };
  const window = extendWindow(memory.window, reading.startedMonotonicMs, pollIntervalMs);
  return { ...next, window, lastEvidenceMs: reading.startedMonotonicMs };
}

/** A quick poll counts no rows. It extends the window when it has read all that evidence takes. */
function advanceByQuickPoll(memory: RouterMemory, reading: Reading, pollIntervalMs: number): RouterMemory {
  if (pauseOf(memory, reading) !== null) return { ...memory, window: null };
  if (!isEvidence(reading)) return memory;
  const window = extendWindow(memory.window, reading.startedMonotonicMs, pollIntervalMs);
  return { ...memory, window, lastEvidenceMs: reading.startedMonotonicMs };
}

/** The table existed, is absent, and does not count as removed yet. */
export function isVanished({ absentSinceMs }: DialectMemory): boolean {
  return absentSinceMs !== null && absentSinceMs !== REMOVED;
}

/** Whether any of the router's tables could hold a device. A router that never answered could not. */
export function couldHold(memory: RouterMemory): boolean {
  return memory.everAnswered && dialectNames.some((dialect) => holds(memory.dialects[dialect]));
}

/** Whether the registration table of this dialect could hold a device. */
export function couldHoldIn(memory: RouterMemory, dialect: Dialect): boolean {
  return holds(memory.dialects[dialect]);
}

function holds(dialect: DialectMemory): boolean {
  return dialect.everHeld || !dialect.inventoryRead;
}

/** Why a poll proves no absence, as the beginning of a sentence; null when it does. */
export function pauseOf(memory: RouterMemory, reading: Reading): string | null {
  for (const name of dialectNames) {
    const dialect = memory.dialects[name];
    const { registrations } = dialects[name];
    const { status } = reading.tables[registrations];
    const isFailed = status === 'failed' || (status === 'absent' && isVanished(dialect));
    if (holds(dialect) && isFailed) return `${registrations} could not be read`;
    if (isSuspiciouslyEmpty(dialect)) return `${registrations} emptied suddenly`;
  }
  if (reading.breaker === 'open') return 'The router fails repeatedly';
  const resource = reading.tables['system/resource'];
  if (resource.status === 'failed') return 'system/resource could not be read';
  const uptimeMs = rowsOf(resource)?.[0]?.uptimeMs ?? null;
  if (uptimeMs === null) return 'The router does not say how long it has been up';
  if (uptimeMs + (reading.startedAt - resource.readAt) < SETTLED_UPTIME_MS)
    return 'The router has just booted, and its tables may be incomplete';
  return null;
}

/**
 * Why a poll that is evidence in general proves nothing about a device last seen in this place; null when it does. `isElsewhere`: the access
 * point has another manager by now, which reports it.
 */
export function pauseAt(
  memory: RouterMemory,
  reading: Reading,
  place: Place,
  now: Instant,
  isElsewhere = false,
): string | null {
  const { caps } = dialects[place.source];
  if (caps !== null && reading.tables[caps.path].status === 'failed') return `${caps.path} could not be read`;
  const accessPoint = memory.accessPoints.get(place.accessPoint?.id ?? '');
  return accessPoint === undefined || (isElsewhere && accessPoint.missingSinceMs !== null)
    ? null
    : pauseOfAccessPoint(accessPoint, now);
}

function advanceDialect(memory: DialectMemory, reading: Reading, dialect: Dialect): DialectMemory {
  const paths = dialects[dialect];
  const table = reading.tables[paths.registrations];
  const interfaces = reading.tables[paths.interfaces.path];
  const radios = paths.radios === null ? null : reading.tables[paths.radios.path];
  const isMaster = rowsOf(interfaces)?.some((row) => row.masterInterface === null) ?? false;
  const hasRadio = radios !== null && (rowsOf(radios)?.length ?? 0) > 0;
  const inventoryRead =
    memory.inventoryRead ||
    (interfaces.status === 'complete' && (radios === null || radios.status !== 'failed'));
  const everHeld = memory.everHeld || isMaster || hasRadio;
  if (table.status === 'failed') return { ...memory, everHeld, inventoryRead, emptyPolls: 0 };
  if (table.status === 'absent') {
    // never read: this router has no such menu. Read before: it may come back (a package update, a router that is still starting)
    if (!memory.met && !everHeld) return { ...memory, inventoryRead: true };
    const absentSinceMs = memory.absentSinceMs ?? reading.startedMonotonicMs;
    return reading.startedMonotonicMs - absentSinceMs < ABSENT_COUNTS_AS_FAILED_MS
      ? { ...memory, everHeld: memory.met ? memory.everHeld : everHeld, absentSinceMs, emptyPolls: 0 }
      : { ...newDialect, met: memory.met, inventoryRead: true, absentSinceMs: REMOVED };
  }
  const rowCount = countRows(memory, table.rows.length);
  return {
    met: true,
    everHeld: everHeld || table.rows.length > 0,
    inventoryRead,
    absentSinceMs: null,
    ...rowCount,
  };
}
