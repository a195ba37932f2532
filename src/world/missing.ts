/** Which questions a poll asks about missing devices before it decides what else to read. */
import type { Mac } from '../parse/mac.ts';
import { affectedBy } from '../presence/device-index.ts';
import type { DeviceMemory } from '../presence/device.ts';
import { type Settings, zoneOf } from '../presence/settings.ts';
import type { World } from './world.ts';

/** Whether a device that this router's registration tables showed at the last reading is not among these MACs. */
export function hasNewlyMissing(world: World, router: string, macs: ReadonlySet<Mac>): boolean {
  for (const deviceId of world.index.byRouter.get(router) ?? []) {
    const device = world.devices.get(deviceId)!;
    if (device.connected === true && isNoneOf(world, device, macs)) return true;
  }
  return false;
}

/** Whether a device that is `home` or `unknown` and could be on this router is in no registration table, nor among these MACs. */
export function hasMissing(
  world: World,
  settings: Settings,
  router: string,
  macs: ReadonlySet<Mac>,
): boolean {
  const zone = zoneOf(settings, router);
  for (const deviceId of affectedBy(world.index, router)) {
    const device = world.devices.get(deviceId)!;
    if (device.presence === 'away' || (device.zone !== null && device.zone !== zone)) continue;
    if (device.connected === true && device.place?.router !== router) continue;
    if (isNoneOf(world, device, macs)) return true;
  }
  return false;
}

function isNoneOf({ identity }: World, device: DeviceMemory, macs: ReadonlySet<Mac>): boolean {
  return !identity.macsOf(device.deviceId, device.macAddress).some((mac) => macs.has(mac));
}
