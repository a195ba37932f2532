/** The world: everything that is known at one moment, as a value. `step.ts` makes the next one; the caller keeps the newest. */
import { type CountGaps, findCountGaps, noGaps } from '../presence/count-gap.ts';
import { type DeviceChange, advanceIndex, type DeviceIndex, emptyIndex } from '../presence/device-index.ts';
import type { DeviceMemory } from '../presence/device.ts';
import type { PresenceEvent } from '../presence/event.ts';
import { type Clocks, newClocks } from '../presence/forget.ts';
import type { Identity } from '../presence/identity.ts';
import type { Instant } from '../presence/instant.ts';
import { type Remembered, restoreDevices, restoreRouter, toRemembered } from '../presence/remember.ts';
import { noReach, type Reach } from '../presence/reach.ts';
import type { RouterMemory } from '../presence/router.ts';
import { type Routers, type RouterState, unreadRouter } from '../presence/router-state.ts';
import type { Settings } from '../presence/settings.ts';
import { type Findings, isIgnored, notComputed, type Tracked } from '../record/finding.ts';
import { VersionedMap } from './versioned-map.ts';

export interface World {
  routers: Routers;
  devices: VersionedMap<DeviceMemory>;
  /** Which devices a reading of a router affects. */
  index: DeviceIndex;
  /** Which routers' latest readings mention a MAC. */
  mentions: VersionedMap<readonly string[]>;
  identity: Identity;
  /** Of changes that are being made to routers. */
  reach: Reach;
  /** Nothing was remembered at the start: the first reading of a table makes no events. */
  isFirstStart: boolean;
  /** Start of the newest reading (epoch ms), of this run or of the one before; null before the very first. */
  takenAt: number | null;
  /** The same on the monotonic clock. */
  takenMs: number;
  clocks: Clocks;
  /** What counts of connections cannot know at this moment. */
  countGaps: CountGaps;
  /** Computed by the one who has the history, every ten minutes. */
  findings: Findings;
}

export interface Step {
  world: World;
  events: readonly PresenceEvent[];
  /** device_id of the devices that differ from those of the world before, forgotten ones included. */
  changed: ReadonlySet<string>;
}

/** The world before anything was read: the remembered devices, and the configured ones, about which nothing is known. */
export function newWorld(
  settings: Settings,
  now: Instant,
  remembered: Remembered | null = null,
  tracked: Tracked = { findings: [], ended: [] },
): World {
  const { devices, identity } = restoreDevices(remembered ?? { devices: [], routers: [] }, settings, now);
  const ids = new Set(settings.routers.map(({ id }) => id));
  // as in `configureRouters`: one that is new as another is gone may be the same under a new id
  const isOneGone = remembered?.routers.some(({ router, everAnswered }) => everAnswered && !ids.has(router));
  const routers = settings.routers.map(({ id }): [string, RouterState] => {
    const known = remembered?.routers.find(({ router }) => router === id);
    const restored = restoreRouter(known, now);
    const memory =
      known === undefined && isOneGone === true
        ? { ...restored, everAnswered: true, areMarksRead: true }
        : restored;
    return [id, unreadRouter(memory, lastSeenOn(id, devices.values()))];
  });
  const seenAt = [...devices.values()].map(({ lastSeenAt }) => lastSeenAt ?? 0);
  const world: World = {
    routers: new Map(routers),
    ...indexed(devices),
    mentions: VersionedMap.from([]),
    identity,
    reach: noReach,
    isFirstStart: remembered === null,
    takenAt: seenAt.some((at) => at > 0)
      ? seenAt.reduce((latest, at) => Math.max(latest, Math.min(at, now.at)))
      : null,
    takenMs: -Infinity,
    clocks: newClocks(now),
    countGaps: noGaps,
    findings: withIgnored({ ...tracked, checks: notComputed }, settings),
  };
  return withCountGaps(world, settings, now);
}

function lastSeenOn(router: string, devices: Iterable<DeviceMemory>): number | null {
  let newestMs: number | null = null;
  for (const { place, lastSeenAt, lastSeenMs } of devices)
    if (place?.router === router && lastSeenAt !== null)
      newestMs = Math.max(newestMs ?? -Infinity, lastSeenMs);
  return newestMs;
}

/** The findings, by what the settings ignore. */
export function withIgnored(all: Findings, { findings: given }: Settings): Findings {
  const ignore = given?.ignore ?? [];
  const findings = all.findings.map((finding) => {
    const ignored = isIgnored(finding, ignore);
    return finding.ignored === ignored ? finding : { ...finding, ignored };
  });
  return { ...all, findings };
}

/** The same object when the gaps of its counts are the same at this moment. */
export function withCountGaps(world: World, settings: Settings, now: Instant): World {
  const { routers, devices, index } = world;
  const countGaps = findCountGaps(world.countGaps, routers, devices, index.unlocated, settings, now);
  return countGaps === world.countGaps ? world : { ...world, countGaps };
}

/** These devices, and no others, with their index. */
export function indexed(devices: ReadonlyMap<string, DeviceMemory>): Pick<World, 'devices' | 'index'> {
  const added = [...devices.values()].map((device): DeviceChange => [null, device]);
  return { devices: VersionedMap.from(devices), index: advanceIndex(emptyIndex, added) };
}

/** The world with some devices changed; null forgets one. */
export function changeDevices(world: World, changes: ReadonlyMap<string, DeviceMemory | null>): World {
  const pairs = [...changes].map(([id, after]): DeviceChange => [world.devices.get(id) ?? null, after]);
  return { ...world, devices: world.devices.with(changes), index: advanceIndex(world.index, pairs) };
}

/** A device in the configuration, or one that the operator named on the page or marked on a router. */
export function isKnownIn({ identity }: World): (device: DeviceMemory) => boolean {
  return (device) =>
    device.isMarked || device.pageName !== null || identity.configured(device.deviceId) !== null;
}

/** What of a world outlives the process. `only`: of the devices, those with these ids. */
export function remember(world: World, only: ReadonlySet<string> | null = null): Remembered {
  const memories = [...world.routers].map(([id, { memory }]): [string, RouterMemory] => [id, memory]);
  const devices =
    only === null ? world.devices.values() : [...only].flatMap((id) => world.devices.get(id) ?? []);
  return toRemembered(devices, memories);
}
