/** Who hangs on to an access point that hears it badly, although another one of the same network has heard it better. */
import type { Device } from '../../../record/device.ts';
import type { Session } from '../../../record/history.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { groupBy } from '../group.ts';

/** Heard weaker than this, a device is heard badly. */
export const WEAK_DBM = -70;
/** Less than this may be chance. */
export const BETTER_DB = 8;
/** A shorter session says little of a place. */
export const MIN_MINUTES = 10;
/** A session that is over is told when it lasted at least so long, and ended at most a day ago. */
export const LONG_MINUTES = 60;
/** Who changes access points more often than this per day looked at is carried about. */
export const CARRIED_PER_DAY = 2;

const DAY_MS = 86_400_000;
/** Later than every time. */
const LASTING = '~';

export interface Cling {
  deviceId: string;
  name: string;
  /** The session on the weak signal, with its median. */
  weak: Session & { signal_median_dbm: number };
  /** Where it was heard better, and when. */
  better: Session & { signal_median_dbm: number };
  /** By how much, in dB. */
  gainDb: number;
  /** It went on elsewhere, or away. */
  isOver: boolean;
  /** Changes of access points in the time looked at, when they are so many that the device may only be farther away now. */
  moveCount: number | null;
  /** Who else is on the better access point now, and the median of their signals; null for nobody. */
  neighbours: { count: number; medianDbm: number } | null;
}

export interface Heard {
  /** In any order. */
  sessions: readonly Session[];
  devices: ReadonlyMap<string, Device>;
  accessPoints: readonly AccessPointRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  /** Epoch milliseconds. */
  sinceAt: number;
  untilAt: number;
}

/** Who clings now first, then by how much better it could be. */
export function findClings(heard: Heard): Cling[] {
  const { sessions, devices, sinceAt, untilAt } = heard;
  const canTake = toCanTake(heard);
  const days = Math.max(1, (untilAt - sinceAt) / DAY_MS);
  return [...groupBy(sessions, ({ device_id }) => device_id)]
    .flatMap(([deviceId, own]): Cling[] => {
      const device = devices.get(deviceId);
      const told = own.filter(isTelling);
      const candidates = told.filter((session) => isWeak(session, device, untilAt));
      for (const weak of candidates.sort(latestFirst)) {
        const better = bestOf(told.filter((other) => isBetter(other, weak) && canTake(other)));
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

type Telling = Session & { signal_median_dbm: number };

function isTelling(session: Session): session is Telling {
  return (
    session.signal_median_dbm !== null &&
    session.access_point_id !== null &&
    session.duration_seconds >= MIN_MINUTES * 60
  );
}

/** A session that lasts counts only while the device is there by the newest reading, and is heard badly by that too. */
function isWeak(session: Telling, device: Device | undefined, untilAt: number): boolean {
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

/** A lower band carries farther: being heard better on it is no proof. */
function isBetter(other: Telling, weak: Telling): boolean {
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

/** The access point is there now, and still has the network. */
function toCanTake({ accessPoints, interfaces }: Heard): (session: Session) => boolean {
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

/** One that lasts before all that are over. */
function latestFirst(a: Telling, b: Telling): number {
  return compare(b.to_at ?? LASTING, a.to_at ?? LASTING) || strongestFirst(a, b);
}

function bestOf(sessions: readonly Telling[]): Telling | null {
  return sessions.toSorted(strongestFirst)[0] ?? null;
}

function strongestFirst(a: Telling, b: Telling): number {
  return (
    b.signal_median_dbm - a.signal_median_dbm ||
    compare(b.from_at, a.from_at) ||
    compare(a.access_point_id ?? '', b.access_point_id ?? '')
  );
}

/** Of times in ISO 8601 and ids. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Of the access point, not of the band. */
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
): Cling['neighbours'] {
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
