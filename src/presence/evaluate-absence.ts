/** What one router's reading says about a device that is not in it: still elsewhere, held, missing, or gone for good. */
import { chooseClient } from '../join/client.ts';
import { count, isMissing, holders, lastEvidenceMs } from './absence.ts';
import { type Advance, follow, hold, leave, miss } from './advance.ts';
import type { DeviceMemory } from './device.ts';
import { pauseAt, pauseOf, type RouterMemory } from './router.ts';
import type { Routers, RouterState } from './router-state.ts';
import type { Identity } from './identity.ts';
import type { Instant } from './instant.ts';
import { type Settings, twoPollsMs, zoneOf, zonesOf } from './settings.ts';
import { extendWindow } from './evidence-window.ts';
import type { Testimony } from './testimony.ts';

/** One reading, seen from the devices that are not in it. */
export interface AbsenceContext {
  routers: Routers;
  testimony: Testimony;
  identity: Identity;
  router: string;
  holdersOf: HoldersOf;
  settings: Settings;
  now: Instant;
}

/** A device this poll did not see. Null when the poll says nothing about it. */
export function evaluateAbsence(device: DeviceMemory, context: AbsenceContext): Advance | null {
  const { routers, testimony, identity, router, settings, now } = context;
  const isOwn = device.place?.router === router;
  const isAffected = isOwn || (device.presence !== 'away' && device.connected !== true);
  if (!isAffected) return null;
  const macs = identity.macsOf(device.deviceId, device.macAddress);
  const told = isOwn ? testimony.know(device, macs, router, now.monotonicMs) : device;
  if (device.presence === 'away') return { device: told, events: [] };
  const elsewhere =
    device.connected === true
      ? chooseClient(testimony.claimsOf(macs, device.lastSeenMs), device.place)
      : null;
  if (elsewhere !== null) {
    const { router: other } = elsewhere.place;
    const followed = follow(device, elsewhere, zoneOf(settings, other), now);
    return { ...followed, device: testimony.know(followed.device, macs, other, now.monotonicMs) };
  }
  const { place, lastSeenMs } = device;
  const holders = context.holdersOf(device.zone);
  const recorded = isOwn ? recordEvidence(told, routers.get(router)!, settings, now) : told;
  const absence = count(recorded.absence, lastSeenMs, place, holders, now.monotonicMs);
  const counted = absence === device.absence ? recorded : { ...recorded, absence };
  if (!isMissing(absence, lastSeenMs, place, holders)) return hold(counted);
  if (absence.absentMs >= delayOf(device, identity, settings)) return leave(counted, now);
  return miss(counted, now);
}

/** Adds one poll of the device's own router to what is known of its absence. */
function recordEvidence(
  device: DeviceMemory,
  state: RouterState,
  settings: Settings,
  now: Instant,
): DeviceMemory {
  const { reading } = state.view!;
  const isEvidence =
    pauseOf(state.memory, reading) === null && pauseAt(state.memory, reading, device.place!, now) === null;
  const window = isEvidence
    ? extendWindow(device.absence.window, now.monotonicMs, settings.pollIntervalMs)
    : null;
  const lastEvidence = isEvidence ? now.monotonicMs : device.absence.lastEvidenceMs;
  return { ...device, absence: { ...device.absence, window, lastEvidenceMs: lastEvidence } };
}

/** The device's own delay, else its last access point's, else the general one; two polls at least. */
function delayOf(device: DeviceMemory, identity: Identity, settings: Settings): number {
  const own = identity.configured(device.deviceId)?.awayDelayMs ?? null;
  const id = device.place?.accessPoint?.id;
  const accessPoint = settings.accessPoints.find((configured) => configured.id === id)?.awayDelayMs ?? null;
  return Math.max(own ?? accessPoint ?? settings.awayDelayMs, twoPollsMs(settings.pollIntervalMs));
}

/** The routers whose silence counts for a zone (null: any zone), with what is remembered of them. */
type HoldersOf = (zone: string | null) => readonly [string, RouterMemory][];

export function createHolders(routers: Routers, settings: Settings): HoldersOf {
  const memories = new Map([...routers].map(([id, state]) => [id, state.memory]));
  const zoneAt = zonesOf(settings);
  const byZone = new Map<string | null, [string, RouterMemory][]>();
  return (zone) => {
    const found = byZone.get(zone) ?? holders(memories, zoneAt, zone);
    byZone.set(zone, found);
    return found;
  };
}

/** Whoever was home and has been without evidence for too long. */
export function withoutEvidence(
  devices: Iterable<DeviceMemory>,
  routers: Routers,
  settings: Settings,
  now: Instant,
): DeviceMemory[] {
  const holdersOf = createHolders(routers, settings);
  const evidenceBeforeMs = now.monotonicMs - settings.unknownAfterMs;
  const without: DeviceMemory[] = [];
  for (const device of devices) {
    const { presence, absence, lastSeenMs, place, zone } = device;
    if (presence !== 'home' || lastSeenMs > evidenceBeforeMs) continue;
    if (lastEvidenceMs(absence, lastSeenMs, place, holdersOf(zone)) <= evidenceBeforeMs) without.push(device);
  }
  return without;
}
