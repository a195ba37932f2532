/** Times of a query: none that does not exist is read as another one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toMoment } from '../../src/record/moment.ts';

it.each([
  '2026-02-30',
  '2026-02-31T10:00Z',
  '2026-04-31',
  '2027-02-29',
  '2100-02-29',
  '2026-01-31T24:00Z',
  '2026-01-00',
  '2026-13-01',
])('%s is no time', (text) => expect(toMoment(text, 0)).toBeNull());

it.each(['2028-02-29', '2000-02-29T23:59:59Z', '2026-12-31'])('%s is one', (text) =>
  expect(toMoment(text, 0)).toBe(Date.parse(text)),
);

it('is the day that was written, or none', () => {
  const two = (n: number) => String(n).padStart(2, '0');
  fc.assert(
    fc.property(fc.integer({ min: 1971, max: 2100 }), fc.nat(13), fc.nat(32), (year, month, day) => {
      const text = `${year}-${two(month)}-${two(day)}`;
      const at = toMoment(text, 0);
      if (at !== null) expect(new Date(at).toISOString().slice(0, 10)).toBe(text);
    }),
  );
});
