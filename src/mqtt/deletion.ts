/**
 * A device or person deleted in Home Assistant stays deleted until it is restored, or until the configuration file or the page names it.
 * Emptying the whole tree deletes nothing: everything is published again.
 */
import type { DeletionRecord } from '../record/deletion.ts';
import { configuredDeviceId } from '../record/device-id.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { MqttSettings } from './settings.ts';
import type { DiscoveryDevice, Kind } from './topics.ts';

// Marks a device that the file named already when it was deleted: that entry does not undo the deletion.
const NAMED = ':named';

/** What is remembered of a deletion. */
export function deletionKey(device: DiscoveryDevice, settings: Pick<MqttSettings, 'devices'>): string {
  return `${keyOf(device)}${isNamed(device, settings) ? NAMED : ''}`;
}

export function isDeleted(
  device: DiscoveryDevice,
  deleted: ReadonlySet<string>,
  settings: Pick<MqttSettings, 'devices'>,
): boolean {
  if (deleted.size === 0) return false;
  const key = keyOf(device);
  return deleted.has(`${key}${NAMED}`) || (deleted.has(key) && !isNamed(device, settings));
}

/** Names a thing in what is remembered of Home Assistant: "client_3c22fb0a1b2c", "person_anna". */
export function keyOf({ kind, id }: { kind: Kind | 'ssid'; id: string }): string {
  return id === '' ? kind : `${kind}_${id}`;
}

/** Every key under which the deletion of this thing may be remembered. */
export function keysOf(device: DiscoveryDevice): string[] {
  return [keyOf(device), `${keyOf(device)}${NAMED}`];
}

type Named = Pick<MqttSettings, 'devices' | 'people'>;

/** Keys of the deletions that another configuration undoes, because an entry has another name or is new. */
export function keysNamed(before: Named, after: Named): string[] {
  const names = namesOf(before);
  return [...namesOf(after)].flatMap(([key, { device, name }]) =>
    names.get(key)?.name === name ? [] : keysOf(device),
  );
}

/** By key. */
function namesOf({ devices, people }: Named): Map<string, { device: DiscoveryDevice; name: string | null }> {
  const named = [
    ...devices.map((device) => ({
      device: { kind: 'client', id: configuredDeviceId(device) } as const,
      name: device.name,
    })),
    ...people.map(({ id, name }) => ({ device: { kind: 'person', id } as const, name })),
  ];
  return new Map(named.map((entry) => [keyOf(entry.device), entry]));
}

/**
 * Whether the whole tree was cleaned, and not single things deleted: Home Assistant itself gives no reason to delete the service, a router
 * or an access point, and users do not delete most devices one by one. `ownCount`: number of things that this service published.
 */
export function isTreeCleaned(emptied: Iterable<DiscoveryDevice>, ownCount: number): boolean {
  const all = [...emptied];
  const isNetwork = ({ kind }: DiscoveryDevice) => kind !== 'client' && kind !== 'person';
  return all.some(isNetwork) || 2 * all.length > ownCount;
}

const KEY = /^(bridge|router|ap|client|person)(?:_(.+?))?(?::named)?$/;

/** Of keys that this version understands. */
export function toDeletions(deleted: Iterable<string>, snapshot: Snapshot | null): DeletionRecord[] {
  return [...deleted].flatMap((deletion_id) => {
    const [, kind, id = ''] = KEY.exec(deletion_id) ?? [];
    if (kind === undefined) return [];
    const name =
      kind === 'client'
        ? snapshot?.devices.get(id)?.name
        : snapshot?.people.find(({ person_id }) => person_id === id)?.name;
    return [{ deletion_id, kind: kind as Kind, id, name: name ?? (id === '' ? kind : id) }];
  });
}

function isNamed({ kind, id }: DiscoveryDevice, { devices }: Pick<MqttSettings, 'devices'>): boolean {
  return kind === 'client' && devices.some((device) => configuredDeviceId(device) === id);
}
