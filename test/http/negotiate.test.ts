import { expect, test } from 'vitest';
import { accepts, codingFor, matchesTag } from '../../src/http/negotiate.ts';

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
  expect(codingFor(header, ['gzip'])).toBe(expected ? 'gzip' : null);
});

test.each([
  ['gzip, br', 'br'],
  ['br;q=0.1, gzip', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0.5, gzip;q=0.5, identity;q=0.5', 'br'],
  ['br;q=0.5, gzip;q=0.5, identity', null],
  ['br;q=0.2, gzip;q=0.4, identity;q=0.3', 'gzip'],
  ['deflate', null],
])('of Brotli and gzip, "%s" gets %s', (header, expected) => {
  expect(codingFor(header, ['br', 'gzip'])).toBe(expected);
});

test.each([
  [undefined, true],
  ['', true],
  [' ', true],
  ['*/*', true],
  ['text/*;q=0.1', true],
  ['Text/Event-Stream; charset=utf-8', true],
  ['text/html, */*;q=0.8', true],
  ['application/json', false],
  ['application/*, text/html', false],
  ['*/*;q=0', false],
  ['*/*, text/*;q=0', false],
  ['*/*, text/event-stream;q=0', false],
  ['*/*;q=0, text/event-stream', true],
])('Accept %s: an event stream is %s', (header, expected) => {
  expect(accepts(header, 'text/event-stream')).toBe(expected);
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
