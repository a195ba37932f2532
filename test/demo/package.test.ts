/** Which of the tables given exist, by packages and release. */
import { expect, test } from 'vitest';
import { isInstalled } from '../../src/demo/menu.ts';

const menus = ['interface/wifi', 'interface/wifiwave2', 'interface/wireless', 'caps-man/radio', 'ip/arp'];

test.each([
  ['7.24', ['wifi-qcom'], ['interface/wifi', 'ip/arp']],
  ['7.24', [], ['interface/wifi', 'ip/arp']],
  ['7.21.4', ['wireless'], ['interface/wifi', 'interface/wireless', 'caps-man/radio', 'ip/arp']],
  ['7.12.2', ['wifiwave2'], ['interface/wifiwave2', 'ip/arp']],
  ['7.12.2', [], ['interface/wireless', 'caps-man/radio', 'ip/arp']],
  ['6.49.18', [], ['interface/wireless', 'caps-man/radio', 'ip/arp']],
] as const)('%s with %j', (version, packages, expected) => {
  expect(menus.filter((menu) => isInstalled(menu, { packages, version }))).toEqual(expected);
});

test('without packages and version every table exists', () => {
  expect(menus.filter((menu) => isInstalled(menu, { packages: null, version: null }))).toEqual(menus);
});

test.each([
  ['interface/wifi/actual-configuration', '7.14.3', true],
  ['interface/wifi/actual-configuration', '7.15', false],
  ['interface/wifi/network', '7.21.4', false],
  ['interface/wifi/network', '7.22', true],
])('%s on %s: %s', (menu, version, expected) => {
  expect(isInstalled(menu, { packages: ['wifi-qcom'], version })).toBe(expected);
});
