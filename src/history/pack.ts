/** Packs finished hours: per device its readings and their buckets, per access point its buckets. Works in slices, between writes. */
import { createBlocks } from './block.ts';
import { bucketsOf, packAccessPoint, packBuckets, unpackAccessPoint, unpackBuckets } from './bucket.ts';
import type { Dictionary } from './dictionary.ts';
import type { OpenHour } from './open-hour.ts';
import { DAY_MS, HOUR_MS, hourOf, packSamples } from './sample.ts';
import { beginOf, replace, type SampleStore } from './sample-store.ts';
import type { Database } from './schema.ts';
import { createTally } from './tally.ts';

/** Polls that began in an hour may arrive shortly after it. */
export const LATE_MS = 60_000;
const SLICE = 200;

/** Packs every hour that is over at `now`; each step of the generator is one transaction. */
export type Pack = (now: number) => Generator<void, void, void>;

export function createPack(db: Database, store: SampleStore, dictionary: Dictionary): Pack {
  const raws = createBlocks(db, 'raw_block');
  const fives = createBlocks(db, 'five_block');
  const days = createBlocks(db, 'hour_block');
  const accessPointFives = createBlocks(db, 'access_point_five_block');
  const accessPointDays = createBlocks(db, 'access_point_hour_block');

  function* packHour(hour: number): Generator<void, void, void> {
    const open = store.openHours().find((each) => each.hour === hour)!;
    const tally = createTally(hour, dictionary);
    const size = sizeOf(open);
    const day = Math.floor((hour * HOUR_MS) / DAY_MS);
    // an hour that was packed before (a clock was set back) is packed again as a whole
    const devices = [...new Set([...open.devices.keys(), ...raws.subjects(hour)])].sort((a, b) => a - b);
    for (let begin = 0; begin < devices.length; begin += SLICE) {
      for (const device of devices.slice(begin, begin + SLICE)) {
        const samples = store.raw(device, hour);
        tally.addSamples(samples);
        if (!open.devices.has(device)) continue;
        raws.write(hour, device, packSamples(samples, hour));
        fives.write(hour, device, packBuckets(bucketsOf(samples, hour * HOUR_MS, '5m')));
        const known = days.read(day, device);
        const fresh = bucketsOf(samples, beginOf(day, '1h'), '1h');
        days.write(day, device, packBuckets(replace(known === null ? [] : unpackBuckets(known), fresh)));
      }
      yield;
    }
    // readings arrived meanwhile: the next run packs the hour again
    if (sizeOf(open) !== size) return;
    tally.addCounts(open);
    for (const accessPoint of tally.accessPoints()) {
      for (const [width, period, blocks] of [
        ['5m', hour, accessPointFives],
        ['1h', day, accessPointDays],
      ] as const) {
        const bytes = blocks.read(period, accessPoint);
        const known = bytes === null ? [] : unpackAccessPoint(bytes);
        const fresh = tally.buckets(accessPoint, width, known, beginOf(period, width));
        blocks.write(period, accessPoint, packAccessPoint(replace(known, fresh)));
      }
    }
    store.drop(hour);
    yield;
  }

  function sizeOf({ devices, clientCounts }: OpenHour): number {
    return [...devices.values(), ...clientCounts.values()].reduce((sum, { length }) => sum + length, 0);
  }

  return function* pack(now) {
    const over = hourOf(now - LATE_MS);
    for (const { hour } of store.openHours()) if (hour < over) yield* packHour(hour);
  };
}
