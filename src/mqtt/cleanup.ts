/**
 * What to do about topics that an earlier run left at the broker and that are not published now. Nothing is removed before every table has
 * been read once. A device that is missing from the memory is adopted rather than removed: the memory may be what was lost. What ceased to be
 * by a smaller file is offline for an hour first.
 */
import { toDeviceId } from '../record/device-id.ts';
import { toLabel } from '../record/label.ts';
import { isRouter } from './box.ts';
import { isOurs } from './component.ts';
import { isDeleted, keyOf } from './deletion.ts';
import { isUnwanted } from './entity.ts';
import { LAPSE_MS } from './lapse.ts';
import type { Published } from './messages.ts';
import { parseObject } from './parse-object.ts';
import type { MqttSettings, Overrides } from './settings.ts';
import type { DiscoveryDevice, Topics } from './topics.ts';

/** A house has fewer devices that are entities; a broker may hold any number of forged ones. */
export const MOST_ADOPTED = 500;

export interface CleanupPlan {
  /** device_id of devices to adopt. */
  adopt: readonly string[];
  /** Devices that would be adopted as well, were there not too many: they stay as they are. */
  excessCount: number;
  /** Topics to empty. */
  clear: readonly string[];
  /** Availability topics to set to `offline`: access points that are missing but may come back. */
  offline: readonly string[];
  /** Devices and people that cease to be from now on. */
  lapse: readonly DiscoveryDevice[];
  /** Keys of those whose hour is over. */
  lapsed: readonly string[];
}

export interface CleanupInput {
  /** Topic to payload of what was found retained. */
  found: ReadonlyMap<string, string>;
  published: Published;
  settings: MqttSettings;
  overrides: Overrides;
  topics: Topics;
  /** Epoch ms. */
  at: number;
  /** Every table of every router has been read once. */
  isSettled: boolean;
  /** The user asked for it: what is merely missing is emptied too. */
  isPurge?: boolean;
  /** Whether a discovery payload is one that this program wrote. */
  isOwn?: (device: DiscoveryDevice, topic: string, payload: string) => boolean;
}

type Fate = 'adopt' | 'clear' | 'lapse' | 'wait';

export function planCleanup(input: CleanupInput): CleanupPlan {
  const { found, published, settings, topics, isSettled, isPurge = false } = input;
  const { isOwn = (device, _topic, payload) => isOwnPayload(device, payload, topics) } = input;
  const plan = {
    adopt: [] as string[],
    excessCount: 0,
    clear: [] as string[],
    offline: [] as string[],
    lapse: [] as DiscoveryDevice[],
    lapsed: new Set<string>(),
  };
  // decided once per device, for all of its topics
  const fates = new Map<string, Fate>();
  // the device of a router's own radios, as up to version 0.1.0: its entities move to that of the router
  const isHandedOver = (device: DiscoveryDevice) =>
    device.kind === 'ap' &&
    isRouter(device.id, settings) &&
    published.retained.has(topics.availability('ap', device.id)) &&
    published.retained.has(topics.discovery({ kind: 'router', id: device.id }));
  const { lapses, adopted } = input.overrides;
  const further = furtherIds(settings);

  for (const [topic, payload] of found) {
    const device = topics.discoveryDeviceOf(topic);
    if (device === null || published.retained.has(topic) || !isOwn(device, topic, payload)) continue;
    if (isHandedOver(device)) continue;
    if (device.kind === 'client' || device.kind === 'person') {
      const key = keyOf(device);
      const fate = fateOf(device, input, further);
      fates.set(key, fate);
      if (fate === 'adopt') {
        if (plan.adopt.length + adopted.size < MOST_ADOPTED) plan.adopt.push(device.id);
        else plan.excessCount++;
      }
      if (fate === 'lapse') plan.lapse.push(device);
      if (fate === 'clear') plan.clear.push(topic);
      if (fate === 'clear' && lapses.has(key)) plan.lapsed.add(key);
    } else if (isSettled && device.kind === 'ap' && !isPurge && settings.homeassistant.discover !== 'none') {
      plan.offline.push(topics.availability('ap', device.id));
    } else if (isSettled) plan.clear.push(topic);
  }
  for (const topic of found.keys()) {
    const owner = topics.ownerOf(topic);
    if (owner === null || published.retained.has(topic) || !isSettled) continue;
    const key = keyOf(owner);
    if ((fates.get(key) ?? 'clear') !== 'clear') continue;
    if (owner.kind === 'client' && adopted.has(owner.id)) continue;
    if (isLapsing(lapses.get(key), input.at) && !fates.has(key)) continue;
    if ((owner.kind === 'ap' && !isPurge) || (owner.kind === 'router' && isRouter(owner.id, settings)))
      continue;
    plan.clear.push(topic);
  }
  return { ...plan, lapsed: [...plan.lapsed] };
}

function fateOf(device: DiscoveryDevice, input: CleanupInput, further: ReadonlySet<string>): Fate {
  const { settings, overrides, isSettled, isPurge = false, published } = input;
  const { id, kind } = device;
  const clear: Fate = isSettled ? 'clear' : 'wait';
  if (isPurge || isExcluded(device, settings, overrides) || overrides.dismissed.has(id)) return clear;
  if (kind === 'client' && !/^[0-9a-f]{12}$/.test(id)) return 'clear';
  const sinceAt = overrides.lapses.get(keyOf(device));
  if (sinceAt !== undefined) return isLapsing(sinceAt, input.at) ? 'wait' : clear;
  const isUnseen = (published.view.snapshot.devices.get(id)?.last_seen_at ?? null) === null;
  if (kind === 'client' && isUnseen && !further.has(id)) return 'adopt';
  return isSettled ? 'lapse' : 'wait';
}

/** The configuration or Home Assistant says that it must not be there. */
export function isExcluded(
  device: DiscoveryDevice,
  settings: MqttSettings,
  overrides: Pick<Overrides, 'deleted'>,
): boolean {
  if (device.kind === 'client') return isUnwanted(device.id, settings, overrides);
  return settings.homeassistant.discover === 'none' || isDeleted(device, overrides.deleted, settings);
}

/** After a step back of the clock, the hour begins anew at most once. */
function isLapsing(sinceAt: number | undefined, at: number): boolean {
  return sinceAt !== undefined && Math.abs(at - sinceAt) < LAPSE_MS;
}

/** Ids that further MACs of configured devices would have: the devices have the id of the first, or one of their own. */
function furtherIds({ devices }: MqttSettings): Set<string> {
  return new Set(devices.flatMap(({ macs }) => macs.map(toDeviceId)));
}

/** Published by this program under this INSTANCE_ID. */
export function isOwnPayload(discoveryDevice: DiscoveryDevice, payload: string, topics: Topics): boolean {
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
