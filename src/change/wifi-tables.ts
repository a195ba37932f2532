/** The WiFi menus of a router with the profiles that their interfaces inherit from, and where each value is held. */
import { type Dialect, dialectNames, dialects, type Section } from '../parse/dialect.ts';
import { raw, type Row } from '../parse/row.ts';
import type { RowValues } from '../parse/write.ts';
import { type Planning, rowsAt } from './action.ts';
import { isSameValue } from './normalise.ts';

export const SECTIONS = ['channel', 'security', 'steering'] as const;

/** Values of an interface, as `section.property`; the old driver has them without a section. No secret is among them. */
const VALUES: Readonly<Record<Section, readonly string[]>> = {
  configuration: ['ssid', 'tx-power'],
  channel: ['frequency', 'width', 'band', 'tx-power', 'control-channel-width', 'extension-channel'],
  security: ['ft'],
  steering: ['rrm', 'wnm', '2g-probe-delay', 'transition-threshold', 'transition-threshold-time'],
};
const DOTTED = Object.entries(VALUES).flatMap(([section, names]) =>
  names.map((name) => `${section}.${name}`),
);
const OWN = [
  '.id',
  '.about',
  'name',
  'dynamic',
  'disabled',
  'inactive',
  'master-interface',
  'radio-mac',
  'default-name',
  'configuration',
  ...SECTIONS,
];
const WIRELESS = ['ssid', 'frequency', 'channel-width', 'band', 'tx-power', 'tx-power-mode'];

export interface WifiTables {
  dialect: Dialect;
  menu: string;
  /** The menu above the profiles. */
  base: string;
  rows: readonly Row[];
  profiles: Readonly<Record<Section, readonly Row[]>>;
}

/** Of every dialect in which the router has interfaces. Throws `Unreadable`. */
export async function readWifi(planning: Planning): Promise<WifiTables[]> {
  const all: WifiTables[] = [];
  for (const dialect of dialectNames) {
    const { base, spelling, interfaces, profiles: menus } = dialects[dialect];
    const { path: menu } = interfaces;
    const isFlat = spelling === 'wireless';
    const rows = await rowsAt(planning, menu, [...OWN, ...(isFlat ? WIRELESS : DOTTED)]);
    if (rows.length === 0) continue;
    const read = (section: Section) => {
      const path = isFlat ? undefined : menus.find((each) => each.section === section)?.path;
      return path === undefined ? [] : rowsAt(planning, path, profileProperties(section));
    };
    const profiles = {
      configuration: await read('configuration'),
      channel: await read('channel'),
      security: await read('security'),
      steering: await read('steering'),
    };
    all.push({ dialect, menu, base, rows, profiles });
  }
  return all;
}

function profileProperties(section: Section): string[] {
  const common = ['.id', 'name', 'disabled', ...VALUES[section]];
  return section === 'configuration' ? [...common, ...SECTIONS, ...DOTTED] : common;
}

export function nameOf(row: Row): string {
  return raw(row, 'name') ?? '';
}

export function isDynamic(row: Row): boolean {
  return raw(row, 'dynamic') === 'true';
}

export function masterOf(row: Row): string | null {
  const master = raw(row, 'master-interface');
  return master === null || master === '' || master === 'none' ? null : master;
}

/** The master of its radio. */
export function radioOf(row: Row): string {
  return masterOf(row) ?? nameOf(row);
}

/** The interfaces of the same radio, itself among them. */
export function onRadioOf({ rows }: WifiTables, row: Row): Row[] {
  return rows.filter((other) => radioOf(other) === radioOf(row));
}

/** What names an interface even after it was renamed. */
export function interfaceKey(row: Row): RowValues {
  const radioMac = masterOf(row) === null ? raw(row, 'radio-mac') : null;
  if (radioMac !== null) return { 'radio-mac': radioMac };
  const builtIn = raw(row, 'default-name');
  return builtIn === null ? { name: nameOf(row) } : { 'default-name': builtIn };
}

/** A profile in the chain of an interface. */
export interface Link {
  section: Section;
  menu: string;
  name: string;
  /** Name of the value in this profile. */
  property: string;
  /** Null: not set there. */
  held: string | null;
}

/** The profiles that could hold a value of the interface, the one that wins first. */
export function chainOf(wifi: WifiTables, row: Row, value: string): Link[] {
  const [section, property] = value.split('.') as [Section, string | undefined];
  if (property === undefined) return [];
  const { base, profiles } = wifi;
  const link = (where: Section, name: string | null, as: string): Link[] => {
    const profile = profiles[where].find((each) => raw(each, 'name') === name);
    if (name === null || profile === undefined) return [];
    return [{ section: where, menu: `${base}/${where}`, name, property: as, held: raw(profile, as) }];
  };
  const configuration = profiles.configuration.find(
    (each) => raw(each, 'name') === raw(row, 'configuration'),
  );
  const own = raw(row, 'configuration');
  if (section === 'configuration') return link('configuration', own, property);
  return [
    ...link(section, raw(row, section), property),
    ...link('configuration', own, value),
    ...(configuration === undefined ? [] : link(section, raw(configuration, section), property)),
  ];
}

/** Drivers show these although nothing sets them. */
const DEFAULTS: RowValues = {
  'steering.rrm': 'true',
  'steering.wnm': 'true',
  'steering.2g-probe-delay': 'false',
  'security.ft': 'false',
};

/** Whether the interface has the value of its own. One that equals the inherited value counts as inherited. */
export function isOwn(wifi: WifiTables, row: Row, value: string): boolean {
  const shown = raw(row, value);
  if (isDynamic(row) || shown === null) return false;
  if (!value.includes('.')) return true;
  const inherited =
    chainOf(wifi, row, value).find(({ held }) => held !== null)?.held ?? DEFAULTS[value] ?? null;
  return !isSameValue(value, shown, inherited);
}

/** Every interface that inherits from the profile. */
export function usersOf(wifi: WifiTables, { section, name }: Pick<Link, 'section' | 'name'>): Row[] {
  const configurations = wifi.profiles.configuration
    .filter((each) =>
      section === 'configuration' ? raw(each, 'name') === name : raw(each, section) === name,
    )
    .map((each) => raw(each, 'name'));
  return wifi.rows.filter(
    (row) =>
      configurations.includes(raw(row, 'configuration')) ||
      (section !== 'configuration' && raw(row, section) === name),
  );
}
