import { describe, expect, test } from 'vitest';
import { MIN_COUNT, MIN_DAYS, MIN_HOURS } from '../../src/advise/wrong-access-point.ts';
import { BETTER_DB, MINUTE_MS } from '../../src/advise/constant.ts';
import { STILL_DB, STILL_HOURS } from '../../src/advise/device-past.ts';
import type { Stay } from '../../src/record/history.ts';
import {
  accessPoint,
  checkOf,
  findingsOf,
  HERE,
  hoursAgo,
  houseOf,
  stay,
  THERE,
  wifi,
  bothBands,
} from './house.ts';

const better = (count: number, overrides: Partial<Stay> = {}) =>
  Array.from({ length: count }, (_, index) =>
    stay({
      accessPointId: THERE,
      medianDbm: -45,
      fromAt: hoursAgo(90 - 10 * index),
      toAt: hoursAgo(81 - 10 * index),
      ...overrides,
    }),
  );
const found = (...stays: Stay[]) => findingsOf(houseOf({ stays }), 'wrong_access_point');

describe('wrong_access_point', () => {
  test('a device that does not move and was better elsewhere is found, with commands and a proposal', () => {
    const [one] = found(...better(3), stay());
    expect(one).toMatchObject({
      severity: 'warning',
      confidence: 'high',
      title: 'Panel is on Hall, but Kitchen is 15 dB better',
      evidence: { signal_dbm: -60, better_signal_dbm: -45, gain_db: 15, minutes: 1440 },
      proposal: { action: 'keep_device_off', input: { device_id: '3c22fb0a1b2c', access_point: HERE } },
    });
    expect(one!.commands).toEqual([
      '/interface/wifi/access-list/add mac-address=3C:22:FB:0A:1B:2C interface="Hall 2.4GHz" action=reject place-before=0',
      '/interface/wifi/access-list/add mac-address=3C:22:FB:0A:1B:2C interface="Hall 5GHz" action=reject place-before=0',
      '/interface/wifi/registration-table/remove [find where mac-address=3C:22:FB:0A:1B:2C]',
    ]);
  });

  test(`${BETTER_DB} dB better is found, ${BETTER_DB - 1} dB is not`, () => {
    expect(found(...better(3, { medianDbm: -60 + BETTER_DB }), stay())).toHaveLength(1);
    expect(found(...better(3, { medianDbm: -60 + BETTER_DB - 1 }), stay())).toEqual([]);
  });

  test('a signal on 2.4 GHz is worth 7 dB less than on 5 GHz', () => {
    expect(found(...better(3, { medianDbm: -46 }), stay({ band: '5GHz' }))).toEqual([]);
    expect(found(...better(3, { medianDbm: -45 }), stay({ band: '5GHz' }))).toHaveLength(1);
    expect(found(...better(3, { medianDbm: -59, band: '5GHz' }), stay())).toHaveLength(1);
  });

  test(`${MIN_COUNT} associations with the better one are needed`, () => {
    expect(found(...better(MIN_COUNT, { fromAt: hoursAgo(90), toAt: hoursAgo(70) }), stay())).toHaveLength(1);
    expect(found(...better(MIN_COUNT - 1, { fromAt: hoursAgo(90), toAt: hoursAgo(70) }), stay())).toEqual([]);
  });

  test(`it has been there for ${MIN_HOURS} hour`, () => {
    expect(found(...better(3), stay({ fromAt: hoursAgo(MIN_HOURS) }))).toHaveLength(1);
    expect(found(...better(3), stay({ fromAt: hoursAgo(MIN_HOURS) + 1 }))).toEqual([]);
  });

  test(`signals that differ by more than ${STILL_DB} dB at one place are of a device that moves`, () => {
    expect(found(...better(3), stay({ lowDbm: -65, highDbm: -65 + STILL_DB }))).toHaveLength(1);
    expect(found(...better(3), stay({ lowDbm: -65, highDbm: -64 + STILL_DB }))).toEqual([]);
  });

  test(`${STILL_HOURS} hours show that it does not move, less does not`, () => {
    const own = (hours: number) => [
      ...better(2, { fromAt: hoursAgo(40), toAt: hoursAgo(39) }),
      stay({ fromAt: hoursAgo(hours - 2) }),
    ];
    expect(found(...own(STILL_HOURS))).toHaveLength(1);
    expect(found(...own(STILL_HOURS - 0.1))).toEqual([]);
  });

  test('an access point that is gone, or has not the network any more, is no alternative', () => {
    const stays = [...better(3), stay()];
    const without = bothBands.filter((one) => one.access_point_id !== THERE);
    expect(findingsOf(houseOf({ stays, interfaces: without }), 'wrong_access_point')).toEqual([]);
    const other = [...without, wifi(THERE, '2.4GHz', { ssid: 'guest' })];
    expect(findingsOf(houseOf({ stays, interfaces: other }), 'wrong_access_point')).toEqual([]);
  });

  test(`less than ${MIN_DAYS} days of history are not enough, and without one nothing is said`, () => {
    const check = (historyHours: number | null) =>
      checkOf(houseOf({ stays: [...better(3), stay()], historyHours }), 'wrong_access_point');
    expect(check(MIN_DAYS * 24).status).toBe('found');
    expect(check(MIN_DAYS * 24 - 1)).toEqual({
      kind: 'wrong_access_point',
      status: 'not_enough_data',
      reason: 'The history covers 47 hours; this needs 48.',
    });
    expect(check(null).status).toBe('not_supported');
  });

  test('the other band of the same access point is no alternative', () => {
    expect(found(...better(3, { accessPointId: HERE, band: '5GHz' }), stay())).toEqual([]);
  });

  test('associations of less than ten minutes with the better one do not count', () => {
    const short = (minutes: number) =>
      Array.from({ length: MIN_COUNT }, (_, index) =>
        stay({
          accessPointId: THERE,
          medianDbm: -45,
          fromAt: hoursAgo(90 - index),
          toAt: hoursAgo(90 - index) + minutes * MINUTE_MS,
        }),
      );
    expect(found(...short(10), stay())).toHaveLength(1);
    expect(found(...short(9.9), stay())).toEqual([]);
  });

  test('an access point that is not reachable is no alternative; one of which that is not known is', () => {
    const stays = [...better(3), stay()];
    const withKitchen = (reachable: boolean | null) =>
      houseOf({ stays, accessPoints: [accessPoint(HERE), accessPoint(THERE, { reachable })] });
    expect(findingsOf(withKitchen(false), 'wrong_access_point')).toEqual([]);
    expect(findingsOf(withKitchen(null), 'wrong_access_point')).toHaveLength(1);
  });

  test('another network is no alternative, although the access point has it too', () => {
    const stays = [...better(3, { ssid: 'guest' }), stay()];
    const interfaces = [...bothBands, wifi(THERE, '2.4GHz', { ssid: 'guest' })];
    expect(findingsOf(houseOf({ stays, interfaces }), 'wrong_access_point')).toEqual([]);
  });

  test('a device that is on no access point now is not spoken of', () => {
    const stays = [...better(3), stay()];
    expect(findingsOf(houseOf({ stays, panel: { connected: false } }), 'wrong_access_point')).toEqual([]);
    expect(found(...better(3), stay({ toAt: hoursAgo(1) }))).toEqual([]);
  });

  test('while the history is off, the check says why', () => {
    const pastOff = {
      status: 'not_enough_data',
      reason: 'The history is off, because its disk is full.',
    } as const;
    const house = houseOf({ stays: [...better(3), stay()], historyHours: null, pastOff });
    expect(checkOf(house, 'wrong_access_point')).toEqual({ kind: 'wrong_access_point', ...pastOff });
    expect(findingsOf(house, 'wrong_access_point')).toEqual([]);
  });
});
