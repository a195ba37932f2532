/** The load of an access point over time as SVG paths. Time without readings is a gap. */
import type { AccessPointHistory } from '../../../record/history.ts';
import { startOf } from '../device/scale.ts';

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

const WIDTH_MS = { '5m': 300_000, '1h': 3_600_000 };

/** Null without readings. */
export function toSpark({ since_at, until_at, resolution, buckets }: AccessPointHistory): Spark | null {
  if (buckets.length === 0) return null;
  const [until, widthMs] = [Date.parse(until_at), WIDTH_MS[resolution]];
  const since = startOf(Date.parse(since_at), until, Date.parse(buckets[0]!.at));
  const counts = buckets.map(({ client_count_max }) => client_count_max);
  const most = counts.reduce((a, b) => Math.max(a, b));
  const toX = (time: number) => round((clamp((time - since) / (until - since)) || 0) * SPARK_WIDTH);
  const toY = (count: number) => round(SPARK_HEIGHT - 1 - (count / Math.max(1, most)) * (SPARK_HEIGHT - 2));
  let [area, edge] = ['', ''];
  let endAt = Number.NaN;
  let [x, y] = [0, 0];
  const close = () => {
    if (area !== '') area += `V${SPARK_HEIGHT}Z`;
  };
  for (const { at, client_count_max } of buckets) {
    const time = Date.parse(at);
    [x, y] = [toX(time), toY(client_count_max)];
    if (time === endAt) {
      area += `V${y}`;
      edge += `V${y}`;
    } else {
      close();
      area += `M${x} ${SPARK_HEIGHT}V${y}`;
      edge += `M${x} ${y}`;
    }
    endAt = time + widthMs;
    area += `H${toX(endAt)}`;
    edge += `H${toX(endAt)}`;
  }
  close();
  const isShort = since > Date.parse(since_at);
  return {
    area,
    edge,
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
