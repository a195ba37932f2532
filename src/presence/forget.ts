/**
 * Which devices are forgotten: those that are not known and were not seen for long. A wrong clock must not empty the memory, so nothing is
 * forgotten by age before both clocks have agreed for a day.
 */
import { isRandomized } from '../parse/mac.ts';
import type { DeviceMemory } from './device.ts';
import type { Instant } from './instant.ts';

export const MAX_DEVICES = 50_000;
const DAY_MS = 24 * 3_600_000;
/** Phones change a randomized MAC; one that is not known is rarely seen again. */
const RANDOMIZED_FORGET_MS = 7 * DAY_MS;
const CLOCKS_AGREE_MS = 60_000;

/** Since when the wall clock and the monotonic clock have agreed. */
export interface Clocks {
  anchor: Instant;
  agreedSinceMs: number;
}

export function newClocks(now: Instant): Clocks {
  return { anchor: now, agreedSinceMs: now.monotonicMs };
}

/** The same object while the clocks agree; a jump of the wall clock starts the day anew. */
export function compareClocks(clocks: Clocks, now: Instant): Clocks {
  const { anchor } = clocks;
  const drift = now.at - anchor.at - (now.monotonicMs - anchor.monotonicMs);
  return Math.abs(drift) <= CLOCKS_AGREE_MS ? clocks : { anchor: now, agreedSinceMs: now.monotonicMs };
}

/** The clocks have agreed for a day. */
export function isClockTrusted(clocks: Clocks, now: Instant): boolean {
  return now.monotonicMs - clocks.agreedSinceMs >= DAY_MS;
}

/** device_id of the devices to forget by age; never one that is known or home. `forgetAfterMs`: time since the last sighting. */
export function outdated(
  devices: Iterable<DeviceMemory>,
  isKnown: (device: DeviceMemory) => boolean,
  forgetAfterMs: number,
  now: Instant,
): string[] {
  const forgotten: string[] = [];
  for (const device of devices) {
    // one that was adopted and never seen is as old as its adoption
    const lastAt = device.lastSeenAt ?? device.presenceSinceAt;
    if (device.presence === 'home' || lastAt === null || isKnown(device)) continue;
    const afterMs = isRandomized(device.macAddress)
      ? Math.min(forgetAfterMs, RANDOMIZED_FORGET_MS)
      : forgetAfterMs;
    if (now.at - lastAt > afterMs) forgotten.push(device.deviceId);
  }
  return forgotten;
}

/** device_id of the devices to forget beyond the limit, the longest unseen first; never one that is known or home. */
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
