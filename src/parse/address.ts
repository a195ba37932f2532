/** Rows that tie a MAC to an IP address or a name: leases, ARP, neighbours, access lists; and the router's own networks. */
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { parseBoolean, parseDurationMs } from './value.ts';

export interface Lease {
  /** The MAC that holds it now, else the reserved one. */
  macAddress: Mac;
  /** The address in use now, else the reserved one; null when the row names none. */
  address: string | null;
  server: string | null;
  /** waiting, testing, declined, offered, bound, authorizing, conflict. */
  status: string | null;
  dynamic: boolean | null;
  disabled: boolean;
  hostName: string | null;
  comment: string | null;
  expiresInMs: number | null;
  lastSeenMs: number | null;
}

export function parseLease(row: Row): Lease | null {
  const macAddress = parseMac(raw(row, 'active-mac-address')) ?? parseMac(raw(row, 'mac-address'));
  if (macAddress === null) return null;
  return {
    macAddress,
    address: parseIpv4(raw(row, 'active-address')) ?? parseIpv4(raw(row, 'address')),
    server: text(row, 'active-server') ?? text(row, 'server'),
    status: text(row, 'status'),
    dynamic: parseBoolean(raw(row, 'dynamic')),
    disabled: parseBoolean(raw(row, 'disabled')) === true,
    hostName: text(row, 'host-name'),
    comment: text(row, 'comment'),
    expiresInMs: parseDurationMs(raw(row, 'expires-after')),
    lastSeenMs: parseDurationMs(raw(row, 'last-seen')),
  };
}

export interface ArpEntry {
  macAddress: Mac;
  address: string;
  /** delay, permanent, probe, reachable, stale; null before RouterOS 7. Failed and incomplete entries are not kept. */
  status: string | null;
}

/** Null for an entry that proves nothing: incomplete, invalid, disabled or failed. An absent property does not disqualify. */
export function parseArpEntry(row: Row): ArpEntry | null {
  const macAddress = parseMac(raw(row, 'mac-address'));
  const address = parseIpv4(raw(row, 'address'));
  const status = text(row, 'status');
  if (macAddress === null || address === null || status === 'failed' || status === 'incomplete') return null;
  if (parseBoolean(raw(row, 'complete')) === false) return null;
  if (parseBoolean(raw(row, 'invalid')) === true || parseBoolean(raw(row, 'disabled')) === true) return null;
  return { macAddress, address, status };
}

export interface Ipv6Neighbor {
  macAddress: Mac;
  address: string;
}

/** `ipv6/neighbor`; null for a failed, incomplete or noarp entry. */
export function parseIpv6Neighbor(row: Row): Ipv6Neighbor | null {
  const macAddress = parseMac(raw(row, 'mac-address'));
  const address = parseIpv6(raw(row, 'address'));
  const status = text(row, 'status');
  if (macAddress === null || address === null) return null;
  if (status === 'failed' || status === 'incomplete' || status === 'noarp') return null;
  return { macAddress, address };
}

/** `ip/neighbor`: what another device says about itself. */
export interface Neighbor {
  macAddress: Mac;
  address: string | null;
  identity: string | null;
}

export function parseNeighbor(row: Row): Neighbor | null {
  const macAddress = parseMac(raw(row, 'mac-address'));
  if (macAddress === null) return null;
  const address = parseIpv4(raw(row, 'address4')) ?? parseIpv4(raw(row, 'address'));
  return { macAddress, address, identity: text(row, 'identity') };
}

/** One of the router's own networks, from `ip/address` ("192.168.83.1/24"). */
export interface Network {
  /** The network as an unsigned 32-bit number. */
  base: number;
  prefixLength: number;
}

export function parseNetwork(row: Row): Network | null {
  const match = /^(.+)\/(\d{1,2})$/.exec(raw(row, 'address') ?? '');
  const address = ipv4ToNumber(match?.[1] ?? null);
  const prefixLength = Number(match?.[2]);
  if (address === null || prefixLength > 32 || parseBoolean(raw(row, 'disabled')) === true) return null;
  return { base: mask(address, prefixLength), prefixLength };
}

export function contains(network: Network, address: string): boolean {
  const number = ipv4ToNumber(address);
  return number !== null && mask(number, network.prefixLength) === network.base;
}

/** Private (RFC 1918) or link-local. */
export function isPrivate(address: string): boolean {
  return PRIVATE.some((network) => contains(network, address));
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'].map(
  (address) => parseNetwork({ address })!,
);

function mask(address: number, prefixLength: number): number {
  return prefixLength === 0 ? 0 : (address & (0xffffffff << (32 - prefixLength))) >>> 0;
}

/** A dotted IPv4 address other than 0.0.0.0 and broadcast; null for anything else. */
export function parseIpv4(value: string | null): string | null {
  const number = ipv4ToNumber(value);
  return number === null || number === 0 || number === 0xffffffff ? null : value;
}

function ipv4ToNumber(value: string | null): number | null {
  // no leading zeros: some programs read "010" as eight
  const parts = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/
    .exec(value ?? '')
    ?.slice(1)
    .map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((number, part) => number * 256 + part, 0);
}

/** An IPv6 address other than `::`, without zone or prefix, in lower case; null for anything else. */
export function parseIpv6(value: string | null): string | null {
  if (value === null || value.length > 39 || !/^[0-9a-f:]+$/i.test(value)) return null;
  const halves = value.split('::');
  const groups = value.split(':').filter((group) => group !== '');
  const wellFormed = halves.every((half) => half === '' || /^[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*$/i.test(half));
  if (!wellFormed || groups.length === 0) return null;
  const isWhole = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length < 8;
  return isWhole ? value.toLowerCase() : null;
}
