/** One device by MAC or name. */
import { parseMac } from '../parse/mac.ts';
import type { Device } from './device.ts';
import type { Snapshot } from './snapshot.ts';

export type Found =
  | { status: 'found'; device: Device }
  | { status: 'not_found' }
  | { status: 'ambiguous'; candidates: readonly { device_id: string; name: string; mac_address: string }[] };

const MAX_CANDIDATES = 20;

/** By any of its MACs in any common notation, else by its name in any case. A name of several devices is ambiguous. */
export function find(snapshot: Snapshot, wanted: string): Found {
  const mac = parseMac(wanted.trim());
  if (mac !== null) {
    const device = snapshot.devices.get(snapshot.macs.get(mac) ?? '');
    if (device !== undefined) return { status: 'found', device };
  }
  const name = wanted.trim().toLowerCase();
  const named = [...snapshot.devices.values()].filter((device) => device.name.toLowerCase() === name);
  if (named.length === 1) return { status: 'found', device: named[0]! };
  if (named.length === 0) return { status: 'not_found' };
  const candidates = named
    .slice(0, MAX_CANDIDATES)
    .map(({ device_id, name: candidate, mac_address }) => ({ device_id, name: candidate, mac_address }));
  return { status: 'ambiguous', candidates };
}
