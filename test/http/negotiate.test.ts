import { expect, test } from 'vitest';
import { matchesTag, prefersGzip } from '../../src/http/negotiate.ts';

test.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['gzip, deflate, br, zstd', true],
  ['br', false],
  ['identity', false],
  ['*', true],
  ['gzip;q=0', false],
  ['gzip;q=0.000', false],
  ['gzip ; q=0.5', true],
  ['gzip;q=0.5, identity', false],
  ['gzip;q=0.5, identity;q=0.5', true],
  ['gzip;q=0.2, identity;q=0.5', false],
  ['identity;q=0, gzip', true],
  ['*;q=0', false],
  ['*;q=0, gzip', true],
  ['gzip;q=0, *', false],
  ['gzip;q=nonsense', false],
  [';;;,,,', false],
])('Accept-Encoding %s: gzip is %s', (header, expected) => {
  expect(prefersGzip(header)).toBe(expected);
});

test.each([
  [undefined, false],
  ['', false],
  ['W/"abc"', true],
  ['"abc"', true],
  ['*', true],
  [' * ', true],
  ['"x", W/"abc" , "y"', true],
  ['"x","y"', false],
  ['abc', false],
  ['W/"abcd"', false],
  ['"ab", "c"', false],
  ['"', false],
])('If-None-Match %s: %s', (header, expected) => {
  expect(matchesTag(header, 'W/"abc"')).toBe(expected);
});
