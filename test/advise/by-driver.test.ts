/** What findings say and type depends on the drivers of the access point and on the version of its manager. */
import { describe, expect, test } from 'vitest';
import type { WifiInterfaceRecord } from '../../src/record/network.ts';
import { accessPoint, bothBands, findingsOf, HERE, hoursAgo, houseOf, router, stay, THERE } from './house.ts';

const stays = [
  ...[90, 80, 70].map((from) =>
    stay({ accessPointId: THERE, medianDbm: -50, fromAt: hoursAgo(from), toAt: hoursAgo(from - 9) }),
  ),
  stay({
    medianDbm: -75,
    weak: { fromAt: hoursAgo(2), toAt: hoursAgo(1), medianDbm: -75 },
  }),
];

function found(
  kind: 'sticky_client' | 'wrong_access_point',
  source: WifiInterfaceRecord['source'],
  version: string,
) {
  const house = houseOf({ stays, interfaces: bothBands.map((one) => ({ ...one, source })) });
  const [one] = findingsOf(
    { ...house, snapshot: { ...house.snapshot, routers: [{ ...router, version }] } },
    kind,
  );
  return one!;
}

describe('an access point that can ask devices to leave', () => {
  test('is to do so by a threshold', () => {
    expect(found('sticky_client', 'wifi', '7.21').remedy).toMatch(/^Set a transition threshold, 802\.11k/);
    expect(found('wrong_access_point', 'wifi', '7.21').remedy).toContain('or raise the transition threshold');
  });
});

describe('one that cannot', () => {
  test('says which version can', () => {
    expect(found('sticky_client', 'wifi', '7.20.8').remedy).toMatch(
      /^RouterOS 7\.20\.8 asks no device to leave: update to 7\.21/,
    );
    expect(found('wrong_access_point', 'wifi', '7.20.8').remedy).not.toContain('threshold');
  });

  test.each(['capsman', 'wireless', 'wifiwave2'] as const)(
    'with the drivers %s needs an access list',
    (source) => {
      expect(found('sticky_client', source, '7.24').remedy).toMatch(/^The drivers of Hall ask no device/);
      expect(found('wrong_access_point', source, '7.24').remedy).not.toContain('threshold');
    },
  );
});

test.each([
  ['wifi', '/interface/wifi', 'action=reject'],
  ['wifiwave2', '/interface/wifiwave2', 'action=reject'],
  ['capsman', '/caps-man', 'action=reject'],
  ['wireless', '/interface/wireless', 'authentication=no'],
] as const)('a device is kept off %s by its own menu', (source, menu, rejection) => {
  const { commands } = found('wrong_access_point', source, '7.24');
  expect(commands).toEqual([
    `${menu}/access-list/add mac-address=3C:22:FB:0A:1B:2C interface="Hall 2.4GHz" ${rejection} place-before=0`,
    `${menu}/access-list/add mac-address=3C:22:FB:0A:1B:2C interface="Hall 5GHz" ${rejection} place-before=0`,
    `${menu}/registration-table/remove [find where mac-address=3C:22:FB:0A:1B:2C]`,
  ]);
});

test.each([
  ['wifi', '/interface/wifi/capsman/remote-cap/upgrade'],
  ['capsman', '/caps-man/remote-cap/upgrade'],
] as const)('an access point of %s is upgraded by its manager', (source, command) => {
  const house = houseOf({
    accessPoints: [accessPoint(HERE, { version: '7.20' })],
    interfaces: bothBands.map((one) => ({ ...one, source })),
  });
  expect(findingsOf(house, 'firmware')[0]!.commands).toEqual([`${command} [find where identity="Hall"]`]);
});
