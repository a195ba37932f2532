/** What the service knows of the network when a change is planned or watched: from its records, never from a request. */
import { parseMac, type Mac } from '../parse/mac.ts';
import type { Device } from '../record/device.ts';
import { isCalled } from '../record/find.ts';
import {
  type AccessPointRecord,
  isUnread,
  type RouterRecord,
  type WifiInterfaceRecord,
} from '../record/network.ts';

export interface NetworkView {
  devices: readonly Device[];
  accessPoints: readonly AccessPointRecord[];
  interfaces: readonly WifiInterfaceRecord[];
  routers: readonly RouterRecord[];
  /** Every MAC of each device, by `device_id`. */
  macsOf: (deviceId: string) => readonly Mac[];
  /** Radios, BSSIDs and boxes of the network itself. */
  ownMacs: ReadonlySet<Mac>;
  /** Of the machine that runs the service. */
  serviceMacs: ReadonlySet<Mac>;
  serviceAddresses: ReadonlySet<string>;
}

/** By MAC in any notation, name or IP address; a sentence where that names none, or several. */
export function findDevice(network: NetworkView, wanted: string): Device | string {
  const text = wanted.trim();
  const mac = parseMac(text);
  const matches = network.devices.filter(
    mac === null ? isCalled(text) : ({ device_id: id }) => network.macsOf(id).includes(mac),
  );
  if (matches.length === 1) return matches[0]!;
  if (matches.length === 0) return 'No device has this MAC address, name or IP address.';
  return `Several devices match: ${matches
    .slice(0, 5)
    .map(({ mac_address }) => mac_address)
    .join(', ')}. Use the MAC address.`;
}

/** By name or id. */
export function findAccessPoint(network: NetworkView, wanted: string): AccessPointRecord | string {
  const text = wanted.trim().toLowerCase();
  const byId = network.accessPoints.find(({ access_point_id }) => access_point_id === text);
  if (byId !== undefined) return byId;
  const named = network.accessPoints.filter(({ name }) => name.toLowerCase() === text);
  if (named.length === 1) return named[0]!;
  return named.length === 0
    ? 'No access point has this name or id.'
    : 'Several access points have this name. Use the id.';
}

/** Ids of the routers that have not answered since the service started: what a name may mean is not known while there are any. */
export function unreadRouters({ routers }: NetworkView): string[] {
  return routers.filter(isUnread).map(({ router }) => router);
}
