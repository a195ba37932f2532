/** A device deleted in Home Assistant stays deleted until `republish`, or until the configuration file names it. */
import { toDeviceId } from '../record/device-id.ts';
import type { MqttSettings } from './settings.ts';
import type { DiscoveryDevice } from './topics.ts';

// Marks a device that the file named already when it was deleted: that entry does not undo the deletion.
const NAMED = ':named';

/** What is remembered of a deletion. */
export function deletionKey(device: DiscoveryDevice, settings: MqttSettings): string {
  return `${keyOf(device)}${isNamed(device, settings) ? NAMED : ''}`;
}

export function isDeleted(
  device: DiscoveryDevice,
  deleted: ReadonlySet<string>,
  settings: MqttSettings,
): boolean {
  if (deleted.size === 0) return false;
  const key = keyOf(device);
  return deleted.has(`${key}${NAMED}`) || (deleted.has(key) && !isNamed(device, settings));
}

function keyOf({ kind, id }: DiscoveryDevice): string {
  return id === '' ? kind : `${kind}_${id}`;
}

function isNamed({ kind, id }: DiscoveryDevice, { devices }: MqttSettings): boolean {
  return kind === 'client' && devices.some(({ macs }) => toDeviceId(macs[0]!) === id);
}
