/** What outlives the process: a plain value for the state file, and the memory restored from it. */
import { noAddresses } from '../join/address.ts';
import type { AccessPointRef, Place } from '../join/place.ts';
import type { RemoteCap } from '../parse/interface.ts';
import type { Mac } from '../parse/mac.ts';
import { byDialect, type Dialect } from '../parse/dialect.ts';
import { noAbsence } from './absence.ts';
import { type DeviceMemory, newDevice } from './device.ts';
import { isVanished, newRouterMemory, type RouterMemory } from './router.ts';
import { createIdentity, type Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import type { Settings } from './settings.ts';

/** More than any network has; the state file accepts as many. */
export const MOST_OWN_MACS = 100_000;

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
  | 'ssids'
  | 'name'
  | 'pageName'
  | 'hostName'
  | 'comment'
  | 'isMarked'
> & { place: Omit<Place, 'signalDbm'> | null };

export interface RememberedRouter {
  router: string;
  everAnswered: boolean;
  areMarksRead: boolean;
  dialects: Readonly<Record<Dialect, { met: boolean; everHeld: boolean; inventoryRead: boolean }>>;
  accessPoints: readonly {
    ref: AccessPointRef;
    source: Dialect;
    cap: RemoteCap | null;
    missingSinceAt: number | null;
  }[];
  /** SSIDs that its interfaces ever had. */
  ssids: readonly string[];
  ownMacs: readonly Mac[];
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
    // a device that was never seen is known from the configuration alone
    devices: [...devices]
      .filter(
        ({ firstSeenAt, presence, pageName }) =>
          firstSeenAt !== null || presence === 'away' || pageName !== null,
      )
      .map(toRememberedDevice),
    routers: [...routers].map(
      ([router, { everAnswered, areMarksRead, dialects, accessPoints, ssids, ownMacs }]) => ({
        router,
        everAnswered,
        areMarksRead,
        dialects: byDialect((dialect) => {
          const { met, everHeld, inventoryRead, absentSinceMs } = dialects[dialect];
          // one that counts as removed is not missed by the next run
          return {
            met: met && (absentSinceMs === null || isVanished(dialects[dialect])),
            everHeld,
            inventoryRead,
          };
        }),
        accessPoints: [...accessPoints.values()].map(({ ref, source, cap, missingSinceAt }) => ({
          ref,
          source,
          cap,
          missingSinceAt,
        })),
        ssids: [...ssids.keys()],
        ownMacs: [...ownMacs].slice(0, MOST_OWN_MACS),
      }),
    ),
  };
}

/** Made once for each state of a device: most devices are as they were when the state was last saved. */
const rememberedDevices = new WeakMap<DeviceMemory, RememberedDevice>();

function toRememberedDevice(device: DeviceMemory): RememberedDevice {
  const known = rememberedDevices.get(device);
  if (known !== undefined) return known;
  const remembered: RememberedDevice = {
    macAddress: device.macAddress,
    presence: device.presence,
    presenceSinceAt: device.presenceSinceAt,
    homeSinceAt: device.homeSinceAt,
    firstSeenAt: device.firstSeenAt,
    lastSeenAt: device.lastSeenAt,
    zone: device.zone,
    place: withoutSignal(device.place),
    isAttached: device.isAttached,
    ssids: device.ssids,
    name: device.name,
    pageName: device.pageName,
    hostName: device.hostName,
    comment: device.comment,
    isMarked: device.isMarked,
  };
  rememberedDevices.set(device, remembered);
  return remembered;
}

function withoutSignal(place: Place | null): RememberedDevice['place'] {
  if (place === null) return null;
  const { signalDbm: _, ...lasting } = place;
  return lasting;
}

/**
 * The remembered devices as of now: one last seen at home longer than `unknownAfterMs` ago is unknown. No absence is counted yet; it begins
 * with the first complete poll. Configured devices that are not remembered are added.
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
    // MACs that are configured as one device by now: the one seen last decides
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
  // after a step back of the wall clock, the last sighting lies in the future: its age is zero
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
    ssids:
      remembered.ssids.length > 0 ? remembered.ssids : (place?.ssid ?? null) === null ? [] : [place!.ssid!],
    lastSeenMs,
    client: null,
    connected: presence === 'away' ? false : null,
    addresses: noAddresses,
    absence: noAbsence(lastSeenMs),
  };
}

/** Without a remembered router, the memory of a router that never answered. */
export function restoreRouter(remembered: RememberedRouter | undefined, now: Instant): RouterMemory {
  if (remembered === undefined) return newRouterMemory;
  const rowCount = { count: 0, emptyPolls: 0 };
  return {
    ...newRouterMemory,
    everAnswered: remembered.everAnswered,
    areMarksRead: remembered.areMarksRead,
    // an inventory says what they are now; until then none is known to be off
    ssids: new Map(remembered.ssids.map((ssid) => [ssid, 'on'])),
    ownMacs: new Set(remembered.ownMacs),
    dialects: byDialect((dialect) => ({ ...remembered.dialects[dialect], ...rowCount, absentSinceMs: null })),
    accessPoints: new Map(
      remembered.accessPoints.map((accessPoint) => {
        const { missingSinceAt, ref } = accessPoint;
        // after a step back of the wall clock, it is missing since now
        const missingSinceMs =
          missingSinceAt === null ? null : now.monotonicMs - Math.max(0, now.at - missingSinceAt);
        return [ref.id, { ...accessPoint, missingSinceMs, ...rowCount }];
      }),
    ),
  };
}

/** A device that Home Assistant knows by a retained message of this service, and the memory does not: its presence is unknown. */
export function adoptedDevice(deviceId: string, macAddress: Mac, now: Instant): DeviceMemory {
  return { ...newDevice(deviceId, macAddress, now), presenceSinceAt: now.at };
}
