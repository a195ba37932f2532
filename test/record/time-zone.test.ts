/** Times as the house has them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, inZone, offsetOf, timeZoneOf } from '../../src/record/time-zone.ts';
import { parseTimeZone } from '../../src/parse/time-zone.ts';
import { exampleRouter } from '../../src/question/example.ts';
import { runs } from '../runs.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Abidjan',
];

describe('a time in a zone', () => {
  it.each([
    ['2026-11-30T03:02:11.000Z', 'Europe/Berlin', '2026-11-30T04:02:11.000+01:00'],
    ['2026-07-30T23:02:11.000Z', 'Europe/Berlin', '2026-07-31T01:02:11.000+02:00'],
    ['2026-11-30T03:02:11.000Z', 'America/St_Johns', '2026-11-29T23:32:11.000-03:30'],
    ['2026-11-30T03:02:11.000Z', 'UTC', '2026-11-30T03:02:11.000Z'],
  ])('%s in %s is %s', (iso, zone, local) => expect(inZone(iso, zone)).toBe(local));

  it('is the same moment', () => {
    const at = fc.integer({ min: Date.UTC(1975), max: Date.UTC(2037) });
    fc.assert(
      fc.property(at, fc.constantFrom(...zones), (moment, zone) => {
        expect(Date.parse(inZone(new Date(moment).toISOString(), zone))).toBe(moment);
      }),
      { numRuns: runs(200) },
    );
  });

  it('has its day, which is not that of UTC', () => {
    const at = Date.parse('2026-11-29T23:30:00.000Z');
    expect([dayOf(at, 'UTC'), dayOf(at, 'Europe/Berlin')]).toEqual([
      'Sunday, 2026-11-29',
      'Monday, 2026-11-30',
    ]);
    expect(offsetOf(at, 'Asia/Kathmandu')).toBe('+05:45');
  });
});

describe('the zone', () => {
  const router = (time_zone: string | null) => ({ ...exampleRouter, time_zone });

  it.each([
    ['UTC', [router('Europe/Berlin')], 'UTC'],
    [null, [router(null), router('Asia/Tokyo'), router('Europe/Berlin')], 'Asia/Tokyo'],
    [null, [router(null)], 'UTC'],
  ] as const)('configured %s, routers %o: %s', (configured, routers, zone) =>
    expect(timeZoneOf(configured, { routers })).toBe(zone),
  );

  it.each(['manual', 'Mars/Olympus', '', ' UTC', '+01:00', 'CET-1CEST', null])('%j is none', (text) =>
    expect(parseTimeZone(text)).toBeNull(),
  );
});
