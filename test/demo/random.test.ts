import { expect, test } from 'vitest';
import { formatDuration } from '../../src/demo/duration.ts';
import { between, chance, createRandom, macOf, nextMac } from '../../src/demo/random.ts';

test('the same seed repeats, another does not', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 5 }, random);
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1).every((value) => value >= 0 && value < 1)).toBe(true);
});

test('chance belongs to its words, and where they end matters', () => {
  expect(chance(1, 'a', 'bc')).toBe(chance(1, 'a', 'bc'));
  expect(chance(1, 'a', 'bc')).not.toBe(chance(1, 'ab', 'c'));
  const draws = Array.from({ length: 1000 }, (_, index) => between(0, 9, chance(1, 'spread', index)));
  expect(new Set(draws).size).toBe(10);
});

test('a MAC is below its vendor or locally administered', () => {
  expect(macOf(1, 'tv', '60:8D:26')).toMatch(/^60:8D:26(:[0-9A-F]{2}){3}$/);
  for (const name of ['a', 'b', 'c', 'd']) {
    expect(Number.parseInt(macOf(1, name).slice(0, 2), 16) & 3).toBe(2);
  }
  expect(nextMac('48:A9:8A:00:00:FF', 1)).toBe('48:A9:8A:00:01:00');
});

test.each([
  [0, false, '0s'],
  [0, true, '0ms'],
  [3010, true, '3s10ms'],
  [3010, false, '3s'],
  [20_109_180, true, '5h35m9s180ms'],
  [172_800_000, false, '2d'],
  [46_826_000, false, '13h26s'],
  [788_645_000, false, '1w2d3h4m5s'],
])('%d ms is written as a router does', (ms, withMilliseconds, expected) => {
  expect(formatDuration(ms, withMilliseconds)).toBe(expected);
});
