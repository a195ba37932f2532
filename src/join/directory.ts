/** What routers' tables tie to MACs. Any router may know: access points without CAPsMAN have neither leases nor ARP of their own. */
import { type ArpEntry, contains, type Lease, type Network } from '../parse/address.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';

export type AddressTable = 'leases' | 'arp' | 'ipv6';

/** Which router's table tells of an address now. */
export interface Origin {
  address: string;
  router: string;
  table: AddressTable;
}

interface Entry {
  leases: Lease[];
  arp: ArpEntry[];
  ipv6: string[];
  /** Of access-list rules. */
  comments: string[];
}

/** One router's. A table that failed adds nothing and is named, because nothing known is not the same as nothing there. */
export interface Directory {
  router: string;
  entries: ReadonlyMap<Mac, Readonly<Entry>>;
  failed: Readonly<Record<AddressTable | 'lists', boolean>>;
  networks: readonly Network[];
}

/** What all routers' directories say together, independent of any device. */
export interface NetworkEvidence {
  /** Of any of the routers. */
  failed: Directory['failed'];
  /** Whether what this table of this router said may still hold, because it cannot be read. */
  isFailing: (router: string | null, table: AddressTable) => boolean;
  /** Whether an address lies in a network of one of the routers. */
  isLocal: (address: string) => boolean;
}

/** What several routers' tables say about one device, in the order of the routers. */
export interface TableEvidence extends Readonly<Entry>, NetworkEvidence {
  origins: readonly Origin[];
  /** The router that holds a lease. */
  holderOf: (lease: Lease) => string | null;
}

const ACCESS_LISTS = dialectNames.map((dialect) => dialects[dialect].accessList);

export function createDirectory({ router, tables }: Reading): Directory {
  const entries = new Map<Mac, Entry>();
  const entryOf = (mac: Mac): Entry => {
    const entry = entries.get(mac) ?? { leases: [], arp: [], ipv6: [], comments: [] };
    entries.set(mac, entry);
    return entry;
  };
  for (const lease of rowsOf(tables['ip/dhcp-server/lease']) ?? [])
    entryOf(lease.macAddress).leases.push(lease);
  for (const found of rowsOf(tables['ip/arp']) ?? []) entryOf(found.macAddress).arp.push(found);
  for (const { macAddress, address } of rowsOf(tables['ipv6/neighbor']) ?? [])
    entryOf(macAddress).ipv6.push(address);
  for (const path of ACCESS_LISTS) {
    for (const { macAddress, comment } of rowsOf(tables[path]) ?? []) {
      if (comment !== null) entryOf(macAddress).comments.push(comment);
    }
  }
  return {
    router,
    entries,
    failed: {
      leases: tables['ip/dhcp-server/lease'].status === 'failed',
      arp: tables['ip/arp'].status === 'failed',
      ipv6: tables['ipv6/neighbor'].status === 'failed',
      lists: ACCESS_LISTS.some((path) => tables[path].status === 'failed'),
    },
    networks: rowsOf(tables['ip/address']) ?? [],
  };
}

export function networkEvidence(directories: readonly Directory[]): NetworkEvidence {
  const failing = directories.filter(({ failed }) => Object.values(failed).includes(true));
  const isFailed = (table: AddressTable | 'lists') => failing.some(({ failed }) => failed[table]);
  const networks = directories.flatMap((directory) => directory.networks);
  return {
    failed: {
      leases: isFailed('leases'),
      arp: isFailed('arp'),
      ipv6: isFailed('ipv6'),
      lists: isFailed('lists'),
    },
    isFailing: (router, table) =>
      failing.some((directory) => directory.router === router && directory.failed[table]),
    isLocal: (address) => networks.some((network) => contains(network, address)),
  };
}

/** `directories`: all that name one of the MACs, at least. `network`: of all routers' directories. */
export function lookUp(
  macs: readonly Mac[],
  directories: readonly Directory[],
  network: NetworkEvidence = networkEvidence(directories),
): TableEvidence {
  const found: Entry = { leases: [], arp: [], ipv6: [], comments: [] };
  const origins: Origin[] = [];
  for (const { router, entries } of directories) {
    for (const mac of macs) {
      const entry = entries.get(mac);
      if (entry === undefined) continue;
      found.leases.push(...entry.leases);
      found.arp.push(...entry.arp);
      found.ipv6.push(...entry.ipv6);
      found.comments.push(...entry.comments);
      for (const lease of entry.leases)
        if (isBound(lease)) origins.push({ address: lease.address, router, table: 'leases' });
      for (const { address } of entry.arp) origins.push({ address, router, table: 'arp' });
      for (const address of entry.ipv6) origins.push({ address, router, table: 'ipv6' });
    }
  }
  const holderOf = (lease: Lease) =>
    directories.find(({ entries }) => macs.some((mac) => entries.get(mac)?.leases.includes(lease)))?.router ??
    null;
  const { failed, isFailing, isLocal } = network;
  return { ...found, failed, origins, holderOf, isFailing, isLocal };
}

/** In use now. */
export function isBound(lease: Lease): lease is Lease & { address: string } {
  return lease.status === 'bound' && lease.address !== null && !lease.disabled;
}
