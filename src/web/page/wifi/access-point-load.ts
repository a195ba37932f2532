/** The access points with their bands, channels and connected devices. */
import type { Device } from '../../../record/device.ts';
import type { AccessPointRecord, WifiInterfaceRecord } from '../../../record/network.ts';
import { toDeviceCount } from '../device-count.ts';
import { groupBy } from '../group.ts';
import { collator } from '../collator.ts';
import { isHere, isWeak } from '../kind.ts';

export interface RadioLoad {
  band: NonNullable<WifiInterfaceRecord['band']>;
  /** The primary channels; empty when unknown. */
  channelsMhz: readonly number[];
  /** Of devices seen; null where none is, and its router cannot tell how many there are. */
  count: number | null;
}

export interface AccessPointLoad {
  id: string;
  name: string;
  /** Null when its router does not answer. */
  isReachable: boolean | null;
  radios: readonly RadioLoad[];
  devices: readonly Device[];
  /** Of devices seen; null where none is, and its router cannot tell how many there are. */
  count: number | null;
}

/** In the order of their names, with the devices of the last reading. */
export function toAccessPointLoads(
  accessPoints: readonly AccessPointRecord[],
  all: Iterable<Device>,
  interfaces: readonly WifiInterfaceRecord[],
): AccessPointLoad[] {
  const here = groupBy([...all].filter(isHere), ({ access_point_id }) => access_point_id);
  const own = groupBy(
    interfaces.filter(({ disabled }) => disabled !== true),
    ({ access_point_id }) => access_point_id,
  );
  return accessPoints
    .map((record) => {
      const { access_point_id: id, name, reachable } = record;
      const devices = here.get(id) ?? [];
      return {
        id,
        name,
        isReachable: reachable,
        radios: toRadioLoads(own.get(id) ?? [], devices),
        devices,
        count: toDeviceCount(devices, [record]),
      };
    })
    .sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

export type Order = 'name' | 'devices' | 'weak';

/** The fullest, or the one with most weak devices, first; those that are equal stay as they are. */
export function sortLoads(loads: readonly AccessPointLoad[], order: Order): AccessPointLoad[] {
  if (order === 'name') return [...loads];
  const countOf = ({ devices }: AccessPointLoad) =>
    order === 'devices' ? devices.length : devices.filter(isWeak).length;
  return loads.toSorted((a, b) => countOf(b) - countOf(a));
}

function toRadioLoads(interfaces: readonly WifiInterfaceRecord[], devices: readonly Device[]): RadioLoad[] {
  const all = [...interfaces, ...devices];
  const bands = [...new Set(all.map(({ band }) => band))].filter((band) => band !== null).sort();
  return bands.map((band) => {
    const radios = interfaces.filter((record) => record.band === band);
    const own = devices.filter((device) => device.band === band);
    return {
      band,
      channelsMhz: [...new Set([...radios, ...own].flatMap(({ frequency_mhz }) => frequency_mhz ?? []))].sort(
        (a, b) => a - b,
      ),
      count: toDeviceCount(own, radios),
    };
  });
}
