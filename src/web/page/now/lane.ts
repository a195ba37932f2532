/** Distributes the columns of access points over lanes beside each other, so that no lane leaves a hole. */
import type { Column } from './arrange.ts';

/** The least width of a lane in pixels. */
const LANE_PX = 246;
const GAP_PX = 14;

export function toLaneCount(widthPx: number, columns: number): number {
  return Math.max(1, Math.min(columns, Math.floor((widthPx + GAP_PX) / (LANE_PX + GAP_PX))));
}

export interface Sized {
  column: Column;
  /** As many lines as it is high, about. */
  lines: number;
}

/** In their order, each into the lane that is the shortest so far. */
export function toLanes(columns: readonly Sized[], count: number): string[][] {
  const lanes = Array.from({ length: count }, () => ({ lines: 0, ids: [] as string[] }));
  for (const { column, lines } of columns) {
    const shortest = lanes.reduce((best, lane) => (lane.lines < best.lines ? lane : best));
    shortest.lines += lines;
    shortest.ids.push(column.id);
  }
  return lanes.map(({ ids }) => ids);
}
