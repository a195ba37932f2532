import { describe, expect, test } from 'vitest';
import { BETTER_DB, TIMES, WEAK_DBM } from '../../src/advise/constant.ts';
import type { Stay } from '../../src/record/history.ts';
import { MIN_GAIN_DB, MIN_PART } from '../../src/advise/sticky-client.ts';
import { AT, findingsOf, HERE, hoursAgo, houseOf, stay, THERE } from './house.ts';

const weak = { fromAt: hoursAgo(2), toAt: AT, medianDbm: -75 };
const found = (...stays: Stay[]) => findingsOf(houseOf({ stays }), 'sticky_client');

describe('sticky_client, of a device that does not move', () => {
  const better = (count: number, medianDbm = -60) =>
    Array.from({ length: count }, (_, index) =>
      stay({
        accessPointId: THERE,
        medianDbm,
        fromAt: hoursAgo(90 - 10 * index),
        toAt: hoursAgo(81 - 10 * index),
      }),
    );
  const now = stay({ medianDbm: -75, weak });

  test('it is weak, although another access point was better three times', () => {
    expect(found(...better(TIMES), now)).toMatchObject([
      {
        evidence: { signal_dbm: -75, weak_minutes: 120, gain_db: 15, times: TIMES },
        proposal: { action: 'keep_device_off' },
      },
    ]);
    expect(found(...better(TIMES - 1), now)).toEqual([]);
  });

  test(`${BETTER_DB} dB better is better`, () => {
    expect(found(...better(3, -75 + BETTER_DB), now)).toHaveLength(1);
    expect(found(...better(3, -76 + BETTER_DB), now)).toEqual([]);
  });

  test('a weak time more than a day ago does not count', () => {
    const at = (hours: number) =>
      stay({ medianDbm: -75, weak: { ...weak, fromAt: hoursAgo(30), toAt: hoursAgo(hours) } });
    expect(found(...better(3), at(24))).toHaveLength(1);
    expect(found(...better(3), at(24.1))).toEqual([]);
  });
});

describe('sticky_client, of a device that moves', () => {
  /** Walks away from the hall and is taken over by the kitchen, `count` times; then is weak in the hall. */
  function walks(count: number, gainDb: number, lastDbm = -75): Stay[] {
    const stays = Array.from({ length: count }, (_, index): Stay[] => [
      stay({
        lowDbm: -80,
        highDbm: -40,
        lastDbm,
        fromAt: hoursAgo(90 - 3 * index),
        toAt: hoursAgo(88 - 3 * index),
      }),
      stay({
        accessPointId: THERE,
        firstDbm: lastDbm + gainDb,
        fromAt: hoursAgo(88 - 3 * index),
        toAt: hoursAgo(87 - 3 * index),
      }),
    ]);
    return stays.flat();
  }
  const now = stay({ lowDbm: -80, highDbm: -40, weak });

  test('its own changes show that the other one is better where this one is weak', () => {
    expect(found(...walks(TIMES, 20), now)).toMatchObject([
      { evidence: { gain_db: 20, times: TIMES }, commands: [], proposal: null },
    ]);
    expect(found(...walks(TIMES - 1, 20), now)).toEqual([]);
  });

  test(`they gained ${MIN_GAIN_DB} dB on average`, () => {
    expect(found(...walks(TIMES, MIN_GAIN_DB), now)).toHaveLength(1);
    expect(found(...walks(TIMES, MIN_GAIN_DB - 1), now)).toEqual([]);
  });

  test(`changes from a signal of ${WEAK_DBM} dBm or more say nothing`, () => {
    expect(found(...walks(TIMES, 20, WEAK_DBM - 1), now)).toHaveLength(1);
    expect(found(...walks(TIMES, 20, WEAK_DBM), now)).toEqual([]);
  });

  test('a stronger signal on 2.4 GHz than on 5 GHz is no gain', () => {
    const bands = (own: readonly Stay[]) =>
      own.map((one) => (one.accessPointId === HERE ? { ...one, band: '5GHz' as const } : one));
    expect(found(...bands(walks(TIMES, MIN_GAIN_DB + 7)), now)).toHaveLength(1);
    expect(found(...bands(walks(TIMES, MIN_GAIN_DB + 6)), now)).toEqual([]);
  });

  test(`${MIN_PART * 100} % of them went to a better one`, () => {
    expect(found(...walks(9, 20), ...walks(1, 0), now)).toHaveLength(1);
    expect(found(...walks(9, 20), ...walks(2, 0), now)).toEqual([]);
  });
});
