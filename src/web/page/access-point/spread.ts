/** How strongly an access point receives its devices: their number in each step of 5 dB. */
import { type Quality, toQuality } from '../quality.ts';

export interface Step {
  /** The weakest signal of the step. */
  fromDbm: number;
  quality: Quality;
  count: number;
}

const STEP_DB = 5;
const STRONGEST_DBM = -40;
const WEAKEST_DBM = -90;

/** The weakest step first. The outer steps hold what lies beyond them. */
export function toSpread(signalsDbm: readonly number[]): Step[] {
  const steps: Step[] = [];
  for (let fromDbm = WEAKEST_DBM; fromDbm <= STRONGEST_DBM; fromDbm += STEP_DB)
    steps.push({ fromDbm, quality: toQuality(fromDbm), count: 0 });
  for (const dbm of signalsDbm) {
    const index = Math.floor((dbm - WEAKEST_DBM) / STEP_DB);
    steps[Math.min(steps.length - 1, Math.max(0, index))]!.count++;
  }
  return steps;
}

/** Null without any. */
export function medianOf(signalsDbm: readonly number[]): number | null {
  const sorted = signalsDbm.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
