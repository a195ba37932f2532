/** Profiles: named sets of properties that interfaces share. And what an interface says about its own: properties, and the profiles it names. */
import { type Dialect, dialects, type Section, sections } from './dialect.ts';
import { parseWifiInterface, type WifiInterface } from './interface.ts';
import { type Row, raw, text } from './row.ts';
import { parseBoolean } from './value.ts';
import { parseInterfaceProperties, parseProfileProperties, type WifiProperties } from './wifi-property.ts';

/** The profile of each section that a row names; null: none. */
export type ProfileNames = Readonly<Record<Section, string | null>>;

export interface Profile {
  name: string;
  section: Section;
  properties: WifiProperties;
  /** The profiles that a configuration names for its other sections. */
  profiles: ProfileNames;
}

/** Null without a name. */
export function parseProfile(dialect: Dialect, section: Section, row: Row): Profile | null {
  const name = text(row, 'name');
  if (name === null) return null;
  const properties = parseProfileProperties(dialect, section, row);
  const profiles = section === 'configuration' ? namesIn(dialect, row, ['configuration']) : noNames;
  return { name, section, properties, profiles };
}

/** A row of an interface menu: what the interface is, and how it is configured. */
export interface ConfiguredInterface extends WifiInterface {
  /** CAPsMAN made it: it has no property of its own. */
  dynamic: boolean | null;
  /** New drivers show inherited properties too, older ones (before 7.15) only the interface's own. */
  properties: WifiProperties;
  profiles: ProfileNames;
}

export function parseConfiguredInterface(dialect: Dialect, row: Row): ConfiguredInterface | null {
  const whole = parseWifiInterface(dialect, row);
  if (whole === null) return null;
  const properties = parseInterfaceProperties(dialect, row);
  // wireless keeps a power that its mode ignores
  const isPowerIgnored = dialect === 'wireless' && raw(row, 'tx-power-mode') === 'default';
  return {
    ...whole,
    dynamic: parseBoolean(raw(row, 'dynamic')),
    properties: isPowerIgnored ? { ...properties, txPowerDbm: null } : properties,
    profiles: namesIn(dialect, row, []),
  };
}

const noNames: ProfileNames = { configuration: null, channel: null, security: null, steering: null };

function namesIn(dialect: Dialect, row: Row, except: readonly Section[]): ProfileNames {
  const names = dialects[dialect].profiles
    .filter(({ section }) => !except.includes(section))
    .map(({ section, reference }) => [section, text(row, reference)] as const);
  return { ...noNames, ...Object.fromEntries(names) };
}

/** The properties by which a row names profiles. */
export function references(dialect: Dialect, except: readonly Section[] = []): string[] {
  return sections.flatMap((section) => {
    if (except.includes(section)) return [];
    return dialects[dialect].profiles.find((each) => each.section === section)?.reference ?? [];
  });
}
