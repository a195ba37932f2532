/** Which MAC addresses are one device. */
import { type Mac, toId } from '../parse/mac.ts';
import type { ConfiguredDevice } from './settings.ts';

export interface Identity {
  /** device_id of a MAC; all MACs of a configured device have the id of its first. */
  idOf: (mac: Mac) => string;
  /** Null for a device that is not in the configuration. */
  configured: (deviceId: string) => ConfiguredDevice | null;
  /** Every MAC of a device; for one that is not in the configuration, the given one. */
  macsOf: (deviceId: string, mac: Mac) => readonly Mac[];
}

export function createIdentity(devices: readonly ConfiguredDevice[]): Identity {
  const ids = new Map<Mac, string>();
  const byId = new Map<string, ConfiguredDevice>();
  for (const device of devices) {
    const id = toId(device.macs[0]!);
    byId.set(id, device);
    for (const mac of device.macs) ids.set(mac, id);
  }
  return {
    idOf: (mac) => ids.get(mac) ?? toId(mac),
    configured: (deviceId) => byId.get(deviceId) ?? null,
    macsOf: (deviceId, mac) => byId.get(deviceId)?.macs ?? [mac],
  };
}
