/** Two records that may be one device: a device that randomizes its MAC address comes back as a stranger. */
import type { Device } from '../../../record/device.ts';
import type { Piece } from '../piece.ts';
import { toShortSpan } from '../span.ts';

export interface LookAlike {
  /** The one that was there first. */
  older: Device;
  newer: Device;
  /** Why they look alike, each a sentence. */
  reasons: readonly (readonly Piece[])[];
}

/** More devices than this with one host name, such as iPhone in a hotel, are a name that says nothing. */
const MOST_NAMESAKES = 4;
/** So long after the one was seen last, the other came. */
const SOON_MS = 86_400_000;

/** Pairs of this device and another one, the likeliest first. */
export function toLookAlikes(device: Device, all: Iterable<Device>): LookAlike[] {
  const host = hostOf(device);
  if (host === null) return [];
  const namesakes = [...all].filter((each) => each.device_id !== device.device_id && hostOf(each) === host);
  if (namesakes.length >= MOST_NAMESAKES) return [];
  return namesakes
    .flatMap((other) => toPair(device, other) ?? [])
    .sort((a, b) => Math.abs(pauseOf(a)) - Math.abs(pauseOf(b)));
}

/** Null where they cannot be one device. */
function toPair(a: Device, b: Device): LookAlike | null {
  if (a.first_seen_at === null || b.first_seen_at === null || a.first_seen_at === b.first_seen_at)
    return null;
  const [older, newer] = a.first_seen_at < b.first_seen_at ? [a, b] : [b, a];
  // what was given to the device as a fixed address does not change; and nothing is in two places
  if (!newer.mac_randomized || (a.connected !== false && b.connected !== false)) return null;
  // named apart in the file: the operator knows better
  if (older.name_source === 'configured' && newer.name_source === 'configured') return null;
  // seen by turns in one network, they are two; a phone may have another address in each network
  const isByTurns = pauseOf({ older, newer }) < 0;
  if (isByTurns && (older.ssid === null || newer.ssid === null || older.ssid === newer.ssid)) return null;
  return { older, newer, reasons: reasonsOf(older, newer) };
}

function reasonsOf(older: Device, newer: Device): Piece[][] {
  const reasons: Piece[][] = [['Both call themselves ', { name: newer.host_name! }, '.']];
  const pauseMs = pauseOf({ older, newer });
  if (pauseMs >= 0 && pauseMs <= SOON_MS)
    reasons.push([`The second came ${spanOf(pauseMs)} after the first was seen last.`]);
  reasons.push([
    older.mac_randomized
      ? 'Both MAC addresses are randomized.'
      : 'The MAC address of the second is randomized.',
  ]);
  if (older.ssid !== null && older.ssid === newer.ssid)
    reasons.push(['Both were in the network ', { name: older.ssid }, '.']);
  if (pauseMs < 0) reasons.push(['They were in two networks, and a phone may have another address in each.']);
  reasons.push([
    older.connected === true || newer.connected === true
      ? 'Only one of them is connected now.'
      : 'Neither is connected now.',
  ]);
  return reasons;
}

/** From the last sight of the one to the first of the other, in milliseconds; negative where both were there. */
function pauseOf({ older, newer }: Pick<LookAlike, 'older' | 'newer'>): number {
  return Date.parse(newer.first_seen_at!) - Date.parse(older.last_seen_at ?? older.first_seen_at!);
}

function spanOf(ms: number): string {
  return ms < 60_000 ? 'less than a minute' : toShortSpan(ms);
}

function hostOf({ host_name }: Device): string | null {
  return host_name?.trim().toLowerCase() || null;
}
