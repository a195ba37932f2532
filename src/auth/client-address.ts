/** The address a request comes from: the remote end of the connection or, behind a trusted proxy, the address that proxy reports. */
import { isIP, isIPv6 } from 'node:net';
import { createAddressList } from './address-list.ts';

/** From the remote end of the connection and `X-Forwarded-For`; empty when the connection is already closed. */
export type AddressOf = (remote: string | undefined, forwardedFor: string | null | undefined) => string;

/** `trusted`: addresses and networks of proxies. `X-Forwarded-For` of any other sender is ignored. */
export function createAddressOf(trusted: readonly string[]): AddressOf {
  const isTrusted = createAddressList(trusted);
  return (remote = '', forwardedFor) => {
    let address = plain(remote);
    if (trusted.length === 0 || forwardedFor == null || !isTrusted(address)) return address;
    // each proxy appends the address it received from, so the list is read from its end while the reporting hop is trusted
    for (const hop of forwardedFor.split(',').reverse()) {
      const earlier = plain(withoutPort(hop.trim()));
      if (isIP(earlier) === 0) return address;
      address = earlier;
      if (!isTrusted(address)) return address;
    }
    return address;
  };
}

/** The network one household or server has to itself: the IPv4 address, or the /64 of an IPv6 address. Other text is returned as it is. */
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

// "::ffff:192.168.88.1" is 192.168.88.1, and the zone of "fe80::1%eth0" is not part of the address
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

// "192.168.88.1:5555", "[fd00::1]:5555", "[fd00::1]"
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
