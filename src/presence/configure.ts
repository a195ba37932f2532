/**
 * The memory under another configuration, while the service runs. The result is that of a restart, except that devices and routers that the
 * change does not affect go on as they are. No presence changes here: a device that is home stays home until polls prove otherwise.
 */
import { noAbsence } from './absence.ts';
import { type DeviceMemory, newDevice, offTheAir } from './device.ts';
import { newRouterMemory } from './router.ts';
import { type Routers, unreadRouter } from './router-state.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './settings.ts';

/** The routers of the settings, in their order; those that were there before keep their state. */
export function configureRouters(before: Routers, { routers }: Settings): Routers {
  const ids = new Set(routers.map(({ id }) => id));
  // one that comes as another goes may be the same under a new id: it counts as failing until it answers
  const everAnswered = [...before].some(([id, { memory }]) => !ids.has(id) && memory.everAnswered);
  const fresh = unreadRouter({ ...newRouterMemory, everAnswered, areMarksRead: everAnswered });
  return new Map(routers.map(({ id }) => [id, before.get(id) ?? fresh]));
}

/** The devices by their new ids, in the same order. `routers`: the state before the change. */
export function configureDevices(
  before: ReadonlyMap<string, DeviceMemory>,
  routers: Routers,
  identity: Identity,
  settings: Settings,
  now: Instant,
): Map<string, DeviceMemory> {
  const zones = new Map(settings.routers.map(({ id, zone }) => [id, zone]));
  const removed = new Set([...routers.keys()].filter((id) => !zones.has(id)));
  const devices = new Map<string, DeviceMemory>();
  for (const device of before.values()) {
    const deviceId = identity.idOf(device.macAddress);
    // it was known from the configuration alone
    if (isUnmet(device) && identity.configured(deviceId) === null) continue;
    const other = devices.get(deviceId);
    if (other !== undefined && !speaksFor(device, other)) continue;
    devices.set(deviceId, settle(device, deviceId, { zones, removed }, now));
  }
  for (const { macs } of settings.devices) {
    const deviceId = identity.idOf(macs[0]!);
    if (!devices.has(deviceId)) devices.set(deviceId, newDevice(deviceId, macs[0]!, now));
  }
  return devices;
}

/** It was never seen, and neither adopted nor named on the page. */
function isUnmet({ firstSeenAt, presenceSinceAt, pageName }: DeviceMemory): boolean {
  return firstSeenAt === null && presenceSinceAt === null && pageName === null;
}

/** Which of several MACs that are one device now decides its state: the one that is connected, else the one seen last. */
function speaksFor(device: DeviceMemory, other: DeviceMemory): boolean {
  const isHere = device.connected === true;
  if (isHere !== (other.connected === true)) return isHere;
  return (device.lastSeenAt ?? 0) > (other.lastSeenAt ?? 0);
}

interface Change {
  /** By router. */
  zones: ReadonlyMap<string, string>;
  removed: ReadonlySet<string>;
}

function settle(device: DeviceMemory, deviceId: string, change: Change, now: Instant): DeviceMemory {
  const router = device.place?.router ?? '';
  const zone = device.presence === 'away' ? null : (change.zones.get(router) ?? device.zone);
  const isSame = zone === device.zone && deviceId === device.deviceId;
  const settled = isSame ? device : { ...device, deviceId, zone };
  if (!change.removed.has(router) || device.presence === 'away') return settled;
  // its router is gone: nothing is known, and the remaining routers count from here on
  return { ...offTheAir(settled), connected: null, absence: noAbsence(now.monotonicMs) };
}
