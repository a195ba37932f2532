/** What routers' tables tie to MACs. Any router may know: access points without CAPsMAN have neither leases nor ARP of their own. */
import { type ArpEntry, contains, type Lease, type Network } from '../parse/address.ts';
import type { Mac } from '../parse/mac.ts';
import { type Reading, rowsOf } from '../parse/reading.ts';

interface Entry {
  leases: Lease[];
  arp: ArpEntry[];
  ipv6: string[];
  /** Of access-list rules. */
  comments: string[];
}

/** One router's. A table that failed adds nothing and is named, because nothing known is not the same as nothing there. */
export interface Directory {
  entries: ReadonlyMap<Mac, Readonly<Entry>>;
  failed: Readonly<Record<'leases' | 'arp' | 'lists', boolean>>;
  networks: readonly Network[];
}

/** What several directories say about one device, in their order. */
export interface Evidence extends Readonly<Entry> {
  failed: Directory['failed'];
  /** Whether an address lies in a network of one of the routers. */
  isLocal: (address: string) => boolean;
}

const ACCESS_LISTS = [
  'interface/wifi/access-list',
  'interface/wifiwave2/access-list',
  'caps-man/access-list',
  'interface/wireless/access-list',
] as const;

export function createDirectory({ tables }: Reading): Directory {
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
    entries,
    failed: {
      leases: tables['ip/dhcp-server/lease'].status === 'failed',
      arp: tables['ip/arp'].status === 'failed',
      lists: ACCESS_LISTS.some((path) => tables[path].status === 'failed'),
    },
    networks: rowsOf(tables['ip/address']) ?? [],
  };
}

export function lookUp(macs: readonly Mac[], directories: readonly Directory[]): Evidence {
  const found: Entry = { leases: [], arp: [], ipv6: [], comments: [] };
  const failed = { leases: false, arp: false, lists: false };
  for (const directory of directories) {
    failed.leases ||= directory.failed.leases;
    failed.arp ||= directory.failed.arp;
    failed.lists ||= directory.failed.lists;
    for (const mac of macs) {
      const entry = directory.entries.get(mac);
      if (entry === undefined) continue;
      found.leases.push(...entry.leases);
      found.arp.push(...entry.arp);
      found.ipv6.push(...entry.ipv6);
      found.comments.push(...entry.comments);
    }
  }
  const isLocal = (address: string) =>
    directories.some(({ networks }) => networks.some((network) => contains(network, address)));
  return { ...found, failed, isLocal };
}
