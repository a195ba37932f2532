/** Which MAC addresses are one device. */
import { configuredId, type Mac, parseMac, toId } from '../parse/mac.ts';
import type { ConfiguredDevice } from './settings.ts';

export interface Identity {
  /** device_id of a MAC; all MACs of a configured device have its configured id, else that of its first. */
  idOf: (mac: Mac) => string;
  /** Null for a device that is not in the configuration. */
  configured: (deviceId: string) => ConfiguredDevice | null;
  /** Every MAC of a device, the one that its id is made of included; for one that is not in the configuration, the given one. */
  macsOf: (deviceId: string, mac: Mac) => readonly Mac[];
}

export function createIdentity(devices: readonly ConfiguredDevice[]): Identity {
  const ids = new Map<Mac, string>();
  const byId = new Map<string, ConfiguredDevice>();
  const macs = new Map<string, readonly Mac[]>();
  for (const device of devices) {
    const id = configuredId(device);
    byId.set(id, device);
    macs.set(id, device.macs);
    for (const mac of device.macs) ids.set(mac, id);
  }
  // the address an id was made of may no longer be listed, and still is this device
  for (const id of byId.keys()) {
    const mac = parseMac(id);
    if (mac === null || ids.has(mac)) continue;
    ids.set(mac, id);
    macs.set(id, [...macs.get(id)!, mac]);
  }
  return {
    idOf: (mac) => ids.get(mac) ?? toId(mac),
    configured: (deviceId) => byId.get(deviceId) ?? null,
    macsOf: (deviceId, mac) => macs.get(deviceId) ?? [mac],
  };
}
