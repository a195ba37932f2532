/** What may not have changed at the end of the watch. */
import { expect, test } from 'vitest';
import { harmOf, type Picture } from '../../src/change/verify.ts';

const mac = (number: number) => `02:00:00:00:00:${number.toString(16).toUpperCase().padStart(2, '0')}`;
const picture = (count: number, accessPoints = ['AA']): Picture => ({
  accessPoints,
  associations: Array.from({ length: count }, (_, index) => ({ mac: mac(index), interface: 'wifi1' })),
});
const watched = (before: Picture, after: Picture, more = {}) =>
  harmOf({
    before,
    after,
    plan: { interfaces: ['wifi1'] },
    offline: new Set(),
    elsewhere: new Set(),
    ...more,
  });

test('two devices, or a tenth of them, may be gone', () => {
  expect(watched(picture(5), picture(3))).toBeNull();
  expect(watched(picture(5), picture(2))).toMatch(/^3 of 5 devices/);
  expect(watched(picture(40), picture(36))).toBeNull();
  expect(watched(picture(40), picture(35))).toMatch(/^5 of 40 devices/);
});

test('devices on another access point, on another router or meant to be off are not gone', () => {
  const moved: Picture = {
    accessPoints: ['AA'],
    associations: picture(5).associations.map((row) => ({ ...row, interface: 'wifi9' })),
  };
  expect(watched(picture(5), moved)).toBeNull();
  const all = new Set([0, 1, 2, 3, 4].map(mac));
  expect(watched(picture(5), picture(0), { elsewhere: all })).toBeNull();
  expect(watched(picture(5), picture(0), { offline: all })).toBeNull();
});

test('an access point that is gone speaks against the change', () => {
  expect(watched(picture(0, ['AA', 'BB']), picture(0))).toBe('An access point is gone: BB.');
});
