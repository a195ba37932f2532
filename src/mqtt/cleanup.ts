/**
 * What to do about topics that an earlier run left at the broker and that are not published now. Nothing is removed before every table has
 * been read once. A device that is missing from the memory is adopted rather than removed: the memory may be what was lost.
 */
import { toDeviceId } from '../record/device-id.ts';
import { toLabel } from '../record/label.ts';
import { isOurs } from './component.ts';
import { isUnwanted } from './entity.ts';
import type { Published } from './messages.ts';
import { parseObject } from './parse-object.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

export interface CleanupPlan {
  /** device_id of devices to adopt. */
  adopt: readonly string[];
  /** Topics to empty. */
  clear: readonly string[];
  /** Availability topics to set to `offline`: access points that are missing but may come back. */
  offline: readonly string[];
}

export interface CleanupInput {
  /** Topic to payload of what was found retained. */
  found: ReadonlyMap<string, string>;
  published: Published;
  settings: MqttSettings;
  overrides: Overrides;
  topics: Topics;
  /** Every table of every router has been read once. */
  isSettled: boolean;
  /** The user asked for it: what is merely missing is emptied too. */
  isPurge?: boolean;
}

export function planCleanup({
  found,
  published,
  settings,
  overrides,
  topics,
  isSettled,
  isPurge = false,
}: CleanupInput): CleanupPlan {
  const adopt: string[] = [];
  const clear: string[] = [];
  const offline: string[] = [];
  const isRouter = (id: string) => settings.routers.some((router) => router.id === id);
  const { devices } = published.view.snapshot;

  // decided once per device, for all of its topics
  const fates = new Map<string, 'adopt' | 'clear' | 'wait'>();
  const fateOf = (deviceId: string) => {
    const isGone = isUnwanted(deviceId, settings, overrides) || isFurtherMac(deviceId, settings);
    const isUnseen = (devices.get(deviceId)?.last_seen_at ?? null) === null;
    if (!isGone && isUnseen && !isPurge) return 'adopt';
    return isSettled ? 'clear' : 'wait';
  };

  for (const [topic, payload] of found) {
    const device = topics.discoveryDeviceOf(topic);
    if (device === null || published.retained.has(topic) || !isOwn(device, payload, topics)) continue;
    if (device.kind === 'client') {
      const fate = /^[0-9a-f]{12}$/.test(device.id) ? fateOf(device.id) : 'clear';
      fates.set(device.id, fate);
      if (fate === 'adopt') adopt.push(device.id);
      if (fate === 'clear') clear.push(topic);
    } else if (isSettled && device.kind === 'ap' && !isPurge && settings.homeassistant.discover !== 'none') {
      offline.push(topics.availability('ap', device.id));
    } else if (isSettled) clear.push(topic);
  }
  for (const topic of found.keys()) {
    const owner = topics.ownerOf(topic);
    if (owner === null || published.retained.has(topic) || !isSettled) continue;
    if (owner.kind === 'client' && (fates.get(owner.id) ?? 'clear') !== 'clear') continue;
    if (owner.kind === 'client' && overrides.adopted.has(owner.id)) continue;
    if ((owner.kind === 'ap' && !isPurge) || (owner.kind === 'router' && isRouter(owner.id))) continue;
    clear.push(topic);
  }
  return { adopt, clear, offline };
}

/** A further MAC of a configured device, whose id is that of its first. */
function isFurtherMac(deviceId: string, { devices }: MqttSettings): boolean {
  return devices.some(({ macs }) => macs.slice(1).some((mac) => toDeviceId(mac) === deviceId));
}

/** Published by this program under this INSTANCE_ID. */
function isOwn(discoveryDevice: DiscoveryDevice, payload: string, topics: Topics): boolean {
  const parsed = parseObject(payload);
  const device = parsed?.['device'];
  const ids: unknown =
    typeof device === 'object' && device !== null && 'identifiers' in device ? device.identifiers : null;
  const own = topics.identifier(discoveryDevice);
  return isOurs(parsed?.['origin']) && Array.isArray(ids) && ids.length > 0 && ids.every((id) => id === own);
}

/** The name of the device in a discovery payload, fit to show; null when it is missing or merely a MAC address. */
export function nameIn(payload: string): string | null {
  const device = parseObject(payload)?.['device'];
  const name: unknown =
    typeof device === 'object' && device !== null && 'name' in device ? device.name : null;
  const label = typeof name === 'string' ? toLabel(name) : null;
  return label === null || /^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i.test(label) ? null : label;
}
