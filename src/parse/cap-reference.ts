/** Which CAP a row means. RouterOS names a CAP by the address from which it met its manager, in many spellings. */
import { parseIpv4, parseIpv6 } from './address.ts';
import { parseMac } from './mac.ts';
import { cleanText } from './text.ts';

/** The address of a CAP in one spelling: a MAC, an IPv4 address, an IPv6 address with all eight groups, or `LOOPBACK`. */
export type CapAddress = string;

/** The router itself, as a CAP of its own manager. */
export const LOOPBACK: CapAddress = 'loopback';

/** `cap` = "identity@02:31:48:F6:C4:AF%*41" or "identity@192.168.88.30". */
export interface CapReference {
  /** Untrusted, and equal for several CAPs: it names a CAP and never finds one. */
  identity: string | null;
  address: CapAddress;
}

/** An identity may hold "@" and spaces, so the address is looked for from the end. Null without an address. */
export function parseCapReference(value: string | null): CapReference | null {
  const text = value ?? '';
  for (let at = text.lastIndexOf('@'); at >= 0; at = at === 0 ? -1 : text.lastIndexOf('@', at - 1)) {
    const address = parseCapAddress(text.slice(at + 1));
    if (address !== null) return { identity: cleanText(text.slice(0, at)), address };
  }
  return null;
}

/** `.about` = "operated by CAP 02:31:48:F6:C4:AF%Home, traffic processing on CAPsMAN (no encryption)"; null for another remark. */
export function parseCapRemark(value: string | null): CapAddress | null {
  const remark = /operated by CAP (.+)$/s.exec(value ?? '')?.[1];
  if (remark === undefined) return null;
  const [first, whole] = [remark.split(',')[0]!, remark.split(', traffic processing')[0]!];
  for (const text of [first, whole]) {
    const address = parseCapAddress(text) ?? parseCapReference(text)?.address ?? null;
    if (address !== null) return address;
  }
  return null;
}

/**
 * "02:31:48:F6:C4:AF%Home", "192.0.2.11", "192.0.2.11:5246", "192.0.2.11/48211", "fe80::1%bridge", "[2001:db8::1]:5246"; null for anything
 * else. Zone, port and brackets are dropped.
 */
export function parseCapAddress(value: string | null): CapAddress | null {
  const text = (value ?? '').trim();
  const bracketed = /^\[([^\]]*)\](?:[:/]\d+)?$/.exec(text)?.[1];
  const bare = (bracketed ?? text).replace(/%.*$/s, '').replace(/\/[^@]*$/, '');
  const mac = bare.includes(':') ? parseMac(bare) : null;
  if (mac !== null) return mac;
  const ipv4 = parseIpv4(bare.replace(/:\d+$/, ''));
  if (ipv4 !== null) return ipv4.startsWith('127.') ? LOOPBACK : ipv4;
  return expandIpv6(bare);
}

/** The eight groups of an IPv6 address without leading zeros; the IPv4 address of a mapped one. */
function expandIpv6(text: string): CapAddress | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (mapped !== undefined) return parseCapAddress(mapped);
  const address = parseIpv6(text);
  if (address === null) return null;
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const given = [...head!, ...(tail ?? [])].length;
  const groups = [...head!, ...Array.from({ length: 8 - given }, () => '0'), ...(tail ?? [])];
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  if (numbers.slice(0, 5).every((number) => number === 0) && numbers[5] === 0xffff) {
    const [high, low] = [numbers[6]!, numbers[7]!];
    return parseCapAddress([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  const isLoopback = numbers.slice(0, 7).every((number) => number === 0) && numbers[7] === 1;
  return isLoopback ? LOOPBACK : numbers.map((number) => number.toString(16)).join(':');
}
