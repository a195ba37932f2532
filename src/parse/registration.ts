/** Rows of the registration tables: this MAC is associated to this interface now. Each dialect has its own names and formats. */
import type { Dialect } from './dialect.ts';
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { cleanText } from './text.ts';
import {
  type Band,
  parseBands,
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
  /** Of several links, the first. */
  band: Band | null;
  /** Null also where the links differ. */
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
  /** WiFi 7 multi-link: the links of one association, in the router's order. */
  links: readonly RegistrationLink[];
}

interface RegistrationLink {
  interface: string;
  macAddress: Mac | null;
  /** As the row says it; null where it does not. */
  band: Band | null;
  signalDbm: number | null;
}

/** Null for a row that is not a WiFi client: without a MAC, the upstream AP of a station (`ap=true`), or an interface. */
export function parseRegistration(source: Dialect, row: Row): Registration | null {
  const macAddress = parseMac(raw(row, 'mac-address'));
  if (macAddress === null || parseBoolean(raw(row, 'ap')) === true || isInterface(row)) return null;
  const bands = parseBands(raw(row, 'band'));
  const standards = new Set(bands.map((band) => band?.standard ?? null));
  const bytes = parsePair(raw(row, 'bytes'));
  const packets = parsePair(raw(row, 'packets'));
  return {
    source,
    macAddress,
    interface: text(row, 'interface'),
    ssid: text(row, 'ssid'),
    band: bands[0]?.band ?? null,
    wifiStandard: standards.size === 1 ? [...standards][0]! : null,
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
    links: parseLinks(
      row,
      bands.map((band) => band?.band ?? null),
    ),
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

// "mld-interfaces": "wifi1,wifi2", "mld-link-addresses", "band" and "signal-per-link" run in parallel (7.25)
function parseLinks(row: Row, bands: readonly (Band | null)[]): RegistrationLink[] {
  const names = (raw(row, 'mld-interfaces') ?? '').split(',').map(cleanText);
  const addresses = (raw(row, 'mld-link-addresses') ?? '').split(',');
  const signals = parseLinkSignals(raw(row, 'signal-per-link'), names);
  return names.flatMap((name, index) =>
    name === null
      ? []
      : [
          {
            interface: name,
            macAddress: parseMac(addresses[index]?.trim() ?? null),
            // a list of another length does not say which link it means
            band: bands.length === names.length ? bands[index]! : null,
            signalDbm: signals[index] ?? null,
          },
        ],
  );
}

/** "-55,-62" in the order of the links, or "wifi1:-55,wifi2:-62" by their names. */
function parseLinkSignals(text: string | null, names: readonly (string | null)[]): (number | null)[] {
  const parts = text === null ? [] : text.split(',').map((part) => part.trim());
  const isNamed = parts.some((part) => !/^-?\d/.test(part));
  if (!isNamed) return parts.length === names.length ? parts.map(parseSignalDbm) : [];
  return names.map((name) => {
    const part = name === null ? undefined : parts.find((each) => each.replace(/[:=/ ]+-\d.*$/, '') === name);
    return part === undefined ? null : parseSignalDbm(part.slice(name!.length).replace(/^[:=/ ]+/, ''));
  });
}
