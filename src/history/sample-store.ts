/** Readings: written as chunks, and read back whether they are packed or not. */
import { blockId, createBlocks, periodOf } from './block.ts';
import {
  type ClientBucket,
  type Bucket,
  bucketsOf,
  SLOT_MS,
  unpackAccessPoint,
  unpackBuckets,
  type Width,
} from './bucket.ts';
import type { Dictionary } from './dictionary.ts';
import {
  add,
  addChunk,
  type Chunk,
  newOpenHour,
  type OpenHour,
  packChunk,
  type Pairs,
  placeOf,
  sampleValue,
  samplesOf,
  unpackChunk,
} from './open-hour.ts';
import { DAY_MS, HOUR_MS, hourOf, merge, type Sample, unpackSamples } from './sample.ts';
import type { Database } from './schema.ts';
import { createTally, type Tally } from './tally.ts';

/** Readings further than this from now come from a clock that was set, and are dropped. */
const EARLIEST_MS = 23 * HOUR_MS;
const LATEST_MS = HOUR_MS;

export interface SampleStore {
  /** Hours that are not packed, oldest first. */
  openHours: () => OpenHour[];
  take: (device: number, place: number, signal: number, at: number, now: number) => void;
  takeCount: (accessPoint: number, clientCount: number, at: number, now: number) => void;
  /** Writes the readings since the last flush, one chunk for each hour. */
  writeChunks: () => void;
  /** Drops a packed hour from memory, and its chunks. */
  drop: (hour: number) => void;
  raw: (device: number, hour: number) => Sample[];
  /** Buckets in the block of this hour (5m) or day (1h). */
  buckets: (device: number, period: number, width: Width) => Bucket[];
  accessPointBuckets: (accessPoint: number, period: number, width: Width) => ClientBucket[];
}

export function createSampleStore(db: Database, dictionary: Dictionary): SampleStore {
  const raws = createBlocks(db, 'raw_block');
  const fives = { '5m': createBlocks(db, 'five_block'), '1h': createBlocks(db, 'hour_block') };
  const accessPoints = {
    '5m': createBlocks(db, 'access_point_five_block'),
    '1h': createBlocks(db, 'access_point_hour_block'),
  };
  const insertChunk = db.prepare('INSERT INTO chunk (id, bytes) VALUES (?, ?)');
  const deleteChunks = db.prepare('DELETE FROM chunk WHERE id >= ? AND id < ?');
  const hours = new Map<number, OpenHour>();
  const sequences = new Map<number, number>();
  const waiting = new Map<number, Chunk>();

  for (const { id, bytes } of db.prepare('SELECT id, bytes FROM chunk ORDER BY id').iterate()) {
    const hour = periodOf(id as number);
    addChunk(openHour(hour), unpackChunk(bytes as Uint8Array));
    sequences.set(hour, (id as number) - blockId(hour, 0));
  }

  function openHour(hour: number): OpenHour {
    let open = hours.get(hour);
    if (open === undefined) {
      open = newOpenHour(hour);
      hours.set(hour, open);
    }
    return open;
  }

  function chunkOf(hour: number): Chunk {
    let chunk = waiting.get(hour);
    if (chunk === undefined) {
      chunk = { samples: [], clientCounts: [] };
      waiting.set(hour, chunk);
    }
    return chunk;
  }

  const isPlausible = (at: number, now: number) => at >= now - EARLIEST_MS && at < now + LATEST_MS;

  function raw(device: number, hour: number): Sample[] {
    const bytes = raws.read(hour, device);
    const packed = bytes === null ? [] : unpackSamples(bytes, hour);
    const open = hours.get(hour);
    return merge(packed, open === undefined ? [] : samplesOf(open, device));
  }

  /** The hours of a block whose readings are not packed yet. */
  function openIn(period: number, width: Width): OpenHour[] {
    const first = width === '5m' ? period : period * 24;
    const last = width === '5m' ? period : first + 23;
    return [...hours.values()].filter(({ hour }) => hour >= first && hour <= last);
  }

  function buckets(device: number, period: number, width: Width): Bucket[] {
    const bytes = fives[width].read(period, device);
    let known = bytes === null ? [] : unpackBuckets(bytes);
    for (const { hour, devices } of openIn(period, width)) {
      if (!devices.has(device)) continue;
      known = replace(known, bucketsOf(raw(device, hour), beginOf(period, width), width));
    }
    return known;
  }

  function accessPointBuckets(accessPoint: number, period: number, width: Width): ClientBucket[] {
    const bytes = accessPoints[width].read(period, accessPoint);
    let known = bytes === null ? [] : unpackAccessPoint(bytes);
    for (const open of openIn(period, width)) {
      const tally: Tally = createTally(open.hour, dictionary);
      tally.addCounts(open, accessPoint);
      for (const device of devicesOf(open)) {
        if (isOn(open.devices.get(device), accessPoint))
          tally.addSamples(raw(device, open.hour), accessPoint);
      }
      const slots = tally.buckets(accessPoint, width, known, beginOf(period, width));
      known = replace(known, slots);
    }
    return known;
  }

  // devices on other access points need not be unpacked; packed ones are unpacked already
  function isOn(pairs: Pairs | undefined, accessPoint: number): boolean {
    if (pairs === undefined) return true;
    for (let index = 1, known = -1; index < pairs.length; index += 2) {
      const place = placeOf(pairs.words[index]!);
      if (place === known) continue;
      if (dictionary.placeOf(place)?.accessPoint === accessPoint) return true;
      known = place;
    }
    return false;
  }

  /** For an hour that was packed before: all of it. */
  function devicesOf(open: OpenHour): Iterable<number> {
    return new Set([...open.devices.keys(), ...raws.subjects(open.hour)]);
  }

  return {
    openHours: () => [...hours.values()].sort((a, b) => a.hour - b.hour),
    take: (device, place, signal, at, now) => {
      if (!isPlausible(at, now)) return;
      const hour = hourOf(at);
      const offsetMs = at - hour * HOUR_MS;
      const value = sampleValue(place, signal);
      add(openHour(hour).devices, device, offsetMs, value);
      chunkOf(hour).samples.push(device, offsetMs, value);
    },
    takeCount: (accessPoint, clientCount, at, now) => {
      if (!isPlausible(at, now)) return;
      const hour = hourOf(at);
      const offsetMs = at - hour * HOUR_MS;
      add(openHour(hour).clientCounts, accessPoint, offsetMs, clientCount);
      chunkOf(hour).clientCounts.push(accessPoint, offsetMs, clientCount);
    },
    writeChunks: () => {
      for (const [hour, chunk] of waiting) {
        const sequence = (sequences.get(hour) ?? 0) + 1;
        sequences.set(hour, sequence);
        insertChunk.run(blockId(hour, sequence), packChunk(chunk));
      }
      waiting.clear();
    },
    drop: (hour) => {
      deleteChunks.run(blockId(hour, 0), blockId(hour + 1, 0));
      hours.delete(hour);
      waiting.delete(hour);
      sequences.delete(hour);
    },
    raw,
    buckets,
    accessPointBuckets,
  };
}

export function beginOf(period: number, width: Width): number {
  return period * (width === '5m' ? HOUR_MS : DAY_MS);
}

/** New buckets replace those with the same slot. */
export function replace<T extends { slot: number }>(known: readonly T[], fresh: readonly T[]): T[] {
  const slots = new Set(fresh.map(({ slot }) => slot));
  return [...known.filter(({ slot }) => !slots.has(slot)), ...fresh].sort((a, b) => a.slot - b.slot);
}

export function slotBegin(period: number, width: Width, slot: number): number {
  return beginOf(period, width) + slot * SLOT_MS[width];
}
