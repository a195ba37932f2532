/** Whose request it is, by address: the far end of the connection or, behind a proxy that is trusted, whom that proxy names. */
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

/** Of the far end of the connection and `X-Forwarded-For`; empty where the connection is gone already. */
export type AddressOf = (remote: string | undefined, forwardedFor: string | null | undefined) => string;

/** `trusted`: addresses and networks of proxies. What anybody else says of whom he speaks for counts nothing. */
export function createAddressOf(trusted: readonly string[]): AddressOf {
  const proxies = toBlockList(trusted);
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && proxies.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  return (remote = '', forwardedFor) => {
    let address = plain(remote);
    if (trusted.length === 0 || forwardedFor == null || !isTrusted(address)) return address;
    // each proxy adds at the end whom it heard: from there on back, as long as it is one of ours that says so
    for (const hop of forwardedFor.split(',').reverse()) {
      const earlier = plain(withoutPort(hop.trim()));
      if (isIP(earlier) === 0) return address;
      address = earlier;
      if (!isTrusted(address)) return address;
    }
    return address;
  };
}

/** What one household or server has to itself: an IPv4 address, or the /64 of an IPv6 address; of that, itself. */
export function networkOf(address: string): string {
  if (!address.includes(':') || !isIPv6(address)) return address;
  const [head = [], tail = []] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function toBlockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

// "::ffff:192.168.88.1" is 192.168.88.1, and the zone of "fe80::1%eth0" is no part of it
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

// "192.168.88.1:5555", "[fd00::1]:5555", "[fd00::1]"
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
