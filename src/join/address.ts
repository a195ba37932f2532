/** Which IP addresses a MAC has. Leases and ARP may come from any router, because access points without CAPsMAN have neither. */
import { type ArpEntry, contains, isPrivate, type Lease, type Network, parseIpv4 } from '../parse/address.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';
import type { Registration } from '../parse/registration.ts';

export type IpSource = 'dhcp_lease' | 'arp' | 'registration';

/** What one router's tables tie to MACs. Null where the table failed: nothing is known, which is not the same as nothing there. */
export interface Directory {
  leases: ReadonlyMap<Mac, readonly Lease[]> | null;
  arp: ReadonlyMap<Mac, readonly ArpEntry[]> | null;
  ipv6: ReadonlyMap<Mac, readonly string[]> | null;
  /** Comments of access-list rules. */
  accessListComments: ReadonlyMap<Mac, readonly string[]> | null;
  networks: readonly Network[];
}

/** What is known about the addresses of one device. */
export interface Addresses {
  ipAddress: string | null;
  ipSource: IpSource | null;
  /** The chosen address first, then the others, IPv6 last. */
  ipAddresses: readonly string[];
  lease: Lease | null;
}

export const noAddresses: Addresses = { ipAddress: null, ipSource: null, ipAddresses: [], lease: null };

export function createDirectory(reading: Reading): Directory {
  const { tables } = reading;
  const ipv6 = rowsOf(tables['ipv6/neighbor']);
  return {
    leases: index(tables['ip/dhcp-server/lease'].status, rowsOf(tables['ip/dhcp-server/lease'])),
    arp: index(tables['ip/arp'].status, rowsOf(tables['ip/arp'])),
    ipv6: mapValues(index(tables['ipv6/neighbor'].status, ipv6), (neighbor) => neighbor.address),
    accessListComments: accessListComments(reading),
    networks: rowsOf(tables['ip/address']) ?? [],
  };
}

const ACCESS_LISTS = [
  'interface/wifi/access-list',
  'interface/wifiwave2/access-list',
  'caps-man/access-list',
  'interface/wireless/access-list',
] as const;

function accessListComments(reading: Reading): Map<Mac, string[]> | null {
  if (ACCESS_LISTS.some((path) => reading.tables[path].status === 'failed')) return null;
  const comments = new Map<Mac, string[]>();
  for (const path of ACCESS_LISTS) {
    for (const { macAddress, comment } of rowsOf(reading.tables[path]) ?? []) {
      if (comment !== null) comments.set(macAddress, [...(comments.get(macAddress) ?? []), comment]);
    }
  }
  return comments;
}

/**
 * Precedence: 1. bound lease (of two, the one ARP confirms, else the one that expires last); 2. ARP, the livelier status first;
 * 3. the registration's own `dhcp-address`, then `last-ip`. What a failed table used to say is taken from `previous`.
 */
export function addressesOf(
  macs: readonly Mac[],
  registration: Registration | null,
  directories: readonly Directory[],
  previous: Addresses,
): Addresses {
  const leases = lookUp(directories, macs, (directory) => directory.leases);
  const arp = lookUp(directories, macs, (directory) => directory.arp).sort(
    (a, b) => liveliness(a) - liveliness(b),
  );
  const ipv6 = lookUp(directories, macs, (directory) => directory.ipv6);
  const leasesFailed = directories.some((directory) => directory.leases === null);
  const arpFailed = directories.some((directory) => directory.arp === null);

  const bound = leases.filter(
    (lease) => lease.status === 'bound' && lease.address !== null && !lease.disabled,
  );
  const lease = chooseLease(bound, arp) ?? leases[0] ?? (leasesFailed ? previous.lease : null);
  const registered = registration === null ? null : registeredAddress(registration, directories);

  let ipAddress = bound.length > 0 ? lease!.address : null;
  let ipSource: IpSource | null = ipAddress === null ? null : 'dhcp_lease';
  const keep = (source: IpSource) => {
    if (ipAddress !== null || previous.ipSource !== source) return;
    [ipAddress, ipSource] = [previous.ipAddress, source];
  };
  const take = (address: string | null | undefined, source: IpSource) => {
    if (ipAddress === null && address != null) [ipAddress, ipSource] = [address, source];
  };
  if (leasesFailed) keep('dhcp_lease');
  take(arp[0]?.address, 'arp');
  if (arpFailed) keep('arp');
  take(registered, 'registration');

  const all = [
    ipAddress,
    ...bound.map((other) => other.address),
    ...arp.map((entry) => entry.address),
    ...ipv6,
  ];
  if (leasesFailed || arpFailed) all.push(...previous.ipAddresses);
  return {
    ipAddress,
    ipSource,
    ipAddresses: [...new Set(all.filter((address) => address !== null))],
    lease,
  };
}

/** What any of the directories has for any of the MACs, in their order. */
export function lookUp<T>(
  directories: readonly Directory[],
  macs: readonly Mac[],
  table: (directory: Directory) => ReadonlyMap<Mac, readonly T[]> | null,
): T[] {
  const found: T[] = [];
  for (const directory of directories) {
    for (const mac of macs) found.push(...(table(directory)?.get(mac) ?? []));
  }
  return found;
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

function registeredAddress(registration: Registration, directories: readonly Directory[]): string | null {
  const own = parseIpv4(registration.dhcpAddress);
  if (own !== null) return own;
  const last = parseIpv4(registration.lastIp);
  return last !== null && registration.source === 'capsman' ? straighten(last, directories) : last;
}

// caps-man "last-ip": "91.83.168.192" is 192.168.83.91 (7.21.4). The form that lies in a network of the router is the right one.
function straighten(address: string, directories: readonly Directory[]): string | null {
  const reversed = parseIpv4(address.split('.').reverse().join('.'));
  if (reversed === null) return address;
  const isLocal = (candidate: string) =>
    directories.some((directory) => directory.networks.some((network) => contains(network, candidate)));
  if (isLocal(address)) return address;
  if (isLocal(reversed)) return reversed;
  return isPrivate(reversed) && !isPrivate(address) ? reversed : address;
}

function index<T extends { macAddress: Mac }>(
  status: string,
  rows: readonly T[] | null,
): Map<Mac, T[]> | null {
  if (rows === null) return status === 'absent' ? new Map() : null;
  const map = new Map<Mac, T[]>();
  for (const row of rows) {
    const found = map.get(row.macAddress);
    if (found === undefined) map.set(row.macAddress, [row]);
    else found.push(row);
  }
  return map;
}

function mapValues<T, U>(map: Map<Mac, T[]> | null, change: (value: T) => U): Map<Mac, U[]> | null {
  return map === null ? null : new Map([...map].map(([mac, values]) => [mac, values.map(change)]));
}
