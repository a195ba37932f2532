/**
 * What can be concluded from a router's silence about a device. Rules, for one poll of one router:
 * 1. A registration table could hold somebody when it ever had a row, or its dialect ever showed a radio or a master interface, or its
 *    inventory was never read. A table that turned absent counts as failed for a while.
 * 2. The poll is evidence only if every such table was complete, and nothing below shook the router or the device's access point.
 * This file knows no device's presence; `absence.ts` adds up what it finds.
 */
import { type AccessPointRef, isLoopback, type Place } from '../join/place.ts';
import type { RouterView } from '../join/view.ts';
import type { RemoteCap } from '../parse/interface.ts';
import { toId } from '../parse/mac.ts';
import { capMenus, interfaceMenus, radioMenus, registrationMenus } from '../parse/menu.ts';
import { answered, type Reading, rowsOf } from '../parse/reading.ts';
import { type Source, sources } from '../parse/registration.ts';
import type { Instant } from './settings.ts';
import { extend, type Stretch } from './stretch.ts';

const ABSENT_COUNTS_AS_FAILED_MS = 15 * 60_000;
const SETTLED_UPTIME_MS = 3 * 60_000;
const EMPTY_POLLS_BELIEVED = 3;
const CROWD = 3;
const MISSING_PAUSES_MS = 24 * 3_600_000;

/** How many rows were there before they were all gone at a stroke, and for how many complete polls in a row that has been so. */
interface Crowd {
  count: number;
  emptyPolls: number;
}

export interface DialectMemory extends Crowd {
  /** The registration table was complete at least once. */
  met: boolean;
  /** It had a row, or its dialect showed a radio or a master interface. */
  everHeld: boolean;
  inventoryRead: boolean;
  absentSinceMs: number | null;
}

export interface AccessPointMemory extends Crowd {
  ref: AccessPointRef;
  source: Source;
  /** As last listed; null for the router's own radios. */
  cap: RemoteCap | null;
  /** Since when it is not listed, or all its interfaces are disabled (wall time, so that it survives a restart). */
  missingSinceAt: number | null;
}

export interface RouterMemory {
  /** It answered at least once, in this run or by what was remembered. */
  everAnswered: boolean;
  dialects: Readonly<Record<Source, DialectMemory>>;
  accessPoints: ReadonlyMap<string, AccessPointMemory>;
  /** Its unbroken run of polls that were evidence; null when the last one was none. */
  stretch: Stretch | null;
  lastEvidenceMs: number | null;
}

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
  dialects: { wifi: newDialect, wifiwave2: newDialect, capsman: newDialect, wireless: newDialect },
  accessPoints: new Map(),
  stretch: null,
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
  const dialects = Object.fromEntries(
    sources.map((source) => [source, advanceDialect(memory.dialects[source], reading, source)]),
  ) as Record<Source, DialectMemory>;
  const next: RouterMemory = {
    ...memory,
    everAnswered: memory.everAnswered || answered(reading),
    dialects,
    accessPoints: advanceAccessPoints(memory.accessPoints, view, now),
  };
  if (pauseOf(next, reading) !== null) return { ...next, stretch: null };
  const stretch = extend(memory.stretch, reading.startedMonotonicMs, 2 * pollIntervalMs);
  return { ...next, stretch, lastEvidenceMs: reading.startedMonotonicMs };
}

/** Whether any of the router's tables could hold a device. One that never answered holds nobody. */
export function couldHold(memory: RouterMemory): boolean {
  return memory.everAnswered && sources.some((source) => holds(memory.dialects[source]));
}

function holds(dialect: DialectMemory): boolean {
  return dialect.everHeld || !dialect.inventoryRead;
}

/** Why a poll proves nobody's absence; null when it does. */
export function pauseOf(memory: RouterMemory, reading: Reading): string | null {
  for (const source of sources) {
    const dialect = memory.dialects[source];
    const { status } = reading.tables[registrationMenus[source]];
    const isFailed = status === 'failed' || (status === 'absent' && dialect.absentSinceMs !== null);
    if (holds(dialect) && isFailed) return `${registrationMenus[source]} could not be read`;
    if (isEmptiedAtAStroke(dialect)) return `${registrationMenus[source]} emptied at a stroke`;
  }
  if (reading.breaker === 'open') return 'the router keeps failing';
  const resource = reading.tables['system/resource'];
  if (resource.status === 'failed') return 'system/resource could not be read';
  if (resource.status === 'absent') return null;
  const uptimeMs = resource.rows[0]?.uptimeMs ?? null;
  if (uptimeMs === null) return 'the router does not say how long it has been up';
  if (uptimeMs + (reading.startedAt - resource.readAt) < SETTLED_UPTIME_MS)
    return 'the router has just booted';
  return null;
}

/** Why a poll that is evidence in general proves nothing about a device last seen at this place; null when it does. */
export function pauseAt(memory: RouterMemory, reading: Reading, place: Place, now: Instant): string | null {
  if (place.source !== 'wireless' && reading.tables[capMenus[place.source]].status === 'failed') {
    return `${capMenus[place.source]} could not be read`;
  }
  const accessPoint = memory.accessPoints.get(place.accessPoint?.id ?? '');
  if (accessPoint === undefined) return null;
  const { missingSinceAt } = accessPoint;
  if (missingSinceAt !== null && Math.abs(now.at - missingSinceAt) < MISSING_PAUSES_MS)
    return 'its access point is missing';
  return accessPoint.count >= CROWD && isEmptiedAtAStroke(accessPoint)
    ? 'its access point emptied at a stroke'
    : null;
}

/** All rows were gone at a stroke, too recently to be believed. */
export function isEmptiedAtAStroke(crowd: Crowd): boolean {
  return crowd.emptyPolls > 0 && crowd.emptyPolls < EMPTY_POLLS_BELIEVED;
}

function advanceCrowd(crowd: Crowd, count: number): Crowd {
  if (count > 0) return { count, emptyPolls: 0 };
  const emptyPolls = crowd.count > 0 ? crowd.emptyPolls + 1 : 0;
  return emptyPolls >= EMPTY_POLLS_BELIEVED
    ? { count: 0, emptyPolls: 0 }
    : { count: crowd.count, emptyPolls };
}

function advanceDialect(memory: DialectMemory, reading: Reading, source: Source): DialectMemory {
  const table = reading.tables[registrationMenus[source]];
  const interfaces = reading.tables[interfaceMenus[source]];
  const radios = source === 'wireless' ? null : reading.tables[radioMenus[source]];
  const isMaster = rowsOf(interfaces)?.some((row) => row.masterInterface === null) ?? false;
  const hasRadio = radios !== null && (rowsOf(radios)?.length ?? 0) > 0;
  const inventoryRead =
    memory.inventoryRead ||
    (interfaces.status === 'complete' && (radios === null || radios.status !== 'failed'));
  const everHeld = memory.everHeld || isMaster || hasRadio;
  if (table.status === 'failed') return { ...memory, everHeld, inventoryRead, emptyPolls: 0 };
  if (table.status === 'absent') {
    // never met: this router has no such menu. Met before: it may come back (a package update, a half-started router)
    if (!memory.met && !everHeld) return { ...memory, inventoryRead: true };
    const absentSinceMs = memory.absentSinceMs ?? reading.startedMonotonicMs;
    return reading.startedMonotonicMs - absentSinceMs < ABSENT_COUNTS_AS_FAILED_MS
      ? { ...memory, everHeld: memory.met ? memory.everHeld : everHeld, absentSinceMs, emptyPolls: 0 }
      : { ...newDialect, met: memory.met, inventoryRead: true };
  }
  const crowd = advanceCrowd(memory, table.rows.length);
  return {
    met: true,
    everHeld: everHeld || table.rows.length > 0,
    inventoryRead,
    absentSinceMs: null,
    ...crowd,
  };
}

function advanceAccessPoints(
  memory: RouterMemory['accessPoints'],
  view: RouterView,
  now: Instant,
): RouterMemory['accessPoints'] {
  const found = listed(view);
  const next = new Map([...found, ...memory]);
  for (const [id, { ref, source, cap }] of found) {
    const known = next.get(id)!;
    next.set(id, { ...known, ref: { id, name: ref.name ?? known.ref.name }, source, cap });
  }
  for (const [id, known] of next) {
    const missing = isMissing(known, view);
    const missingSinceAt =
      missing === null ? known.missingSinceAt : missing ? (known.missingSinceAt ?? now.at) : null;
    const { count, emptyPolls } = isCountable(known, view.reading)
      ? advanceCrowd(known, clientsOn(view, id))
      : { count: known.count, emptyPolls: 0 };
    next.set(id, { ...known, missingSinceAt, count, emptyPolls });
  }
  return next;
}

/** The access points that this reading names: those the router manages, and itself when it has radios. */
function listed({ reading, caps, interfaces }: RouterView): Map<string, AccessPointMemory> {
  const found = new Map<string, AccessPointMemory>();
  const newcomer = { count: 0, emptyPolls: 0, missingSinceAt: null };
  for (const cap of caps) {
    if (isLoopback(cap)) continue;
    const id = toId(cap.baseMac);
    found.set(id, { ...newcomer, ref: { id, name: cap.identity }, source: cap.source, cap });
  }
  const own = interfaces.find(({ accessPoint }) => accessPoint?.id === reading.router);
  if (own !== undefined) {
    found.set(reading.router, { ...newcomer, ref: own.accessPoint!, source: own.row.source, cap: null });
  }
  return found;
}

/** Not in its list, or all its interfaces disabled; null when a failed table leaves it open. */
function isMissing({ ref, source, cap }: AccessPointMemory, view: RouterView): boolean | null {
  const { tables } = view.reading;
  const isListRead = source === 'wireless' || tables[capMenus[source]].status !== 'failed';
  const isUnlisted = cap !== null && !view.caps.some(({ baseMac }) => toId(baseMac) === ref.id);
  const own = view.interfaces.filter(({ accessPoint }) => accessPoint?.id === ref.id);
  const isDisabled = own.length > 0 && own.every(({ row }) => row.disabled === true);
  if (isDisabled || (isUnlisted && isListRead)) return true;
  return isListRead && tables[interfaceMenus[source]].status !== 'failed' ? false : null;
}

/** Its clients can only be counted while its interfaces and every table that may hold them are known. */
function isCountable({ source, cap }: AccessPointMemory, { tables }: Reading): boolean {
  // the router's own radios may speak two dialects at once
  const dialects = cap === null ? sources : [source];
  return dialects.every(
    (dialect) =>
      tables[registrationMenus[dialect]].status !== 'failed' &&
      tables[interfaceMenus[dialect]].status !== 'failed' &&
      (dialect === 'wireless' || tables[radioMenus[dialect]].status !== 'failed'),
  );
}

function clientsOn(view: RouterView, accessPointId: string): number {
  let count = 0;
  for (const clients of view.clients.values()) {
    if (clients.some((client) => client.place.accessPoint?.id === accessPointId)) count++;
  }
  return count;
}
