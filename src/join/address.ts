/** Which of the IP addresses in the tables is the device's own now. */
import { type ArpEntry, isPrivate, type Lease, parseIpv4 } from '../parse/address.ts';
import { dialects } from '../parse/dialect.ts';
import type { Registration } from '../parse/registration.ts';
import { type TableFacts, isBound, type Origin } from './directory.ts';

export type IpSource = 'dhcp_lease' | 'arp' | 'registration';

/** The addresses of one device. */
export interface Addresses {
  /** IPv4; null when no table has one. */
  ipAddress: string | null;
  ipSource: IpSource | null;
  /** The chosen address first, then the others, IPv6 last. */
  ipAddresses: readonly string[];
  /** The lease that gives the address; without a bound one, the one seen last. */
  lease: Lease | null;
  /** The router that holds the lease. */
  leaseRouter: string | null;
  /** The table of each address: an address is kept while that very table fails, and no longer. */
  origins: readonly Origin[];
}

export const noAddresses: Addresses = {
  ipAddress: null,
  ipSource: null,
  ipAddresses: [],
  lease: null,
  leaseRouter: null,
  origins: [],
};

/**
 * Precedence: 1. bound lease (of two, the one ARP confirms, else the one seen last, else the one that expires last); 2. ARP, the livelier
 * status first; 3. the registration's own `dhcp-address`, then `last-ip`. Addresses of a table that fails now are taken from `previous`.
 */
export function addressesOf(
  facts: TableFacts,
  registration: Registration | null,
  previous: Addresses,
): Addresses {
  const { leases, isFailing } = facts;
  const arp = facts.arp.toSorted((a, b) => liveliness(a) - liveliness(b));
  const bound = leases.filter(isBound);
  const kept = previous.origins.filter(({ router, table }) => isFailing(router, table));
  const addressesIn = (table: Origin['table']) =>
    kept.filter((origin) => origin.table === table).map(({ address }) => address);
  const keptLease = isFailing(previous.leaseRouter, 'leases') ? previous.lease : null;
  const inUse = chooseLease(bound, arp) ?? (keptLease !== null && isBound(keptLease) ? keptLease : null);
  const lease = inUse ?? mostRecent(leases) ?? keptLease;
  const fromArp = [...arp.map(({ address }) => address), ...addressesIn('arp')];
  const listed: [IpSource, string] | null =
    inUse !== null ? ['dhcp_lease', inUse.address] : fromArp[0] !== undefined ? ['arp', fromArp[0]] : null;
  const registered =
    listed === null && registration !== null ? registeredAddress(registration, facts.isLocal) : null;
  const [ipSource, ipAddress] = listed ?? (registered === null ? [null, null] : ['registration', registered]);
  const leased = [...bound.map(({ address }) => address), ...addressesIn('leases')];
  const all = [ipAddress, ...leased, ...fromArp, ...facts.ipv6, ...addressesIn('ipv6')];
  return {
    ipAddress,
    ipSource,
    ipAddresses: [...new Set(all.filter((address) => address !== null))],
    lease,
    leaseRouter: lease === null ? null : (facts.holderOf(lease) ?? previous.leaseRouter),
    origins: kept.length === 0 ? facts.origins : [...facts.origins, ...kept],
  };
}

// of two leases that ARP confirms, the one with the livelier entry
function chooseLease<T extends Lease>(bound: readonly T[], arp: readonly ArpEntry[]): T | null {
  if (bound.length <= 1) return bound[0] ?? null;
  const rank = (lease: T) => {
    const entry = arp.find(({ address }) => address === lease.address);
    return entry === undefined ? UNCONFIRMED : liveliness(entry);
  };
  return bound.toSorted((a, b) => rank(a) - rank(b) || byUse(a, b))[0]!;
}

/** Of leases that give no address now: an enabled one first. */
function mostRecent(leases: readonly Lease[]): Lease | null {
  return leases.toSorted((a, b) => Number(a.disabled) - Number(b.disabled) || byUse(a, b))[0] ?? null;
}

// seen last first; the time of expiry depends on the server and decides only where nothing else does
function byUse(a: Lease, b: Lease): number {
  return (
    compare(a.lastSeenMs ?? Infinity, b.lastSeenMs ?? Infinity) ||
    // a static lease never expires: it outlasts the others
    compare(b.expiresInMs ?? Infinity, a.expiresInMs ?? Infinity)
  );
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// reachable > delay, probe > stale and no status > permanent (proves no presence: static and add-arp entries are permanent too)
function liveliness(entry: ArpEntry): number {
  if (entry.status === 'reachable') return 0;
  if (entry.status === 'delay' || entry.status === 'probe') return 1;
  return entry.status === 'permanent' ? 3 : 2;
}

const UNCONFIRMED = 4;

function registeredAddress(registration: Registration, isLocal: TableFacts['isLocal']): string | null {
  const own = parseIpv4(registration.dhcpAddress);
  if (own !== null) return own;
  const last = parseIpv4(registration.lastIp);
  return last !== null && dialects[registration.source].hasReversedLastIp ? straighten(last, isLocal) : last;
}

// caps-man "last-ip": "91.83.168.192" is 192.168.83.91 (7.21.4). The form that lies in a network of the router is the right one.
function straighten(address: string, isLocal: TableFacts['isLocal']): string | null {
  const reversed = parseIpv4(address.split('.').reverse().join('.'));
  if (isLocal(address)) return address;
  if (reversed === null) return null;
  if (isLocal(reversed)) return reversed;
  // 10.1.168.192 may be 192.168.1.10 or itself: without a matching network it stays unknown
  if (isPrivate(address) === isPrivate(reversed)) return null;
  return isPrivate(reversed) ? reversed : address;
}
