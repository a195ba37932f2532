/** The one place where the world changes: `step` takes an input and returns the next world and what happened. */
import { mentionsIn } from '../join/mention.ts';
import { type Mac, toId } from '../parse/mac.ts';
import type { Reading } from '../parse/reading.ts';
import type { Sliced } from '../parse/sliced.ts';
import { lose } from '../presence/advance.ts';
import { configureDevices, configureRouters } from '../presence/configure.ts';
import { type DeviceMemory, newDevice } from '../presence/device.ts';
import { withoutEvidence } from '../presence/evaluate-absence.ts';
import { compareClocks, isClockTrusted, outdated } from '../presence/forget.ts';
import { createIdentity } from '../presence/identity.ts';
import type { Instant } from '../presence/instant.ts';
import type { Reach } from '../presence/reach.ts';
import { adoptedDevice } from '../presence/remember.ts';
import { viewsOf } from '../presence/router-state.ts';
import type { Settings } from '../presence/settings.ts';
import type { Finding, Findings } from '../record/finding.ts';
import { changedKeys } from '../record/changed-keys.ts';
import { read } from './read.ts';
import { VersionedMap } from './versioned-map.ts';
import {
  changeDevices,
  indexed,
  isKnownIn,
  type Step,
  withCountGaps,
  withIgnored,
  type World,
} from './world.ts';

export type Input =
  | { type: 'reading'; reading: Reading }
  /** Time has passed. `resumedMs`: when the process last went on after a standstill (monotonic ms). */
  | { type: 'tick'; resumedMs?: number | undefined }
  /** Home Assistant knows devices that are not remembered: they are taken in as unknown, in one step. */
  | { type: 'adopt'; macAddresses: readonly Mac[] }
  /** The operator names a device on the page; null takes the name back. */
  | { type: 'name'; deviceId: string; name: string | null }
  /** The operator wants a device forgotten. The next sighting brings it back. */
  | { type: 'forget'; deviceId: string }
  /** Changes to routers begin or end. */
  | { type: 'reach'; reach: Reach }
  /** Findings were computed. `begun`: those that are worth an event. */
  | { type: 'findings'; findings: Findings; begun: readonly Finding[] }
  /** The settings of this step, and of those that follow, differ from those before. */
  | { type: 'configure' };

/** Readings of one router must come in the order in which they began; those of different routers may come in any order. */
export function* step(world: World, input: Input, settings: Settings, now: Instant): Sliced<Step> {
  const stepped = yield* take(world, input, settings, now);
  return { ...stepped, world: withCountGaps(stepped.world, settings, now) };
}

function* take(world: World, input: Input, settings: Settings, now: Instant): Sliced<Step> {
  switch (input.type) {
    case 'reading':
      return (yield* read(world, input.reading, settings, now)) ?? unchanged(world);
    case 'tick':
      return tick(world, settings, input.resumedMs ?? -Infinity, now);
    case 'adopt':
      return adopt(world, input.macAddresses, now);
    case 'name':
      return giveName(world, input.deviceId, input.name);
    case 'forget':
      return forget(world, input.deviceId, now);
    case 'reach':
      return unchanged({ ...world, reach: input.reach });
    case 'findings':
      return unchanged({ ...world, findings: withIgnored(input.findings, settings) });
    case 'configure':
      return configure(world, settings, now);
  }
}

function unchanged(world: World): Step {
  return { world, events: [], changed: new Set() };
}

function changed(world: World, changes: ReadonlyMap<string, DeviceMemory | null>): Step {
  return { world: changeDevices(world, changes), events: [], changed: new Set(changes.keys()) };
}

/** A router that has not been read for so long after a standstill is not waited for. */
const WAIT_MS = 60_000;

/**
 * Devices without evidence for too long become unknown; devices that are not known and unseen for too long are forgotten. After a
 * standstill of the process, in which nothing could be read, every router is read first.
 */
function tick(world: World, settings: Settings, resumedMs: number, now: Instant): Step {
  const { forgetAfterMs = Infinity, unknownAfterMs } = settings;
  const clocks = compareClocks(world.clocks, now);
  const next = clocks === world.clocks ? world : { ...world, clocks };
  const isWaiting = now.monotonicMs - resumedMs < WAIT_MS && !areReadSince(world.routers, resumedMs);
  const lost =
    unknownAfterMs === 0 || isWaiting
      ? []
      : withoutEvidence(world.devices.values(), world.routers, settings, now);
  const forgotten = isClockTrusted(clocks, now)
    ? outdated(world.devices.values(), isKnownIn(world), forgetAfterMs, now)
    : [];
  if (lost.length === 0 && forgotten.length === 0) return unchanged(next);
  const changes = new Map<string, DeviceMemory | null>();
  for (const device of lost) changes.set(device.deviceId, lose(device, now).device);
  for (const deviceId of forgotten) changes.set(deviceId, null);
  return changed(next, changes);
}

function areReadSince(routers: World['routers'], momentMs: number): boolean {
  return [...routers.values()].every(
    ({ view }) => (view?.reading.startedMonotonicMs ?? -Infinity) >= momentMs,
  );
}

function adopt(world: World, macAddresses: readonly Mac[], now: Instant): Step {
  const adopted = new Map<string, DeviceMemory>();
  for (const macAddress of macAddresses) {
    const deviceId = toId(macAddress);
    // a further MAC of a configured device belongs to that device
    if (world.devices.has(deviceId) || world.identity.idOf(macAddress) !== deviceId) continue;
    adopted.set(deviceId, adoptedDevice(deviceId, macAddress, now));
  }
  return adopted.size === 0 ? unchanged(world) : changed(world, adopted);
}

function giveName(world: World, deviceId: string, pageName: string | null): Step {
  const device = world.devices.get(deviceId);
  if (device === undefined || device.pageName === pageName) return unchanged(world);
  return changed(world, new Map([[deviceId, { ...device, pageName }]]));
}

/** A configured device starts anew instead. */
function forget(world: World, deviceId: string, now: Instant): Step {
  if (!world.devices.has(deviceId)) return unchanged(world);
  const [mac] = world.identity.configured(deviceId)?.macs ?? [];
  return changed(world, new Map([[deviceId, mac === undefined ? null : newDevice(deviceId, mac, now)]]));
}

/** Makes no events: a new configuration is nothing that happens to a device. */
function configure(world: World, settings: Settings, now: Instant): Step {
  const identity = createIdentity(settings.devices);
  const devices = configureDevices(world.devices, world.routers, identity, settings, now);
  const routers = configureRouters(world.routers, settings);
  const mentions = VersionedMap.from(mentionsIn(viewsOf(routers)));
  return {
    world: {
      ...world,
      ...indexed(devices),
      mentions,
      identity,
      routers,
      findings: withIgnored(world.findings, settings),
    },
    events: [],
    changed: new Set(changedKeys(world.devices, devices)),
  };
}
