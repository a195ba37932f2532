/** Days and hours of the house. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, fromLocal, hoursOf, toDay, toLocal } from '../../../src/web/page/zone.ts';

const zones = fc.constantFrom(
  'Europe/Berlin',
  'UTC',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
);
const moments = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('the local time of a zone', () => {
  it('is that of the zone, not that of this machine', () => {
    expect(toLocal(Date.parse('2026-11-30T02:05:06Z'), 'Europe/Berlin')).toBe('2026-11-30T03:05:06');
    expect(toLocal(Date.parse('2026-11-30T00:00:00Z'), 'America/New_York')).toBe('2026-11-29T19:00:00');
    expect(fromLocal('2026-11-30T03:00', 'Europe/Berlin')).toBe(Date.parse('2026-11-30T02:00:00Z'));
  });

  it('leads back to the moment, or to the first of two that have it', () => {
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const at = Math.floor(moment / 1000) * 1000;
        const found = fromLocal(toLocal(at, zone), zone);
        expect(toLocal(found, zone)).toBe(toLocal(at, zone));
        expect(at - found).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('of a time that the clocks skip is an hour later', () => {
    expect(toLocal(fromLocal('2026-03-29T02:30', 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-03-29T03:30:00',
    );
  });
});

describe('the hours of a day', () => {
  it.each([
    ['2026-11-30', 24],
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('%s has %d of them', (day, count) => {
    expect(hoursOf(day, 'Europe/Berlin')).toHaveLength(count);
  });

  it('cover it without a gap, in every zone', () => {
    fc.assert(
      fc.property(moments, zones, (at, zone) => {
        const day = toDay(at, zone);
        const hours = hoursOf(day, zone);
        expect(hours.filter((start) => start <= at && at < start + 3_600_000)).toHaveLength(1);
        expect(toDay(hours[0]!, zone)).toBe(day);
        expect(toDay(hours[0]! - 1, zone)).not.toBe(day);
        expect(fromLocal(`${addDays(day, 1)}T00:00`, zone)).toBeGreaterThan(at);
      }),
    );
  });
});
