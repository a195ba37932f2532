/** AWAY_DELAY and what overrides it. */
import { describe, it } from 'vitest';
import { house, macs, tell } from './story.ts';

/** The story of a phone that is missing from 10 s on, and leaves exactly after the delay. */
function leavesAfter(seconds: number): string {
  const last = seconds > 10 ? `20s..${seconds}s hall: panel → phone home-` : '';
  return `
    0s      hall: phone panel
    10s     hall: panel → disconnected phone, phone home-
    ${last}
    ${seconds + 10}s hall: panel → left phone, phone away
  `.replace(/\n\s*\n/g, '\n');
}

describe('the delay until a missing device is away', () => {
  it.each<[string, number | null, number | null, number, number]>([
    ['the device’s own, before its access point’s', 60, 120, 180, 60],
    ['the device’s own, also when it is the longest', 240, 120, 180, 240],
    ['its access point’s, before the general one', null, 120, 180, 120],
    ['its access point’s, also when it is longer', null, 240, 180, 240],
    ['the general one without others', null, null, 180, 180],
    ['two polls where the device’s own is shorter', 1, 120, 180, 20],
    ['two polls where its access point’s is shorter', null, 5, 180, 20],
    ['two polls where the general one is shorter', null, null, 0, 20],
  ])('is %s', (_, own, accessPoint, general, expected) => {
    const ms = (seconds: number | null) => (seconds === null ? null : seconds * 1000);
    tell(leavesAfter(expected), {
      awayDelayMs: general * 1000,
      devices: [{ macs: [macs['phone']!], name: null, awayDelayMs: ms(own) }],
      accessPoints: [
        { id: 'hall', name: null, awayDelayMs: ms(accessPoint) },
        { id: 'garden', name: null, awayDelayMs: 1000 },
      ],
    });
  });

  it('is that of the last access point of a device that has roamed', () => {
    tell(
      `
      0s         hall: phone panel;  garden: tablet
      10s        hall: panel;        garden: tablet phone → roamed phone
      20s        hall: panel;        garden: tablet       → disconnected phone, phone home-
      30s..70s   hall: panel;        garden: tablet       → phone home-
      80s        hall: panel;        garden: tablet       → left phone, phone away
    `,
      {
        routers: house.routers.slice(0, 2),
        accessPoints: [
          { id: 'hall', name: null, awayDelayMs: 600_000 },
          { id: 'garden', name: null, awayDelayMs: 60_000 },
        ],
      },
    );
  });
});
