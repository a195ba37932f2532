/** Which spectrum a radio uses, by its channel and its width in the spelling of each driver. */
import { expect, it } from 'vitest';
import { toSpectrum } from '../../src/parse/spectrum.ts';

it.each([
  [5180, '5180/ax/Ceee', null, { lowMhz: 5170, highMhz: 5250, widthMhz: 80 }],
  [5200, '5200/ax/eCee/D', '20/40/80mhz', { lowMhz: 5170, highMhz: 5250, widthMhz: 80 }],
  [5180, '5180/20-Ceee/ac(20dBm)', null, { lowMhz: 5170, highMhz: 5250, widthMhz: 80 }],
  [2412, '2412/20-Ce/gn(18dBm)', null, { lowMhz: 2402, highMhz: 2442, widthMhz: 40 }],
  [5180, '5180', '20/40/80mhz-Ceee', { lowMhz: 5170, highMhz: 5250, widthMhz: 80 }],
  [2437, '2437/ax', '20/40mhz', { lowMhz: 2427, highMhz: 2447, widthMhz: 20 }],
  [2437, '2437/ax', '20/40mhz-Ce', { lowMhz: 2427, highMhz: 2447, widthMhz: 20 }],
  [2437, '2437', '20mhz', { lowMhz: 2427, highMhz: 2447, widthMhz: 20 }],
  // what it may use is not what it uses
  [5180, '5180', '20/40/80mhz', { lowMhz: 5170, highMhz: 5190, widthMhz: null, maxWidthMhz: 80 }],
  [5180, '5180', null, { lowMhz: 5170, highMhz: 5190, widthMhz: null, maxWidthMhz: null }],
])('a radio on %d MHz with "%s" and width %s', (mhz, channel, width, expected) => {
  expect(toSpectrum(mhz, channel, width)).toMatchObject(expected);
});
