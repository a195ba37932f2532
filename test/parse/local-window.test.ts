/** Hours of a router's week, as rules have them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, parseWindow } from '../../src/parse/local-window.ts';
import { runs } from '../runs.ts';

const HOUR = 3_600_000;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
// a Monday
const at = (hours: number) => Date.UTC(2026, 10, 30) + hours * HOUR;

describe('the hours of a rule', () => {
  it.each<[string | null, string | null, ReturnType<typeof parseWindow>]>([
    [null, null, null],
    ['', '', null],
    ['0s-1d', null, null],
    ['00:00:00-24:00:00', null, null],
    ['0s-1d,sun,mon,tue,wed,thu,fri,sat', null, null],
    ['0s-1d', 'sun,mon,tue,wed,thu,fri,sat', null],
    ['22h-6h', null, { startMs: 22 * HOUR, endMs: 6 * HOUR, days: EVERY_DAY }],
    ['22:00:00-06:00:00', null, { startMs: 22 * HOUR, endMs: 6 * HOUR, days: EVERY_DAY }],
    ['8h30m-20h,sat,sun', null, { startMs: 8.5 * HOUR, endMs: 20 * HOUR, days: [0, 6] }],
    ['8h-20h', 'sat', { startMs: 8 * HOUR, endMs: 20 * HOUR, days: [6] }],
    [null, 'mon', { startMs: 0, endMs: 24 * HOUR, days: [1] }],
    ['mon', null, { startMs: 0, endMs: 24 * HOUR, days: [1] }],
    ['at night', null, 'unreadable'],
    ['22h', null, 'unreadable'],
    ['22h-6h,8h-9h', null, 'unreadable'],
    ['22h-2d', null, 'unreadable'],
  ])('%s, %s', (time, days, window) => expect(parseWindow(time, days)).toEqual(window));

  it('end before the hour of their end, and may go over midnight', () => {
    const night = { startMs: 22 * HOUR, endMs: 6 * HOUR, days: EVERY_DAY };
    const day = { startMs: 8 * HOUR, endMs: 20 * HOUR, days: EVERY_DAY };
    expect([-0.001, 0, 5.999, 6, 21.999, 22].map((hour) => isWithin(night, at(hour)))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
    expect([7.999, 8, 19.999, 20].map((hour) => isWithin(day, at(hour)))).toEqual([false, true, true, false]);
  });

  it('over midnight belong to the day on which they begin', () => {
    const mondays = { startMs: 22 * HOUR, endMs: 6 * HOUR, days: [1] };
    expect([1, 23, 25, 47].map((hour) => isWithin(mondays, at(hour)))).toEqual([false, true, true, false]);
  });

  it('are as many each week as their length on each of their days', () => {
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(hour, hour, fc.subarray(EVERY_DAY, { minLength: 1 }), (start, end, days) => {
        const window = { startMs: start * HOUR, endMs: end * HOUR, days };
        const week = Array.from({ length: 168 }, (_, index) => isWithin(window, at(index)));
        expect(week.filter(Boolean)).toHaveLength(days.length * ((end - start + 24) % 24 || 24));
      }),
      { numRuns: runs(50) },
    );
  });
});
