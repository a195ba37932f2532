/** The radios of the network with the spectrum that each uses, as the routers report it. */
import { toSpectrum } from '../../../parse/spectrum.ts';
import type { Device } from '../../../record/device.ts';
import type { WifiInterfaceRecord } from '../../../record/network.ts';
import { toDeviceCount } from '../device-count.ts';
import { groupBy } from '../group.ts';
import { isHere } from '../kind.ts';

export type Band = NonNullable<WifiInterfaceRecord['band']>;

export interface Radio {
  /** Unique. */
  id: string;
  accessPointId: string | null;
  name: string;
  band: Band;
  /** The primary channel; null where the router does not say. */
  mhz: number | null;
  /** The edges of the spectrum that it uses; null without a channel. */
  lowMhz: number | null;
  highMhz: number | null;
  /** Null where the router does not say: then `highMhz` is that of 20 MHz. */
  widthMhz: number | null;
  /** The widest channel that it may choose, where the width in use is not told. */
  maxWidthMhz: number | null;
  /** In dBm; null where neither configuration nor radio tells it. */
  powerDbm: number | null;
  ssids: readonly string[];
  /** Devices in the last reading; null where they or the access point are not known. */
  clientCount: number | null;
}

/** Each radio once, also one that two routers manage, in the order of the interfaces. Disabled interfaces use no spectrum. */
export function toRadios(interfaces: readonly WifiInterfaceRecord[], devices: Iterable<Device>): Radio[] {
  const clients = groupBy(
    [...devices].filter(isHere),
    ({ access_point_id, band }) => `${access_point_id} ${band}`,
  );
  const enabled = interfaces.filter(({ disabled, band }) => disabled !== true && band !== null);
  const groups = [...groupBy(mergeManagers(groupPhysical(enabled)), (one) => one.place).values()];
  return groups.flatMap((radios) =>
    radios.map(({ id, records }) => {
      const [first] = records as [WifiInterfaceRecord, ...WifiInterfaceRecord[]];
      const own = clients.get(`${first.access_point_id} ${first.band}`) ?? [];
      const names = new Set<string | null>(records.map((record) => record.interface));
      // of two radios of a band in one access point the interface tells which
      const here = radios.length === 1 ? own : own.filter((device) => names.has(device.interface));
      return {
        id,
        accessPointId: first.access_point_id,
        name: first.access_point ?? first.interface,
        band: first.band!,
        ...spectrumOf(records),
        powerDbm: records.find(({ tx_power_dbm }) => tx_power_dbm !== null)?.tx_power_dbm ?? null,
        ssids: [...new Set(records.flatMap(({ ssid }) => ssid ?? []))],
        clientCount: first.access_point_id === null ? null : toDeviceCount(here, records),
      };
    }),
  );
}

interface Group {
  id: string;
  /** Access point and band; without an access point the physical interface. */
  place: string;
  mhz: number | null;
  records: WifiInterfaceRecord[];
}

/** By the physical interface of each router, which virtual ones share. */
function groupPhysical(interfaces: readonly WifiInterfaceRecord[]): Group[] {
  const physical = groupBy(
    interfaces,
    (record) => `${record.router} ${record.master_interface ?? record.interface} ${record.band}`,
  );
  return [...physical].map(([id, records]) => {
    const { access_point_id, band } = records[0]!;
    const mhz = records.find(({ frequency_mhz }) => frequency_mhz !== null)?.frequency_mhz ?? null;
    return { id, place: access_point_id === null ? id : `${access_point_id} ${band}`, mhz, records };
  });
}

/** One access point under two managers has its radio in the tables of both, perhaps in one without a channel. */
function mergeManagers(groups: readonly Group[]): Group[] {
  const merged: Group[] = [];
  for (const group of groups.toSorted((a, b) => Number(a.mhz === null) - Number(b.mhz === null))) {
    const [router] = [group.records[0]!.router];
    const same = merged.find(
      (one) =>
        one.place === group.place &&
        (one.mhz === group.mhz || group.mhz === null) &&
        one.records.every((record) => record.router !== router),
    );
    if (same === undefined) merged.push({ ...group, records: [...group.records] });
    else same.records.push(...group.records);
  }
  return merged;
}

function spectrumOf(records: readonly WifiInterfaceRecord[]) {
  const tuned = records.find(({ frequency_mhz }) => frequency_mhz !== null);
  if (tuned === undefined)
    return { mhz: null, lowMhz: null, highMhz: null, widthMhz: null, maxWidthMhz: null };
  const mhz = tuned.frequency_mhz!;
  return { mhz, ...toSpectrum(mhz, tuned.channel, tuned.channel_width) };
}
