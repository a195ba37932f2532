/** Which object holds a property of an interface: RouterOS looks in one order, and prints what results of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configuredOf, profilesOf } from '../../src/join/origin.ts';
import { type Dialect, dialects } from '../../src/parse/dialect.ts';
import type { Menu } from '../../src/parse/menu.ts';
import { type Reading, rowsOf } from '../../src/parse/reading.ts';
import type { ConfiguredInterface } from '../../src/parse/profile.ts';
import type { Row } from '../../src/parse/row.ts';
import { propertyNames } from '../../src/parse/wifi-property.ts';
import type { Menus } from '../builder.ts';
import { readingOf } from '../capture.ts';
import { runs } from '../runs.ts';

const PROFILES = {
  configuration: 'interface/wifi/configuration',
  channel: 'interface/wifi/channel',
  security: 'interface/wifi/security',
  steering: 'interface/wifi/steering',
} as const;

const noProfiles: Menus = Object.fromEntries(Object.values(PROFILES).map((path) => [path, []]));

function settled(reading: Reading, dialect: Dialect = 'wifi', previous: Reading | null = null) {
  const before = previous === null ? null : profilesOf(previous, dialect, null);
  const [row] = rowsOf(reading.tables[dialects[dialect].interfaces.path])! as readonly ConfiguredInterface[];
  return configuredOf(row!, profilesOf(reading, dialect, before));
}

/** The threshold of one interface and its origin, by its row and the profiles. */
function threshold(row: Row, menus: Menus = {}, failed: Menu[] = []) {
  const tables = { ...noProfiles, ...menus, 'interface/wifi': [{ name: 'wifi1', ...row }] };
  const { properties, origins } = settled(readingOf(tables, { failed }));
  return [properties.transitionThresholdDbm, origins.transitionThresholdDbm ?? null];
}

const own = { object: 'interface', name: 'wifi1' };
const key = 'steering.transition-threshold';
const roam = { name: 'roam', 'transition-threshold': '-75' };

describe('a property', () => {
  it.each<[string, Row, Menus, unknown]>([
    ['that nothing sets is null, and of no origin', {}, {}, [null, null]],
    ['that no profile sets is the interface’s own', { [key]: '-70' }, {}, [-70, own]],
    [
      'that differs from the profile is the interface’s own',
      { [key]: '-70', steering: 'roam' },
      { [PROFILES.steering]: [roam] },
      [-70, own],
    ],
    [
      'of a profile that the interface names is that profile’s',
      { [key]: '-75', steering: 'roam' },
      { [PROFILES.steering]: [roam] },
      [-75, { object: 'steering', name: 'roam' }],
    ],
    [
      'set in the configuration is the configuration’s',
      { [key]: '-78', configuration: 'home' },
      {
        [PROFILES.configuration]: [{ name: 'home', [key]: '-78', steering: 'roam' }],
        [PROFILES.steering]: [roam],
      },
      [-78, { object: 'configuration', name: 'home' }],
    ],
    [
      'of a profile that the configuration names is that profile’s',
      { [key]: '-75', configuration: 'home' },
      { [PROFILES.configuration]: [{ name: 'home', steering: 'roam' }], [PROFILES.steering]: [roam] },
      [-75, { object: 'steering', name: 'roam' }],
    ],
    [
      'of the interface’s profile goes before that of the configuration',
      { [key]: '-75', configuration: 'home', steering: 'roam' },
      { [PROFILES.configuration]: [{ name: 'home', [key]: '-60' }], [PROFILES.steering]: [roam] },
      [-75, { object: 'steering', name: 'roam' }],
    ],
    [
      'that the row leaves out is what the profile says, as before 7.15',
      { steering: 'roam' },
      { [PROFILES.steering]: [roam] },
      [-75, { object: 'steering', name: 'roam' }],
    ],
    [
      'of a profile that is not listed has no known origin',
      { [key]: '-75', steering: 'gone' },
      { [PROFILES.steering]: [roam] },
      [-75, null],
    ],
    [
      'of a dynamic interface that differs from its profile has none: the profile has just changed',
      { [key]: '-72', configuration: 'home', dynamic: 'true' },
      { [PROFILES.configuration]: [{ name: 'home', [key]: '-78' }] },
      [-72, null],
    ],
  ])('%s', (_, row, menus, expected) => expect(threshold(row, menus)).toEqual(expected));

  it('has no known origin while a profile menu that may hold it was never read', () => {
    expect(threshold({ [key]: '-70', steering: 'roam' }, {}, [PROFILES.steering])).toEqual([-70, null]);
    expect(threshold({ [key]: '-70', configuration: 'home' }, {}, [PROFILES.configuration])).toEqual([
      -70,
      null,
    ]);
    // nothing is inherited where nothing is named
    expect(threshold({ [key]: '-70' }, {}, [PROFILES.steering])).toEqual([-70, own]);
  });

  it('keeps its origin while the menu fails', () => {
    const row = { name: 'wifi1', [key]: '-75', steering: 'roam' };
    const menus = { ...noProfiles, 'interface/wifi': [row], [PROFILES.steering]: [roam] };
    const later = settled(readingOf(menus, { failed: [PROFILES.steering] }), 'wifi', readingOf(menus));
    expect(later.origins.transitionThresholdDbm).toEqual({ object: 'steering', name: 'roam' });
  });

  it('of the old drivers comes from their profiles', () => {
    const legacy = settled(
      readingOf({
        'caps-man/interface': [{ name: 'cap1', configuration: 'cfg' }],
        'caps-man/configuration': [
          { name: 'cfg', ssid: 'mill', channel: 'low', 'security.authentication-types': 'wpa2-psk' },
        ],
        'caps-man/channel': [{ name: 'low', 'tx-power': '12' }],
        'caps-man/security': [],
      }),
      'capsman',
    );
    expect(legacy.properties).toMatchObject({
      ssid: 'mill',
      txPowerDbm: 12,
      authenticationTypes: 'wpa2-psk',
    });
    expect(legacy.origins).toEqual({
      ssid: { object: 'configuration', name: 'cfg' },
      txPowerDbm: { object: 'channel', name: 'low' },
      authenticationTypes: { object: 'configuration', name: 'cfg' },
    });
    const wireless = settled(
      readingOf({
        'interface/wireless': [{ name: 'wlan1', ssid: 'barn', 'security-profile': 'default' }],
        'interface/wireless/security-profiles': [{ name: 'default', 'authentication-types': 'wpa2-psk' }],
      }),
      'wireless',
    );
    expect(wireless.origins).toEqual({
      ssid: { object: 'interface', name: 'wlan1' },
      authenticationTypes: { object: 'security', name: 'default' },
    });
  });

  it('is what the row says wherever it says it, and an origin that is told holds it', () => {
    const value = fc.option(fc.constantFrom('-80', '-75', '-70'), { nil: undefined });
    const name = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
    const profile = fc.record({ name: fc.constantFrom('a', 'b'), 'transition-threshold': value });
    const configuration = fc.record({ name: fc.constantFrom('a', 'b'), [key]: value, steering: name });
    const listed = <T extends { name: string }>(one: fc.Arbitrary<T>) =>
      fc.uniqueArray(one, { selector: (row) => row.name, maxLength: 2 });
    const row = fc.record({
      [key]: value,
      steering: name,
      configuration: name,
      dynamic: fc.constantFrom('true', 'false'),
    });
    fc.assert(
      fc.property(row, listed(profile), listed(configuration), (given, steerings, configurations) => {
        const [dbm, origin] = threshold(given, {
          [PROFILES.steering]: steerings,
          [PROFILES.configuration]: configurations,
        }) as [number | null, { object: string; name: string } | null];
        if (given[key] !== undefined) expect(dbm).toBe(Number(given[key]));
        if (dbm === null) expect(origin).toBeNull();
        if (origin === null) return;
        const holder =
          origin.object === 'interface'
            ? given[key]
            : origin.object === 'steering'
              ? steerings.find((each) => each.name === origin.name)?.['transition-threshold']
              : configurations.find((each) => each.name === origin.name)?.[key];
        expect(Number(holder)).toBe(dbm);
        if (given.dynamic === 'true') expect(origin.object).not.toBe('interface');
      }),
      { numRuns: runs(300) },
    );
  });

  it('is made anew only when rows or profiles change', () => {
    const reading = readingOf({ ...noProfiles, 'interface/wifi': [{ name: 'wifi1', [key]: '-70' }] });
    const profiles = profilesOf(reading, 'wifi', null);
    expect(profilesOf(reading, 'wifi', profiles)).toBe(profiles);
    const [row] = rowsOf(reading.tables['interface/wifi'])!;
    expect(configuredOf(row!, profiles)).toBe(configuredOf(row!, profiles));
    expect(Object.keys(configuredOf(row!, profiles).properties)).toEqual(propertyNames);
  });
});
