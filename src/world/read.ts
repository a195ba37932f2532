/**
 * One reading and the next world, in four steps: 1. join the reading with those of the other routers; 2. advance the devices that it shows;
 * 3. evaluate the absence of those that it could have shown; 4. forget devices beyond the limit. Every rule lives in join/ or presence/.
 */
import { chooseClient, newerOf } from '../join/client.ts';
import { type MergedTables, type Joined, mergeTables } from '../join/merged-tables.ts';
import { mentionChanges } from '../join/mention.ts';
import { joinReading } from '../join/view.ts';
import { ownMacsIn } from '../join/infrastructure.ts';
import { dialects } from '../parse/dialect.ts';
import { type Mac, toId } from '../parse/mac.ts';
import { answered, type Reading } from '../parse/reading.ts';
import { type Advance, see } from '../presence/advance.ts';
import { applyDetails } from '../presence/apply-details.ts';
import { affectedBy } from '../presence/device-index.ts';
import { type DeviceMemory, newDevice } from '../presence/device.ts';
import { createHolders, evaluateAbsence } from '../presence/evaluate-absence.ts';
import { isEvidence } from '../presence/evidence.ts';
import { excess } from '../presence/forget.ts';
import type { Instant } from '../presence/instant.ts';
import { isSuspicious } from '../presence/quick-poll.ts';
import { advanceState, type RouterState, sightedIn, viewsOf } from '../presence/router-state.ts';
import { type Settings, zonesOf } from '../presence/settings.ts';
import { changeDevices, isKnownIn, type Step, type World } from './world.ts';

/** Null when the reading changes nothing: of a router that is not configured, or a quick poll that is not trusted. */
export function read(world: World, reading: Reading, settings: Settings, now: Instant): Step | null {
  const joined = joinRouters(world, reading, settings, now);
  if (joined === null) return null;
  const advances = [...sightDevices(joined, settings), ...evaluateAbsences(joined, settings)];
  const changes = new Map<string, DeviceMemory | null>(
    advances.map(({ device }) => [device.deviceId, device]),
  );
  for (const deviceId of joined.infrastructure) changes.set(deviceId, null);
  const { next, forgotten } = forgetExcess(changeDevices(joined.world, changes));
  return {
    world: next,
    events: advances.flatMap(({ events }) => events),
    changed: new Set([...changes.keys(), ...forgotten]),
  };
}

interface JoinedReading {
  reading: Reading;
  /** The world with the reading in it, and with the devices as they were. */
  world: World;
  /** The router before the reading. */
  before: RouterState;
  /** The MAC of each device that this reading shows. */
  seen: ReadonlyMap<string, Mac>;
  tables: MergedTables;
  /** Devices that turn out to be the network's own. */
  infrastructure: readonly string[];
  /** Start of the reading. */
  startedAt: Instant;
}

/** Step 1. Joins the reading with the latest readings of all other routers. */
function joinRouters(world: World, reading: Reading, settings: Settings, now: Instant): JoinedReading | null {
  const before = world.routers.get(reading.router);
  if (before === undefined) return null;
  const own = ownMacsOf(world, reading, before);
  const caps = [...before.memory.accessPoints.values()].flatMap(({ cap }) => cap ?? []);
  const view = joinReading(reading, { view: before.view, caps }, own);
  if (reading.isPartial && isSuspicious(before.memory, view)) return null;
  const state = advanceState(before, view, settings, now);
  const routers = new Map(world.routers).set(reading.router, state);
  const views = viewsOf(routers);
  const mentions = world.mentions.with(mentionChanges(world.mentions, views, before.view, reading.router));
  // a poll without any answer makes nothing newer
  const isNewest = answered(reading) && reading.startedMonotonicMs >= world.takenMs;
  const taken = isNewest ? { takenAt: reading.startedAt, takenMs: reading.startedMonotonicMs } : {};
  return {
    reading,
    world: { ...world, routers, mentions, ...taken },
    before,
    seen: sightedIn(view, world.identity),
    tables: mergeTables(views, mentions),
    infrastructure: [...own].map(toId).filter((deviceId) => world.devices.has(deviceId)),
    startedAt: { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs },
  };
}

/** MACs of the network itself, by all routers. One that the operator has configured as a device is a device. */
function ownMacsOf({ routers, identity }: World, reading: Reading, before: RouterState): ReadonlySet<Mac> {
  const found = new Set(ownMacsIn(reading, before.memory.ownMacs));
  for (const [id, { memory }] of routers)
    if (id !== reading.router) for (const mac of memory.ownMacs) found.add(mac);
  for (const mac of found) if (identity.configured(identity.idOf(mac)) !== null) found.delete(mac);
  return found;
}

/** Step 2. Advances every device that the reading shows by the registration that is believed among all routers'. */
function sightDevices(joined: JoinedReading, settings: Settings): Advance[] {
  const { world, before, seen, tables, startedAt } = joined;
  const { identity } = world;
  const zoneAt = zonesOf(settings);
  return [...seen].map(([deviceId, mac]) => {
    const device = world.devices.get(deviceId) ?? newDevice(deviceId, mac, startedAt);
    const macs = identity.macsOf(deviceId, mac);
    const shown = chooseClient(tables.registrationsOf(macs), device.place, device.macAddress)!;
    const client = isUnreadable(world, device.place) ? newerOf(shown, device.client) : shown;
    const { router, source } = client.place;
    const { registration } = client;
    const { macAddress } = registration;
    const details = tables.detailsOf({ macs, macAddress, registration, router, known: device });
    const { device: next, events } = see(device, client, zoneAt(router), startedAt);
    // at the very first start a device was there before the service; one that another table showed has not moved
    const isFirstReading = world.isFirstStart && !before.memory.dialects[source].met;
    const isSilent = isFirstReading && (device.firstSeenAt === null || device.isAttached);
    return { device: applyDetails(next, details, startedAt.monotonicMs), events: isSilent ? [] : events };
  });
}

/** The table that showed a device last could not be read, in the router's latest reading. */
function isUnreadable({ routers }: World, place: DeviceMemory['place']): boolean {
  const view = place === null ? null : (routers.get(place.router)?.view ?? null);
  return view !== null && view.reading.tables[dialects[place!.source].registrations].status === 'failed';
}

/** Step 3. Advances the devices that the reading could have shown and did not; only those that change, by device_id. */
function evaluateAbsences({ reading, world, seen, tables, startedAt }: JoinedReading, settings: Settings) {
  if (!isEvidence(reading)) return [];
  const { routers, identity } = world;
  const { router } = reading;
  const holdersOf = createHolders(routers, settings);
  const context = { routers, identity, router, holdersOf, settings, now: startedAt };
  const advances: Advance[] = [];
  for (const deviceId of affectedBy(world.index, router)) {
    if (seen.has(deviceId)) continue;
    const device = world.devices.get(deviceId)!;
    const macs = identity.macsOf(deviceId, device.macAddress);
    const advance = evaluateAbsence(device, joinUnseen(device, macs, router, tables), context);
    if (advance !== null && advance.device !== device) advances.push(advance);
  }
  // the order of the events must not depend on which device was added first
  return advances.sort((a, b) => (a.device.deviceId < b.device.deviceId ? -1 : 1));
}

/** The details and the registration on another router of a device that its own router no longer shows; nothing for other devices. */
function joinUnseen(
  device: DeviceMemory,
  macs: readonly Mac[],
  router: string,
  tables: MergedTables,
): Joined {
  if (device.place?.router !== router) return { client: null, details: null };
  const elsewhere = device.connected === true ? tables.registrationsOf(macs, device.lastSeenMs) : [];
  const client = chooseClient(elsewhere, device.place, device.macAddress);
  const registration = (client ?? device.client)?.registration ?? null;
  const details = tables.detailsOf({
    macs,
    macAddress: client?.registration.macAddress ?? device.macAddress,
    registration,
    router: client?.place.router ?? router,
    known: device,
  });
  return { client, details };
}

/** Step 4. Forgets the devices beyond the limit of what is remembered. */
function forgetExcess(world: World): { next: World; forgotten: readonly string[] } {
  const forgotten = excess(world.devices, isKnownIn(world));
  if (forgotten.length === 0) return { next: world, forgotten };
  return { next: changeDevices(world, new Map(forgotten.map((deviceId) => [deviceId, null]))), forgotten };
}
