/** Refusals as Prometheus reads them: from 0, by access point and class, and by device within bounds. */
import { expect, it } from 'vitest';
import { createRefusalTally, MAX_DEVICE_COUNTS, refusalFamilies } from '../../src/metrics/refusal.ts';
import type { Scrape } from '../../src/metrics/family.ts';
import { accessPoint, device, snapshot } from '../mqtt/house.ts';

const hall = 'd4ca6d000001';
const refusal = (device_id: string, id: string | null, reason_class: string) => ({
  device_id,
  to: id === null ? null : { access_point_id: id },
  reason_class,
});

function samplesOf(tally: ReturnType<typeof createRefusalTally>) {
  const phone = device();
  const scrape = {
    snapshot: { ...snapshot([phone]), accessPoints: [accessPoint()] },
    devices: [phone],
    refusals: tally,
  } as unknown as Scrape;
  return refusalFamilies.map(({ name, read }) => [name, [...read(scrape)]] as const);
}

it('begin at 0 for the access points that are there', () => {
  const [[, places], [, devices]] = samplesOf(createRefusalTally()) as [
    readonly [string, readonly { labels: object; value: number }[]],
    readonly [string, readonly object[]],
  ];
  expect(places.map(({ value }) => value)).toEqual([0, 0, 0, 0, 0]);
  expect(places.every(({ labels }) => 'access_point_id' in labels)).toBe(true);
  expect(devices).toEqual([]);
});

it('are counted by access point for every device, and by device for those with series of their own', () => {
  const tally = createRefusalTally();
  const { device_id } = device();
  for (let time = 0; time < 3; time++) tally.add(refusal(device_id, hall, 'wrong_key'), true);
  tally.add(refusal('020000000009', hall, 'access_list'), false);
  tally.add(refusal('020000000009', null, 'access_list'), false);
  const [[, places], [, devices]] = samplesOf(tally) as [
    readonly [string, object[]],
    readonly [string, object[]],
  ];
  expect(places).toContainEqual({ labels: { access_point_id: hall, reason_class: 'wrong_key' }, value: 3 });
  expect(places).toContainEqual({ labels: { access_point_id: hall, reason_class: 'access_list' }, value: 1 });
  expect(places).toContainEqual({ labels: { access_point_id: '', reason_class: 'access_list' }, value: 1 });
  expect(devices).toEqual([
    { labels: { device_id, access_point_id: hall, reason_class: 'wrong_key' }, value: 3 },
  ]);
});

it('of more devices than are counted grow no further', () => {
  const tally = createRefusalTally();
  for (let n = 0; n < MAX_DEVICE_COUNTS + 100; n++)
    tally.add(refusal(`device ${n}`, hall, 'wrong_key'), true);
  expect(tally.devices.size).toBe(MAX_DEVICE_COUNTS);
  expect(tally.places.get(`${hall} wrong_key`)).toBe(MAX_DEVICE_COUNTS + 100);
});
