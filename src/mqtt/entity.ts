/**
 * Which devices become entities. A stranger with a randomized MAC address or on a guest SSID never does, whatever `discover` says: each new
 * address would add another entity.
 */
import type { Device } from '../record/device.ts';
import type { Snapshot } from '../record/snapshot.ts';
import { configuredDeviceId } from '../record/device-id.ts';
import { isDeleted } from './deletion.ts';
import type { MqttSettings, Overrides } from './settings.ts';

/** Sorted by device_id. */
export function entitiesOf(snapshot: Snapshot, settings: MqttSettings, overrides: Overrides): Device[] {
  const untracked = untrackedOf(settings);
  return [...snapshot.devices.values()]
    .filter((device) => !isUnwanted(device.device_id, settings, overrides, untracked))
    .filter((device) => isChosen(device, snapshot, settings) || overrides.adopted.has(device.device_id))
    .sort((a, b) => (a.device_id < b.device_id ? -1 : 1));
}

/** Excluded by the configuration, or deleted in Home Assistant. */
export function isUnwanted(
  deviceId: string,
  settings: MqttSettings,
  { deleted }: Pick<Overrides, 'deleted'>,
  untracked = untrackedOf(settings),
): boolean {
  if (settings.homeassistant.discover === 'none' || untracked.has(deviceId)) return true;
  return isDeleted({ kind: 'client', id: deviceId }, deleted, settings);
}

function isChosen(device: Device, { known }: Snapshot, settings: MqttSettings): boolean {
  const { discover } = settings.homeassistant;
  if (known.has(device.device_id)) return true;
  if (discover === 'known' || device.mac_randomized || device.guest) return false;
  return discover === 'all' || device.name_source !== 'mac_address';
}

function untrackedOf({ devices }: MqttSettings): Set<string> {
  return new Set(devices.filter(({ track }) => track === false).map(configuredDeviceId));
}
