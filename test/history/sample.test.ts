/** How readings lie on the disk: what goes in comes out, and what is thinned says what all of it said. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  bucketsOf,
  packAccessPoint,
  packBuckets,
  SLOT_MS,
  unpackAccessPoint,
  unpackBuckets,
} from '../../src/history/bucket.ts';
import { fold, packNumbers, unfold, unpackNumbers } from '../../src/history/number-list.ts';
import { packChunk, unpackChunk } from '../../src/history/open-hour.ts';
import { HOUR_MS, merge, packSamples, type Sample, unpackSamples } from '../../src/history/sample.ts';
import {
  packSignals,
  rangeOf,
  toCode,
  toDbm,
  unpackSignals,
  countSignal,
  noSignals,
} from '../../src/history/signal.ts';

const HOUR = 498_000;
const number = fc.nat(2 ** 31 - 1);
const signal = fc.option(fc.integer({ min: -127, max: 127 }));

/** Readings of one hour at a few places, by time. */
const samples = fc
  .uniqueArray(
    fc.record({ offset: fc.nat(HOUR_MS - 1), place: fc.integer({ min: 1, max: 400 }), dbm: signal }),
    {
      selector: ({ offset }) => offset,
      maxLength: 200,
    },
  )
  .map((list) =>
    list
      .map(({ offset, place, dbm }): Sample => ({ at: HOUR * HOUR_MS + offset, place, signal: toCode(dbm) }))
      .sort((a, b) => a.at - b.at),
  );

it('numbers come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      expect(unpackNumbers(packNumbers(numbers))).toEqual(numbers);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 29), max: 2 ** 29 }), (one) => {
      expect(unfold(fold(one))).toBe(one);
    }),
  );
});

it('bytes that are no list of ours are read as something short, never endlessly', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(unpackNumbers(bytes).length).toBeLessThanOrEqual(bytes.length);
      expect(unpackSamples(bytes, HOUR).length).toBeLessThanOrEqual(bytes.length);
      expect(unpackChunk(bytes).samples.length).toBeLessThanOrEqual(3 * bytes.length);
    }),
  );
});

it('readings of an hour come out as they went in', () => {
  fc.assert(
    fc.property(samples, (list) => {
      expect(unpackSamples(packSamples(list, HOUR), HOUR)).toEqual(list);
    }),
  );
});

it('a steady hour takes less than three bytes a reading', () => {
  const list = Array.from(
    { length: 360 },
    (_, index): Sample => ({
      at: HOUR * HOUR_MS + index * 10_000 + ((index * 7) % 40),
      place: 5,
      signal: toCode(-60 - ((index * 13) % 7)),
    }),
  );
  expect(packSamples(list, HOUR).length).toBeLessThan(3 * 360);
});

it('a chunk comes out as it went in', () => {
  const threes = fc
    .array(fc.tuple(fc.nat(100_000), fc.nat(HOUR_MS - 1), fc.nat(2 ** 20)), { maxLength: 50 })
    .map((list) => list.flat());
  fc.assert(
    fc.property(threes, threes, (one, other) => {
      const chunk = { samples: one, clientCounts: other };
      expect(unpackChunk(packChunk(chunk))).toEqual(chunk);
    }),
  );
});

it('a bucket says what all its readings say', () => {
  fc.assert(
    fc.property(samples, fc.constantFrom('5m', '1h'), (list, width) => {
      const buckets = bucketsOf(list, HOUR * HOUR_MS, width);
      expect(unpackBuckets(packBuckets(buckets))).toEqual(buckets);
      const slotOf = ({ at }: Sample) => Math.floor((at - HOUR * HOUR_MS) / SLOT_MS[width]);
      const keys = new Set(list.map((sample) => `${slotOf(sample)} ${sample.place}`));
      expect(new Set(buckets.map(({ slot, place }) => `${slot} ${place}`))).toEqual(keys);
      for (const { slot, place, count, ...range } of buckets) {
        const own = list.filter((sample) => slotOf(sample) === slot && sample.place === place);
        const told = own
          .flatMap((sample) => (sample.signal === 0 ? [] : [sample.signal]))
          .sort((a, b) => a - b);
        const [min = 0, max = 0] = [told[0], told.at(-1)];
        expect({ count, ...range }).toEqual({
          count: own.length,
          min,
          max,
          median: told[(told.length - 1) >> 1] ?? 0,
        });
      }
    }),
  );
});

it('signals counted and kept are those that came', () => {
  fc.assert(
    fc.property(fc.array(signal), (list) => {
      const signals = noSignals();
      for (const dbm of list) countSignal(signals, toCode(dbm));
      expect(unpackSignals(packSignals(signals))).toEqual(signals);
      const told = list.filter((dbm) => dbm !== null).sort((a, b) => a - b);
      const { min, median, max } = rangeOf(signals);
      expect([min, median, max].map(toDbm)).toEqual([
        told[0] ?? null,
        told[(told.length - 1) >> 1] ?? null,
        told.at(-1) ?? null,
      ]);
    }),
  );
});

it('an access point’s buckets come out as they went in', () => {
  const bucket = fc
    .tuple(fc.nat(23), fc.nat(5000), fc.nat(100_000), fc.nat(300), fc.nat(100), fc.nat(50), fc.nat(50))
    .map(([slot, readings, clients, clientsMax, min, more, most]) => {
      return { slot, readings, clients, clientsMax, min, median: min + more, max: min + more + most };
    });
  fc.assert(
    fc.property(fc.array(bucket), (list) => {
      expect(unpackAccessPoint(packAccessPoint(list))).toEqual(list);
    }),
  );
});

it('readings that come twice, or out of order, are merged by time', () => {
  fc.assert(
    fc.property(samples, fc.array(fc.nat(199)), (list, picks) => {
      const again = picks.flatMap((pick) => list[pick] ?? []);
      expect(merge(list, again)).toEqual(list);
      expect(merge(list.toReversed())).toEqual(list);
    }),
  );
});
