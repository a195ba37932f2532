import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, TIMES } from '../../src/advise/constant.ts';
import type { Stay } from '../../src/record/history.ts';
import { MIN_DEVICES } from '../../src/advise/unstable-access-point.ts';
import { BACK_MS, DROPS } from '../../src/advise/unstable-device.ts';
import { AT, crowd, findingsOf, HERE, hoursAgo, houseOf, stay, THERE } from './house.ts';

describe('unstable_device', () => {
  /** Drops once in an hour, and is back after some time. */
  const drops = (count: number, overrides: Partial<Stay> = {}, goneMs = 1000) =>
    Array.from({ length: count + 1 }, (_, index) =>
      stay({
        fromAt: hoursAgo(count + 1 - index),
        toAt: index === count ? null : hoursAgo(count - index) - goneMs,
        endedBy: 'disconnected',
        reason: 'connection lost',
        ...overrides,
      }),
    );
  const found = (stays: readonly Stay[]) => findingsOf(houseOf({ stays }), 'unstable_device');

  test(`${DROPS} drops in a day are found, with the words of the router`, () => {
    expect(found(drops(DROPS))).toMatchObject([{ evidence: { drops: DROPS, reasons: ['connection lost'] } }]);
    expect(found(drops(DROPS - 1))).toEqual([]);
  });

  test('roams and leaving are no drops', () => {
    expect(found(drops(DROPS, { endedBy: 'roamed' }))).toEqual([]);
    expect(found(drops(DROPS, { reason: 'received deauth: sending station leaving (3)' }))).toEqual([]);
  });

  test('a device that stays away longer than five minutes meant to leave', () => {
    expect(found(drops(DROPS, {}, BACK_MS))).toHaveLength(1);
    expect(found(drops(DROPS, {}, BACK_MS + 1))).toEqual([]);
  });
});

describe('unstable_access_point', () => {
  /** Every device leaves the hall at these times, within a minute. */
  const outages = (devices: number, count: number, agoMs = 0, staying = 0) =>
    houseOf({
      others: [
        ...crowd(devices, (index) =>
          Array.from({ length: count }, (_, step) => {
            const fromAt = AT - agoMs - DAY_MS - step * 7_200_000;
            return stay({ fromAt, toAt: fromAt + 3_600_000 + index * 1000, endedBy: 'unknown' });
          }),
        ),
        ...crowd(staying, () => [stay({ fromAt: hoursAgo(300) })]).map((one) => ({
          ...one,
          device: { ...one.device, device_id: `${one.device.device_id}s` },
        })),
      ],
    });
  const found = (...given: Parameters<typeof outages>) =>
    findingsOf(outages(...given), 'unstable_access_point');

  test(`${TIMES} times ${MIN_DEVICES} devices at a stroke are found`, () => {
    expect(found(MIN_DEVICES, TIMES)).toMatchObject([
      { subject: { id: HERE }, evidence: { outages: TIMES } },
    ]);
    expect(found(MIN_DEVICES, TIMES - 1)).toEqual([]);
    expect(found(MIN_DEVICES - 1, TIMES)).toEqual([]);
  });

  test('it is no outage while a third of the devices stays', () => {
    expect(found(7, TIMES, 0, 3)).toHaveLength(1);
    expect(found(7, TIMES, 0, 4)).toEqual([]);
  });

  test('a week is looked at', () => {
    expect(found(MIN_DEVICES, TIMES, 5 * DAY_MS)).toHaveLength(1);
    expect(found(MIN_DEVICES, TIMES, 7 * DAY_MS)).toEqual([]);
  });

  test('restarts that are told are believed instead', () => {
    const restarts = Array.from({ length: TIMES }, (_, index) => ({
      accessPointId: THERE,
      at: AT - index * MINUTE_MS,
    }));
    expect(findingsOf({ ...outages(5, 5), restarts }, 'unstable_access_point')).toMatchObject([
      { subject: { id: THERE }, confidence: 'high' },
    ]);
  });
});
