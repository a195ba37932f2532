/** The load of an access point over time as SVG paths, small. */
import type { AccessPointHistory } from '../../../record/history.ts';
import { startOf } from '../device/scale.ts';
import { toStepPath } from '../step-path.ts';

export const SPARK_WIDTH = 288;
export const SPARK_HEIGHT = 28;

export interface Spark {
  /** SVG path of the area. */
  area: string;
  /** SVG path of its upper edge. */
  edge: string;
  /** How far back the readings go, where that is not the whole period; else null. */
  shownMs: number | null;
  /** The lowest and highest count of devices in any interval. */
  least: number;
  most: number;
}

/** Null without readings. */
export function toSpark(past: AccessPointHistory): Spark | null {
  const { since_at, until_at, buckets } = past;
  if (buckets.length === 0) return null;
  const until = Date.parse(until_at);
  const since = startOf(Date.parse(since_at), until, Date.parse(buckets[0]!.at));
  const counts = buckets.map(({ client_count_max }) => client_count_max);
  const most = counts.reduce((a, b) => Math.max(a, b));
  const x = (time: number) => round((clamp((time - since) / (until - since)) || 0) * SPARK_WIDTH);
  const y = (count: number) => round(SPARK_HEIGHT - 1 - (count / Math.max(1, most)) * (SPARK_HEIGHT - 2));
  const isShort = since > Date.parse(since_at);
  return {
    ...toStepPath(past, { x, y, bottom: SPARK_HEIGHT }),
    shownMs: isShort ? until - since : null,
    least: counts.reduce((a, b) => Math.min(a, b)),
    most,
  };
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
