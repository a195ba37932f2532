/** Finds sticky clients: devices that stay on an access point with a weak signal, although another one of the same network was stronger. */
import type { Device } from '../../../record/device.ts';
import type { Session } from '../../../record/history.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { groupBy } from '../group.ts';

/** A median signal below this is weak. */
export const WEAK_DBM = -70;
/** A smaller difference may be chance. */
export const BETTER_DB = 8;
/** Shorter sessions are no evidence. */
export const MIN_MINUTES = 10;
/** An ended session is reported if it lasted at least this long and ended within the last day. */
export const LONG_MINUTES = 60;
/** A device that changes access points more often than this per day is carried around. */
export const CARRIED_PER_DAY = 2;

const DAY_MS = 86_400_000;
/** Sorts after every time: the session has not ended. */
const ONGOING = '~';

export interface StickyClient {
  deviceId: string;
  name: string;
  /** The session with the weak signal. */
  weak: Session & { signal_median_dbm: number };
  /** The session with the stronger signal. */
  better: Session & { signal_median_dbm: number };
  /** The difference of their medians, in dB. */
  gainDb: number;
  /** The weak session has ended. */
  isOver: boolean;
  /** Changes of access points in the period; null unless they are so many that the device may just be farther away now. */
  moveCount: number | null;
  /** Other devices on the better access point now, and the median of their signals; null for none. */
  neighbours: { count: number; medianDbm: number } | null;
}

export interface SignalEvidence {
  /** In any order. */
  sessions: readonly Session[];
  devices: ReadonlyMap<string, Device>;
  accessPoints: readonly AccessPointRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  /** Epoch milliseconds. */
  sinceAt: number;
  untilAt: number;
}

/** At most one per device; ongoing ones first, then by gain. */
export function findStickyClients(evidence: SignalEvidence): StickyClient[] {
  const { sessions, devices, sinceAt, untilAt } = evidence;
  const isAvailable = toIsAvailable(evidence);
  const days = Math.max(1, (untilAt - sinceAt) / DAY_MS);
  return [...groupBy(sessions, ({ device_id }) => device_id)]
    .flatMap(([deviceId, own]): StickyClient[] => {
      const device = devices.get(deviceId);
      const measured = own.filter(isMeasured);
      const candidates = measured.filter((session) => isWeak(session, device, untilAt));
      for (const weak of candidates.sort(latestFirst)) {
        const better = bestOf(measured.filter((other) => isBetter(other, weak) && isAvailable(other)));
        if (better === null) continue;
        const moveCount = countMoves(own);
        return [
          {
            deviceId,
            name: device?.name ?? deviceId,
            weak,
            better,
            gainDb: better.signal_median_dbm - weak.signal_median_dbm,
            isOver: weak.to_at !== null,
            moveCount: moveCount > CARRIED_PER_DAY * days ? moveCount : null,
            neighbours: neighboursOf(deviceId, better, devices),
          },
        ];
      }
      return [];
    })
    .sort(
      (a, b) => Number(a.isOver) - Number(b.isOver) || b.gainDb - a.gainDb || compare(a.deviceId, b.deviceId),
    );
}

/** Long enough, with a signal and an access point. */
type Measured = Session & { signal_median_dbm: number };

function isMeasured(session: Session): session is Measured {
  return (
    session.signal_median_dbm !== null &&
    session.access_point_id !== null &&
    session.duration_seconds >= MIN_MINUTES * 60
  );
}

/** An ongoing session counts only while the last reading shows the device there with a weak signal. */
function isWeak(session: Measured, device: Device | undefined, untilAt: number): boolean {
  if (session.signal_median_dbm >= WEAK_DBM) return false;
  if (session.to_at !== null)
    return session.duration_seconds >= LONG_MINUTES * 60 && untilAt - Date.parse(session.to_at) <= DAY_MS;
  return (
    device?.connected === true &&
    device.access_point_id === session.access_point_id &&
    device.interface === session.interface &&
    (device.signal_dbm ?? session.signal_median_dbm) < WEAK_DBM
  );
}

const rank = { '2.4GHz': 1, '5GHz': 2, '6GHz': 3 } as const;

/** A lower band carries farther, so a stronger signal on it proves nothing. */
function isBetter(other: Measured, weak: Measured): boolean {
  return (
    other.ssid !== null &&
    other.ssid === weak.ssid &&
    other.access_point_id !== weak.access_point_id &&
    other.signal_median_dbm >= weak.signal_median_dbm + BETTER_DB &&
    other.band !== null &&
    weak.band !== null &&
    rank[other.band] >= rank[weak.band]
  );
}

/** Whether the access point is reachable and still has the network. */
function toIsAvailable({ accessPoints, interfaces }: SignalEvidence): (session: Session) => boolean {
  const there = new Set(
    accessPoints.filter(({ reachable }) => reachable !== false).map(({ access_point_id }) => access_point_id),
  );
  const toKey = (id: string, ssid: string | null, band: string | null) => `${id}\n${ssid}\n${band}`;
  const open = new Set(
    interfaces
      .filter(({ access_point_id, disabled }) => access_point_id !== null && disabled !== true)
      .map(({ access_point_id, ssid, band }) => toKey(access_point_id!, ssid, band)),
  );
  return ({ access_point_id: id, ssid, band }) =>
    id !== null && there.has(id) && open.has(toKey(id, ssid, band));
}

/** Ongoing sessions before ended ones. */
function latestFirst(a: Measured, b: Measured): number {
  return compare(b.to_at ?? ONGOING, a.to_at ?? ONGOING) || strongestFirst(a, b);
}

function bestOf(sessions: readonly Measured[]): Measured | null {
  return sessions.toSorted(strongestFirst)[0] ?? null;
}

function strongestFirst(a: Measured, b: Measured): number {
  return (
    b.signal_median_dbm - a.signal_median_dbm ||
    compare(b.from_at, a.from_at) ||
    compare(a.access_point_id ?? '', b.access_point_id ?? '')
  );
}

/** Compares ids or ISO 8601 times. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Changes of the access point, not of the band. */
function countMoves(sessions: readonly Session[]): number {
  const places = sessions
    .toSorted((a, b) => compare(a.from_at, b.from_at))
    .map(({ access_point_id }) => access_point_id)
    .filter((id) => id !== null);
  return places.filter((id, index) => index > 0 && id !== places[index - 1]).length;
}

function neighboursOf(
  deviceId: string,
  { access_point_id, ssid }: Session,
  devices: ReadonlyMap<string, Device>,
): StickyClient['neighbours'] {
  const signals = [...devices.values()]
    .filter(
      (device) =>
        device.device_id !== deviceId &&
        device.connected === true &&
        device.access_point_id === access_point_id &&
        device.ssid === ssid,
    )
    .map(({ signal_dbm }) => signal_dbm)
    .filter((signal) => signal !== null)
    .sort((a, b) => a - b);
  if (signals.length === 0) return null;
  return { count: signals.length, medianDbm: signals[Math.floor((signals.length - 1) / 2)]! };
}
