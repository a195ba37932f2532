/**
 * Where the properties of an interface come from. RouterOS looks in this order: 1. the interface itself; 2. the profile that it names;
 * 3. its configuration; 4. the profile that the configuration names; else the driver has a default. New drivers print what results of it.
 */
import { type Dialect, dialects, type Section, sections } from '../parse/dialect.ts';
import type { ConfiguredInterface, Profile, ProfileNames } from '../parse/profile.ts';
import { type Reading, rowsOf, type Table } from '../parse/reading.ts';
import { type PropertyName, propertyNames, sectionOf, type WifiProperties } from '../parse/wifi-property.ts';

/** The profiles of a dialect by section and name; null: never read. */
export type Profiles = Readonly<Record<Section, ReadonlyMap<string, Profile> | null>>;

/** The object that holds a property. */
export interface Origin {
  object: 'interface' | Section;
  name: string;
}

/** The properties in force on an interface. */
export interface Configured {
  /** Null: the driver's default, or not known. */
  properties: WifiProperties;
  /** Only where it can be told. */
  origins: Readonly<Partial<Record<PropertyName, Origin>>>;
  /** The profiles in its chain: those it names, else those that its configuration names. */
  profiles: ProfileNames;
}

const byRows = new WeakMap<readonly Profile[], ReadonlyMap<string, Profile>>();

/** The profiles after one more reading: the same object when they are. What a failed table used to say is kept. */
export function profilesOf({ tables }: Reading, dialect: Dialect, previous: Profiles | null): Profiles {
  const found = Object.fromEntries(
    sections.map((section) => {
      const menu = dialects[dialect].profiles.find((each) => each.section === section);
      const before = previous?.[section] ?? null;
      return [
        section,
        menu === undefined ? none : profilesIn(tables[menu.path as keyof typeof tables], before),
      ];
    }),
  ) as unknown as Profiles;
  return previous !== null && sections.every((section) => found[section] === previous[section])
    ? previous
    : found;
}

const none: ReadonlyMap<string, Profile> = new Map();

function profilesIn(
  table: Table<unknown>,
  before: ReadonlyMap<string, Profile> | null,
): ReadonlyMap<string, Profile> | null {
  if (table.status === 'absent') return none;
  const rows = rowsOf(table as Table<Profile>);
  if (rows === null) return before;
  const known = byRows.get(rows);
  if (known !== undefined) return known;
  const profiles = new Map(rows.map((profile) => [profile.name, profile]));
  byRows.set(rows, profiles);
  return profiles;
}

const settled = new WeakMap<ConfiguredInterface, { profiles: Profiles; configured: Configured }>();

/** Made once for each row and its profiles: they are read far less often than clients. */
export function configuredOf(row: ConfiguredInterface, profiles: Profiles): Configured {
  const known = settled.get(row);
  if (known?.profiles === profiles) return known.configured;
  const configured = settle(row, profiles);
  settled.set(row, { profiles, configured });
  return configured;
}

function settle(row: ConfiguredInterface, profiles: Profiles): Configured {
  const properties: Record<string, unknown> = {};
  const origins: Partial<Record<PropertyName, Origin>> = {};
  const configuration = lookUp(profiles, 'configuration', row.profiles.configuration);
  const chains = new Map<Section, Chain>();
  for (const name of propertyNames) {
    const own = row.properties[name];
    const section = sectionOf(row.source, name);
    const inherited = section === null ? null : inherit(chainOf(section), name);
    const { value, origin } = chosen(row, own, inherited);
    properties[name] = value;
    if (origin !== null) origins[name] = origin;
  }

  /** The profiles that may give a property of the section, the first that has it wins. */
  function chainOf(section: Section): Chain {
    const known = chains.get(section);
    if (known !== undefined) return known;
    const named = section === 'configuration' ? null : lookUp(profiles, section, row.profiles[section]);
    const below =
      configuration === null || configuration === UNKNOWN
        ? null
        : lookUp(profiles, section, configuration.profiles[section]);
    const chain = [named, configuration, below].filter(
      (profile): profile is Profile | Unknown => profile !== null,
    );
    chains.set(section, chain);
    return chain;
  }

  const named = (section: Section) =>
    row.profiles[section] ?? (configuration === UNKNOWN ? null : (configuration?.profiles[section] ?? null));
  return {
    properties: properties as unknown as WifiProperties,
    origins,
    profiles: {
      configuration: row.profiles.configuration,
      channel: named('channel'),
      security: named('security'),
      steering: named('steering'),
    },
  };
}

type Value = WifiProperties[PropertyName];
type Inherited = { value: Value; origin: Origin } | null | Unknown;

/** A profile that is named and not listed, or whose menu was never read. */
const UNKNOWN = Symbol('unknown');
type Unknown = typeof UNKNOWN;
type Chain = readonly (Profile | Unknown)[];

function lookUp(profiles: Profiles, section: Section, name: string | null): Profile | null | Unknown {
  return name === null ? null : (profiles[section]?.get(name) ?? UNKNOWN);
}

/** What the interface has if nothing is set on it itself. */
function inherit(chain: Chain, name: PropertyName): Inherited {
  for (const profile of chain) {
    if (profile === UNKNOWN) return UNKNOWN;
    const value = profile.properties[name];
    if (value !== null) return { value, origin: { object: profile.section, name: profile.name } };
  }
  return null;
}

/** An own value that equals the inherited one counts as inherited: the tables do not tell them apart. */
function chosen(
  row: ConfiguredInterface,
  own: Value,
  inherited: Inherited,
): { value: Value; origin: Origin | null } {
  if (inherited === UNKNOWN) return { value: own, origin: null };
  if (own === null) return inherited ?? { value: null, origin: null };
  if (own === inherited?.value) return inherited;
  // nothing can be set on a dynamic interface: the profile was changed after it was read
  const isOwn = row.dynamic !== true;
  return { value: own, origin: isOwn ? { object: 'interface', name: row.name } : null };
}
