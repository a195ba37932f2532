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

/** By any of its MACs in any common notation, or by its name or IP address. Where several devices have these, it is ambiguous. */
export function find(snapshot: Snapshot, wanted: string): Found {
  const mac = parseMac(wanted.trim());
  if (mac !== null) {
    const device = snapshot.devices.get(snapshot.macs.get(mac) ?? '');
    return device === undefined ? { status: 'not_found' } : { status: 'found', device };
  }
  const matching = [...snapshot.devices.values()].filter(isCalled(wanted));
  if (matching.length === 1) return { status: 'found', device: matching[0]! };
  if (matching.length === 0) return { status: 'not_found' };
  const candidates = matching
    .slice(0, MAX_CANDIDATES)
    .map(({ device_id, name: candidate, mac_address }) => ({ device_id, name: candidate, mac_address }));
  return { status: 'ambiguous', candidates };
}

type Called = Pick<Device, 'name' | 'ip_address' | 'ip_addresses'>;

/**
 * Whether a device has this name, in any case, or this IP address, in any spelling. Both count alike, because a stranger may call itself by the
 * address of another device; a text that is a MAC is no name for the same reason.
 */
export function isCalled(wanted: string): (device: Called) => boolean {
  const text = wanted.trim();
  if (parseMac(text) !== null) return () => false;
  const [name, ip] = [text.toLowerCase(), canonicalIp(text)];
  return (device) => device.name.toLowerCase() === name || (ip !== null && hasAddress(device, ip));
}

function hasAddress({ ip_address, ip_addresses }: Called, ip: string): boolean {
  return ip_address === ip || ip_addresses.some((address) => canonicalIp(address) === ip);
}
