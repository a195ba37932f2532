/** The chart of an effect: each number is drawn where it belongs, and none outside. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { effectWindows } from '../../src/change/effect.ts';
import { type Effect, LANE_WIDTH, toLanes } from '../../src/web/page/change/effect-lane.ts';

const names = ['signal_dbm', 'weak_percent', 'drops_per_device_day', 'roams_per_device_day', 'device_hours'];
const numbers = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: -200, max: 500 }));
const effect: fc.Arbitrary<Effect> = fc.record({
  window: fc.constantFrom(...effectWindows),
  verdict: fc.constantFrom('better', 'same', 'worse', 'too_early'),
  before: numbers,
  after: numbers,
  uncertainty: fc.dictionary(fc.constantFrom(...names), fc.nat(100)),
});

it('a lane has its marks in the frame, in the order of the numbers, and says them in words', () => {
  fc.assert(
    fc.property(fc.array(effect, { maxLength: 3 }), (effects) => {
      const lanes = toLanes(effects).flatMap((group) => group.lanes);
      for (const { beforeX, afterX, fromX, toX, text } of lanes) {
        for (const x of [beforeX, afterX, fromX, toX]) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(LANE_WIDTH);
        }
        expect(fromX).toBeLessThanOrEqual(afterX);
        expect(afterX).toBeLessThanOrEqual(toX);
        const [was, is] = text.split(' → ').map(Number.parseFloat) as [number, number];
        if (was < is) expect(beforeX).toBeLessThanOrEqual(afterX);
        if (was > is) expect(beforeX).toBeGreaterThanOrEqual(afterX);
      }
      const measured = effects.flatMap(({ before, after }) =>
        names.slice(0, 4).filter((name) => name in before && name in after),
      );
      expect(lanes).toHaveLength(measured.length);
    }),
  );
});

it('a number without an uncertainty says none', () => {
  const [signal] = toLanes([
    {
      window: '1h',
      verdict: 'too_early',
      before: { signal_dbm: -70 },
      after: { signal_dbm: -60 },
      uncertainty: {},
    },
  ]);
  expect(signal).toMatchObject({ label: 'Signal', lanes: [{ window: '1h', text: '-70 → -60 dBm' }] });
});
