/** The access points with their radios and who is on them. */
import type { Device } from '../../../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { groupBy } from '../group.ts';
import { type Block, toBlock } from './channel.ts';

export type Band = NonNullable<WifiInterfaceRecord['band']>;

export interface Radio {
  band: Band;
  /** Each part of the air it takes; empty where nobody tells. */
  blocks: readonly Block[];
  ssids: readonly string[];
  devices: readonly Device[];
}

export interface Station {
  id: string;
  name: string;
  /** As the record says: null when its router does not answer. */
  isReachable: boolean | null;
  radios: readonly Radio[];
  devices: readonly Device[];
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** In the order of their names. Devices are those that are in a registration table now. */
export function toStations(
  accessPoints: readonly AccessPointRecord[],
  devices: Iterable<Device>,
  interfaces: readonly WifiInterfaceRecord[],
): Station[] {
  const here = groupBy(
    [...devices].filter(({ connected }) => connected === true),
    ({ access_point_id }) => access_point_id,
  );
  const own = groupBy(
    interfaces.filter(({ disabled }) => disabled !== true),
    ({ access_point_id }) => access_point_id,
  );
  return accessPoints
    .map(({ access_point_id: id, name, reachable }) => ({
      id,
      name,
      isReachable: reachable,
      radios: toRadios(own.get(id) ?? [], here.get(id) ?? []),
      devices: here.get(id) ?? [],
    }))
    .sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

function toRadios(interfaces: readonly WifiInterfaceRecord[], devices: readonly Device[]): Radio[] {
  const all = [...interfaces, ...devices];
  const bands = [...new Set(all.map(({ band }) => band))].filter((band) => band !== null).sort();
  return bands.map((band) => {
    const records = all.filter((record) => record.band === band);
    const blocks = new Map<string, Block>();
    for (const { frequency_mhz: mhz, channel } of records) {
      if (mhz === null) continue;
      const block = toBlock(mhz, channel);
      blocks.set(`${block.lowMhz} ${block.highMhz}`, block);
    }
    return {
      band,
      blocks: [...blocks.values()].sort((a, b) => a.lowMhz - b.lowMhz),
      ssids: [...new Set(records.map(({ ssid }) => ssid).filter((ssid) => ssid !== null))],
      devices: devices.filter((device) => device.band === band),
    };
  });
}
