/** Who is forgotten: strangers not seen for long. A wrong clock must not empty the memory, so it has to have run true for a day. */
import { isRandomized } from '../parse/mac.ts';
import type { DeviceMemory } from './device.ts';
import type { Instant } from './instant.ts';

export const MAX_DEVICES = 50_000;
const DAY_MS = 24 * 3_600_000;
/** Phones change a randomized address; a stranger's is rarely seen again. */
const RANDOMIZED_FORGET_MS = 7 * DAY_MS;
const CLOCKS_AGREE_MS = 60_000;

/** Since when wall clock and monotonic clock have run alike. */
export interface Clocks {
  anchor: Instant;
  agreedSinceMs: number;
}

export function newClocks(now: Instant): Clocks {
  return { anchor: now, agreedSinceMs: now.monotonicMs };
}

export function compareClocks(clocks: Clocks, now: Instant): Clocks {
  const { anchor } = clocks;
  const drift = now.at - anchor.at - (now.monotonicMs - anchor.monotonicMs);
  return Math.abs(drift) <= CLOCKS_AGREE_MS ? clocks : { anchor: now, agreedSinceMs: now.monotonicMs };
}

export function isClockTrusted(clocks: Clocks, now: Instant): boolean {
  return now.monotonicMs - clocks.agreedSinceMs >= DAY_MS;
}

/** The ids to forget for their age. Known devices, and whoever is home, are never among them. */
export function outdated(
  devices: Iterable<DeviceMemory>,
  isKnown: (device: DeviceMemory) => boolean,
  forgetAfterMs: number,
  now: Instant,
): string[] {
  const forgotten: string[] = [];
  for (const device of devices) {
    if (device.presence === 'home' || device.lastSeenAt === null || isKnown(device)) continue;
    const afterMs = isRandomized(device.macAddress)
      ? Math.min(forgetAfterMs, RANDOMIZED_FORGET_MS)
      : forgetAfterMs;
    if (now.at - device.lastSeenAt > afterMs) forgotten.push(device.deviceId);
  }
  return forgotten;
}

/** The ids to forget because there are too many: strangers, the longest unseen first; never who is known or home. */
export function excess(
  devices: ReadonlyMap<string, DeviceMemory>,
  isKnown: (device: DeviceMemory) => boolean,
): string[] {
  const tooMany = devices.size - MAX_DEVICES;
  if (tooMany <= 0) return [];
  return [...devices.values()]
    .filter((device) => device.presence !== 'home' && !isKnown(device))
    .sort((a, b) => (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0))
    .slice(0, tooMany)
    .map((device) => device.deviceId);
}
