/** IP addresses in the spellings that people and routers use. */

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}$/i;

/** One form for every spelling of an address; null for anything else. A zone (`%ether1`) does not count. */
export function canonicalIp(text: string): string | null {
  const address = text.split('%')[0]!.split('/')[0]!;
  if (IPV4.test(address)) return address;
  if (address.length > 39 || !IPV6.test(address)) return null;
  const halves = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const [head = [], tail = []] = halves;
  const missing = 8 - head.length - tail.length;
  if (
    halves.length > 2 ||
    /^:[^:]|[^:]:$/.test(address) ||
    (halves.length === 2 ? missing < 1 : missing !== 0)
  )
    return null;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
