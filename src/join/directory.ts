/** What routers' tables say about MACs: leases, ARP, IPv6, access lists. Every router counts: an access point has no leases of its own. */
import { type ArpEntry, contains, type Lease, type Network } from '../parse/address.ts';
import { dialectNames, dialects } from '../parse/dialect.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';

export type AddressTable = 'leases' | 'arp' | 'ipv6';

/** The router and the table that an address comes from. */
export interface Origin {
  address: string;
  router: string;
  table: AddressTable;
}

interface Entry {
  leases: Lease[];
  arp: ArpEntry[];
  ipv6: string[];
  /** Comments of access-list rules. */
  comments: string[];
}

/** The tables of one router by MAC. A failed table adds nothing and is named: unknown is not the same as empty. */
export interface Directory {
  router: string;
  entries: ReadonlyMap<Mac, Readonly<Entry>>;
  failed: Readonly<Record<AddressTable | 'lists', boolean>>;
  networks: readonly Network[];
}

/** What all routers' directories say together, independent of any device. */
export interface NetworkFacts {
  /** Whether the table failed on any router. */
  failed: Directory['failed'];
  /** Whether this table of this router fails, so that what it said last may still hold. */
  isFailing: (router: string | null, table: AddressTable) => boolean;
  /** Whether an IPv4 address lies in a network of any router. */
  isLocal: (address: string) => boolean;
}

/** What several routers' tables say about one device, in the order of the routers. */
export interface TableFacts extends Readonly<Entry>, NetworkFacts {
  origins: readonly Origin[];
  /** Id of the router that holds a lease; null for a lease of an earlier reading. */
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
      if (macAddress !== null && comment !== null) entryOf(macAddress).comments.push(comment);
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

export function networkFacts(directories: readonly Directory[]): NetworkFacts {
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

/** `directories`: at least all that mention one of the MACs. `network`: that of all routers. */
export function lookUp(
  macs: readonly Mac[],
  directories: readonly Directory[],
  network: NetworkFacts = networkFacts(directories),
): TableFacts {
  const found: Entry = { leases: [], arp: [], ipv6: [], comments: [] };
  const origins: Origin[] = [];
  for (const { router, entries } of directories) {
    for (const mac of macs) {
      const entry = entries.get(mac);
      if (entry === undefined) continue;
      // the order of rows decides nothing; that of the routers does
      for (const lease of entry.leases.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))) {
        found.leases.push(lease);
        if (isBound(lease)) origins.push({ address: lease.address, router, table: 'leases' });
      }
      for (const arp of entry.arp) {
        found.arp.push(arp);
        origins.push({ address: arp.address, router, table: 'arp' });
      }
      for (const address of entry.ipv6) {
        found.ipv6.push(address);
        origins.push({ address, router, table: 'ipv6' });
      }
      for (const comment of entry.comments) found.comments.push(comment);
    }
  }
  const holderOf = (lease: Lease) =>
    directories.find(({ entries }) => macs.some((mac) => entries.get(mac)?.leases.includes(lease)))?.router ??
    null;
  const { failed, isFailing, isLocal } = network;
  return { ...found, failed, origins, holderOf, isFailing, isLocal };
}

function textOf({ server, address }: Lease): string {
  return `${server}\n${address}`;
}

/** The lease is in use now. */
export function isBound(lease: Lease): lease is Lease & { address: string } {
  return lease.status === 'bound' && lease.address !== null && !lease.disabled;
}
