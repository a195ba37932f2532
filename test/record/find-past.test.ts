import { describe, expect, test } from 'vitest';
import { findPastAccessPoint, findPastDevice } from '../../src/record/find-past.ts';
import { exampleAccessPoint } from '../../src/question/example.ts';
import { device, snapshot } from '../rest/snapshot.ts';

const twins = [1, 2].map((digit) => device({ mac_address: `02:00:00:00:00:0${digit}`, name: 'Bulb' }));
const house = snapshot([device(), ...twins], {
  accessPoints: [
    exampleAccessPoint,
    { ...exampleAccessPoint, access_point_id: 'router', name: 'Hall' },
    { ...exampleAccessPoint, access_point_id: '02000000000a', name: 'Attic' },
    { ...exampleAccessPoint, access_point_id: '02000000000b', name: 'attic' },
  ],
});

describe('a device', () => {
  test.each([
    ['3C:22:FB:0A:1B:2C', '3c22fb0a1b2c', true],
    ['kitchen TABLET', '3c22fb0a1b2c', true],
    ['02-00-00-00-00-0F', '02000000000f', false],
  ])('%s is found, current or not', (wanted, id, isCurrent) => {
    expect(findPastDevice(house, wanted)).toEqual({ status: 'found', id, isCurrent });
  });

  test('by a name of nobody or of several is not', () => {
    expect(findPastDevice(house, 'nobody')).toEqual({ status: 'not_found' });
    expect(findPastDevice(house, 'bulb')).toMatchObject({ status: 'ambiguous', candidates: [{}, {}] });
  });

  test('before the first snapshot is found by its MAC alone', () => {
    expect(findPastDevice(null, '3c22.fb0a.1b2c')).toMatchObject({ id: '3c22fb0a1b2c', isCurrent: false });
    expect(findPastDevice(null, 'kitchen tablet')).toEqual({ status: 'not_found' });
  });
});

describe('an access point', () => {
  test.each([
    ['48a98a0c0d0e', '48a98a0c0d0e', true],
    ['48:A9:8A:0C:0D:0E', '48a98a0c0d0e', true],
    ['KITCHEN', '48a98a0c0d0e', true],
    ['Router', 'router', true],
    ['hall', 'router', true],
    ['02:00:00:00:00:0F', '02000000000f', false],
    ['cellar', 'cellar', false],
  ])('%s is found, current or not', (wanted, id, isCurrent) => {
    expect(findPastAccessPoint(house, wanted)).toEqual({ status: 'found', id, isCurrent });
  });

  test('by a name of several is not, and the ids are told', () => {
    expect(findPastAccessPoint(house, 'ATTIC')).toEqual({
      status: 'ambiguous',
      candidates: ['02000000000a', '02000000000b'],
    });
  });

  test('before the first snapshot is found by its id', () => {
    expect(findPastAccessPoint(null, 'router')).toEqual({ status: 'found', id: 'router', isCurrent: false });
    expect(findPastAccessPoint(null, ' ')).toEqual({ status: 'not_found' });
  });
});
