/** The number of devices over time as SVG paths. The chart begins where the readings begin. */
import type { AccessPointHistory } from '../../../record/history.ts';
import { startOf } from '../device/scale.ts';
import { toStepPath } from '../step-path.ts';

interface LoadBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface LoadPath {
  area: string;
  edge: string;
  /** Epoch milliseconds: the first reading, at the earliest the start of the period. */
  sinceAt: number;
  untilAt: number;
  /** The count at the upper edge. */
  limit: number;
  /** The largest count, and when it was reached first. */
  most: { count: number; at: number };
  x: (at: number) => number;
  y: (count: number) => number;
}

/** Null without readings. */
export function toLoadPath(past: AccessPointHistory, { left, right, top, bottom }: LoadBox): LoadPath | null {
  const { buckets } = past;
  if (buckets.length === 0) return null;
  const [startAt, untilAt] = [Date.parse(past.since_at), Date.parse(past.until_at)];
  const firstAt = Date.parse(buckets[0]!.at);
  const sinceAt = startOf(startAt, untilAt, firstAt);
  const most = { count: -1, at: firstAt };
  for (const { at, client_count_max: count } of buckets)
    if (count > most.count) Object.assign(most, { count, at: Date.parse(at) });
  const limit = Math.max(4, Math.ceil(most.count / 4) * 4);
  const part = (value: number) => Math.min(1, Math.max(0, value));
  const round = (value: number) => Math.round(value * 10) / 10;
  const x = (at: number) =>
    round(left + part((at - sinceAt) / Math.max(1, untilAt - sinceAt)) * (right - left));
  const y = (count: number) => round(bottom - part(count / limit) * (bottom - top));
  return { ...toStepPath(past, { x, y, bottom }), sinceAt, untilAt, limit, most, x, y };
}
