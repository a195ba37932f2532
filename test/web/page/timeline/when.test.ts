/** A moment as people write it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWhen } from '../../../../src/web/page/timeline/when.ts';
import { fromLocal } from '../../../../src/web/page/zone.ts';

const ZONE = 'Europe/Berlin';
/** Monday, 30 November, 08:10 in Berlin. */
const NOW = Date.parse('2026-11-30T07:10:00Z');
const when = (text: string) => toWhen(text, NOW, ZONE);

describe('a moment in words', () => {
  it.each([
    ['3 am', '2026-11-30T03:00'],
    ['3am', '2026-11-30T03:00'],
    ['3 a.m.', '2026-11-30T03:00'],
    ['03:00', '2026-11-30T03:00'],
    ['at 3', '2026-11-30T03:00'],
    ['3 Uhr', '2026-11-30T03:00'],
    ['3.15', '2026-11-30T03:15'],
    ['12 am', '2026-11-30T00:00'],
    ['midnight', '2026-11-30T00:00'],
    ['8:10', '2026-11-30T08:10'],
    // still to come today
    ['8:11', '2026-11-29T08:11'],
    ['3 pm', '2026-11-29T15:00'],
    ['noon', '2026-11-29T12:00'],
    ['12 pm', '2026-11-29T12:00'],
    ['yesterday', '2026-11-29'],
    ['Yesterday, 22:30', '2026-11-29T22:30'],
    ['3 am yesterday', '2026-11-29T03:00'],
    ['today', '2026-11-30'],
    ['Monday', '2026-11-30'],
    ['Monday 3 am', '2026-11-30T03:00'],
    ['Monday 3 pm', '2026-11-23T15:00'],
    ['Tue 7:05', '2026-11-24T07:05'],
    ['last Sunday', '2026-11-29'],
    ['2026-11-28 3am', '2026-11-28T03:00'],
    ['2026-11-28T03:00', '2026-11-28T03:00'],
    ['28 Nov 3 am', '2026-11-28T03:00'],
    ['Nov 28th', '2026-11-28'],
    ['28.11. 3:00', '2026-11-28T03:00'],
    ['28.11.2026', '2026-11-28'],
    ['24 December', '2025-12-24'],
    ['2 h ago', '2026-11-30T06:10'],
    ['90 min', '2026-11-30T06:40'],
    ['3 days ago', '2026-11-27T08:10'],
    ['now', ''],
  ])('"%s" is %s', (text, expected) => {
    expect(when(text)).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '25:00',
    '13 pm',
    '0 am',
    '3:60',
    '31 Feb',
    '2026-02-30',
    'Mondo',
    '3 am 4 am',
    'tomorrow',
    '2027-01-01',
    'x3',
  ])('"%s" is none', (text) => {
    expect(when(text)).toBeNull();
  });

  it('is never in the future, whatever is written', () => {
    const words = fc.constantFrom(
      '3',
      'am',
      'pm',
      '14:30',
      'today',
      'yesterday',
      'fri',
      '28',
      'nov',
      '31.12.',
      '2 h',
      'ago',
      '2026-11-30',
    );
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Kolkata',
      'America/St_Johns',
      'Pacific/Auckland',
      'UTC',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 4 }).map((all) => all.join(' ')),
        ),
        zones,
        (text, zone) => {
          const found = toWhen(text, NOW, zone);
          if (found === null || found === '') return;
          expect(found).toMatch(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?$/);
          expect(fromLocal(found.padEnd(16, 'T00:00'), zone)).toBeLessThanOrEqual(NOW);
        },
      ),
    );
  });
});
