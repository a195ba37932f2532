/** Puts the joined details into a device's memory. The only rule of time: how long a mark outlives its last appearance. */
import type { Details } from '../join/details.ts';
import type { DeviceMemory } from './device.ts';

/** Now and then a table is read half: a mark is gone once it has been missing for this long. */
const UNMARKED_AFTER_MS = 10 * 60_000;

/** The same object when nothing changes for a device without a registration: most of those are evaluated at every poll, in vain. */
export function applyDetails(device: DeviceMemory, details: Details | null, nowMs: number): DeviceMemory {
  if (details === null) return device;
  const { mark, ...merged } = details;
  const applied = { ...device, ...merged, ...advanceMark(device, mark, nowMs) };
  return device.client === null && isSame(applied, device) ? device : applied;
}

function advanceMark(
  device: DeviceMemory,
  mark: Details['mark'],
  nowMs: number,
): Pick<DeviceMemory, 'isMarked' | 'unmarkedSinceMs'> {
  if (mark === true) return { isMarked: true, unmarkedSinceMs: null };
  if (!device.isMarked) return { isMarked: false, unmarkedSinceMs: null };
  const unmarkedSinceMs = device.unmarkedSinceMs ?? (mark === false ? nowMs : null);
  const isGone = mark === false && unmarkedSinceMs !== null && nowMs - unmarkedSinceMs >= UNMARKED_AFTER_MS;
  return isGone ? { isMarked: false, unmarkedSinceMs: null } : { isMarked: true, unmarkedSinceMs };
}

function isSame(a: DeviceMemory, b: DeviceMemory): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ name, hostName, comment, isMarked, unmarkedSinceMs, addresses }: DeviceMemory): string {
  return JSON.stringify([name?.name, name?.source, hostName, comment, isMarked, unmarkedSinceMs, addresses]);
}
