/**
 * Whether a change helped: what the devices concerned measured before it against what they measured after it. Stretches of time are
 * compared, hours or days, because readings within one are alike: their spread is that of the stretches, not of the readings.
 */
import { criticalT } from './student.ts';
import type { Stretch } from './stretch.ts';

export const effectWindows = ['1h', '24h', '7d'] as const;
export type EffectWindow = (typeof effectWindows)[number];
export const verdicts = ['better', 'same', 'worse', 'too_early'] as const;
export type Verdict = (typeof verdicts)[number];

export interface MeasuredEffect {
  window: EffectWindow;
  verdict: Verdict;
  before: Record<string, number>;
  after: Record<string, number>;
  /** Half the width of the 99 % interval of the difference, by the same names. */
  uncertainty: Record<string, number>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The stretches of each window, and the fewest before it that say how much they vary. */
export const plans: Readonly<
  Record<EffectWindow, { stretchMs: number; before: number; after: number; fewest: number }>
> = {
  '1h': { stretchMs: HOUR_MS, before: 24, after: 1, fewest: 6 },
  '24h': { stretchMs: DAY_MS, before: 7, after: 1, fewest: 4 },
  '7d': { stretchMs: DAY_MS, before: 7, after: 7, fewest: 4 },
};

/** A stretch in which the devices were connected for less than this share of it, for one device, says nothing; nor one without a reading. */
const LEAST_SHARE = 0.1;

interface Measure {
  name: string;
  /** Null: nothing was measured. */
  of: (stretch: Stretch) => number | null;
  isBetterWhen: 'more' | 'less';
  /** A smaller difference is not noticeable. */
  least: number;
  /** The variance that chance alone makes, from the mean of the stretches. */
  leastVariance: (mean: number, deviceHours: number) => number;
}

const perDay = (count: number, deviceHours: number) => (count * 24) / deviceHours;
/** Of a rate of events that come by chance. */
const ofCount = (mean: number, hours: number) => ((mean + perDay(0.5, hours)) * 24) / hours;

const measures: readonly Measure[] = [
  {
    name: 'signal_dbm',
    of: ({ signalDbm }) => signalDbm,
    isBetterWhen: 'more',
    least: 3,
    leastVariance: () => 1,
  },
  {
    name: 'weak_percent',
    of: ({ weakShare }) => (weakShare === null ? null : weakShare * 100),
    isBetterWhen: 'less',
    least: 10,
    leastVariance: () => 9,
  },
  {
    name: 'drops_per_device_day',
    of: ({ drops, deviceHours }) => perDay(drops, deviceHours),
    isBetterWhen: 'less',
    least: 1,
    leastVariance: ofCount,
  },
  {
    name: 'roams_per_device_day',
    of: ({ roams, deviceHours }) => perDay(roams, deviceHours),
    isBetterWhen: 'less',
    least: 2,
    leastVariance: ofCount,
  },
];
const ROAMS = 'roams_per_device_day';

export function judge(
  window: EffectWindow,
  { before, after }: { before: readonly Stretch[]; after: readonly Stretch[] },
): MeasuredEffect {
  const { stretchMs, fewest } = plans[window];
  const isEnough = ({ deviceHours, signalDbm }: Stretch) =>
    signalDbm !== null && deviceHours >= (LEAST_SHARE * stretchMs) / HOUR_MS;
  const [past, since] = [before.filter(isEnough), after.filter(isEnough)];
  const effect: MeasuredEffect = { window, verdict: 'too_early', before: {}, after: {}, uncertainty: {} };
  const compared = measures.map((measure) => ({ measure, ...compare(measure, past, since) }));
  for (const { measure, was, is, halfWidth } of compared) {
    if (was !== null) effect.before[measure.name] = rounded(was);
    if (is !== null) effect.after[measure.name] = rounded(is);
    if (halfWidth !== null) effect.uncertainty[measure.name] = rounded(halfWidth);
  }
  effect.before['device_hours'] = rounded(sum(past.map(({ deviceHours }) => deviceHours)));
  effect.after['device_hours'] = rounded(sum(since.map(({ deviceHours }) => deviceHours)));
  const isMeasured = past.length >= fewest && since.length >= Math.ceil(plans[window].after / 2);
  return isMeasured ? { ...effect, verdict: verdictOf(compared) } : effect;
}

interface Comparison {
  was: number | null;
  is: number | null;
  halfWidth: number | null;
  /** null: no difference that could not be chance. */
  turn: 'better' | 'worse' | null;
}

/** By Student's t with one variance for both: what is after may be a single stretch. */
function compare(measure: Measure, past: readonly Stretch[], since: readonly Stretch[]): Comparison {
  const valuesOf = (stretches: readonly Stretch[]) => stretches.flatMap((one) => measure.of(one) ?? []);
  const [before, after] = [valuesOf(past), valuesOf(since)];
  const was = before.length === 0 ? null : mean(before);
  const is = after.length === 0 ? null : mean(after);
  const freedom = before.length + after.length - 2;
  if (was === null || is === null || freedom < 1) return { was, is, halfWidth: null, turn: null };
  const squares = sum([
    ...before.map((value) => (value - was) ** 2),
    ...after.map((value) => (value - is) ** 2),
  ]);
  const hours = mean([...past, ...since].map(({ deviceHours }) => deviceHours));
  const variance = Math.max(squares / freedom, measure.leastVariance(mean([...before, ...after]), hours));
  const halfWidth = criticalT(freedom) * Math.sqrt(variance * (1 / before.length + 1 / after.length));
  const difference = measure.isBetterWhen === 'more' ? is - was : was - is;
  const isReal = Math.abs(difference) > halfWidth && Math.abs(difference) >= measure.least;
  return { was, is, halfWidth, turn: !isReal ? null : difference > 0 ? 'better' : 'worse' };
}

/** Harm counts first. More roaming is harm only where nothing became better: devices that were stuck are meant to move. */
function verdictOf(compared: readonly ({ measure: Measure } & Comparison)[]): Verdict {
  const turns = (isRoams: boolean) =>
    compared.filter(({ measure }) => (measure.name === ROAMS) === isRoams).map(({ turn }) => turn);
  const [roams] = turns(true);
  if (turns(false).includes('worse')) return 'worse';
  if (turns(false).includes('better')) return 'better';
  return roams ?? 'same';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
