/** Counts signals by value, so that a median over a long time costs no more than over a short one. */
import { packNumbers, unpackNumbers } from './number-list.ts';

/** A signal as a number that is not negative: 0 is none, else dBm + 129. */
export type SignalCode = number;

const OFFSET = 129;
const CODES = 257;

/** No radio measures below −127 or above 127 dBm; such a signal is clamped. */
export function toCode(signalDbm: number | null): SignalCode {
  if (signalDbm === null || Number.isNaN(signalDbm)) return 0;
  return Math.max(-127, Math.min(127, Math.round(signalDbm))) + OFFSET;
}

export function toDbm(code: SignalCode): number | null {
  return code === 0 ? null : code - OFFSET;
}

/** The count of each signal. */
export interface Signals {
  counts: Uint32Array;
  /** Lowest and highest code counted. */
  min: SignalCode;
  max: SignalCode;
  /** Signals counted. */
  count: number;
}

export function noSignals(): Signals {
  return { counts: new Uint32Array(CODES), min: CODES, max: 0, count: 0 };
}

/** A missing signal is not counted. */
export function countSignal(signals: Signals, code: SignalCode): void {
  if (code === 0) return;
  signals.counts[code]!++;
  signals.count++;
  if (code < signals.min) signals.min = code;
  if (code > signals.max) signals.max = code;
}

export function clearSignals(signals: Signals): void {
  if (signals.count > 0) signals.counts.fill(0, signals.min, signals.max + 1);
  signals.min = CODES;
  signals.max = 0;
  signals.count = 0;
}

export interface SignalRange {
  min: SignalCode;
  /** Of an even number of signals, the lower of the two in the middle. */
  median: SignalCode;
  max: SignalCode;
}

export function rangeOf({ counts, min, max, count }: Signals): SignalRange {
  if (count === 0) return { min: 0, median: 0, max: 0 };
  let left = (count + 1) >> 1;
  let median = min;
  for (; median < max; median++) {
    left -= counts[median]!;
    if (left <= 0) break;
  }
  return { min, median, max };
}

export function packSignals({ counts, min, max }: Signals): Uint8Array {
  const numbers: number[] = [];
  for (let code = min; code <= max; code++) {
    if (counts[code]! > 0) numbers.push(code, counts[code]!);
  }
  return packNumbers(numbers);
}

export function unpackSignals(bytes: Uint8Array): Signals {
  const signals = noSignals();
  const numbers = unpackNumbers(bytes);
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const code = numbers[index]!;
    if (code <= 0 || code >= CODES) continue;
    signals.counts[code] = numbers[index + 1]!;
    signals.count += numbers[index + 1]!;
    signals.min = Math.min(signals.min, code);
    signals.max = Math.max(signals.max, code);
  }
  return signals;
}
