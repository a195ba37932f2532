/** One device by MAC, name or IP address. */
import { parseMac } from '../parse/mac.ts';
import type { Device } from './device.ts';
import { canonicalIp } from './ip.ts';
import type { Snapshot } from './snapshot.ts';

export type Found =
  | { status: 'found'; device: Device }
  | { status: 'not_found' }
  | { status: 'ambiguous'; candidates: readonly { device_id: string; name: string; mac_address: string }[] };

const MAX_CANDIDATES = 20;

/**
 * By any of its MACs in any common notation, else by its name in any case, else by one of its IP addresses. A name or address of several
 * devices is ambiguous.
 */
export function find(snapshot: Snapshot, wanted: string): Found {
  const mac = parseMac(wanted.trim());
  if (mac !== null) {
    const device = snapshot.devices.get(snapshot.macs.get(mac) ?? '');
    if (device !== undefined) return { status: 'found', device };
  }
  const devices = [...snapshot.devices.values()];
  const name = wanted.trim().toLowerCase();
  const named = devices.filter((device) => device.name.toLowerCase() === name);
  const ip = canonicalIp(wanted.trim());
  const matching =
    named.length > 0 || ip === null ? named : devices.filter((device) => hasAddress(device, ip));
  if (matching.length === 1) return { status: 'found', device: matching[0]! };
  if (matching.length === 0) return { status: 'not_found' };
  const candidates = matching
    .slice(0, MAX_CANDIDATES)
    .map(({ device_id, name: candidate, mac_address }) => ({ device_id, name: candidate, mac_address }));
  return { status: 'ambiguous', candidates };
}

function hasAddress({ ip_address, ip_addresses }: Device, ip: string): boolean {
  return ip_address === ip || ip_addresses.some((address) => canonicalIp(address) === ip);
}
