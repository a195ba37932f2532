import { expect, test } from 'vitest';
import { nearest } from '../../src/rest/nearest.ts';

const known = ['name', 'mac', 'interface', 'access_point', 'limit', 'signal_dbm'];

test.each([
  ['nmae', 'name'],
  ['Name', 'name'],
  ['names', 'name'],
  ['interfaces', 'interface'],
  ['accesspoint', 'access_point'],
  ['limt', 'limit'],
  ['signal', 'signal_dbm'],
  ['macs', 'mac'],
  ['x', null],
  ['', null],
  ['colour', null],
  ['zz', null],
  ['n'.repeat(100), null],
])('%s is meant as %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('there may be nothing to mean', () => {
  expect(nearest('name', [])).toBeNull();
});
