/** The view of the network that plans are made from, out of a snapshot. */
import { type Mac, parseMac } from '../parse/mac.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { NetworkView } from './network.ts';

/** Of the machine that runs the service. */
export interface Host {
  macs: readonly Mac[];
  addresses: readonly string[];
}

/** Null: nothing is known yet. */
export function toNetworkView(snapshot: Snapshot | null, host: Host): NetworkView {
  const macsOf = new Map<string, Mac[]>();
  for (const [mac, id] of snapshot?.macs ?? []) macsOf.set(id, [...(macsOf.get(id) ?? []), mac]);
  const interfaces = snapshot?.interfaces ?? [];
  const accessPoints = snapshot?.accessPoints ?? [];
  const own = [
    ...interfaces.map(({ bssid }) => bssid),
    ...accessPoints.map(({ access_point_id }) => access_point_id),
  ];
  return {
    devices: [...(snapshot?.devices.values() ?? [])],
    accessPoints,
    interfaces,
    routers: snapshot?.routers ?? [],
    macsOf: (id) => macsOf.get(id) ?? [],
    ownMacs: new Set(own.flatMap((text) => parseMac(text) ?? [])),
    serviceMacs: new Set(host.macs),
    serviceAddresses: new Set(host.addresses),
  };
}
