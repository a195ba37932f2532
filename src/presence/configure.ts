/**
 * The memory under another configuration, while the program runs: what a restart would make of it, except that nobody starts anew whom
 * the change does not touch. Nothing is decided here about presence: whoever is home stays so until polls say otherwise.
 */
import { noAbsence } from './absence.ts';
import { type DeviceMemory, newDevice, offTheAir } from './device.ts';
import { newRouterMemory } from './router.ts';
import type { Routers, RouterState } from './router-state.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './settings.ts';

/** Those of the settings, in their order; one that was there before goes on as it was. */
export function configureRouters(before: Routers, { routers }: Settings): Routers {
  const fresh: RouterState = {
    memory: newRouterMemory,
    view: null,
    failingSinceAt: new Map(),
    lastSuccessAt: null,
  };
  return new Map(routers.map(({ id }) => [id, before.get(id) ?? fresh]));
}

/** The devices by their new ids, in the order they had; `routers` are those of before. */
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
    // it was in the configuration, and nowhere else
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

/** Nobody has seen it or told of it. */
function isUnmet({ firstSeenAt, presenceSinceAt }: DeviceMemory): boolean {
  return firstSeenAt === null && presenceSinceAt === null;
}

/** Of several addresses that are one device now: the one that is here, else the one seen last. */
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
  // who could have told is gone: nothing is known, and the routers that are left count from here on
  return { ...offTheAir(settled), connected: null, absence: noAbsence(now.monotonicMs) };
}
