/** Which of the addresses that the tables tie to a device is its own now. */
import { type ArpEntry, isPrivate, type Lease, parseIpv4 } from '../parse/address.ts';
import type { Registration } from '../parse/registration.ts';
import type { Evidence } from './directory.ts';

export type IpSource = 'dhcp_lease' | 'arp' | 'registration';

/** What is known about the addresses of one device. */
export interface Addresses {
  ipAddress: string | null;
  ipSource: IpSource | null;
  /** The chosen address first, then the others, IPv6 last. */
  ipAddresses: readonly string[];
  lease: Lease | null;
}

export const noAddresses: Addresses = { ipAddress: null, ipSource: null, ipAddresses: [], lease: null };

/**
 * Precedence: 1. bound lease (of two, the one ARP confirms, else the one that expires last); 2. ARP, the livelier status first;
 * 3. the registration's own `dhcp-address`, then `last-ip`. What a failed table used to say is taken from `previous`.
 */
export function addressesOf(
  evidence: Evidence,
  registration: Registration | null,
  previous: Addresses,
): Addresses {
  const { leases, failed } = evidence;
  const arp = evidence.arp.toSorted((a, b) => liveliness(a) - liveliness(b));
  const bound = leases.filter(
    (lease) => lease.status === 'bound' && lease.address !== null && !lease.disabled,
  );
  const lease = chooseLease(bound, arp) ?? leases[0] ?? (failed.leases ? previous.lease : null);
  const before = (source: IpSource) => (previous.ipSource === source ? previous.ipAddress : null);
  const candidates: [IpSource, string | null][] = [
    ['dhcp_lease', bound.length > 0 ? lease!.address : null],
    ['dhcp_lease', failed.leases ? before('dhcp_lease') : null],
    ['arp', arp[0]?.address ?? null],
    ['arp', failed.arp ? before('arp') : null],
    ['registration', registration === null ? null : registeredAddress(registration, evidence.isLocal)],
  ];
  const [ipSource, ipAddress] = candidates.find(([, address]) => address !== null) ?? [null, null];
  const all = [ipAddress, ...bound.map((other) => other.address), ...arp.map((entry) => entry.address)];
  if (failed.leases || failed.arp) all.push(...previous.ipAddresses);
  all.push(...evidence.ipv6);
  return { ipAddress, ipSource, ipAddresses: [...new Set(all.filter((address) => address !== null))], lease };
}

function chooseLease(bound: readonly Lease[], arp: readonly ArpEntry[]): Lease | null {
  const confirmed = bound.find((lease) => arp.some((entry) => entry.address === lease.address));
  if (confirmed !== undefined) return confirmed;
  // a static lease has no expiry: it outlasts the others
  const expiry = (lease: Lease) => lease.expiresInMs ?? Infinity;
  return bound.reduce<Lease | null>(
    (best, lease) => (best !== null && expiry(best) >= expiry(lease) ? best : lease),
    null,
  );
}

// reachable > delay, probe > stale and no status > permanent (which proves no presence: also static and add-arp entries are permanent)
function liveliness(entry: ArpEntry): number {
  if (entry.status === 'reachable') return 0;
  if (entry.status === 'delay' || entry.status === 'probe') return 1;
  return entry.status === 'permanent' ? 3 : 2;
}

function registeredAddress(registration: Registration, isLocal: Evidence['isLocal']): string | null {
  const own = parseIpv4(registration.dhcpAddress);
  if (own !== null) return own;
  const last = parseIpv4(registration.lastIp);
  return last !== null && registration.source === 'capsman' ? straighten(last, isLocal) : last;
}

// caps-man "last-ip": "91.83.168.192" is 192.168.83.91 (7.21.4). The form that lies in a network of the router is the right one.
function straighten(address: string, isLocal: Evidence['isLocal']): string {
  const reversed = parseIpv4(address.split('.').reverse().join('.'));
  if (reversed === null || isLocal(address)) return address;
  return isLocal(reversed) || (isPrivate(reversed) && !isPrivate(address)) ? reversed : address;
}
