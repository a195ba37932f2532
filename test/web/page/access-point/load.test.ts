/** What the page of an access point makes of its records. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleAccessPoint } from '../../../../src/question/example.ts';
import { exampleAccessPointHistory } from '../../../../src/question/example-past.ts';
import { findAccessPoint } from '../../../../src/web/page/access-point/find.ts';
import { toLoadPath } from '../../../../src/web/page/access-point/load-path.ts';
import { medianOf, toSpread } from '../../../../src/web/page/access-point/spread.ts';

const box = { left: 30, right: 630, top: 8, bottom: 158 };
const START = Date.parse('2026-11-29T08:00:00.000Z');
const iso = (at: number) => new Date(at).toISOString();
const [bucket] = exampleAccessPointHistory.buckets;

/** A day of counts per five minutes; null where nothing was read. */
const day = (counts: readonly (number | null)[]) => ({
  ...exampleAccessPointHistory,
  since_at: iso(START),
  until_at: iso(START + 288 * 300_000),
  resolution: '5m' as const,
  buckets: counts.flatMap((count, slot) =>
    count === null ? [] : [{ ...bucket!, at: iso(START + slot * 300_000), client_count_max: count }],
  ),
});

describe('the load', () => {
  it('begins where its readings begin, unless that is the whole period', () => {
    const late = [...Array.from({ length: 200 }, () => null), 3, 4];
    expect(toLoadPath(day(late), box)!.sinceAt).toBe(START + 200 * 300_000);
    expect(toLoadPath(day([null, 3, 4]), box)!.sinceAt).toBe(START);
    expect(toLoadPath(day([]), box)).toBeNull();
  });

  it('has a gap where nothing was read, and says the most', () => {
    const load = toLoadPath(day([2, 5, null, null, 5]), box)!;
    expect(load.edge.match(/M/g)).toHaveLength(2);
    expect(load.most).toEqual({ count: 5, at: START + 300_000 });
    expect(load.limit).toBe(8);
  });

  it('stays in its box', () => {
    const counts = fc.array(fc.option(fc.nat(400)), { minLength: 1, maxLength: 288 });
    fc.assert(
      fc.property(counts, (all) => {
        const load = toLoadPath(day(all), box);
        for (const [, kind, number] of `${load?.area}${load?.edge}`.matchAll(/([HV])([\d.-]+)/g)) {
          expect(Number(number)).toBeGreaterThanOrEqual(kind === 'H' ? box.left : box.top);
          expect(Number(number)).toBeLessThanOrEqual(kind === 'H' ? box.right : box.bottom);
        }
      }),
    );
  });
});

describe('the signals', () => {
  it('are counted once each, beyond the scale in its outer steps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -120, max: 0 })), (signals) => {
        const steps = toSpread(signals);
        expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(signals.length);
        for (const [index, { fromDbm, count }] of steps.entries()) {
          const from = index === 0 ? -Infinity : fromDbm;
          const to = steps[index + 1]?.fromDbm ?? Infinity;
          expect(count).toBe(signals.filter((dbm) => dbm >= from && dbm < to).length);
        }
      }),
    );
  });

  it('have a median, unless there are none', () => {
    expect(medianOf([-50, -80, -60])).toBe(-60);
    expect(medianOf([])).toBeNull();
  });
});

describe('an access point', () => {
  const all = [
    { ...exampleAccessPoint, access_point_id: '48a98a010203', name: 'Café' },
    { ...exampleAccessPoint, access_point_id: 'router', name: 'Hall' },
    { ...exampleAccessPoint, access_point_id: '48a98a040506', name: 'Hall' },
  ];
  it.each([
    ['48a98a010203', 'Café'],
    ['48:A9:8A:01:02:03', 'Café'],
    ['cafe', 'Café'],
    ['router', 'Hall'],
    ['48A9.8A04.0506', 'Hall'],
  ])('is found by "%s"', (wanted, name) => {
    expect(findAccessPoint(all, wanted)?.name).toBe(name);
  });
  it.each(['Hall', 'Attic', '', '48:A9:8A:01:02:04'])('is not guessed from "%s"', (wanted) => {
    expect(findAccessPoint(all, wanted)).toBeNull();
  });
});
