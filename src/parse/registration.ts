/** Rows of the registration tables: this MAC is associated to this interface now. Each dialect has its own names and formats. */
import type { Dialect } from './dialect.ts';
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { cleanText } from './text.ts';
import {
  type Band,
  parseBand,
  parseBoolean,
  parseDurationMs,
  parseInteger,
  parsePair,
  parseRateBps,
  parseSignalDbm,
  type WifiStandard,
} from './value.ts';

export interface Registration {
  source: Dialect;
  macAddress: Mac;
  /** Name of the interface as the polled router calls it. */
  interface: string | null;
  ssid: string | null;
  band: Band | null;
  wifiStandard: WifiStandard | null;
  signalDbm: number | null;
  txRateBps: number | null;
  rxRateBps: number | null;
  txThroughputBps: number | null;
  rxThroughputBps: number | null;
  txBytes: number | null;
  rxBytes: number | null;
  txPackets: number | null;
  rxPackets: number | null;
  uptimeMs: number | null;
  idleMs: number | null;
  authType: string | null;
  authorized: boolean | null;
  vlanId: number | null;
  eapIdentity: string | null;
  comment: string | null;
  dhcpAddress: string | null;
  dhcpHostName: string | null;
  /** The last IP address the driver saw; byte-reversed on legacy CAPsMAN. */
  lastIp: string | null;
  /** WiFi 7 multi-link: the interfaces and link MACs of one association, in the router's order. */
  links: readonly { interface: string; macAddress: Mac | null }[];
}

/** Null for a row that is not a WiFi client: without a MAC, the upstream AP of a station (`ap=true`), or an interface. */
export function parseRegistration(source: Dialect, row: Row): Registration | null {
  const macAddress = parseMac(raw(row, 'mac-address'));
  if (macAddress === null || parseBoolean(raw(row, 'ap')) === true || isInterface(row)) return null;
  const band = parseBand(raw(row, 'band'));
  const bytes = parsePair(raw(row, 'bytes'));
  const packets = parsePair(raw(row, 'packets'));
  return {
    source,
    macAddress,
    interface: text(row, 'interface'),
    ssid: text(row, 'ssid'),
    band: band?.band ?? null,
    wifiStandard: band?.standard ?? null,
    // wifi "signal": "-65"; caps-man "rx-signal": "-76"; wireless "signal-strength": "-62@1Mbps"
    signalDbm:
      parseSignalDbm(raw(row, 'signal')) ??
      parseSignalDbm(raw(row, 'rx-signal')) ??
      parseSignalDbm(raw(row, 'signal-strength')),
    txRateBps: parseRateBps(raw(row, 'tx-rate')),
    rxRateBps: parseRateBps(raw(row, 'rx-rate')),
    txThroughputBps: natural(row, 'tx-bits-per-second'),
    rxThroughputBps: natural(row, 'rx-bits-per-second'),
    txBytes: bytes?.tx ?? null,
    rxBytes: bytes?.rx ?? null,
    txPackets: packets?.tx ?? null,
    rxPackets: packets?.rx ?? null,
    uptimeMs: parseDurationMs(raw(row, 'uptime')),
    idleMs: parseDurationMs(raw(row, 'last-activity')),
    authType: text(row, 'auth-type') ?? text(row, 'authentication-type'),
    authorized: parseBoolean(raw(row, 'authorized')) ?? parseBoolean(raw(row, '802.1x-port-enabled')),
    vlanId: vlan(row),
    eapIdentity: text(row, 'eap-identity'),
    comment: text(row, 'comment'),
    dhcpAddress: text(row, 'dhcp-address'),
    dhcpHostName: text(row, 'dhcp-hostname'),
    lastIp: text(row, 'last-ip'),
    links: parseLinks(row),
  };
}

// some builds list interfaces, even Ethernet, among the registrations: {"name": "ether1", "type": "ether", "mac-address": …}
function isInterface(row: Row): boolean {
  return raw(row, 'interface') === null && (raw(row, 'name') ?? raw(row, 'default-name')) !== null;
}

function natural(row: Row, key: string): number | null {
  const value = parseInteger(raw(row, key));
  return value !== null && value >= 0 ? value : null;
}

function vlan(row: Row): number | null {
  const id = parseInteger(raw(row, 'vlan-id'));
  return id !== null && id >= 1 && id <= 4094 ? id : null;
}

// "mld-interfaces": "wifi1,wifi2" and "mld-link-addresses" run in parallel (7.25)
function parseLinks(row: Row): Registration['links'] {
  const addresses = (raw(row, 'mld-link-addresses') ?? '').split(',');
  return (raw(row, 'mld-interfaces') ?? '').split(',').flatMap((name, index) => {
    const link = cleanText(name);
    return link === null ? [] : [{ interface: link, macAddress: parseMac(addresses[index]?.trim() ?? null) }];
  });
}
