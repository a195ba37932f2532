/** Which channels need a radar check, and for how long a radio is then off the air. */
import { expect, test } from 'vitest';
import { radarCheckSeconds, recheckSeconds } from '../../src/change/radar.ts';

test.each([
  ['2.4GHz', [2437], '20mhz', 0],
  ['6GHz', [5955], '20/40/80/160mhz', 0],
  ['5GHz', [5180], '20mhz', 0],
  ['5GHz', [5240], '20mhz', 0],
  ['5GHz', [5240], '20/40mhz-Ce', 60],
  ['5GHz', [5180], '20/40/80mhz', 0],
  ['5GHz', [5180], '20/40/80/160mhz', 60],
  ['5GHz', [5260], '20mhz', 60],
  ['5GHz', [5180, 5500], '20mhz', 60],
  ['5GHz', [5620], '20mhz', 600],
  ['5GHz', [5580], '20/40mhz-Ce', 600],
  ['5GHz', [5560], '20/40/80mhz', 60],
  ['5GHz', [5745], '20/40/80mhz', 0],
  ['5GHz', [5180], null, 60],
  ['5GHz', null, '20mhz', 600],
] as const)('%s %j with %s: %i s', (band, frequencies, width, seconds) => {
  expect(radarCheckSeconds(band, frequencies, width)).toBe(seconds);
});

test('a radio that restarts checks the channel that it has again', () => {
  expect(recheckSeconds({ channel: '5500/ax/Ceee/D', frequency_mhz: 5500 })).toBe(60);
  expect(recheckSeconds({ channel: '5180/ax/Ceee', frequency_mhz: 5180 })).toBe(0);
  expect(recheckSeconds({ channel: null, frequency_mhz: 5620 })).toBe(600);
  expect(recheckSeconds({ channel: null, frequency_mhz: null })).toBe(0);
});
