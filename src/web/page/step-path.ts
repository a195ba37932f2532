/** Counts over time as SVG paths of steps. Time without readings is a gap. */
import type { AccessPointHistory } from '../../record/history.ts';

interface Axes {
  /** Pixels of a moment (epoch milliseconds) and of a count. */
  x: (at: number) => number;
  y: (count: number) => number;
  /** Pixels of the lower edge of the area. */
  bottom: number;
}

const STEP_MS = { '5m': 300_000, '1h': 3_600_000 };

/** The area below the counts, and its upper edge. */
export function toStepPath(
  { buckets, resolution }: Pick<AccessPointHistory, 'buckets' | 'resolution'>,
  { x, y, bottom }: Axes,
): { area: string; edge: string } {
  let [area, edge] = ['', ''];
  let endAt = Number.NaN;
  for (const { at, client_count_max: count } of buckets) {
    const time = Date.parse(at);
    if (time === endAt) {
      edge += `V${y(count)}`;
    } else {
      area += `${area === '' ? '' : `V${bottom}Z`}M${x(time)} ${bottom}`;
      edge += `M${x(time)} ${y(count)}`;
    }
    endAt = time + STEP_MS[resolution];
    area += `V${y(count)}H${x(endAt)}`;
    edge += `H${x(endAt)}`;
  }
  return { area: area === '' ? '' : `${area}V${bottom}Z`, edge };
}
