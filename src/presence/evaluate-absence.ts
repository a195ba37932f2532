/** What a router's reading says about a device that is not in it: it is elsewhere, held, missing, or gone for good. */
import { dialects } from '../parse/dialect.ts';
import { isBlocked } from '../join/access.ts';
import type { Joined } from '../join/merged-tables.ts';
import { count, holdersIn, isMissing, lastEvidenceMs } from './absence.ts';
import { type Advance, follow, hold, leave, miss } from './advance.ts';
import { applyDetails } from './apply-details.ts';
import type { DeviceMemory } from './device.ts';
import { extendWindow } from './evidence-window.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import { pauseAt, pauseOf, type RouterMemory } from './router.ts';
import type { Routers } from './router-state.ts';
import { type Settings, twoPollsMs, zoneOf, zonesOf } from './settings.ts';
import { areOff } from './ssid.ts';

/** One reading, for the devices that are not in it. */
export interface AbsenceContext {
  routers: Routers;
  identity: Identity;
  /** The router that was read. */
  router: string;
  holdersOf: HoldersOf;
  settings: Settings;
  /** Start of the reading. */
  now: Instant;
}

/** Null when the reading says nothing about the device. `joined.client`: its registration on another router. */
export function evaluateAbsence(
  device: DeviceMemory,
  joined: Joined,
  context: AbsenceContext,
): Advance | null {
  const { routers, identity, router, settings, now } = context;
  const isOwn = device.place?.router === router;
  const isAffected = isOwn || (device.presence !== 'away' && device.connected !== true);
  if (!isAffected) return null;
  const known = applyDetails(device, joined.details, now.monotonicMs);
  if (device.presence === 'away') return { device: known, events: [] };
  if (joined.client !== null) {
    return follow(known, joined.client, zoneOf(settings, joined.client.place.router), now);
  }
  const { place, lastSeenMs } = device;
  if (!canJoin(device, context)) return hold(withoutCount(known, now));
  const holders = context.holdersOf(device.zone);
  const recorded = isOwn ? recordEvidence(known, routers, settings, now) : known;
  const absence = count(recorded.absence, lastSeenMs, place, holders, now.monotonicMs);
  const counted = absence === device.absence ? recorded : { ...recorded, absence };
  if (!isMissing(absence, lastSeenMs, place, holders)) return hold(counted);
  const isLong = absence.absentMs >= delayOf(device, identity, settings);
  if (isLong && isInventoryNewer(device, routers)) return leave(counted, now);
  return miss(counted, now);
}

/** Whether the device could show itself: the access lists let it in, and an SSID that it knows is on the air. */
function canJoin(device: DeviceMemory, { routers, identity, settings }: AbsenceContext): boolean {
  const { deviceId, macAddress, place, ssids, zone } = device;
  const zoneAt = zonesOf(settings);
  const around = [...routers]
    .filter(([id]) => zone === null || zoneAt(id) === zone)
    .map(([, state]) => state);
  const macs = identity.macsOf(deviceId, macAddress);
  if (
    isBlocked(
      around.map(({ gates }) => gates),
      macs,
    ) === true
  )
    return false;
  const id = place?.accessPoint?.id;
  return !areOff(
    ssids,
    around.map(({ memory }) => memory.ssids),
    id === undefined || isReported(routers, id),
  );
}

/** Some router reports the access point to be there. */
function isReported(routers: Routers, id: string | undefined): boolean {
  if (id === undefined) return false;
  for (const { memory } of routers.values())
    if (memory.accessPoints.get(id)?.missingSinceAt === null) return true;
  return false;
}

/** The time until now proves nothing about the device. */
function withoutCount(device: DeviceMemory, now: Instant): DeviceMemory {
  const countedToMs = Math.max(device.absence.countedToMs, now.monotonicMs);
  return { ...device, absence: { ...device.absence, window: null, countedToMs } };
}

/** The interfaces and access lists were read since the device was last seen, so that it would show if they keep it off. */
function isInventoryNewer({ place, lastSeenMs }: DeviceMemory, routers: Routers): boolean {
  const reading = routers.get(place?.router ?? '')?.view?.reading;
  if (place === null || reading === undefined) return true;
  const { interfaces, accessList } = dialects[place.source];
  return [interfaces.path, accessList].every((path) => {
    const { readAt, status } = reading.tables[path];
    return status !== 'complete' || reading.startedMonotonicMs - (reading.startedAt - readAt) > lastSeenMs;
  });
}

/** Adds one poll of the device's own router to its evidence window; a poll that proves nothing closes the window. */
function recordEvidence(
  device: DeviceMemory,
  routers: Routers,
  settings: Settings,
  now: Instant,
): DeviceMemory {
  const place = device.place!;
  const state = routers.get(place.router)!;
  const { reading } = state.view!;
  const isElsewhere = isReported(routers, place.accessPoint?.id);
  const isEvidence =
    pauseOf(state.memory, reading) === null &&
    pauseAt(state.memory, reading, place, now, isElsewhere) === null;
  const window = isEvidence
    ? extendWindow(device.absence.window, now.monotonicMs, settings.pollIntervalMs)
    : null;
  const lastEvidence = isEvidence ? now.monotonicMs : device.absence.lastEvidenceMs;
  return { ...device, absence: { ...device.absence, window, lastEvidenceMs: lastEvidence } };
}

/** The delay of the device itself, else of its last access point, else the general one; two polls at least. */
function delayOf(device: DeviceMemory, identity: Identity, settings: Settings): number {
  const own = identity.configured(device.deviceId)?.awayDelayMs ?? null;
  const id = device.place?.accessPoint?.id;
  const accessPoint = settings.accessPoints.find((configured) => configured.id === id)?.awayDelayMs ?? null;
  return Math.max(own ?? accessPoint ?? settings.awayDelayMs, twoPollsMs(settings.pollIntervalMs));
}

/** The routers of a zone (null: of any) that could hold a device, with what is remembered of them. */
type HoldersOf = (zone: string | null) => readonly [string, RouterMemory][];

/** `holdersIn`, computed once per zone. */
export function createHolders(routers: Routers, settings: Settings): HoldersOf {
  const memories = new Map([...routers].map(([id, state]) => [id, state.memory]));
  const zoneAt = zonesOf(settings);
  const byZone = new Map<string | null, [string, RouterMemory][]>();
  return (zone) => {
    const found = byZone.get(zone) ?? holdersIn(memories, zoneAt, zone);
    byZone.set(zone, found);
    return found;
  };
}

/** The devices that were home and have been without evidence for `unknownAfterMs`. */
export function withoutEvidence(
  devices: Iterable<DeviceMemory>,
  routers: Routers,
  settings: Settings,
  now: Instant,
): DeviceMemory[] {
  const holdersOf = createHolders(routers, settings);
  const latestMs = now.monotonicMs - settings.unknownAfterMs;
  const found: DeviceMemory[] = [];
  for (const device of devices) {
    const { presence, absence, lastSeenMs, place, zone } = device;
    if (presence !== 'home' || lastSeenMs > latestMs) continue;
    if (lastEvidenceMs(absence, lastSeenMs, place, holdersOf(zone)) <= latestMs) found.push(device);
  }
  return found;
}
