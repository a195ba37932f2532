/** Readings of hours that are not packed yet, in memory: eight bytes each. On disk they are chunks, for a start after a crash. */
import { fold, packNumbers, unfold, unpackNumbers } from './number-list.ts';
import { HOUR_MS, type Sample } from './sample.ts';

/** Pairs of numbers: milliseconds into the hour, and a value. */
export interface Pairs {
  length: number;
  words: Int32Array;
}

export interface OpenHour {
  hour: number;
  /** Per device: place × 512 + signal. */
  devices: Map<number, Pairs>;
  /** Per access point: its number of devices. */
  clientCounts: Map<number, Pairs>;
}

const PLACE = 512;
const FIRST_WORDS = 32;

export function newOpenHour(hour: number): OpenHour {
  return { hour, devices: new Map(), clientCounts: new Map() };
}

/** What is written at once. Both lists hold triples: number, milliseconds into the hour, value. */
export interface Chunk {
  samples: number[];
  clientCounts: number[];
}

export function addChunk(open: OpenHour, { samples, clientCounts }: Chunk): void {
  addAll(open.devices, samples);
  addAll(open.clientCounts, clientCounts);
}

function addAll(to: Map<number, Pairs>, threes: readonly number[]): void {
  for (let index = 0; index + 2 < threes.length; index += 3) {
    add(to, threes[index]!, threes[index + 1]!, threes[index + 2]!);
  }
}

export function add(to: Map<number, Pairs>, key: number, offsetMs: number, value: number): void {
  let pairs = to.get(key);
  if (pairs === undefined) {
    pairs = { length: 0, words: new Int32Array(FIRST_WORDS) };
    to.set(key, pairs);
  }
  if (pairs.length === pairs.words.length) {
    const grown = new Int32Array(pairs.words.length * 2);
    grown.set(pairs.words);
    pairs.words = grown;
  }
  pairs.words[pairs.length++] = offsetMs;
  pairs.words[pairs.length++] = value;
}

export function sampleValue(place: number, signal: number): number {
  return place * PLACE + signal;
}

export function placeOf(value: number): number {
  return Math.floor(value / PLACE);
}

/** In the order of arrival, which is the order of time unless a clock was set. */
export function samplesOf(open: OpenHour, device: number): Sample[] {
  const pairs = open.devices.get(device);
  if (pairs === undefined) return [];
  const begin = open.hour * HOUR_MS;
  const samples: Sample[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const value = pairs.words[index + 1]!;
    samples.push({
      at: begin + pairs.words[index]!,
      place: placeOf(value),
      signal: value % PLACE,
    });
  }
  return samples;
}

// Readings of one poll share their time, so most steps in time are 0.
export function packChunk({ samples, clientCounts }: Chunk): Uint8Array {
  const numbers = [samples.length / 3];
  for (const threes of [samples, clientCounts]) {
    let before = 0;
    for (let index = 0; index + 2 < threes.length; index += 3) {
      numbers.push(threes[index]!, fold(threes[index + 1]! - before), threes[index + 2]!);
      before = threes[index + 1]!;
    }
  }
  return packNumbers(numbers);
}

export function unpackChunk(bytes: Uint8Array): Chunk {
  const numbers = unpackNumbers(bytes);
  const end = 1 + 3 * (numbers[0] ?? 0);
  const restore = (from: number, to: number) => {
    const threes: number[] = [];
    let before = 0;
    for (let index = from; index + 2 < to; index += 3) {
      before += unfold(numbers[index + 1]!);
      threes.push(numbers[index]!, before, numbers[index + 2]!);
    }
    return threes;
  };
  return { samples: restore(1, Math.min(end, numbers.length)), clientCounts: restore(end, numbers.length) };
}
