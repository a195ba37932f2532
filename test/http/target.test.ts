import { describe, expect, test } from 'vitest';
import { normalTarget, routingPathOf, trimmedPathOf } from '../../src/http/target.ts';

describe('a target', () => {
  test.each([
    ['/', '/'],
    ['/devices?name=a%2Fb', '/devices?name=a%2Fb'],
    ['//devices//x/', '//devices//x/'],
    ['/devices?q=/../x', '/devices?q=/../x'],
    ['/ui/../health', '/health'],
    ['/ui/%2e%2e/health', '/health'],
    ['/devices/"é"', '/devices/%22%C3%A9%22'],
    ['/devices?x=\\', '/devices?x=\\'],
    ['http://other.lan:8490/devices?x=1', '/devices?x=1'],
    ['HTTPS://other.lan', '/'],
    ['http://other.lan?x=1', '/?x=1'],
  ])('%s is %s', (sent, normal) => {
    expect(normalTarget(sent)).toBe(normal);
  });

  test.each(['', '*', 'devices', '/devices\\x', 'http://', 'ftp://x/y', 'x:443'])(
    '%s is not well-formed',
    (sent) => {
      expect(normalTarget(sent)).toBeNull();
    },
  );
});

test.each([
  ['/devices', '/devices'],
  ['/devices/', '/devices'],
  ['/devices//?x=/', '/devices'],
  ['/', '/'],
  ['//', '/'],
  ['/devices/a%2F', '/devices/a%2F'],
])('%s without the slashes at its end is %s', (url, path) => {
  expect(trimmedPathOf(url)).toBe(path);
});

test.each([
  ['/%64evices', '/devices'],
  ['/devices/a%2Fb', '/devices/a%2Fb'],
  ['/devices/%E0%A4%A', '/devices/%E0%A4%A'],
])('%s is routed as %s', (url, path) => {
  expect(routingPathOf(url)).toBe(path);
});
