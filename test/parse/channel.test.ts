import { describe, expect, it } from 'vitest';
import { parseChannel } from '../../src/parse/channel.ts';

describe('a channel', () => {
  it.each([
    ['5500/ax/Ceee/D', 5500, '20/40/80mhz-Ceee', null],
    ['5680/ax/eCee/D', 5680, '20/40/80mhz-eCee', null],
    ['2437/ax', 2437, '20mhz', null],
    ['6135/be/Ceeeeeee', 6135, '20/40/80/160mhz-Ceeeeeee', null],
    ['2412/20-Ce/gn(18dBm)', 2412, '20/40mhz-Ce', 18],
    ['2412/20/gn(9dBm)', 2412, '20mhz', 9],
    ['5180/20-Ceee/ac/P(23dBm)', 5180, '20/40/80mhz-Ceee', 23],
    ['2437/20-XX/gn', 2437, '20/40mhz-XX', null],
    ['2437', 2437, null, null],
  ])('%j is on %d MHz, %s wide, with %s dBm', (text, frequencyMhz, width, txPowerDbm) => {
    expect(parseChannel(text)).toEqual({ frequencyMhz, width, txPowerDbm });
  });

  it.each([[null], [''], ['auto'], ['5180-5730'], ['5180,5260'], ['ax/5180']])('is not %j', (text) =>
    expect(parseChannel(text)).toBeNull(),
  );
});
