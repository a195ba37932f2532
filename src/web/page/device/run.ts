/** The history of a device as runs: readings at one place without a gap. Time without readings belongs to no run. */
import type { DeviceHistory, Segment } from '../../../record/history.ts';

export interface Point {
  /** Epoch milliseconds; the middle of an interval. */
  at: number;
  dbm: number;
  minDbm: number;
  maxDbm: number;
}

export interface Run {
  /** Name of the access point, else of the interface. */
  place: string;
  fromAt: number;
  toAt: number;
  /** Consecutive readings with a signal. */
  lines: Point[][];
}

const STEP_MS = { '5m': 300_000, '1h': 3_600_000 } as const;
/** A distance of more than this many usual ones is a gap. */
const GAP_STEPS = 3;
const MIN_GAP_MS = 60_000;

export function toRuns({ segments, resolution, until_at }: DeviceHistory): Run[] {
  const untilAt = Date.parse(until_at);
  const stepMs = resolution === 'raw' ? 0 : STEP_MS[resolution];
  const gapMs = stepMs === 0 ? rawGap(segments) : stepMs * 1.5;
  const nameOf = namer(segments);
  const runs = segments.flatMap((segment) => split(segment, nameOf(segment), stepMs, gapMs, untilAt));
  join(runs, stepMs, gapMs);
  return runs;
}

/** Names the access point of a segment; a missing name is taken from other segments of the same interface. */
function namer(segments: readonly Segment[]): (segment: Segment) => string {
  const keyOf = ({ router, interface: name }: Segment) => JSON.stringify([router, name]);
  const known = new Map(
    segments
      .map((segment) => [keyOf(segment), segment.access_point] as const)
      .filter(([, name]) => name !== null),
  );
  return (segment) =>
    segment.access_point ?? known.get(keyOf(segment)) ?? segment.interface ?? 'unknown access point';
}

/** The longest distance of two readings that is no gap. */
function rawGap(segments: readonly Segment[]): number {
  const distances = segments.flatMap(({ samples }) =>
    samples.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(samples[index]!.at)),
  );
  const usual = distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0;
  return Math.max(usual * GAP_STEPS, MIN_GAP_MS);
}

function split(segment: Segment, place: string, stepMs: number, gapMs: number, untilAt: number): Run[] {
  const runs: Run[] = [];
  let isLine = false;
  for (const sample of segment.samples) {
    const at = Date.parse(sample.at);
    const toAt = Math.max(at, Math.min(at + stepMs, untilAt));
    let run = runs.at(-1);
    if (run === undefined || at - (run.toAt - stepMs) > gapMs) {
      run = { place, fromAt: at, toAt, lines: [] };
      runs.push(run);
      isLine = false;
    }
    run.toAt = toAt;
    const { signal_dbm: dbm, signal_min_dbm: min, signal_max_dbm: max } = sample;
    if (dbm === null) {
      isLine = false;
      continue;
    }
    if (!isLine) run.lines.push([]);
    isLine = true;
    run.lines.at(-1)!.push({ at: (at + toAt) / 2, dbm, minDbm: min ?? dbm, maxDbm: max ?? dbm });
  }
  return runs;
}

/** Makes adjacent runs meet: an interval with a roam is shared, and a short pause between two runs is closed. */
function join(runs: readonly Run[], stepMs: number, gapMs: number): void {
  for (let index = 1; index < runs.length; index++) {
    const [before, run] = [runs[index - 1]!, runs[index]!];
    if (run.fromAt < before.toAt) {
      const middle = (Math.max(run.fromAt, before.fromAt) + before.toAt) / 2;
      before.toAt = middle;
      run.fromAt = middle;
    } else if (run.fromAt - (before.toAt - stepMs) <= gapMs) before.toAt = run.fromAt;
  }
}

export interface Moment {
  at: number;
  /** Null without a reading. */
  place: string | null;
  point: Point | null;
}

/** The nearest reading of the run at a moment. */
export function momentAt(runs: readonly Run[], at: number): Moment {
  const run = runs.findLast(({ fromAt, toAt }) => at >= fromAt && at <= toAt);
  if (run === undefined) return { at, place: null, point: null };
  let point: Point | null = null;
  for (const each of run.lines.flat())
    if (point === null || Math.abs(each.at - at) < Math.abs(point.at - at)) point = each;
  return { at: point?.at ?? at, place: run.place, point };
}

/** All readings by time, for the arrow keys. */
export function momentsOf(runs: readonly Run[]): Moment[] {
  return runs
    .flatMap(({ place, lines }) => lines.flat().map((point) => ({ at: point.at, place, point })))
    .sort((a, b) => a.at - b.at);
}

/** Time at each access point, longest first. */
export function timeByPlace(runs: readonly Run[]): [string, number][] {
  const times = new Map<string, number>();
  for (const { place, fromAt, toAt } of runs) times.set(place, (times.get(place) ?? 0) + toAt - fromAt);
  return [...times].sort((a, b) => b[1] - a[1]);
}

/** The weakest and the strongest signal; null without any. */
export function extentOf(runs: readonly Run[]): { minDbm: number; maxDbm: number } | null {
  const points = runs.flatMap(({ lines }) => lines.flat());
  if (points.length === 0) return null;
  return {
    minDbm: points.reduce((least, { minDbm }) => Math.min(least, minDbm), Infinity),
    maxDbm: points.reduce((most, { maxDbm }) => Math.max(most, maxDbm), -Infinity),
  };
}
