/**
 * The menus that are read, and what is kept of their rows. `properties` is both the `.proplist` of the request and the whitelist of what
 * may enter the program: nothing secret is in it, so nothing secret is asked for or kept. Registration tables are asked for whole
 * (`properties: null`), because some builds drop rows when a name in the list is unknown to them; their parser picks what it knows.
 */
import {
  parseAccessListEntry,
  parseArpEntry,
  parseIpv6Neighbor,
  parseLease,
  parseNeighbor,
  parseNetwork,
} from './address.ts';
import { parseRadio, parseRemoteCap, parseWifiInterface } from './interface.ts';
import { parseRegistration, type Source } from './registration.ts';
import type { Row } from './row.ts';
import { parseIdentity, parseResource, parseRouterboard } from './system.ts';

/** `registrations`, `leases`, `arp`: every poll. `resource`, `caps`: also when somebody is missing. `inventory`: when it may have changed. */
export type Group = 'registrations' | 'resource' | 'caps' | 'leases' | 'arp' | 'inventory';

interface MenuDefinition<T> {
  group: Group;
  /** The dialect whose registration table must exist for this menu to be worth asking for. */
  source: Source | null;
  shape: 'list' | 'singleton';
  properties: readonly string[] | null;
  /** Null for a row that says nothing usable. Never throws. */
  parse: (row: Row) => T | null;
}

function menu<T>(
  group: Group,
  source: Source | null,
  properties: string | null,
  parse: (row: Row) => T | null,
  shape: 'list' | 'singleton' = 'list',
): MenuDefinition<T> {
  return { group, source, shape, properties: properties?.split(' ') ?? null, parse };
}

const WIFI_INTERFACE =
  '.about name mac-address default-name master-interface cap comment disabled running configuration.ssid ' +
  'configuration.tx-power channel.band channel.frequency channel.width steering.rrm steering.wnm steering.transition-threshold security.ft';
const LEGACY_CAP = 'base-mac identity name board version serial address state';
const WIFI_CAP = 'base-mac identity board-name version serial address state uptime';

/** Every menu that is read, by its path. */
export const menus = {
  'interface/wifi/registration-table': menu('registrations', 'wifi', null, (row) =>
    parseRegistration('wifi', row),
  ),
  'interface/wifiwave2/registration-table': menu('registrations', 'wifiwave2', null, (row) =>
    parseRegistration('wifiwave2', row),
  ),
  'caps-man/registration-table': menu('registrations', 'capsman', null, (row) =>
    parseRegistration('capsman', row),
  ),
  'interface/wireless/registration-table': menu('registrations', 'wireless', null, (row) =>
    parseRegistration('wireless', row),
  ),

  'system/resource': menu(
    'resource',
    null,
    'board-name version architecture-name cpu-count cpu-load total-memory free-memory uptime',
    parseResource,
    'singleton',
  ),
  'interface/wifi/capsman/remote-cap': menu('caps', 'wifi', WIFI_CAP, (row) => parseRemoteCap('wifi', row)),
  'interface/wifiwave2/capsman/remote-cap': menu('caps', 'wifiwave2', WIFI_CAP, (row) =>
    parseRemoteCap('wifiwave2', row),
  ),
  'caps-man/remote-cap': menu('caps', 'capsman', LEGACY_CAP, (row) => parseRemoteCap('capsman', row)),

  'ip/dhcp-server/lease': menu(
    'leases',
    null,
    'mac-address active-mac-address address active-address server active-server status dynamic disabled host-name comment expires-after last-seen',
    parseLease,
  ),
  'ip/arp': menu('arp', null, 'mac-address address status complete invalid disabled', parseArpEntry),

  'interface/wifi': menu('inventory', 'wifi', WIFI_INTERFACE, (row) => parseWifiInterface('wifi', row)),
  'interface/wifi/radio': menu('inventory', 'wifi', 'interface radio-mac cap', (row) =>
    parseRadio('wifi', row),
  ),
  'interface/wifi/access-list': menu(
    'inventory',
    'wifi',
    'mac-address comment disabled',
    parseAccessListEntry,
  ),
  'interface/wifiwave2': menu('inventory', 'wifiwave2', WIFI_INTERFACE, (row) =>
    parseWifiInterface('wifiwave2', row),
  ),
  'interface/wifiwave2/radio': menu('inventory', 'wifiwave2', 'interface radio-mac cap', (row) =>
    parseRadio('wifiwave2', row),
  ),
  'interface/wifiwave2/access-list': menu(
    'inventory',
    'wifiwave2',
    'mac-address comment disabled',
    parseAccessListEntry,
  ),
  'caps-man/interface': menu(
    'inventory',
    'capsman',
    'name mac-address master-interface comment disabled running configuration.ssid channel.band channel.frequency current-channel',
    (row) => parseWifiInterface('capsman', row),
  ),
  'caps-man/radio': menu(
    'inventory',
    'capsman',
    'interface radio-mac remote-cap-name remote-cap-identity local',
    (row) => parseRadio('capsman', row),
  ),
  'caps-man/access-list': menu('inventory', 'capsman', 'mac-address comment disabled', parseAccessListEntry),
  'interface/wireless': menu(
    'inventory',
    'wireless',
    'name mac-address default-name master-interface comment disabled running ssid band frequency channel-width tx-power',
    (row) => parseWifiInterface('wireless', row),
  ),
  'interface/wireless/access-list': menu(
    'inventory',
    'wireless',
    'mac-address comment disabled',
    parseAccessListEntry,
  ),
  'ip/address': menu('inventory', null, 'address disabled', parseNetwork),
  'ipv6/neighbor': menu('inventory', null, 'mac-address address status', parseIpv6Neighbor),
  'ip/neighbor': menu('inventory', null, 'mac-address address address4 identity', parseNeighbor),
  'system/identity': menu('inventory', null, 'name', parseIdentity, 'singleton'),
  'system/routerboard': menu('inventory', null, 'model serial-number', parseRouterboard, 'singleton'),
} as const;

export type Menu = keyof typeof menus;
/** What one row of a menu becomes. */
export type RowOf<M extends Menu> = NonNullable<ReturnType<(typeof menus)[M]['parse']>>;

export const menuPaths = Object.keys(menus) as Menu[];

/** The registration table of each dialect. */
export const registrationMenus = {
  wifi: 'interface/wifi/registration-table',
  wifiwave2: 'interface/wifiwave2/registration-table',
  capsman: 'caps-man/registration-table',
  wireless: 'interface/wireless/registration-table',
} as const satisfies Record<Source, Menu>;

/** The list of managed access points of each dialect that has one. */
export const capMenus = {
  wifi: 'interface/wifi/capsman/remote-cap',
  wifiwave2: 'interface/wifiwave2/capsman/remote-cap',
  capsman: 'caps-man/remote-cap',
} as const satisfies Partial<Record<Source, Menu>>;

/** The interfaces of each dialect. */
export const interfaceMenus = {
  wifi: 'interface/wifi',
  wifiwave2: 'interface/wifiwave2',
  capsman: 'caps-man/interface',
  wireless: 'interface/wireless',
} as const satisfies Record<Source, Menu>;

/** The radios of each dialect that lists them apart from the interfaces. */
export const radioMenus = {
  wifi: 'interface/wifi/radio',
  wifiwave2: 'interface/wifiwave2/radio',
  capsman: 'caps-man/radio',
} as const satisfies Partial<Record<Source, Menu>>;

/** Rows to values; rows that say nothing usable are left out. */
export function parseRows<M extends Menu>(path: M, rows: readonly Row[]): RowOf<M>[] {
  const parse = menus[path].parse as (row: Row) => RowOf<M> | null;
  return rows.map(parse).filter((value): value is RowOf<M> => value !== null);
}
