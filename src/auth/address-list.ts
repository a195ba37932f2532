/** A list of addresses and networks, as a configuration writes it. */
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Entries: "192.168.88.1", "10.0.0.0/8", "fd00::/8". Returns whether an address is in the list; other text never is. */
export function createAddressList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}
