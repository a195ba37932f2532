import { describe, expect, test } from 'vitest';
import { toSpan } from '../../src/record/span.ts';

const NOW = Date.parse('2026-11-20T08:00:00.000Z');
const HOUR = 3_600_000;
const parametersOf = (since: string, until: string) => {
  const span = toSpan({ since, until }, '1h', NOW);
  return Array.isArray(span) ? span.map(({ parameter }) => parameter) : [];
};

describe('a span', () => {
  test.each([
    [{}, NOW - HOUR, NOW],
    [{ since: '24h' }, NOW - 24 * HOUR, NOW],
    [{ until: '24h' }, NOW - 25 * HOUR, NOW - 24 * HOUR],
    [{ since: '2026-11-20', until: '2026-11-20T01:30:00+01:00' }, NOW - 8 * HOUR, NOW - 7.5 * HOUR],
    [{ since: '400d' }, NOW - 400 * 24 * HOUR, NOW],
    [{ until: '0000-01-01' }, -HOUR, 0],
    [{ until: '999999d' }, -HOUR, 0],
    [
      { since: '9999-12-30', until: '9999-12-31T23:59-23:59' },
      Date.UTC(9999, 11, 30),
      Date.UTC(9999, 11, 31),
    ],
  ])('%j', (asked, sinceAt, untilAt) => {
    expect(toSpan(asked, '1h', NOW)).toEqual({ sinceAt, untilAt });
  });

  test('that does not begin before its end is refused by both', () => {
    expect(parametersOf('1h', '1h')).toEqual(['since', 'until']);
    expect(parametersOf('1h', '2h')).toEqual(['since', 'until']);
  });

  test('of more than 400 days is refused', () => {
    expect(parametersOf('401d', '0s')).toEqual(['since']);
    expect(parametersOf('0001-01-01', '9999-12-31')).toEqual(['since']);
  });
});
