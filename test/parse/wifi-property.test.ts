/** The properties of WiFi interfaces and profiles, as each dialect spells them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dialect, dialectNames, dialects, type Section } from '../../src/parse/dialect.ts';
import { type Menu, menus } from '../../src/parse/menu.ts';
import { parseConfiguredInterface, parseProfile } from '../../src/parse/profile.ts';
import type { Row } from '../../src/parse/row.ts';
import { interfaceProperties, type WifiProperties } from '../../src/parse/wifi-property.ts';
import { anyRow, json, PLANTED } from '../hostile.ts';
import { runs } from '../runs.ts';

/** What is told, without what is null. */
function told(properties: WifiProperties | undefined): Partial<WifiProperties> {
  return Object.fromEntries(Object.entries(properties ?? {}).filter(([, value]) => value !== null));
}

const onInterface = (dialect: Dialect, row: Row) =>
  told(parseConfiguredInterface(dialect, { name: 'radio', ...row })?.properties);
const inProfile = (dialect: Dialect, section: Section, row: Row) =>
  told(parseProfile(dialect, section, { name: 'profile', ...row })?.properties);

const steering: Row = {
  'steering.rrm': 'true',
  'steering.wnm': 'no',
  'steering.transition-threshold': '-75',
  'steering.transition-threshold-time': '10s',
  'steering.transition-request-period': '30s',
  'steering.transition-request-count': 'unlimited',
  'steering.transition-time': 'immediate',
  'steering.2g-probe-delay': 'yes',
  'steering.neighbor-group': 'dynamic-home',
};
const steeringTold: Partial<WifiProperties> = {
  rrm: true,
  wnm: false,
  transitionThresholdDbm: -75,
  transitionThresholdTimeMs: 10_000,
  transitionRequestPeriodMs: 30_000,
  transitionRequestCount: 'unlimited',
  transitionTime: 'immediate',
  probeDelay2ghz: true,
  neighborGroup: 'dynamic-home',
};
const channel: Row = {
  'channel.band': '5ghz-ax',
  'channel.frequency': '5180,5260-5320:20',
  'channel.width': '20/40/80mhz',
  'channel.skip-dfs-channels': '10min-cac',
  'channel.reselect-interval': '1h..1h30m',
};
const channelTold: Partial<WifiProperties> = {
  channelBand: '5ghz-ax',
  channelFrequency: '5180,5260-5320:20',
  channelWidth: '20/40/80mhz',
  skipDfsChannels: '10min-cac',
  reselectInterval: '1h..1h30m',
};
const configuration: Row = {
  'configuration.ssid': 'home',
  'configuration.tx-power': '14',
  'configuration.country': 'Germany',
  'configuration.mode': 'ap',
  'configuration.hide-ssid': 'false',
  'configuration.max-clients': '40',
};
const configurationTold: Partial<WifiProperties> = {
  ssid: 'home',
  txPowerDbm: 14,
  country: 'Germany',
  mode: 'ap',
  hideSsid: false,
  maxClients: 40,
};
const security: Row = {
  'security.authentication-types': 'wpa2-psk,wpa3-psk',
  'security.ft': 'true',
  'security.management-protection': 'allowed',
  'security.connect-priority': '0/1',
};
const securityTold: Partial<WifiProperties> = {
  authenticationTypes: 'wpa2-psk,wpa3-psk',
  fastTransition: true,
  managementProtection: 'allowed',
  connectPriority: '0/1',
};

/** The same as a profile of the section has it. */
function short(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/^\w+\./, ''), value]));
}

describe.each(['wifi', 'wifiwave2'] as const)('%s', (dialect) => {
  it('has every property on an interface, by section and name', () => {
    expect(onInterface(dialect, { ...steering, ...channel, ...configuration, ...security })).toEqual({
      ...steeringTold,
      ...channelTold,
      ...configurationTold,
      ...securityTold,
    });
  });

  it.each<[Section, Row, Partial<WifiProperties>]>([
    ['steering', steering, steeringTold],
    ['channel', channel, channelTold],
    ['configuration', configuration, configurationTold],
    ['security', security, securityTold],
  ])('has them in a profile of %s by name alone', (section, row, expected) => {
    expect(inProfile(dialect, section, short(row))).toEqual(expected);
    expect(inProfile(dialect, section, row)).toEqual({});
  });

  it('has those of other sections in a configuration too, and the profiles that it names', () => {
    const row = { name: 'home', ...short(configuration), ...steering, channel: '5GHz', security: 'psk' };
    const profile = parseProfile(dialect, 'configuration', row)!;
    expect(told(profile.properties)).toEqual({ ...configurationTold, ...steeringTold });
    expect(profile.profiles).toEqual({
      configuration: null,
      channel: '5GHz',
      security: 'psk',
      steering: null,
    });
  });
});

describe('capsman', () => {
  const row: Row = {
    'configuration.ssid': 'mill',
    'configuration.country': 'germany',
    'configuration.hide-ssid': 'true',
    'configuration.max-sta-count': '30',
    'channel.band': '5ghz-n/ac',
    'channel.frequency': '5180',
    'channel.control-channel-width': '20mhz',
    'channel.reselect-interval': '1d',
    'channel.skip-dfs-channels': 'true',
    'channel.tx-power': '17',
    'security.authentication-types': 'wpa2-psk',
  };
  const expected: Partial<WifiProperties> = {
    ssid: 'mill',
    country: 'germany',
    hideSsid: true,
    maxClients: 30,
    channelBand: '5ghz-n/ac',
    channelFrequency: '5180',
    channelWidth: '20mhz',
    reselectInterval: '1d',
    skipDfsChannels: 'true',
    txPowerDbm: 17,
    authenticationTypes: 'wpa2-psk',
  };

  it('has the power in the channel, and no steering', () => {
    expect(onInterface('capsman', { ...row, ...steering })).toEqual(expected);
    expect(inProfile('capsman', 'channel', { 'tx-power': '17', 'control-channel-width': '20mhz' })).toEqual({
      txPowerDbm: 17,
      channelWidth: '20mhz',
    });
  });
});

describe('wireless', () => {
  it('has its properties on the interface, and its security in profiles alone', () => {
    const row: Row = {
      ssid: 'barn',
      band: '2ghz-b/g/n',
      frequency: '2437',
      'channel-width': '20mhz',
      'skip-dfs-channels': 'none',
      'tx-power': '17',
      'tx-power-mode': 'all-rates-fixed',
      country: 'germany',
      mode: 'ap-bridge',
      'hide-ssid': 'no',
      'max-station-count': '2007',
    };
    const expected: Partial<WifiProperties> = {
      ssid: 'barn',
      channelBand: '2ghz-b/g/n',
      channelFrequency: '2437',
      channelWidth: '20mhz',
      skipDfsChannels: 'none',
      txPowerDbm: 17,
      country: 'germany',
      mode: 'ap-bridge',
      hideSsid: false,
      maxClients: 2007,
    };
    expect(onInterface('wireless', { ...row, ...security })).toEqual(expected);
    expect(onInterface('wireless', { ...row, 'tx-power-mode': 'default' })).not.toHaveProperty('txPowerDbm');
    expect(inProfile('wireless', 'security', short(security))).toEqual({
      authenticationTypes: 'wpa2-psk,wpa3-psk',
      managementProtection: 'allowed',
    });
    const named = parseConfiguredInterface('wireless', { name: 'wlan1', 'security-profile': 'default' })!;
    expect(named.profiles.security).toBe('default');
  });
});

describe.each(dialectNames)('%s', (dialect) => {
  it('asks interfaces for each property that it can tell, and profiles for their names', () => {
    const { interfaces, profiles } = dialects[dialect];
    expect(menus[interfaces.path].properties).toEqual(
      expect.arrayContaining([...interfaceProperties(dialect), 'dynamic']),
    );
    for (const { path, reference } of profiles) {
      expect(menus[path as Menu]).toMatchObject({ group: 'profiles', dialect });
      expect(menus[path as Menu].properties).toContain('name');
      expect(menus[interfaces.path].properties).toContain(reference);
    }
  });

  it('keeps nothing of a profile but what is on its list', () => {
    for (const { path } of dialects[dialect].profiles) {
      const { properties, parse } = menus[path as Menu];
      fc.assert(
        fc.property(anyRow(path as Menu), fc.array(fc.string()), (row, names) => {
          const others = names.filter((name) => !properties!.includes(name));
          const planted = Object.fromEntries(others.map((name) => [name, PLANTED]));
          expect(json(parse({ name: 'profile', ...row, ...planted }))).not.toContain(PLANTED);
        }),
        { numRuns: runs(40) },
      );
    }
  });
});
