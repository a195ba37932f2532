/** Whose lines are taken: those of the routers, by their addresses, and of whoever else is allowed. */
import { BlockList, isIP, isIPv4, SocketAddress } from 'node:net';

export interface Sender {
  /** Id of the router; null when several have this address, or none. */
  router: string | null;
}

/** Addresses of a host name; rejects when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface Senders {
  /** Null for an address that is not allowed. */
  of: (address: string) => Sender | null;
  /** Resolves the names of the routers anew; answers whether all of them have been. */
  refresh: () => Promise<boolean>;
  /** What a name of a router was resolved to at last; none when it never was. */
  addressesOf: (name: string) => readonly string[];
  /** A sentence for every name that could not be resolved; null when all could. */
  problem: () => string | null;
}

export interface SendersOptions {
  routers: readonly { id: string; url: string }[];
  /** Addresses and networks. */
  allow: readonly string[];
  resolve: Resolve;
  /** What is known of a name before it is resolved. */
  known?: Senders['addressesOf'];
}

const ANYONE: Sender = { router: null };

export function createSenders({ routers, allow, resolve, known = () => [] }: SendersOptions): Senders {
  const allowed = toBlockList(allow);
  const hosts = routers.map(({ id, url }) => {
    const name = hostOf(url);
    return { id, name, addresses: isIP(name) === 0 ? known(name) : [normalize(name)] };
  });
  const problems = new Map<string, string>();
  let senders = toSenders(hosts);
  // in a flood the same address comes again and again
  let latest: { address: string; sender: Sender | null } | null = null;

  return {
    of(address) {
      if (latest?.address === address) return latest.sender;
      const plain = normalize(address);
      const isAllowed = () => allowed.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
      const sender = senders.get(plain) ?? (isAllowed() ? ANYONE : null);
      latest = { address, sender };
      return sender;
    },
    async refresh() {
      await Promise.all(
        hosts.map(async (host) => {
          if (isIP(host.name) !== 0) return;
          try {
            host.addresses = (await resolve(host.name)).map(normalize);
            problems.delete(host.id);
          } catch (error) {
            // what it was before is still the best guess
            problems.set(host.id, unresolved(host, error));
          }
        }),
      );
      senders = toSenders(hosts);
      latest = null;
      return problems.size === 0;
    },
    addressesOf: (wanted) => hosts.find(({ name }) => name === wanted)?.addresses ?? [],
    problem: () => (problems.size === 0 ? null : [...problems.values()].join(' ')),
  };
}

function toSenders(
  hosts: readonly { id: string; addresses: readonly string[] }[],
): ReadonlyMap<string, Sender> {
  const senders = new Map<string, Sender>();
  for (const { id, addresses } of hosts)
    for (const address of new Set(addresses))
      senders.set(address, senders.has(address) ? ANYONE : { router: id });
  return senders;
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [text = '', prefix] = entry.split('/');
    const address = prefix === undefined ? normalize(text) : text;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

const MAPPED = '::ffff:';

/** One spelling for each address: "::ffff:192.168.88.1" is 192.168.88.1, and the zone of "fe80::1%eth0" is no part of it. */
function normalize(text: string): string {
  const address = text.replace(/%.*$/, '');
  if (isIP(address) !== 6) return address;
  const plain = new SocketAddress({ address, family: 'ipv6' }).address;
  return plain.startsWith(MAPPED) && isIPv4(plain.slice(MAPPED.length)) ? plain.slice(MAPPED.length) : plain;
}

function unresolved({ id, name }: { id: string; name: string }, error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'no answer';
  return `The name ${name} of router "${id}" cannot be resolved (${code}), so its log lines cannot be told from others. Mend the name, or add its address to SYSLOG_ALLOW.`;
}
