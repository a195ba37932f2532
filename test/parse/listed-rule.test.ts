/** Rules of access lists and of provisioning as operators wrote them. */
import { describe, expect, it } from 'vitest';
import { dialectNames } from '../../src/parse/dialect.ts';
import { parseListedRule } from '../../src/parse/listed-rule.ts';
import { parseProvisioningRule } from '../../src/parse/provisioning.ts';

const mac = '5C:AD:BA:00:00:01';

describe('an access-list rule', () => {
  it('of the new drivers has its matchers, action and counters', () => {
    const row = {
      '.id': '*3',
      action: 'query-radius',
      comment: 'old phone',
      disabled: 'false',
      interface: 'wifi1',
      'mac-address': '5c-ad-ba-00-00-01',
      'mac-address-mask': 'FF:FF:FF:00:00:00',
      'signal-range': '-120..-85',
      'ssid-regexp': '^guest',
      time: '8h-20h',
      days: 'sat,sun',
      'match-count': '17',
      'last-logged-in': '2026-11-29 18:00:00',
      'last-logged-out': '2026-11-29 19:00:00',
    };
    expect(parseListedRule('wifi', row)).toMatchObject({
      id: '*3',
      isInForce: true,
      disabled: false,
      actionWord: 'query-radius',
      writtenMac: mac,
      macMask: 'FF:FF:FF:00:00:00',
      interface: 'wifi1',
      signalRange: '-120..-85',
      ssidRegexp: '^guest',
      time: '8h-20h',
      days: 'sat,sun',
      remark: 'old phone',
      matchCount: 17,
      lastLoggedIn: '2026-11-29 18:00:00',
      lastLoggedOut: '2026-11-29 19:00:00',
    });
  });

  it('of the old driver rejects by its switch', () => {
    const actionOf = (authentication: string) =>
      parseListedRule('wireless', { 'mac-address': mac, authentication }).actionWord;
    expect([actionOf('true'), actionOf('false'), actionOf('no')]).toEqual(['accept', 'reject', 'reject']);
  });

  it.each(dialectNames)('of %s is listed although it decides nothing', (source) => {
    const disabled = parseListedRule(source, { 'mac-address': mac, disabled: 'true', comment: 'away' });
    expect(disabled).toMatchObject({ isInForce: false, disabled: true, writtenMac: mac, remark: 'away' });
    // it names no device while it decides nothing
    expect([disabled.macAddress, disabled.comment]).toEqual([null, null]);
    const matchless = parseListedRule(source, { action: 'reject', 'mac-address': '00:00:00:00:00:00' });
    expect(matchless).toMatchObject({ isInForce: false, disabled: false, writtenMac: null });
  });
});

describe('a provisioning rule', () => {
  it('of the new drivers matches radios and names configurations', () => {
    const row = {
      '.id': '*1',
      action: 'create-dynamic-enabled',
      'radio-mac': '00:00:00:00:00:00',
      'identity-regexp': '^cAP',
      'common-name-regexp': '',
      'address-ranges': '192.168.88.1-192.168.88.9',
      'supported-bands': '5ghz-ax',
      'name-format': '%I',
      'master-configuration': 'home 5GHz',
      'slave-configurations': 'guest 5GHz,iot 5GHz',
      disabled: 'false',
    };
    expect(parseProvisioningRule('wifi', row)).toEqual({
      source: 'wifi',
      id: '*1',
      action: 'create-dynamic-enabled',
      radioMac: null,
      identityRegexp: '^cAP',
      commonNameRegexp: null,
      addressRanges: '192.168.88.1-192.168.88.9',
      supportedBands: '5ghz-ax',
      nameFormat: '%I',
      masterConfiguration: 'home 5GHz',
      slaveConfigurations: ['guest 5GHz', 'iot 5GHz'],
      disabled: false,
      comment: null,
    });
  });

  it('of legacy CAPsMAN spells two matchers differently', () => {
    const row = {
      'radio-mac': '6c:3b:6b:00:00:05',
      'hw-supported-modes': 'gn',
      'ip-address-ranges': '192.168.88.0/24',
      'slave-configurations': '',
    };
    expect(parseProvisioningRule('capsman', row)).toMatchObject({
      radioMac: '6C:3B:6B:00:00:05',
      supportedBands: 'gn',
      addressRanges: '192.168.88.0/24',
      slaveConfigurations: [],
    });
  });
});
