/** The access points with their bands and channels. */
import { expect, it } from 'vitest';
import { exampleAccessPoint, exampleInterface } from '../../../../src/question/example.ts';
import { toAccessPointLoads } from '../../../../src/web/page/wifi/access-point-load.ts';

it.each([
  [
    'one channel once, whatever width its interfaces report',
    [
      [5180, '5180/ax/Ceee'],
      [5180, null],
      [5180, '5180/ax/Ce'],
    ],
    [5180],
  ],
  [
    'both channels of two radios that share a block',
    [
      [5200, '5200/ax/eCee'],
      [5180, '5180/ax/Ceee'],
    ],
    [5180, 5200],
  ],
  ['no channel that no interface reports', [[null, null]], []],
] as const)('a band names %s', (_, interfaces, channelsMhz) => {
  const records = interfaces.map(([frequency_mhz, channel]) => ({
    ...exampleInterface,
    access_point_id: exampleAccessPoint.access_point_id,
    band: '5GHz' as const,
    disabled: false,
    frequency_mhz,
    channel,
  }));
  const [load] = toAccessPointLoads([exampleAccessPoint], [], records);
  expect(load!.radios).toMatchObject([{ band: '5GHz', channelsMhz }]);
});
