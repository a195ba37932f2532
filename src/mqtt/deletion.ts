/** What was deleted in Home Assistant stays away until `republish`, or until the file names it. */
import { toDeviceId } from '../record/device-id.ts';
import type { MqttSettings } from './settings.ts';
import type { Thing } from './topics.ts';

// A device the file already named when it was deleted: naming it is no news, and undoes nothing.
const NAMED = ':named';

export function deletionKey(thing: Thing, settings: MqttSettings): string {
  return `${keyOf(thing)}${isNamed(thing, settings) ? NAMED : ''}`;
}

export function isDeleted(thing: Thing, deleted: ReadonlySet<string>, settings: MqttSettings): boolean {
  if (deleted.size === 0) return false;
  const key = keyOf(thing);
  return deleted.has(`${key}${NAMED}`) || (deleted.has(key) && !isNamed(thing, settings));
}

function keyOf({ kind, id }: Thing): string {
  return id === '' ? kind : `${kind}_${id}`;
}

function isNamed({ kind, id }: Thing, { devices }: MqttSettings): boolean {
  return kind === 'client' && devices.some(({ macs }) => toDeviceId(macs[0]!) === id);
}
