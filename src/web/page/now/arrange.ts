/** Arranges the devices: a column for each access point, and sections for devices on none. */
import type { Device } from '../../../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { toChannel } from '../band.ts';
import { toDeviceCount } from '../device-count.ts';
import { groupBy } from '../group.ts';
import { collator } from '../collator.ts';

export interface Column {
  id: string;
  name: string;
  /** False: not managed or not running. Null: its router does not answer, or it has no record. */
  isReachable: boolean | null;
  radios: readonly BandSummary[];
  devices: readonly Device[];
  /** Of devices seen; null where none is, and its router cannot tell how many there are. */
  count: number | null;
}

export interface BandSummary {
  band: string;
  /** Channel numbers; empty when unknown. */
  channels: readonly string[];
  /** Of devices seen; null where none is, and its router cannot tell how many there are. */
  count: number | null;
}

export interface Arrangement {
  columns: readonly Column[];
  /** Home, but in no registration table: away after the delay. */
  missing: readonly Device[];
  unknown: readonly Device[];
  away: readonly Device[];
  /** The networks of the devices that are here; cards name theirs unless the whole house has only one. */
  networks: readonly NetworkCount[];
  hasOneNetwork: boolean;
  /** Names that several devices have: their cards add the end of the MAC address. */
  sharedNames: ReadonlySet<string>;
}

export interface NetworkCount {
  ssid: string;
  count: number;
}

const NOWHERE = '';

/** Columns and devices in the order of their names, which no signal changes. */
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
      name: name ?? 'Unknown access point',
      isReachable: record?.reachable ?? null,
      radios: toBandSummaries(
        interfaces.filter(({ access_point_id }) => access_point_id === id),
        own,
      ),
      devices: own,
      count: toDeviceCount(own, record === undefined ? [] : [record]),
    };
  });
  return {
    columns: columns.sort((a, b) => collator.compare(a.name, b.name)),
    missing: sorted.filter(({ presence, connected }) => presence === 'home' && connected === false),
    unknown: sorted.filter(({ presence }) => presence === 'unknown'),
    away: sorted.filter(({ presence }) => presence === 'away'),
    networks: toNetworks(here),
    sharedNames: toSharedNames(sorted),
    // devices that are away count too, so that it does not change with every arrival
    hasOneNetwork: new Set([...sorted, ...interfaces].map(({ ssid }) => ssid).filter(Boolean)).size < 2,
  };
}

/** Of devices in the order of their names. */
function toSharedNames(sorted: readonly Device[]): Set<string> {
  const names = sorted.map(({ name }) => name);
  return new Set(names.filter((name, index) => index > 0 && names[index - 1] === name));
}

function toNetworks(devices: readonly Device[]): NetworkCount[] {
  const groups = groupBy(
    devices.flatMap(({ ssid }) => ssid ?? []),
    (ssid) => ssid,
  );
  return [...groups]
    .map(([ssid, own]) => ({ ssid, count: own.length }))
    .sort((a, b) => collator.compare(a.ssid, b.ssid) || (a.ssid < b.ssid ? -1 : 1));
}

function toBandSummaries(
  interfaces: readonly WifiInterfaceRecord[],
  devices: readonly Device[],
): BandSummary[] {
  const bands = new Set([...interfaces, ...devices].map(({ band }) => band).filter((band) => band !== null));
  return [...bands].sort().map((band) => {
    const radios = interfaces.filter((record) => record.band === band);
    const own = devices.filter((device) => device.band === band);
    const frequencies = [...radios, ...own]
      .map(({ frequency_mhz }) => frequency_mhz)
      .filter((mhz) => mhz !== null);
    const channels = [...new Set(frequencies.map(toChannel))].sort(collator.compare);
    return { band, channels, count: toDeviceCount(own, radios) };
  });
}
