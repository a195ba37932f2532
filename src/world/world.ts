/**
 * The one place where the world changes: `step` takes a reading or a tick and answers the next world and what happened. A world is a
 * value; the caller keeps the newest. Every rule it applies lives in join/ and presence/.
 */
import { chooseClient } from '../join/client.ts';
import { joinReading } from '../join/view.ts';
import type { Mac } from '../parse/mac.ts';
import { answered, type Reading } from '../parse/reading.ts';
import { type Advance, lose, see } from '../presence/advance.ts';
import { type DeviceMemory, newDevice } from '../presence/device.ts';
import type { PresenceEvent } from '../presence/event.ts';
import {
  type Clocks,
  compareClocks,
  excess,
  isClockTrusted,
  newClocks,
  outdated,
} from '../presence/forget.ts';
import { configureDevices, configureRouters } from '../presence/configure.ts';
import { isSuspicious } from '../presence/quick-poll.ts';
import { isEvidence } from '../presence/evidence.ts';
import {
  type AbsenceContext,
  createHolders,
  evaluateAbsence,
  withoutEvidence,
} from '../presence/evaluate-absence.ts';
import {
  advanceIndex,
  type Change,
  affectedBy,
  emptyIndex,
  type DeviceIndex,
} from '../presence/device-index.ts';
import {
  adoptedDevice,
  type Remembered,
  restoreDevices,
  restoreRouter,
  toRemembered,
} from '../presence/remember.ts';
import type { RouterMemory } from '../presence/router.ts';
import { advanceState, type Routers, type RouterState, seenBy } from '../presence/router-state.ts';
import { createIdentity, type Identity } from '../presence/identity.ts';
import type { Instant } from '../presence/instant.ts';
import { type Settings, zoneOf, zonesOf } from '../presence/settings.ts';
import { hear, mentionChanges, mentionsIn } from '../presence/testimony.ts';
import { changedKeys } from '../record/changed-keys.ts';
import { VersionedMap } from './versioned-map.ts';

export interface World {
  routers: Routers;
  devices: VersionedMap<DeviceMemory>;
  /** Which of the devices a router's reading concerns. */
  index: DeviceIndex;
  /** Which routers' latest readings name a MAC. */
  mentions: VersionedMap<readonly string[]>;
  identity: Identity;
  /** Nothing was remembered when it began: the first look at a table tells of no arrivals. */
  isFirstStart: boolean;
  /** Start of the newest reading (epoch ms), of this run or the one before; null before the very first. */
  takenAt: number | null;
  /** The same on the monotonic clock. */
  takenMs: number;
  clocks: Clocks;
}

export type Input =
  | { type: 'reading'; reading: Reading }
  | { type: 'tick' }
  /** Others know a device that is not remembered: it is taken in as unknown. */
  | { type: 'adopt'; deviceId: string; macAddress: Mac }
  /** Somebody wants a device forgotten. One that is seen comes back. */
  | { type: 'forget'; deviceId: string }
  /** The settings of this step, and of those that follow, are others than before. */
  | { type: 'configure' };

export interface Step {
  world: World;
  events: readonly PresenceEvent[];
  /** The devices that are not as they were. */
  changed: ReadonlySet<string>;
}

/** The world before anything was read: what is remembered, and the configured devices, of which nothing is known. */
export function newWorld(settings: Settings, now: Instant, remembered: Remembered | null = null): World {
  const { devices, identity } = restoreDevices(remembered ?? { devices: [], routers: [] }, settings, now);
  const routers = settings.routers.map(({ id }): [string, RouterState] => {
    const memory = restoreRouter(
      remembered?.routers.find(({ router }) => router === id),
      now,
    );
    return [id, { memory, view: null, failingSinceAt: new Map(), lastSuccessAt: null }];
  });
  const seenAt = [...devices.values()].map(({ lastSeenAt }) => lastSeenAt ?? 0);
  return {
    routers: new Map(routers),
    ...peopled(devices),
    mentions: VersionedMap.from([]),
    identity,
    isFirstStart: remembered === null,
    takenAt: seenAt.some((at) => at > 0)
      ? seenAt.reduce((latest, at) => Math.max(latest, Math.min(at, now.at)))
      : null,
    takenMs: -Infinity,
    clocks: newClocks(now),
  };
}

function peopled(devices: ReadonlyMap<string, DeviceMemory>): Pick<World, 'devices' | 'index'> {
  const newcomers = [...devices.values()].map((device): Change => [null, device]);
  return { devices: VersionedMap.from(devices), index: advanceIndex(emptyIndex, newcomers) };
}

/** The world after some devices have changed; null: forgotten. */
function changeDevices(world: World, changes: ReadonlyMap<string, DeviceMemory | null>): World {
  const moves = [...changes].map(([id, after]): Change => [world.devices.get(id) ?? null, after]);
  const index = advanceIndex(world.index, moves);
  return { ...world, devices: world.devices.with(changes), index };
}

/** What of a world outlives the process. */
export function remember(world: World): Remembered {
  const memories = [...world.routers].map(([id, { memory }]): [string, RouterMemory] => [id, memory]);
  return toRemembered(world.devices.values(), memories);
}

/** Readings of one router must come in the order they were taken; different routers in any order. */
export function step(world: World, input: Input, settings: Settings, now: Instant): Step {
  switch (input.type) {
    case 'reading':
      return read(world, input.reading, settings, now);
    case 'tick':
      return pass(world, settings, now);
    case 'adopt':
      // another address of a configured device is no device
      return world.devices.has(input.deviceId) || world.identity.idOf(input.macAddress) !== input.deviceId
        ? unchanged(world)
        : put(world, input.deviceId, adoptedDevice(input.deviceId, input.macAddress, now));
    case 'forget':
      return forget(world, input.deviceId, now);
    case 'configure':
      return configure(world, settings, now);
  }
}

/** Tells no events: what the operator writes down is nothing that happens in the house. */
function configure(world: World, settings: Settings, now: Instant): Step {
  const identity = createIdentity(settings.devices);
  const devices = configureDevices(world.devices, world.routers, identity, settings, now);
  const routers = configureRouters(world.routers, settings);
  const changed = new Set(changedKeys(world.devices, devices));
  const mentions = VersionedMap.from(mentionsIn(routers));
  return { world: { ...world, ...peopled(devices), mentions, identity, routers }, events: [], changed };
}

function unchanged(world: World): Step {
  return { world, events: [], changed: new Set() };
}

function forget(world: World, deviceId: string, now: Instant): Step {
  if (!world.devices.has(deviceId)) return unchanged(world);
  const [mac] = world.identity.configured(deviceId)?.macs ?? [];
  return put(world, deviceId, mac === undefined ? null : newDevice(deviceId, mac, now));
}

function put(world: World, deviceId: string, device: DeviceMemory | null): Step {
  return {
    world: changeDevices(world, new Map([[deviceId, device]])),
    events: [],
    changed: new Set([deviceId]),
  };
}

/** Whether a device that this router's registration tables had when they were last read is not among these. */
export function hasNewlyMissing(world: World, router: string, macs: ReadonlySet<Mac>): boolean {
  for (const deviceId of world.index.byRouter.get(router) ?? []) {
    const { connected, macAddress } = world.devices.get(deviceId)!;
    if (connected !== true) continue;
    if (!world.identity.macsOf(deviceId, macAddress).some((mac) => macs.has(mac))) return true;
  }
  return false;
}

/** Whether a device that is `home` or `unknown` and could be on this router is in no registration table, these rows included. */
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
    if (!world.identity.macsOf(device.deviceId, device.macAddress).some((mac) => macs.has(mac))) return true;
  }
  return false;
}

function read(world: World, reading: Reading, settings: Settings, now: Instant): Step {
  const before = world.routers.get(reading.router);
  if (before === undefined) return unchanged(world);
  const view = joinReading(reading);
  if (reading.isPartial && isSuspicious(before.memory, view)) return unchanged(world);
  const state = advanceState(before, view, settings, now);
  const routers = new Map(world.routers).set(reading.router, state);
  // a poll that brought nothing makes nothing newer
  const isNewest = answered(reading) && reading.startedMonotonicMs >= world.takenMs;
  const taken = isNewest ? { takenAt: reading.startedAt, takenMs: reading.startedMonotonicMs } : {};
  const mentions = world.mentions.with(mentionChanges(world.mentions, routers, before.view, reading.router));
  const moment: Instant = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };

  const { identity } = world;
  const testimony = hear(routers, mentions);
  const zoneAt = zonesOf(settings);
  const changes = new Map<string, DeviceMemory | null>();
  const events: PresenceEvent[] = [];
  const put = ({ device, events: told }: Advance, isSilent = false) => {
    changes.set(device.deviceId, device);
    if (!isSilent) events.push(...told);
  };
  const seen = seenBy(view, identity);
  for (const [deviceId, mac] of seen) {
    const device = world.devices.get(deviceId) ?? newDevice(deviceId, mac, moment);
    const macs = identity.macsOf(deviceId, mac);
    const client = chooseClient(testimony.claimsOf(macs), device.place)!;
    const isFirstLook = world.isFirstStart && !before.memory.dialects[client.place.source].met;
    // a newcomer was there before us; one that another table shows has not moved because we now look here too
    const isSilent = isFirstLook && (device.firstSeenAt === null || device.isAttached);
    const { router } = client.place;
    const advance = see(device, client, zoneAt(router), moment);
    put({ ...advance, device: testimony.know(advance.device, macs, router, moment.monotonicMs) }, isSilent);
  }
  const holdersOf = createHolders(routers, settings);
  const context: AbsenceContext = {
    routers,
    testimony,
    identity,
    router: reading.router,
    holdersOf,
    settings,
    now: moment,
  };
  const absences: Advance[] = [];
  for (const deviceId of isEvidence(reading) ? affectedBy(world.index, reading.router) : []) {
    if (seen.has(deviceId)) continue;
    const device = world.devices.get(deviceId)!;
    const advance = evaluateAbsence(device, context);
    if (advance !== null && advance.device !== device) absences.push(advance);
  }
  // in an order that does not depend on who came where first
  absences.sort((a, b) => (a.device.deviceId < b.device.deviceId ? -1 : 1));
  for (const advance of absences) put(advance);
  const next = changeDevices({ ...world, routers, mentions, ...taken }, changes);
  const forgotten = excess(next.devices, knownIn(world));
  for (const deviceId of forgotten) changes.set(deviceId, null);
  return {
    world: forgotten.length === 0 ? next : changeDevices(next, without(forgotten)),
    events,
    changed: new Set(changes.keys()),
  };
}

function without(deviceIds: readonly string[]): Map<string, null> {
  return new Map(deviceIds.map((deviceId) => [deviceId, null]));
}

/** Time passed: devices without evidence for too long become unknown, strangers not seen for long are forgotten. */
function pass(world: World, settings: Settings, now: Instant): Step {
  const { forgetAfterMs = Infinity } = settings;
  const clocks = compareClocks(world.clocks, now);
  const isKnown = knownIn(world);
  const lost =
    settings.unknownAfterMs === 0
      ? []
      : withoutEvidence(world.devices.values(), world.routers, settings, now);
  const forgotten = isClockTrusted(clocks, now)
    ? outdated(world.devices.values(), isKnown, forgetAfterMs, now)
    : [];
  if (lost.length === 0 && forgotten.length === 0)
    return unchanged(clocks === world.clocks ? world : { ...world, clocks });
  const changes = new Map<string, DeviceMemory | null>(without(forgotten));
  for (const device of lost)
    if (!changes.has(device.deviceId)) changes.set(device.deviceId, lose(device, now).device);
  return {
    world: { ...changeDevices(world, changes), clocks },
    events: [],
    changed: new Set(changes.keys()),
  };
}

function knownIn(world: World): (device: DeviceMemory) => boolean {
  return (device) => device.isMarked || world.identity.configured(device.deviceId) !== null;
}
