/** Whose lines are taken: those of the routers, by their addresses, and of addresses that are allowed. */
import { isIP, isIPv4, SocketAddress } from 'node:net';

/** The bytes of one line to text. */
export type DecodeLine = (bytes: Uint8Array) => string;

export interface Sender {
  /** Id of the router; null when several have this address, or none. */
  router: string | null;
  /** In the charset of the router; where that is not known, in the one that all routers share, else in that of Western Europe. */
  decode: DecodeLine;
}

/** A router as far as its log lines go. `charset` is a WHATWG label, for text that is not UTF-8. */
export interface LogSource {
  id: string;
  url: string;
  charset: string;
}

/** Addresses of a host name. Rejects when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface Senders {
  /** Null for an address that is not allowed. */
  of: (address: string) => Sender | null;
  /** Resolves the names of the routers again; true when all of them could be. */
  refresh: () => Promise<boolean>;
  /** The addresses that the name of a router was last resolved to; none when it never was. */
  addressesOf: (name: string) => readonly string[];
  /** A sentence for every name that could not be resolved; null when all could. */
  problem: () => string | null;
}

export interface SendersOptions {
  routers: readonly LogSource[];
  createDecoder: (charset: string) => DecodeLine;
  /** Whether lines of an address that is no router's are taken. */
  isAllowed: (address: string) => boolean;
  resolve: Resolve;
  /** Addresses of a name until it is resolved. */
  known?: Senders['addressesOf'];
}

const DEFAULT_CHARSET = 'windows-1252';

export function createSenders(options: SendersOptions): Senders {
  const { routers, createDecoder, isAllowed, resolve, known = () => [] } = options;
  const hosts = routers.map(({ id, url, charset }) => {
    const name = hostOf(url);
    const addresses = isIP(name) === 0 ? known(name) : [normalize(name)];
    return { id, name, addresses, decode: createDecoder(charset) };
  });
  const [charset = DEFAULT_CHARSET, ...others] = new Set(routers.map((router) => router.charset));
  const unattributed = {
    router: null,
    decode: createDecoder(others.length === 0 ? charset : DEFAULT_CHARSET),
  };
  const problems = new Map<string, string>();
  let senders = toSenders(hosts, unattributed);
  // a flood comes from one address
  let latest: { address: string; sender: Sender | null } | null = null;

  return {
    of(address) {
      if (latest?.address === address) return latest.sender;
      const plain = normalize(address);
      const sender = senders.get(plain) ?? (isAllowed(plain) ? unattributed : null);
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
            // the addresses of before are still the best guess
            problems.set(host.id, unresolved(host, error));
          }
        }),
      );
      senders = toSenders(hosts, unattributed);
      latest = null;
      return problems.size === 0;
    },
    addressesOf: (wanted) => hosts.find(({ name }) => name === wanted)?.addresses ?? [],
    problem: () => (problems.size === 0 ? null : [...problems.values()].join(' ')),
  };
}

function toSenders(
  hosts: readonly { id: string; addresses: readonly string[]; decode: DecodeLine }[],
  unattributed: Sender,
): ReadonlyMap<string, Sender> {
  const senders = new Map<string, Sender>();
  for (const { id, addresses, decode } of hosts)
    for (const address of new Set(addresses))
      senders.set(address, senders.has(address) ? unattributed : { router: id, decode });
  return senders;
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

const MAPPED = '::ffff:';

/** One spelling for each address: "::ffff:192.168.88.1" is 192.168.88.1, and "fe80::1%eth0" is fe80::1. */
function normalize(text: string): string {
  const address = text.replace(/%.*$/, '');
  if (isIP(address) !== 6) return address;
  const plain = new SocketAddress({ address, family: 'ipv6' }).address;
  return plain.startsWith(MAPPED) && isIPv4(plain.slice(MAPPED.length)) ? plain.slice(MAPPED.length) : plain;
}

function unresolved({ id, name }: { id: string; name: string }, error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? 'no answer';
  return `The name ${name} of router "${id}" cannot be resolved (${code}), so its log lines are not recognized. Correct the name, or add its address to SYSLOG_ALLOW.`;
}
