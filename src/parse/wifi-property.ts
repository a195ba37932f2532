/**
 * Properties of WiFi interfaces and of the profiles that they share, and how each dialect spells them. "steering.rrm" is the property `rrm`
 * of the section `steering`: an interface has it under that name, a profile of the section as `rrm`. Only what is listed here is read.
 */
import { byDialect, type Dialect, dialects, type Section, type Spelling } from './dialect.ts';
import { type Row, raw, text } from './row.ts';
import { parseBoolean, parseDurationMs, parseInteger } from './value.ts';

/** Null: the row does not say. */
export interface WifiProperties {
  ssid: string | null;
  rrm: boolean | null;
  wnm: boolean | null;
  transitionThresholdDbm: number | null;
  /** How long a signal is below the threshold before the device is asked to move. */
  transitionThresholdTimeMs: number | null;
  transitionRequestPeriodMs: number | null;
  /** "3" or "unlimited". */
  transitionRequestCount: string | null;
  /** "10s", "unlimited" or "immediate". */
  transitionTime: string | null;
  probeDelay2ghz: boolean | null;
  neighborGroup: string | null;
  channelBand: string | null;
  /** "5180,5260-5320:20", as configured. */
  channelFrequency: string | null;
  channelWidth: string | null;
  skipDfsChannels: string | null;
  /** "1h..1h30m". */
  reselectInterval: string | null;
  txPowerDbm: number | null;
  country: string | null;
  mode: string | null;
  hideSsid: boolean | null;
  maxClients: number | null;
  authenticationTypes: string | null;
  fastTransition: boolean | null;
  managementProtection: string | null;
  /** "0/1". */
  connectPriority: string | null;
}

export type PropertyName = keyof WifiProperties;

type Parsers = { readonly [N in PropertyName]: (row: Row, property: string) => WifiProperties[N] };

const flag = (row: Row, property: string) => parseBoolean(raw(row, property));
const integer = (row: Row, property: string) => parseInteger(raw(row, property));
const durationMs = (row: Row, property: string) => parseDurationMs(raw(row, property));

const parsers: Parsers = {
  ssid: text,
  rrm: flag,
  wnm: flag,
  transitionThresholdDbm: integer,
  transitionThresholdTimeMs: durationMs,
  transitionRequestPeriodMs: durationMs,
  transitionRequestCount: text,
  transitionTime: text,
  probeDelay2ghz: flag,
  neighborGroup: text,
  channelBand: text,
  channelFrequency: text,
  channelWidth: text,
  skipDfsChannels: text,
  reselectInterval: text,
  txPowerDbm: integer,
  country: text,
  mode: text,
  hideSsid: flag,
  maxClients: integer,
  authenticationTypes: text,
  fastTransition: flag,
  managementProtection: text,
  connectPriority: text,
};

export const propertyNames = Object.keys(parsers) as PropertyName[];

type Spellings = Readonly<Partial<Record<PropertyName, string>>>;

const WIFI: Spellings = {
  ssid: 'configuration.ssid',
  rrm: 'steering.rrm',
  wnm: 'steering.wnm',
  transitionThresholdDbm: 'steering.transition-threshold',
  transitionThresholdTimeMs: 'steering.transition-threshold-time',
  transitionRequestPeriodMs: 'steering.transition-request-period',
  transitionRequestCount: 'steering.transition-request-count',
  transitionTime: 'steering.transition-time',
  probeDelay2ghz: 'steering.2g-probe-delay',
  neighborGroup: 'steering.neighbor-group',
  channelBand: 'channel.band',
  channelFrequency: 'channel.frequency',
  channelWidth: 'channel.width',
  skipDfsChannels: 'channel.skip-dfs-channels',
  reselectInterval: 'channel.reselect-interval',
  txPowerDbm: 'configuration.tx-power',
  country: 'configuration.country',
  mode: 'configuration.mode',
  hideSsid: 'configuration.hide-ssid',
  maxClients: 'configuration.max-clients',
  authenticationTypes: 'security.authentication-types',
  fastTransition: 'security.ft',
  managementProtection: 'security.management-protection',
  connectPriority: 'security.connect-priority',
};

/** A name without a section is a property of the interface alone. */
const spellings: Readonly<Record<Spelling, Spellings>> = {
  wifi: WIFI,
  capsman: {
    ssid: 'configuration.ssid',
    channelBand: 'channel.band',
    channelFrequency: 'channel.frequency',
    channelWidth: 'channel.control-channel-width',
    skipDfsChannels: 'channel.skip-dfs-channels',
    reselectInterval: 'channel.reselect-interval',
    txPowerDbm: 'channel.tx-power',
    country: 'configuration.country',
    mode: 'configuration.mode',
    hideSsid: 'configuration.hide-ssid',
    maxClients: 'configuration.max-sta-count',
    authenticationTypes: 'security.authentication-types',
  },
  wireless: {
    ssid: 'ssid',
    channelBand: 'band',
    channelFrequency: 'frequency',
    channelWidth: 'channel-width',
    skipDfsChannels: 'skip-dfs-channels',
    txPowerDbm: 'tx-power',
    country: 'country',
    mode: 'mode',
    hideSsid: 'hide-ssid',
    maxClients: 'max-station-count',
    authenticationTypes: 'security.authentication-types',
    managementProtection: 'security.management-protection',
  },
};

/** Where one property is found in the rows of a dialect. */
interface Spelled {
  name: PropertyName;
  /** Null: only an interface has it. */
  section: Section | null;
  /** In a profile of its section. */
  short: string;
  /** In an interface, and in a configuration that holds other sections; null where an interface cannot have it of its own. */
  long: string | null;
}

function spelledIn(dialect: Dialect): Spelled[] {
  const { spelling } = dialects[dialect];
  return propertyNames.flatMap((name): Spelled[] => {
    const long = spellings[spelling][name];
    if (long === undefined) return [];
    const dot = long.indexOf('.');
    if (dot === -1) return [{ name, section: null, short: long, long }];
    // the security of the old driver is in profiles alone
    const isOwn = spelling !== 'wireless';
    const section = long.slice(0, dot) as Section;
    return [{ name, section, short: long.slice(dot + 1), long: isOwn ? long : null }];
  });
}

const spelled = byDialect(spelledIn);

/** The section in whose profiles a property may be; null: in none. */
export function sectionOf(dialect: Dialect, name: PropertyName): Section | null {
  return spelled[dialect].find((each) => each.name === name)?.section ?? null;
}

/** What an interface of the dialect is asked for. */
export function interfaceProperties(dialect: Dialect): string[] {
  return spelled[dialect].flatMap(({ long }) => long ?? []);
}

/** What a profile of the section is asked for, besides its name. A configuration may hold the other sections too. */
export function profileProperties(dialect: Dialect, section: Section): string[] {
  return spelled[dialect].flatMap((each) => spellingIn(each, section) ?? []);
}

const noProperties = Object.fromEntries(
  propertyNames.map((name) => [name, null]),
) as unknown as WifiProperties;

export function parseInterfaceProperties(dialect: Dialect, row: Row): WifiProperties {
  return parsed(dialect, row, ({ long }) => long);
}

export function parseProfileProperties(dialect: Dialect, section: Section, row: Row): WifiProperties {
  return parsed(dialect, row, (each) => spellingIn(each, section));
}

function spellingIn({ section, short, long }: Spelled, profile: Section): string | null {
  if (section === null) return null;
  if (section === profile) return short;
  return profile === 'configuration' ? long : null;
}

function parsed(dialect: Dialect, row: Row, spellingOf: (each: Spelled) => string | null): WifiProperties {
  const properties: Record<string, unknown> = { ...noProperties };
  for (const each of spelled[dialect]) {
    const spelling = spellingOf(each);
    if (spelling !== null) properties[each.name] = parsers[each.name](row, spelling);
  }
  return properties as unknown as WifiProperties;
}
