/** Downsampled readings: per interval and place their number and range of signals; per access point also its number of devices. */
import { packNumbers, unpackNumbers } from './number-list.ts';
import type { Sample } from './sample.ts';
import { clearSignals, countSignal, noSignals, rangeOf, type SignalRange } from './signal.ts';

export const SLOT_MS = { '5m': 300_000, '1h': 3_600_000 } as const;
export type Width = keyof typeof SLOT_MS;

export interface Bucket extends SignalRange {
  /** Intervals since the start of its block. */
  slot: number;
  place: number;
  /** Readings, including those without a signal. */
  count: number;
}

const signals = noSignals();

/** Expects readings in order of time; returns places in the order in which they appear. */
export function bucketsOf(samples: readonly Sample[], beginAt: number, width: Width): Bucket[] {
  const slotMs = SLOT_MS[width];
  const slotOf = (sample: Sample) => Math.floor((sample.at - beginAt) / slotMs);
  const buckets: Bucket[] = [];
  for (let begin = 0; begin < samples.length; ) {
    const slot = slotOf(samples[begin]!);
    let end = begin;
    const places: number[] = [];
    while (end < samples.length && slotOf(samples[end]!) === slot) {
      const { place } = samples[end]!;
      if (!places.includes(place)) places.push(place);
      end++;
    }
    for (const place of places) {
      clearSignals(signals);
      let count = 0;
      for (let index = begin; index < end; index++) {
        if (samples[index]!.place !== place) continue;
        count++;
        countSignal(signals, samples[index]!.signal);
      }
      buckets.push({ slot, place, count, ...rangeOf(signals) });
    }
    begin = end;
  }
  return buckets;
}

export function packBuckets(buckets: readonly Bucket[]): Uint8Array {
  const numbers: number[] = [];
  let before = 0;
  for (const { slot, place, count, min, median, max } of buckets) {
    numbers.push(slot - before, place, count, min, median - min, max - median);
    before = slot;
  }
  return packNumbers(numbers);
}

export function unpackBuckets(bytes: Uint8Array): Bucket[] {
  const numbers = unpackNumbers(bytes);
  const buckets: Bucket[] = [];
  let slot = 0;
  for (let index = 0; index + 5 < numbers.length; index += 6) {
    slot += numbers[index]!;
    const min = numbers[index + 3]!;
    const median = min + numbers[index + 4]!;
    const max = median + numbers[index + 5]!;
    buckets.push({ slot, place: numbers[index + 1]!, count: numbers[index + 2]!, min, median, max });
  }
  return buckets;
}

export interface ClientBucket extends SignalRange {
  slot: number;
  /** Readings of the number of devices: their count, sum and maximum. */
  readings: number;
  clients: number;
  clientsMax: number;
}

export function packAccessPoint(buckets: readonly ClientBucket[]): Uint8Array {
  return packNumbers(
    buckets.flatMap(({ slot, readings, clients, clientsMax, min, median, max }) => [
      slot,
      readings,
      clients,
      clientsMax,
      min,
      median - min,
      max - median,
    ]),
  );
}

export function unpackAccessPoint(bytes: Uint8Array): ClientBucket[] {
  const numbers = unpackNumbers(bytes);
  const buckets: ClientBucket[] = [];
  for (let index = 0; index + 6 < numbers.length; index += 7) {
    const [slot, readings, clients, clientsMax, min] = numbers.slice(index, index + 5) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const median = min + numbers[index + 5]!;
    buckets.push({ slot, readings, clients, clientsMax, min, median, max: median + numbers[index + 6]! });
  }
  return buckets;
}
