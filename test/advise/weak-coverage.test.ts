import { describe, expect, test } from 'vitest';
import { WEAK_DBM } from '../../src/advise/constant.ts';
import { MIN_HOURS } from '../../src/advise/weak-coverage.ts';
import type { Stay } from '../../src/record/history.ts';
import { findingsOf, hoursAgo, houseOf, stay, THERE } from './house.ts';

const found = (...stays: Stay[]) => findingsOf(houseOf({ stays }), 'weak_coverage');

describe('weak_coverage', () => {
  test(`the best access point received it below ${WEAK_DBM} dBm`, () => {
    expect(found(stay({ medianDbm: WEAK_DBM - 1 }))).toMatchObject([
      { severity: 'warning', evidence: { best_signal_dbm: WEAK_DBM - 1, minutes: 1440 } },
    ]);
    expect(found(stay({ medianDbm: WEAK_DBM }))).toEqual([]);
  });

  test('one that received it well, once, is enough to say nothing', () => {
    const once = stay({ accessPointId: THERE, medianDbm: -60, fromAt: hoursAgo(50), toAt: hoursAgo(49) });
    expect(found(once, stay({ medianDbm: -80 }))).toEqual([]);
  });

  test('a device that moves is weak at its usual place only, where others receive it well', () => {
    const moves = (highDbm: number) => stay({ medianDbm: -80, lowDbm: highDbm - 20, highDbm });
    expect(found(moves(WEAK_DBM - 1))).toHaveLength(1);
    expect(found(moves(WEAK_DBM))).toEqual([]);
    const still = stay({ medianDbm: WEAK_DBM - 1, lowDbm: WEAK_DBM - 4, highDbm: WEAK_DBM + 2 });
    expect(found(still)).toHaveLength(1);
  });

  test(`${MIN_HOURS} hours are needed`, () => {
    expect(found(stay({ medianDbm: -80, fromAt: hoursAgo(MIN_HOURS) }))).toHaveLength(1);
    expect(found(stay({ medianDbm: -80, fromAt: hoursAgo(MIN_HOURS - 0.1) }))).toEqual([]);
  });

  test('on 5 GHz it may be better on 2.4 GHz, if that was never tried', () => {
    expect(found(stay({ medianDbm: -77, band: '5GHz' }))).toEqual([]);
    expect(found(stay({ medianDbm: -78, band: '5GHz' }))).toHaveLength(1);
    const tried = stay({ medianDbm: -80, fromAt: hoursAgo(50), toAt: hoursAgo(40) });
    expect(found(tried, stay({ medianDbm: -77, band: '5GHz' }))).toHaveLength(1);
  });

  test('a device that has gone for a day is not spoken of', () => {
    expect(found(stay({ medianDbm: -80, fromAt: hoursAgo(60), toAt: hoursAgo(24) }))).toHaveLength(1);
    expect(found(stay({ medianDbm: -80, fromAt: hoursAgo(60), toAt: hoursAgo(24.1) }))).toEqual([]);
  });
});
