/** What was measured before and after a change, as lanes of a chart: one for each number and window. */
import type { ChangeRecord } from '../../../question/change.ts';

export type Effect = ChangeRecord['effect'][number];

export const LANE_WIDTH = 120;
export const LANE_HEIGHT = 14;
/** Room for half of a mark. */
const EDGE = 4;

export interface Lane {
  window: Effect['window'];
  /** Positions on the axis that all windows of a number share. */
  beforeX: number;
  afterX: number;
  /** Ends of the 99 % interval around the number after the change. */
  fromX: number;
  toX: number;
  /** "-72 → -55 ± 3 dBm". */
  text: string;
}

export interface LaneGroup {
  label: string;
  lanes: readonly Lane[];
}

const NUMBERS = [
  ['signal_dbm', 'Signal', ' dBm'],
  ['weak_percent', 'Weak readings', ' %'],
  ['drops_per_device_day', 'Drops a day', ''],
  ['roams_per_device_day', 'Moves a day', ''],
] as const;

/** Numbers that were not measured both before and after are left out. */
export function toLanes(effects: readonly Effect[]): LaneGroup[] {
  return NUMBERS.flatMap(([name, label, unit]) => {
    const measured = effects.flatMap(({ window, before, after, uncertainty }) => {
      const [was, is, half = 0] = [before[name], after[name], uncertainty[name]];
      return was === undefined || is === undefined
        ? []
        : [{ window, was, is, half, isKnown: name in uncertainty }];
    });
    if (measured.length === 0) return [];
    const all = measured.flatMap(({ was, is, half }) => [was, is - half, is + half]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const toX = (value: number) =>
      Math.round(
        high === low ? LANE_WIDTH / 2 : EDGE + ((value - low) / (high - low)) * (LANE_WIDTH - 2 * EDGE),
      );
    const lanes = measured.map(({ window, was, is, half, isKnown }) => ({
      window,
      beforeX: toX(was),
      afterX: toX(is),
      fromX: toX(is - half),
      toX: toX(is + half),
      text: `${was} → ${is}${isKnown ? ` ± ${half}` : ''}${unit}`,
    }));
    return [{ label, lanes }];
  });
}
