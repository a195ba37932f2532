/** IP addresses in the spellings that people and routers use. */

const BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const GROUP = '[0-9A-Fa-f]{1,4}';

const IPV4 = `${BYTE}(?:[.]${BYTE}){3}`;

/** Eight groups, or fewer around one `::`. */
const IPV6 = [
  `${GROUP}(?::${GROUP}){7}`,
  ...[1, 2, 3, 4, 5, 6].map((head) => `(?:${GROUP}:){${head}}(?::${GROUP}){1,${7 - head}}`),
  `(?:${GROUP}:){1,7}:`,
  `:(?::${GROUP}){1,7}`,
  '::',
].join('|');

/** Every spelling of an address, without what may follow it. */
export const ADDRESS = `(?:${IPV4}|${IPV6})`;

const isIpv4 = new RegExp(`^${IPV4}$`);
const isIpv6 = new RegExp(`^(?:${IPV6})$`);

/** One form for every spelling of an address; null for anything else. A zone (`%ether1`) does not count. */
export function canonicalIp(text: string): string | null {
  const address = text.split('%')[0]!.split('/')[0]!;
  if (isIpv4.test(address)) return address;
  if (!isIpv6.test(address)) return null;
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
