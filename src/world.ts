/**
 * The one place where the world changes: `step` takes a reading or a tick and answers the next world and what happened. A world is a
 * value; the caller keeps the newest. Every rule it applies lives in join/ and presence/.
 */
import { chooseClient, type Client } from './join/client.ts';
import { joinReading, type RouterView } from './join/view.ts';
import { toId, type Mac } from './parse/mac.ts';
import { type Menu, menuPaths, registrationMenus } from './parse/menu.ts';
import type { Reading } from './parse/reading.ts';
import { sources } from './parse/registration.ts';
import { count, isMissing, judges, lastEvidenceMs } from './presence/absence.ts';
import { type Advance, follow, hold, leave, lose, miss, see } from './presence/advance.ts';
import { type DeviceMemory, newDevice } from './presence/device.ts';
import type { PresenceEvent } from './presence/event.ts';
import { learn } from './presence/learn.ts';
import {
  advanceRouter,
  isEmptiedAtAStroke,
  newRouterMemory,
  pauseAt,
  pauseOf,
  type RouterMemory,
} from './presence/router.ts';
import { createIdentity, type Identity, type Instant, type Settings } from './presence/settings.ts';
import { extend } from './presence/stretch.ts';

export interface RouterState {
  memory: RouterMemory;
  /** The latest reading, joined; null before the first. */
  view: RouterView | null;
  /** Since when each menu that fails, or is empty beyond belief, does so without a break (epoch ms). */
  failingSinceAt: ReadonlyMap<Menu, number>;
  /** Start of the last poll in which a registration table was complete (epoch ms). */
  lastSuccessAt: number | null;
}

export interface World {
  routers: ReadonlyMap<string, RouterState>;
  devices: ReadonlyMap<string, DeviceMemory>;
  identity: Identity;
  /** Nothing was remembered when it began: the first look at a table tells of no arrivals. */
  isFirstStart: boolean;
  /** Start of the newest reading (epoch ms); null before the first. */
  takenAt: number | null;
}

export type Input = { type: 'reading'; reading: Reading } | { type: 'tick' };

export interface Step {
  world: World;
  events: readonly PresenceEvent[];
  /** The devices that are not as they were. */
  changed: ReadonlySet<string>;
}

/** The world before anything was read: the configured devices, of which nothing is known. */
export function newWorld(settings: Settings, now: Instant): World {
  const blank = {
    memory: newRouterMemory,
    view: null,
    failingSinceAt: new Map<Menu, number>(),
    lastSuccessAt: null,
  };
  const devices = settings.devices.map(({ macs }) => newDevice(toId(macs[0]!), macs[0]!, now));
  return {
    routers: new Map(settings.routers.map(({ id }) => [id, blank])),
    devices: new Map(devices.map((device) => [device.deviceId, device])),
    identity: createIdentity(settings.devices),
    isFirstStart: true,
    takenAt: null,
  };
}

/** Readings of one router must come in the order they were taken; different routers in any order. */
export function step(world: World, input: Input, settings: Settings, now: Instant): Step {
  return input.type === 'tick' ? look(world, settings, now) : read(world, input.reading, settings, now);
}

function unchanged(world: World): Step {
  return { world, events: [], changed: new Set() };
}

/** Whether a device that is `home` or `unknown` and could be on this router is in no registration table, these rows included. */
export function isSomeoneMissing(
  world: World,
  settings: Settings,
  router: string,
  macs: ReadonlySet<Mac>,
): boolean {
  const zone = zoneOf(settings, router);
  for (const device of world.devices.values()) {
    if (device.presence === 'away' || (device.zone !== null && device.zone !== zone)) continue;
    if (device.connected === true && device.place?.router !== router) continue;
    if (!world.identity.macsOf(device.deviceId, device.macAddress).some((mac) => macs.has(mac))) return true;
  }
  return false;
}

function zoneOf(settings: Settings, router: string): string {
  return settings.routers.find(({ id }) => id === router)?.zone ?? 'home';
}

function read(world: World, reading: Reading, settings: Settings, now: Instant): Step {
  const before = world.routers.get(reading.router);
  if (before === undefined) return unchanged(world);
  const view = joinReading(reading);
  const state = advanceState(before, view, settings, now);
  const routers = new Map(world.routers).set(reading.router, state);
  const next: World = { ...world, routers, takenAt: Math.max(world.takenAt ?? 0, reading.startedAt) };
  const moment: Instant = { at: reading.startedAt, monotonicMs: reading.startedMonotonicMs };

  const devices = new Map(world.devices);
  const events: PresenceEvent[] = [];
  const changed = new Set<string>();
  const put = ({ device, events: told }: Advance, isSilent = false) => {
    devices.set(device.deviceId, device);
    changed.add(device.deviceId);
    if (!isSilent) events.push(...told);
  };
  const seen = seenBy(view, world.identity);
  for (const [deviceId, mac] of seen) {
    const device = devices.get(deviceId) ?? newDevice(deviceId, mac, moment);
    const macs = world.identity.macsOf(deviceId, mac);
    const client = chooseClient(claimsOf(routers, macs), device.place)!;
    const isFirstLook = world.isFirstStart && !before.memory.dialects[client.place.source].met;
    const advance = see(device, client, zoneOf(settings, client.place.router), moment);
    put({ ...advance, device: know(advance.device, macs, routers, client.place.router) }, isFirstLook);
  }
  const court: Court = {
    world: next,
    router: reading.router,
    judgesOf: createJudges(next, settings),
    settings,
    now: moment,
  };
  for (const device of world.devices.values()) {
    const advance = seen.has(device.deviceId) ? null : judge(device, court);
    if (advance !== null && advance.device !== device) put(advance);
  }
  return { world: { ...next, devices }, events, changed };
}

/** One reading, seen from the devices that are not in it. */
interface Court {
  world: World;
  router: string;
  judgesOf: (zone: string | null) => readonly [string, RouterMemory][];
  settings: Settings;
  now: Instant;
}

/** A device this poll did not see. Null when the poll says nothing about it. */
function judge(device: DeviceMemory, court: Court): Advance | null {
  const { world, router, settings, now } = court;
  const isOwn = device.place?.router === router;
  const mayJudge = isOwn || (device.presence !== 'away' && device.connected !== true);
  if (!mayJudge) return null;
  const macs = world.identity.macsOf(device.deviceId, device.macAddress);
  const told = isOwn ? know(device, macs, world.routers, router) : device;
  if (device.presence === 'away') return { device: told, events: [] };
  const elsewhere =
    device.connected === true ? chooseClient(claimsOf(world.routers, macs), device.place) : null;
  if (elsewhere !== null) {
    const { router: other } = elsewhere.place;
    const followed = follow(device, elsewhere, zoneOf(settings, other), now);
    return { ...followed, device: know(followed.device, macs, world.routers, other) };
  }
  const { place, lastSeenMs } = device;
  const judges = court.judgesOf(device.zone);
  const witnessed = isOwn ? witness(told, world.routers.get(router)!, settings, now) : told;
  const absence = count(witnessed.absence, lastSeenMs, place, judges, now.monotonicMs);
  const counted = absence === device.absence ? witnessed : { ...witnessed, absence };
  if (!isMissing(absence, lastSeenMs, place, judges)) return hold(counted);
  if (absence.absentMs >= delayOf(device, world, settings)) return leave(counted, now);
  return miss(counted, now);
}

/** Adds one poll of the device's own router to what is known of its absence. */
function witness(device: DeviceMemory, state: RouterState, settings: Settings, now: Instant): DeviceMemory {
  const { reading } = state.view!;
  const isEvidence =
    pauseOf(state.memory, reading) === null && pauseAt(state.memory, reading, device.place!, now) === null;
  const stretch = isEvidence
    ? extend(device.absence.stretch, now.monotonicMs, 2 * settings.pollIntervalMs)
    : null;
  const lastEvidence = isEvidence ? now.monotonicMs : device.absence.lastEvidenceMs;
  return { ...device, absence: { ...device.absence, stretch, lastEvidenceMs: lastEvidence } };
}

/** Time passed: devices without evidence for too long become unknown. */
function look(world: World, settings: Settings, now: Instant): Step {
  if (settings.unknownAfterMs === 0) return unchanged(world);
  const changed: DeviceMemory[] = [];
  const judgesOf = createJudges(world, settings);
  const heardBefore = now.monotonicMs - settings.unknownAfterMs;
  for (const device of world.devices.values()) {
    if (device.presence !== 'home' || device.lastSeenMs > heardBefore) continue;
    if (lastEvidenceMs(device.absence, device.lastSeenMs, device.place, judgesOf(device.zone)) > heardBefore)
      continue;
    changed.push(lose(device, now).device);
  }
  if (changed.length === 0) return unchanged(world);
  const devices = new Map(world.devices);
  for (const device of changed) devices.set(device.deviceId, device);
  return {
    world: { ...world, devices },
    events: [],
    changed: new Set(changed.map(({ deviceId }) => deviceId)),
  };
}

/** The device's own delay, else its last access point's, else the general one; two polls at least. */
function delayOf(device: DeviceMemory, world: World, settings: Settings): number {
  const own = world.identity.configured(device.deviceId)?.awayDelayMs ?? null;
  const id = device.place?.accessPoint?.id;
  const accessPoint = settings.accessPoints.find((configured) => configured.id === id)?.awayDelayMs ?? null;
  return Math.max(own ?? accessPoint ?? settings.awayDelayMs, 2 * settings.pollIntervalMs);
}

function createJudges(world: World, settings: Settings): Court['judgesOf'] {
  const memories = new Map([...world.routers].map(([id, state]) => [id, state.memory]));
  const byZone = new Map<string | null, [string, RouterMemory][]>();
  return (zone) => {
    const found = byZone.get(zone) ?? judges(memories, (router) => zoneOf(settings, router), zone);
    byZone.set(zone, found);
    return found;
  };
}

function advanceState(before: RouterState, view: RouterView, settings: Settings, now: Instant): RouterState {
  const { reading } = view;
  const memory = advanceRouter(before.memory, view, settings.pollIntervalMs, now);
  const emptied = sources.filter((source) => isEmptiedAtAStroke(memory.dialects[source]));
  const doubted = new Set<Menu>(emptied.map((source) => registrationMenus[source]));
  const failing = menuPaths.filter((path) => reading.tables[path].status === 'failed' || doubted.has(path));
  const isSuccess = sources.some((source) => reading.tables[registrationMenus[source]].status === 'complete');
  return {
    memory,
    view,
    failingSinceAt: new Map(
      failing.map((path) => [path, before.failingSinceAt.get(path) ?? reading.tables[path].readAt]),
    ),
    lastSuccessAt: isSuccess ? reading.startedAt : before.lastSuccessAt,
  };
}

/** The devices in a router's tables. A row that has not passed authentication is no sighting. */
function seenBy(view: RouterView, identity: Identity): Map<string, Mac> {
  const seen = new Map<string, Mac>();
  for (const [mac, clients] of view.clients) {
    if (clients.some(isSighting)) seen.set(identity.idOf(mac), mac);
  }
  return seen;
}

function claimsOf(routers: ReadonlyMap<string, RouterState>, macs: readonly Mac[]): Client[] {
  const claims: Client[] = [];
  for (const { view } of routers.values()) {
    if (view === null) continue;
    for (const mac of macs) claims.push(...(view.clients.get(mac)?.filter(isSighting) ?? []));
  }
  return claims;
}

function isSighting(client: Client): boolean {
  return client.registration.authorized !== false;
}

/** What all routers tell about a device, its own first. */
function know(
  device: DeviceMemory,
  macs: readonly Mac[],
  routers: ReadonlyMap<string, RouterState>,
  own: string,
): DeviceMemory {
  const directories = [];
  for (const [id, { view }] of routers) {
    if (view === null) continue;
    if (id === own) directories.unshift(view.directory);
    else directories.push(view.directory);
  }
  return learn(device, macs, directories, directories.length === routers.size);
}
