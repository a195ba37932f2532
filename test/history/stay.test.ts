import { describe, expect, test } from 'vitest';
import { WEAK_DBM, WEAK_LIMIT, WEAK_MS } from '../../src/advise/constant.ts';
import { toStay } from '../../src/history/stay.ts';
import type { Session } from '../../src/record/history.ts';

const AT = Date.UTC(2026, 10, 20, 12);
const FROM_AT = AT - 3_600_000;
const session = {
  access_point_id: '48a98a0c0d0e',
  from_at: new Date(FROM_AT).toISOString(),
  to_at: null,
  duration_seconds: 3600,
  sample_count: 0,
  ended_by: null,
} as Session;
const stayOf = (...signals: number[]) =>
  toStay(
    session,
    signals.map((dbm, index) => ({ at: FROM_AT + index * 300_000, dbm })),
    WEAK_LIMIT,
  )!;

describe('the signals of a stay', () => {
  test('the median, the weakest and the strongest tenth, the first and the last', () => {
    const signals = [-50, -60, -61, -62, -63, -64, -65, -66, -67, -68, -69, -90, -55];
    expect(stayOf(...signals)).toMatchObject({
      medianDbm: -64,
      lowDbm: -69,
      highDbm: -55,
      firstDbm: -50,
      lastDbm: -55,
      sampleCount: 13,
    });
  });

  test('without a reading they are those of the session', () => {
    const told = { ...session, signal_median_dbm: -70, signal_min_dbm: -80, signal_max_dbm: -60 };
    expect(toStay(told, [], WEAK_LIMIT)).toMatchObject({
      medianDbm: -70,
      lowDbm: -80,
      highDbm: -60,
      weak: null,
    });
  });

  test('a session of an unknown access point is none', () => {
    expect(toStay({ ...session, access_point_id: null }, [], WEAK_LIMIT)).toBeNull();
  });
});

describe('the weak time of a stay', () => {
  test(`it lasts ${WEAK_MS / 60_000} minutes below ${WEAK_DBM} dBm or more`, () => {
    expect(stayOf(-60, -71, -71, -60).weak).toMatchObject({ toAt: FROM_AT + 900_000, medianDbm: -71 });
    expect(stayOf(-60, -71, -60).weak).toBeNull();
    expect(stayOf(-60, -70, -70, -60).weak).toBeNull();
  });

  test('the last one counts; one at the end lasts until now', () => {
    expect(stayOf(-71, -71, -60, -75, -77, -75, -60).weak!.medianDbm).toBe(-75);
    expect(stayOf(-60, -72).weak!.toAt).toBe(AT);
  });
});
