/** Rows of the inventory: interfaces, radios, CAPs. */
import { type CapAddress, type CapReference, parseCapReference, parseCapRemark } from './cap-reference.ts';
import { parseChannel } from './channel.ts';
import type { Dialect } from './dialect.ts';
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { cleanText } from './text.ts';
import {
  type Band,
  bandOf,
  parseBand,
  parseBoolean,
  parseDurationMs,
  parseInteger,
  parseOnlyBand,
} from './value.ts';

export interface WifiInterface {
  source: Dialect;
  name: string;
  /** BSSID. */
  macAddress: Mac | null;
  ssid: string | null;
  band: Band | null;
  /** As RouterOS writes it, where the row says it. */
  channel: string | null;
  frequencyMhz: number | null;
  channelWidth: string | null;
  txPowerDbm: number | null;
  /** The master of a virtual interface; null for a master. */
  masterInterface: string | null;
  running: boolean | null;
  disabled: boolean | null;
  /** It cannot serve anybody now, although it is enabled. */
  inactive: boolean | null;
  /** "ap", "station-bridge", "ap-bridge", "wds-slave" …; of a virtual interface that does not say, null. */
  mode: string | null;
  /** It is the interface of a CAP, on the CAP itself: its clients are in its manager's tables. */
  isManaged: boolean;
  comment: string | null;
  /** Set for the router's own radio; a radio of a CAP has none. */
  defaultName: string | null;
  cap: CapReference | null;
  /** Address of the CAP in the status remark ("operated by CAP 02:…%Home, …"). */
  aboutCap: CapAddress | null;
  rrm: boolean | null;
  wnm: boolean | null;
  transitionThresholdDbm: number | null;
  fastTransition: boolean | null;
}

/** A row of a dialect's interface menu; null without a name. */
export function parseWifiInterface(source: Dialect, row: Row): WifiInterface | null {
  const name = text(row, 'name');
  if (name === null) return null;
  // longer than any text that is kept, and the part that matters may be at its end
  const about = raw(row, '.about') ?? '';
  // wireless "frequency": "2437"; caps-man "current-channel": "2412/20-Ce/gn(18dBm)"; on a CAP ".about": "…, SSID: …, channel: 5280/ax/eCee"
  const channel =
    text(row, 'current-channel') ??
    cleanText(/^.*, channel: ([^\s,]+)/s.exec(about)?.[1] ?? '') ??
    text(row, 'frequency') ??
    text(row, 'channel.frequency');
  const tuned = parseChannel(channel);
  const frequencyMhz = tuned?.frequencyMhz ?? null;
  const band = parseBand(raw(row, 'band') ?? raw(row, 'channel.band'));
  return {
    source,
    name,
    macAddress: parseMac(raw(row, 'mac-address')),
    ssid: text(row, 'configuration.ssid') ?? text(row, 'ssid'),
    band: bandOf(frequencyMhz) ?? band?.band ?? null,
    channel: frequencyMhz === null ? null : channel,
    frequencyMhz,
    channelWidth: text(row, 'channel.width') ?? text(row, 'channel-width') ?? tuned?.width ?? null,
    txPowerDbm:
      parseInteger(raw(row, 'configuration.tx-power') ?? raw(row, 'tx-power')) ?? tuned?.txPowerDbm ?? null,
    masterInterface: master(row),
    running: parseBoolean(raw(row, 'running')),
    disabled: parseBoolean(raw(row, 'disabled')),
    inactive: parseBoolean(raw(row, 'inactive')),
    // on a CAP ".about": "managed by CAPsMAN …, mode: AP, SSID: …"
    mode:
      text(row, 'configuration.mode') ??
      text(row, 'mode') ??
      /, mode: ([\w-]+)/.exec(about)?.[1]?.toLowerCase() ??
      null,
    isManaged: /^managed by CAPsMAN/i.test(about),
    comment: text(row, 'comment'),
    defaultName: text(row, 'default-name'),
    cap: parseCapReference(raw(row, 'cap')),
    aboutCap: parseCapRemark(about),
    rrm: parseBoolean(raw(row, 'steering.rrm')),
    wnm: parseBoolean(raw(row, 'steering.wnm')),
    transitionThresholdDbm: parseInteger(raw(row, 'steering.transition-threshold')),
    fastTransition: parseBoolean(raw(row, 'security.ft')),
  };
}

// caps-man writes "none" where wifi omits the property
function master(row: Row): string | null {
  const name = text(row, 'master-interface');
  return name === 'none' ? null : name;
}

/** A row of a dialect's radio menu: the radio, and the CAP it is in, of an interface. */
export interface Radio {
  source: Dialect;
  interface: string | null;
  radioMac: Mac | null;
  cap: CapReference | null;
  /** caps-man: "[6C:3B:6B:00:00:01]", the name of the remote CAP. */
  remoteCapName: string | null;
  remoteCapIdentity: string | null;
  /** A radio of the router itself. */
  local: boolean | null;
  /** Where the radio has only one. */
  band: Band | null;
}

export function parseRadio(source: Dialect, row: Row): Radio | null {
  const radio: Radio = {
    source,
    interface: text(row, 'interface'),
    radioMac: parseMac(raw(row, 'radio-mac')),
    cap: parseCapReference(raw(row, 'cap')),
    remoteCapName: text(row, 'remote-cap-name'),
    remoteCapIdentity: text(row, 'remote-cap-identity'),
    local: parseBoolean(raw(row, 'local')),
    band: parseOnlyBand(raw(row, 'bands')),
  };
  return radio.interface === null && radio.radioMac === null ? null : radio;
}

/** What `monitor once` says of a radio: the channel that it is on now. */
export interface RadioState {
  channel: string | null;
  frequencyMhz: number | null;
  channelWidth: string | null;
  txPowerDbm: number | null;
}

export function parseRadioState(row: Row): RadioState {
  const channel = text(row, 'channel');
  const tuned = parseChannel(channel);
  return {
    channel: tuned === null ? null : channel,
    frequencyMhz: tuned?.frequencyMhz ?? null,
    channelWidth: tuned?.width ?? null,
    txPowerDbm: parseInteger(raw(row, 'tx-power')) ?? tuned?.txPowerDbm ?? null,
  };
}

/** A row of a dialect's CAP menu: an access point that the router manages. */
export interface RemoteCap {
  source: Dialect;
  baseMac: Mac;
  identity: string | null;
  /** caps-man only: its name in `…/radio`. */
  name: string | null;
  boardName: string | null;
  version: string | null;
  serialNumber: string | null;
  /** "02:…%Home" (layer 2), "192.0.2.11" or "192.0.2.11/48211" (layer 3), "127.0.0.1" (the router itself). */
  address: string | null;
  /** "Ok" (wifi), "Run" (caps-man) when it works. */
  state: string | null;
  /** How long it has been connected to its manager; null on caps-man. */
  connectedMs: number | null;
  uptimeMs: number | null;
}

// "Ok" in wifi, "Run" in caps-man
const RUNNING_STATES = new Set(['ok', 'run', 'running']);

/** Connected to its manager and at work; a state that is not told counts as one. */
export function isRunning({ state }: Pick<RemoteCap, 'state'>): boolean {
  return state === null || RUNNING_STATES.has(state.toLowerCase());
}

export function parseRemoteCap(source: Dialect, row: Row): RemoteCap | null {
  const baseMac = parseMac(raw(row, 'base-mac'));
  if (baseMac === null) return null;
  return {
    source,
    baseMac,
    identity: text(row, 'identity'),
    name: text(row, 'name'),
    boardName: text(row, 'board-name') ?? text(row, 'board'),
    version: text(row, 'version'),
    serialNumber: text(row, 'serial'),
    address: text(row, 'address'),
    state: text(row, 'state'),
    connectedMs: parseDurationMs(raw(row, 'connected-time')),
    uptimeMs: parseDurationMs(raw(row, 'uptime')),
  };
}
