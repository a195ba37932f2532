/** Who is shown where: a column for each access point, and a tray for those who are on none. */
import type { Device } from '../../../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { groupBy } from '../group.ts';

export interface Column {
  id: string;
  name: string;
  /** False: not managed or not running; null: its router does not answer, or there is no record of it. */
  isReachable: boolean | null;
  radios: readonly Radio[];
  devices: readonly Device[];
}

export interface Radio {
  band: string;
  /** Numbers of its channels; empty where nobody knows. */
  channels: readonly string[];
  count: number;
}

export interface Arrangement {
  columns: readonly Column[];
  /** Home, but in no registration table: on the way to being away. */
  missing: readonly Device[];
  unknown: readonly Device[];
  away: readonly Device[];
  /** The network that most are on goes without saying; null when there is only one. */
  commonSsid: string | null;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const NOWHERE = '';

/** Columns in the order of their names; devices too, so that nobody changes places for a decibel. */
export function arrange(
  devices: Iterable<Device>,
  accessPoints: readonly AccessPointRecord[],
  interfaces: readonly WifiInterfaceRecord[],
): Arrangement {
  const sorted = [...devices].sort(
    (a, b) => collator.compare(a.name, b.name) || (a.device_id < b.device_id ? -1 : 1),
  );
  const here = sorted.filter(({ presence, connected }) => presence === 'home' && connected !== false);
  const byPlace = groupBy(here, ({ access_point_id }) => access_point_id ?? NOWHERE);
  const records = new Map(accessPoints.map((record) => [record.access_point_id, record]));
  const columns = [...new Set([...records.keys(), ...byPlace.keys()])].map((id): Column => {
    const own = byPlace.get(id) ?? [];
    const record = records.get(id);
    const name = record?.name ?? own.find(({ access_point }) => access_point !== null)?.access_point;
    return {
      id,
      name: name ?? 'Access point not known',
      isReachable: record?.reachable ?? null,
      radios: toRadios(
        interfaces.filter(({ access_point_id }) => access_point_id === id),
        own,
      ),
      devices: own,
    };
  });
  return {
    columns: columns.sort((a, b) => collator.compare(a.name, b.name)),
    missing: sorted.filter(({ presence, connected }) => presence === 'home' && connected === false),
    unknown: sorted.filter(({ presence }) => presence === 'unknown'),
    away: sorted.filter(({ presence }) => presence === 'away'),
    commonSsid: toCommon(sorted.map(({ ssid }) => ssid)),
  };
}

function toRadios(interfaces: readonly WifiInterfaceRecord[], devices: readonly Device[]): Radio[] {
  const bands = new Set([...interfaces, ...devices].map(({ band }) => band).filter((band) => band !== null));
  return [...bands].sort().map((band) => {
    const frequencies = [...interfaces, ...devices]
      .filter((record) => record.band === band)
      .map(({ frequency_mhz }) => frequency_mhz)
      .filter((mhz) => mhz !== null);
    const channels = [...new Set(frequencies.map(toChannel))].sort(collator.compare);
    return { band, channels, count: devices.filter((device) => device.band === band).length };
  });
}

/** The number by which people call a frequency. */
export function toChannel(mhz: number): string {
  if (mhz === 2484) return '14';
  if (mhz < 3000) return String(Math.round((mhz - 2407) / 5));
  return String(Math.round((mhz - (mhz < 5950 ? 5000 : 5950)) / 5));
}

/** Who is away counts too, so that it does not change whenever somebody comes or goes. */
function toCommon(ssids: readonly (string | null)[]): string | null {
  const groups = [
    ...groupBy(
      ssids.filter((ssid) => ssid !== null),
      (ssid) => ssid,
    ),
  ];
  if (groups.length < 2) return null;
  const [[first]] = groups.sort(
    ([a, own], [b, others]) => others.length - own.length || (a < b ? -1 : 1),
  ) as [[string, string[]]];
  return first;
}
