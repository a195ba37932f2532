/**
 * What is retained at the broker of an earlier run and not wanted now. Nothing is removed before everything has been read once, and a
 * device nobody remembers is taken in again rather than removed: the memory may be what is gone.
 */
import { toDeviceId } from '../record/device-id.ts';
import { isOurs } from './component.ts';
import { isUnwanted } from './entity.ts';
import type { Shown } from './messages.ts';
import { parseObject } from './removal.ts';
import type { MqttSettings, Wishes } from './settings.ts';
import type { Thing, Topics } from './topics.ts';

export interface Verdict {
  /** device_id of devices to take in again. */
  adopt: readonly string[];
  /** Topics to empty. */
  clear: readonly string[];
  /** Topics on which `offline` is to be said: things that are gone, but for all we know not for good. */
  offline: readonly string[];
}

export interface Inventory {
  /** Topic to payload of what was found retained. */
  found: ReadonlyMap<string, string>;
  shown: Shown;
  settings: MqttSettings;
  wishes: Wishes;
  topics: Topics;
  /** Every table of every router has been read once. */
  isSettled: boolean;
  /** Asked for: what is merely missing goes too. */
  isPurge?: boolean;
}

export function judge({
  found,
  shown,
  settings,
  wishes,
  topics,
  isSettled,
  isPurge = false,
}: Inventory): Verdict {
  const adopt: string[] = [];
  const clear: string[] = [];
  const offline: string[] = [];
  const isRouter = (id: string) => settings.routers.some((router) => router.id === id);
  const { devices } = shown.scene.snapshot;

  // a device is judged once, whatever of it was found
  const fates = new Map<string, 'adopt' | 'clear' | 'wait'>();
  const fateOf = (deviceId: string, isDiscovered: boolean) => {
    const isGone = isUnwanted(deviceId, settings, wishes) || isAnother(deviceId, settings);
    if (isGone) return isSettled ? 'clear' : 'wait';
    const isUnseen = (devices.get(deviceId)?.last_seen_at ?? null) === null;
    if (isDiscovered && isUnseen && !isPurge) return 'adopt';
    return isSettled ? 'clear' : 'wait';
  };

  for (const [topic, payload] of found) {
    const thing = topics.discovered(topic);
    if (thing === null || shown.retained.has(topic) || !isOwn(thing, payload, topics)) continue;
    if (thing.kind === 'client') {
      const fate = /^[0-9a-f]{12}$/.test(thing.id) ? fateOf(thing.id, true) : 'clear';
      fates.set(thing.id, fate);
      if (fate === 'adopt') adopt.push(thing.id);
      if (fate === 'clear') clear.push(topic);
    } else if (isSettled && thing.kind === 'ap' && !isPurge && settings.homeassistant.discover !== 'none') {
      offline.push(topics.availability('ap', thing.id));
    } else if (isSettled) clear.push(topic);
  }
  for (const topic of found.keys()) {
    const told = topics.told(topic);
    if (told === null || shown.retained.has(topic) || !isSettled) continue;
    if (told.kind === 'client' && (fates.get(told.id) ?? 'clear') !== 'clear') continue;
    if (told.kind === 'client' && wishes.adopted.has(told.id)) continue;
    if ((told.kind === 'ap' && !isPurge) || (told.kind === 'router' && isRouter(told.id))) continue;
    clear.push(topic);
  }
  return { adopt, clear, offline };
}

/** By now one more address of a configured device, which has its id from the first. */
function isAnother(deviceId: string, { devices }: MqttSettings): boolean {
  return devices.some(({ macs }) => macs.slice(1).some((mac) => toDeviceId(mac) === deviceId));
}

/** Of this instance, and of our making. */
function isOwn(thing: Thing, payload: string, topics: Topics): boolean {
  const parsed = parseObject(payload);
  const device = parsed?.['device'];
  const ids: unknown =
    typeof device === 'object' && device !== null && 'identifiers' in device ? device.identifiers : null;
  const own = topics.identifier(thing);
  return isOurs(parsed?.['origin']) && Array.isArray(ids) && ids.length > 0 && ids.every((id) => id === own);
}

/** What the device of a discovery payload was called. */
export function nameIn(payload: string): string | null {
  const device = parseObject(payload)?.['device'];
  const name: unknown =
    typeof device === 'object' && device !== null && 'name' in device ? device.name : null;
  return typeof name === 'string' && !/^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i.test(name) ? name : null;
}
