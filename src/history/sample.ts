/** Readings of one device in an hour, and their form on disk: two to three bytes each. */
import { fold, packNumbers, unfold, unpackNumbers } from './number-list.ts';
import type { SignalCode } from './signal.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface Sample {
  /** Epoch milliseconds. */
  at: number;
  /** Number of the place in the dictionary. */
  place: number;
  signal: SignalCode;
}

export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}

/** Sorted by time, one per moment: a reading from before a crash may come again after it. The later in the lists stays. */
export function merge(...lists: readonly (readonly Sample[])[]): Sample[] {
  const filled = lists.filter((list) => list.length > 0);
  const first = filled[0] ?? [];
  if (filled.length <= 1 && isRising(first)) return first as Sample[];
  const byTime = new Map<number, Sample>();
  for (const list of filled) for (const sample of list) byTime.set(sample.at, sample);
  return [...byTime.values()].sort((a, b) => a.at - b.at);
}

function isRising(samples: readonly Sample[]): boolean {
  for (let index = 1; index < samples.length; index++) {
    if (samples[index]!.at <= samples[index - 1]!.at) return false;
  }
  return true;
}

// Runs at one place: place, length, then per reading the change of the time step (small, as polls are even) and of the signal.
export function packSamples(samples: readonly Sample[], hour: number): Uint8Array {
  const numbers: number[] = [];
  let at = hour * HOUR_MS;
  let step = 0;
  let signal = 0;
  for (let begin = 0; begin < samples.length; ) {
    const { place } = samples[begin]!;
    let end = begin;
    while (end < samples.length && samples[end]!.place === place) end++;
    numbers.push(place, end - begin);
    for (; begin < end; begin++) {
      const sample = samples[begin]!;
      const next = sample.at - at;
      numbers.push(fold(next - step), fold(sample.signal - signal));
      step = next;
      ({ at, signal } = sample);
    }
  }
  return packNumbers(numbers);
}

export function unpackSamples(bytes: Uint8Array, hour: number): Sample[] {
  const numbers = unpackNumbers(bytes);
  const samples: Sample[] = [];
  let at = hour * HOUR_MS;
  let step = 0;
  let signal = 0;
  for (let index = 0; index + 1 < numbers.length; ) {
    const place = numbers[index++]!;
    const end = index + 2 * numbers[index++]! + 1;
    while (index < end && index + 1 < numbers.length) {
      step += unfold(numbers[index++]!);
      signal += unfold(numbers[index++]!);
      at += step;
      samples.push({ at, place, signal });
    }
  }
  return samples;
}
