/** What outlives the process: a plain value to be written down, and the world made of it again. */
import { noAddresses } from '../join/address.ts';
import type { AccessPointRef, Place } from '../join/place.ts';
import type { RemoteCap } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { byDialect, type Dialect } from '../parse/dialect.ts';
import { noAbsence } from './absence.ts';
import { type DeviceMemory, newDevice } from './device.ts';
import { newRouterMemory, type RouterMemory } from './router.ts';
import { createIdentity, type Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './settings.ts';

export type RememberedDevice = Pick<
  DeviceMemory,
  | 'macAddress'
  | 'presence'
  | 'presenceSinceAt'
  | 'homeSinceAt'
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'zone'
  | 'isAttached'
  | 'name'
  | 'hostName'
  | 'comment'
  | 'isMarked'
> & { place: Omit<Place, 'signalDbm'> | null };

export interface RememberedRouter {
  router: string;
  everAnswered: boolean;
  dialects: Readonly<Record<Dialect, { met: boolean; everHeld: boolean; inventoryRead: boolean }>>;
  accessPoints: readonly {
    ref: AccessPointRef;
    source: Dialect;
    cap: RemoteCap | null;
    missingSinceAt: number | null;
  }[];
}

export interface Remembered {
  devices: readonly RememberedDevice[];
  routers: readonly RememberedRouter[];
}

export function toRemembered(
  devices: Iterable<DeviceMemory>,
  routers: Iterable<[string, RouterMemory]>,
): Remembered {
  return {
    // a device nobody has seen is in the configuration, and nowhere else
    devices: [...devices]
      .filter((device) => device.firstSeenAt !== null || device.presence === 'away')
      .map(toRememberedDevice),
    routers: [...routers].map(([router, { everAnswered, dialects, accessPoints }]) => ({
      router,
      everAnswered,
      dialects: byDialect((dialect) => {
        const { met, everHeld, inventoryRead } = dialects[dialect];
        return { met, everHeld, inventoryRead };
      }),
      accessPoints: [...accessPoints.values()].map(({ ref, source, cap, missingSinceAt }) => ({
        ref,
        source,
        cap,
        missingSinceAt,
      })),
    })),
  };
}

function toRememberedDevice(device: DeviceMemory): RememberedDevice {
  return {
    macAddress: device.macAddress,
    presence: device.presence,
    presenceSinceAt: device.presenceSinceAt,
    homeSinceAt: device.homeSinceAt,
    firstSeenAt: device.firstSeenAt,
    lastSeenAt: device.lastSeenAt,
    zone: device.zone,
    place: withoutSignal(device.place),
    isAttached: device.isAttached,
    name: device.name,
    hostName: device.hostName,
    comment: device.comment,
    isMarked: device.isMarked,
  };
}

function withoutSignal(place: Place | null): RememberedDevice['place'] {
  if (place === null) return null;
  const { signalDbm: _, ...lasting } = place;
  return lasting;
}

/**
 * The devices as they are believed to be now: whoever was home longer ago than `unknownAfterMs` is unknown. Nothing is counted against
 * anybody yet: absence begins with the first complete look.
 */
export function restoreDevices(
  { devices }: Remembered,
  settings: Settings,
  now: Instant,
): { devices: Map<string, DeviceMemory>; identity: Identity } {
  const identity = createIdentity(settings.devices);
  const restored = new Map<string, DeviceMemory>();
  for (const remembered of devices) {
    const deviceId = identity.idOf(remembered.macAddress);
    const other = restored.get(deviceId);
    // addresses that have since been configured as one device: the one seen last speaks for all
    if (other !== undefined && (other.lastSeenAt ?? 0) >= (remembered.lastSeenAt ?? 0)) continue;
    restored.set(deviceId, restoreDevice(deviceId, remembered, settings, now));
  }
  for (const { macs } of settings.devices) {
    const deviceId = identity.idOf(macs[0]!);
    if (!restored.has(deviceId)) restored.set(deviceId, newDevice(deviceId, macs[0]!, now));
  }
  return { devices: restored, identity };
}

function restoreDevice(
  deviceId: string,
  remembered: RememberedDevice,
  settings: Settings,
  now: Instant,
): DeviceMemory {
  const { lastSeenAt, place, presence } = remembered;
  // a wall clock that went backwards makes nobody seen in the future
  const ageMs = lastSeenAt === null ? 0 : Math.max(0, now.at - lastSeenAt);
  const isStale = presence === 'home' && settings.unknownAfterMs > 0 && ageMs > settings.unknownAfterMs;
  const zone = settings.routers.find(({ id }) => id === place?.router)?.zone ?? remembered.zone;
  const lastSeenMs = now.monotonicMs - ageMs;
  return {
    ...newDevice(deviceId, remembered.macAddress, now),
    ...remembered,
    ...(isStale
      ? { presence: 'unknown', presenceSinceAt: now.at, homeSinceAt: remembered.presenceSinceAt }
      : {}),
    zone: presence === 'away' ? null : zone,
    place: place === null ? null : { ...place, signalDbm: null },
    lastSeenMs,
    client: null,
    connected: presence === 'away' ? false : null,
    addresses: noAddresses,
    absence: noAbsence(lastSeenMs),
  };
}

export function restoreRouter(remembered: RememberedRouter | undefined, now: Instant): RouterMemory {
  if (remembered === undefined) return newRouterMemory;
  const crowd = { count: 0, emptyPolls: 0 };
  return {
    ...newRouterMemory,
    everAnswered: remembered.everAnswered,
    dialects: byDialect((dialect) => ({ ...remembered.dialects[dialect], ...crowd, absentSinceMs: null })),
    accessPoints: new Map(
      remembered.accessPoints.map((accessPoint) => {
        const { missingSinceAt, ref } = accessPoint;
        // a wall clock that went backwards has made nothing missing in the future
        const missingSinceMs =
          missingSinceAt === null ? null : now.monotonicMs - Math.max(0, now.at - missingSinceAt);
        return [ref.id, { ...accessPoint, missingSinceMs, ...crowd }];
      }),
    ),
  };
}

/** A device others know of (Home Assistant, by a retained message of ours) and the memory does not: it is somewhere, and nobody knows where. */
export function adoptedDevice(deviceId: string, macAddress: Mac, now: Instant): DeviceMemory {
  return { ...newDevice(deviceId, macAddress, now), presenceSinceAt: now.at };
}
