import { expect, test } from 'vitest';
import { nearest } from '../../src/parse/nearest.ts';

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
  ['access', 'access_point'],
  ['ac', null],
  ['mac_address', 'mac'],
  ['lomit', null],
  ['intarface', 'interface'],
])('%s is meant as %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('there may be nothing to mean', () => {
  expect(nearest('name', [])).toBeNull();
});

test('a beginning is left out when only slips are asked for', () => {
  expect(nearest('STATE', ['STATE_DIR'], { slipsOnly: true })).toBeNull();
  expect(nearest('STATE_DI', ['STATE_DIR'], { slipsOnly: true })).toBe('STATE_DIR');
});

test('a word of another script is compared by its own letters', () => {
  expect(nearest('Фома', ['Мама', 'Фомма'])).toBe('Фомма');
  expect(nearest('Папа', ['Мама'])).toBeNull();
  expect(nearest('---', ['...'])).toBeNull();
});
