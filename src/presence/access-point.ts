/** What is remembered of a router's access points: since when one is not there, and whether it emptied suddenly. */
import { type AccessPointRef, isLoopback } from '../join/place.ts';
import { indexOf } from '../join/view-index.ts';
import type { RouterView } from '../join/view.ts';
import { isRunning, type RemoteCap } from '../parse/interface.ts';
import type { Menu } from '../parse/menu.ts';
import { toId } from '../parse/mac.ts';
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { Reading } from '../parse/reading.ts';
import { countRows, MIN_DEVICES, type RowCount, isSuspiciouslyEmpty } from './sudden-empty.ts';
import type { Instant } from './instant.ts';
import { isServing } from './ssid.ts';

const MISSING_PAUSES_MS = 24 * 3_600_000;

export interface AccessPointMemory extends RowCount {
  ref: AccessPointRef;
  source: Dialect;
  /** As last listed; null for the router's own radios. */
  cap: RemoteCap | null;
  /** Since when it is not there (epoch ms, which survives a restart); null while it is. */
  missingSinceAt: number | null;
  /** The same on the monotonic clock. */
  missingSinceMs: number | null;
}

/** By id. */
export type AccessPoints = ReadonlyMap<string, AccessPointMemory>;

/** Why a poll without a device proves nothing about it; null when it does. An access point missing for a day counts as removed. */
export function pauseOfAccessPoint(accessPoint: AccessPointMemory, now: Instant): string | null {
  const { missingSinceMs, count } = accessPoint;
  if (missingSinceMs !== null && now.monotonicMs - missingSinceMs < MISSING_PAUSES_MS)
    return 'its access point is missing';
  return count >= MIN_DEVICES && isSuspiciouslyEmpty(accessPoint)
    ? 'its access point emptied suddenly'
    : null;
}

/** Whether a menu of a dialect was read: one that is absent, and existed until just now, was not. */
type IsRead = (path: Menu, dialect: Dialect) => boolean;

export function advanceAccessPoints(
  memory: AccessPoints,
  view: RouterView,
  isRead: IsRead,
  now: Instant,
): AccessPoints {
  const found = listedIn(view);
  const next = new Map([...found, ...memory]);
  for (const [id, { ref, source, cap }] of found) {
    const known = next.get(id)!;
    next.set(id, { ...known, ref: { id, name: ref.name ?? known.ref.name }, source, cap });
  }
  for (const [id, known] of next) {
    const missing = isMissing(known, view, isRead);
    const { missingSinceAt, missingSinceMs } = missing === null ? known : sinceWhen(known, missing, now);
    const { count, emptyPolls } = isCountable(known, view.reading)
      ? countRows(known, clientsOn(view, id))
      : { count: known.count, emptyPolls: 0 };
    const isRemoved = missingSinceMs !== null && now.monotonicMs - missingSinceMs >= MISSING_PAUSES_MS;
    if (isRemoved && known.cap !== null && !found.has(id)) next.delete(id);
    else next.set(id, { ...known, missingSinceAt, missingSinceMs, count, emptyPolls });
  }
  return next;
}

/** The access points in this reading: those that the router manages, and the router itself when it has radios. */
function listedIn({ reading, caps, interfaces }: RouterView): Map<string, AccessPointMemory> {
  const found = new Map<string, AccessPointMemory>();
  const newcomer = { count: 0, emptyPolls: 0, missingSinceAt: null, missingSinceMs: null };
  for (const cap of caps) {
    if (isLoopback(cap)) continue;
    const id = toId(cap.baseMac);
    // a CAP that has a new connection may be listed with the one it lost too
    if (found.has(id) && !isRunning(cap)) continue;
    found.set(id, { ...newcomer, ref: { id, name: cap.identity }, source: cap.source, cap });
  }
  const own = interfaces.find(({ accessPoint }) => accessPoint?.id === reading.router);
  if (own !== undefined) {
    found.set(reading.router, { ...newcomer, ref: own.accessPoint!, source: own.row.source, cap: null });
  }
  return found;
}

/**
 * Whether it is not there: missing from its list, listed in another state than that of a working one, or without any interface that is
 * enabled and active. Null when a table that was not read leaves that open.
 */
function isMissing(
  { ref, source, cap }: AccessPointMemory,
  view: RouterView,
  isRead: IsRead,
): boolean | null {
  const { caps } = dialects[source];
  const isListRead = cap === null || caps === null || isRead(caps.path, source);
  if (cap !== null && isListRead && !indexOf(view).runningCaps.has(ref.id)) return true;
  // a router's own radios may speak two dialects at once
  const spoken = cap === null ? dialectNames : [source];
  const areInterfacesRead = spoken.every((dialect) => isRead(dialects[dialect].interfaces.path, dialect));
  const own = view.interfacesOf.get(ref.id) ?? [];
  // an interface without a known owner may be one of its own
  const isUnowned = spoken.some((dialect) => indexOf(view).unowned.has(dialect));
  if (own.length > 0 || !isUnowned) {
    if (!own.some(({ row }) => isServing(row))) return own.length > 0 || areInterfacesRead ? true : null;
  }
  return isListRead && areInterfacesRead ? false : null;
}

function sinceWhen(known: AccessPointMemory, isMissingNow: boolean, now: Instant) {
  if (!isMissingNow) return { missingSinceAt: null, missingSinceMs: null };
  const { missingSinceAt, missingSinceMs } = known;
  return { missingSinceAt: missingSinceAt ?? now.at, missingSinceMs: missingSinceMs ?? now.monotonicMs };
}

/** Whether its clients can be counted: its interfaces and every table that may hold its clients were read. */
function isCountable({ source, cap }: AccessPointMemory, { tables }: Reading): boolean {
  // the router's own radios may speak two dialects at once
  const spoken = cap === null ? dialectNames : [source];
  return spoken.every((dialect) => {
    const { registrations, interfaces, radios } = dialects[dialect];
    const listed = [interfaces, radios].filter((menu) => menu !== null);
    const paths = [registrations, ...listed.map(({ path }) => path)];
    return paths.every((path) => tables[path].status !== 'failed');
  });
}

/** Number of devices on an access point in this reading. */
export function clientsOn(view: RouterView, accessPointId: string): number {
  return indexOf(view).clientCounts.get(accessPointId) ?? 0;
}
