/**
 * The menus that are read, and what is kept of their rows. `properties` is both the `.proplist` of the request and the whitelist of what
 * may enter the program: no secret is in it, so no secret is asked for or kept. Registration tables are asked for whole
 * (`properties: null`), because some builds drop rows when they do not know a name in the list; the parser picks what it knows.
 */
import { parseArpEntry, parseIpv6Neighbor, parseLease, parseNeighbor, parseNetwork } from './address.ts';
import { type Dialect, dialectNames, dialects } from './dialect.ts';
import { parseRadio, parseRemoteCap, type Radio, type RemoteCap } from './interface.ts';
import { type ListedRule, parseListedRule } from './listed-rule.ts';
import {
  type ConfiguredInterface,
  parseConfiguredInterface,
  parseProfile,
  type Profile,
  references,
} from './profile.ts';
import { parseProvisioningRule, type ProvisioningRule } from './provisioning.ts';
import { parseRegistration, type Registration } from './registration.ts';
import type { Row } from './row.ts';
import { type Sliced, visitEach } from './sliced.ts';
import {
  parseClock,
  parseHealth,
  parseIdentity,
  parseResource,
  parseRouterboard,
  parseUpdate,
} from './system.ts';
import { interfaceProperties, profileProperties } from './wifi-property.ts';

/**
 * When a menu is read. `registrations`, `leases`, `arp`: in every poll. `resource`, `caps`: also when a device is missing.
 * `inventory`: when it may have changed. `clock`: every ten minutes. `profiles`: every ten minutes, last of all.
 */
export type Group =
  | 'registrations'
  | 'resource'
  | 'caps'
  | 'leases'
  | 'arp'
  | 'inventory'
  | 'clock'
  | 'profiles';

interface MenuDefinition<T> {
  group: Group;
  /** The dialect whose registration table must exist for this menu to exist; null for a menu that every router has. */
  dialect: Dialect | null;
  shape: 'list' | 'singleton';
  properties: readonly string[] | null;
  /** Null for a row that says nothing usable. Never throws. */
  parse: (row: Row) => T | null;
}

function menu<T>(
  group: Group,
  properties: string | null,
  parse: (row: Row) => T | null,
  shape: 'list' | 'singleton' = 'list',
  dialect: Dialect | null = null,
): MenuDefinition<T> {
  return { group, dialect, shape, properties: properties?.split(' ') ?? null, parse };
}

type Spoken = (typeof dialects)[Dialect];
type MenusAt<Path extends string, T> = { readonly [P in Path]: MenuDefinition<T> };

/** One menu of a dialect by its path; nothing where the dialect has no such menu. */
function menuOf<T>(
  dialect: Dialect,
  group: Group,
  asked: { path: string; properties: string | null } | null,
  parse: (dialect: Dialect, row: Row) => T | null,
): Record<string, MenuDefinition<T>> {
  return asked === null
    ? {}
    : { [asked.path]: menu(group, asked.properties, (row) => parse(dialect, row), 'list', dialect) };
}

function perDialect<M>(menusOf: (dialect: Dialect) => object): M {
  return Object.assign({}, ...dialectNames.map(menusOf)) as M;
}

const registrations = perDialect<MenusAt<Spoken['registrations'], Registration>>((dialect) => {
  const path = dialects[dialect].registrations;
  return menuOf(dialect, 'registrations', { path, properties: null }, parseRegistration);
});

const caps = perDialect<MenusAt<NonNullable<Spoken['caps']>['path'], RemoteCap>>((dialect) =>
  menuOf(dialect, 'caps', dialects[dialect].caps, parseRemoteCap),
);

type Inventory = MenusAt<Spoken['interfaces']['path'], ConfiguredInterface> &
  MenusAt<NonNullable<Spoken['radios']>['path'], Radio> &
  MenusAt<Spoken['accessList'], ListedRule>;

const inventory = perDialect<Inventory>((dialect) => {
  const { interfaces, radios, accessList, accessListProperties } = dialects[dialect];
  const rules = { path: accessList, properties: accessListProperties };
  const asked = { path: interfaces.path, properties: interfaceListOf(dialect) };
  return {
    ...menuOf(dialect, 'inventory', asked, parseConfiguredInterface),
    ...menuOf(dialect, 'inventory', radios, parseRadio),
    ...menuOf(dialect, 'inventory', rules, parseListedRule),
  };
});

function interfaceListOf(dialect: Dialect): string {
  const facts = dialects[dialect].interfaces.properties.split(' ');
  const power = dialect === 'wireless' ? ['tx-power-mode'] : [];
  const asked = [...facts, 'dynamic', ...references(dialect), ...interfaceProperties(dialect), ...power];
  return [...new Set(asked)].join(' ');
}

type Profiles = MenusAt<Spoken['profiles'][number]['path'], Profile> &
  MenusAt<NonNullable<Spoken['provisioning']>['path'], ProvisioningRule>;

const profiles = perDialect<Profiles>((dialect) => {
  const { profiles: listed, provisioning } = dialects[dialect];
  const menusOf = listed.map(({ section, path }) => {
    const others = section === 'configuration' ? references(dialect, [section]) : [];
    const properties = ['name', ...others, ...profileProperties(dialect, section)].join(' ');
    return menuOf(dialect, 'profiles', { path, properties }, (_, row) => parseProfile(dialect, section, row));
  });
  return Object.assign(
    {},
    ...menusOf,
    menuOf(dialect, 'profiles', provisioning, parseProvisioningRule),
  ) as object;
});

/** Every menu that is read, by its path. */
export const menus = {
  ...registrations,
  'system/resource': menu(
    'resource',
    'board-name version architecture-name cpu-count cpu-load total-memory free-memory uptime',
    parseResource,
    'singleton',
  ),
  ...caps,
  'ip/dhcp-server/lease': menu(
    'leases',
    'mac-address active-mac-address address active-address server active-server status dynamic disabled host-name comment expires-after last-seen',
    parseLease,
  ),
  'ip/arp': menu('arp', 'mac-address address status complete invalid disabled', parseArpEntry),
  ...inventory,
  'ip/address': menu('inventory', 'address disabled', parseNetwork),
  'ipv6/neighbor': menu('inventory', 'mac-address address status', parseIpv6Neighbor),
  'ip/neighbor': menu('inventory', 'mac-address address address4 identity', parseNeighbor),
  'system/identity': menu('inventory', 'name', parseIdentity, 'singleton'),
  'system/routerboard': menu('inventory', 'model serial-number', parseRouterboard, 'singleton'),
  'system/clock': menu('clock', 'date time time-zone-name', parseClock, 'singleton'),
  ...profiles,
  // what the router found when it was last told to look; it is never told to here
  'system/package/update': menu(
    'profiles',
    'channel installed-version latest-version status',
    parseUpdate,
    'singleton',
  ),
  'system/health': menu(
    'profiles',
    'name value temperature cpu-temperature board-temperature board-temperature1',
    parseHealth,
  ),
} as const;

export type Menu = keyof typeof menus;
/** What one row of a menu becomes. */
export type RowOf<M extends Menu> = NonNullable<ReturnType<(typeof menus)[M]['parse']>>;

export const menuPaths = Object.keys(menus) as Menu[];

/** The registration tables of all dialects. */
export const registrationMenus = dialectNames.map((dialect) => dialects[dialect].registrations);

/** Rows to values, in their order; rows that say nothing usable are dropped. */
export function* parseRows<M extends Menu>(path: M, rows: readonly Row[]): Sliced<RowOf<M>[]> {
  const parse = menus[path].parse as (row: Row) => RowOf<M> | null;
  const values: RowOf<M>[] = [];
  yield* visitEach(rows, (row) => {
    const value = parse(row);
    if (value !== null) values.push(value);
  });
  return values;
}
