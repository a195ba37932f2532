/** Answers questions from packed and unpacked data. */
import type {
  AccessPointHistory,
  DeviceHistory,
  Resolution,
  Segment,
  SignalSample,
  Span,
} from '../record/history.ts';
import { toIso } from '../record/time.ts';
import { SLOT_MS, type Width } from './bucket.ts';
import type { Dictionary } from './dictionary.ts';
import type { EventTable } from './event-store.ts';
import { KEPT_MS } from './keep.ts';
import { accessPointRefusals, deviceRefusals } from './refusal.ts';
import { DAY_MS, HOUR_MS, hourOf } from './sample.ts';
import { type SampleStore, slotBegin } from './sample-store.ts';
import { type SignalCode, toDbm } from './signal.ts';

/** What fits on a screen. */
const MAX_SAMPLES = 1500;
const FIVE_MINUTES_DAYS = 8;
/** A question about the last 24 hours arrives slightly after its span was computed. */
const TOLERANCE_MS = 5 * 60_000;

/** Readings of one interval, or one reading. */
interface Interval {
  at: number;
  place: number;
  count: number;
  min: SignalCode;
  median: SignalCode;
  max: SignalCode;
}

export interface Questions {
  device: (deviceId: string, span: Span, resolution: Resolution | null, now: number) => DeviceHistory;
  accessPoint: (
    accessPointId: string,
    span: Span,
    resolution: Width | null,
    now: number,
  ) => AccessPointHistory;
}

export function createQuestions(
  store: SampleStore,
  dictionary: Dictionary,
  events: Pick<EventTable, 'refusals'>,
): Questions {
  const isKept = ({ sinceAt }: Span, resolution: Resolution, now: number) =>
    sinceAt >= now - KEPT_MS[resolution] - TOLERANCE_MS;

  function intervals(device: number, span: Span, resolution: Resolution, now: number): Interval[] {
    const { sinceAt, untilAt } = within(span, resolution, now);
    const all: Interval[] = [];
    if (resolution === 'raw') {
      for (let hour = hourOf(sinceAt); hour * HOUR_MS < untilAt; hour++) {
        for (const { at, place, signal } of store.raw(device, hour)) {
          if (at >= sinceAt && at < untilAt)
            all.push({ at, place, count: 1, min: signal, median: signal, max: signal });
        }
      }
      return all;
    }
    for (const period of periods(sinceAt, untilAt, resolution)) {
      for (const { slot, ...bucket } of store.buckets(device, period, resolution)) {
        const at = slotBegin(period, resolution, slot);
        if (at >= sinceAt && at < untilAt) all.push({ at, ...bucket });
      }
    }
    return all;
  }

  function segments(all: readonly Interval[]): Segment[] {
    const found: Segment[] = [];
    let place: number | null = null;
    for (const one of all) {
      if (one.place !== place) {
        const record = dictionary.placeOf(one.place)?.record;
        if (record === undefined) continue;
        ({ place } = one);
        found.push({ ...record, from_at: toIso(one.at), to_at: toIso(one.at), samples: [] });
      }
      const segment = found.at(-1)!;
      segment.to_at = toIso(one.at);
      segment.samples.push(toSample(one));
    }
    return found;
  }

  return {
    device: (deviceId, span, wanted, now) => {
      const device = dictionary.findDevice(deviceId);
      const read = (resolution: Resolution) =>
        device === null ? [] : intervals(device, span, resolution, now);
      let resolution = wanted ?? '1h';
      let all: Interval[] | null = null;
      if (wanted === null) {
        for (const finer of ['raw', '5m'] as const) {
          if (!isKept(span, finer, now)) continue;
          const found = read(finer);
          if (found.length >= MAX_SAMPLES) continue;
          resolution = finer;
          all = found;
          break;
        }
      }
      return {
        device_id: deviceId,
        ...rangeOf(span, resolution),
        resolution,
        segments: segments(all ?? read(resolution)),
        refusals: device === null ? [] : deviceRefusals(events.refusals(device, span)),
      };
    },
    accessPoint: (accessPointId, span, wanted, now) => {
      const isShort = span.untilAt - span.sinceAt <= FIVE_MINUTES_DAYS * DAY_MS;
      const resolution = wanted ?? (isShort && isKept(span, '5m', now) ? '5m' : '1h');
      const accessPoint = dictionary.findAccessPoint(accessPointId);
      const { sinceAt, untilAt } = within(span, resolution, now);
      const buckets: AccessPointHistory['buckets'] = [];
      for (const period of accessPoint === null ? [] : periods(sinceAt, untilAt, resolution)) {
        for (const bucket of store.accessPointBuckets(accessPoint!, period, resolution)) {
          const at = slotBegin(period, resolution, bucket.slot);
          if (at < sinceAt || at >= untilAt || bucket.readings === 0) continue;
          buckets.push({
            at: toIso(at),
            client_count_max: bucket.clientsMax,
            client_count_mean: Math.round((bucket.clients / bucket.readings) * 100) / 100,
            signal_min_dbm: toDbm(bucket.min),
            signal_median_dbm: toDbm(bucket.median),
            signal_max_dbm: toDbm(bucket.max),
          });
        }
      }
      const refusals = accessPointRefusals(events.refusals(null, span), accessPointId);
      return { access_point_id: accessPointId, ...rangeOf(span, resolution), resolution, buckets, refusals };
    },
  };
}

function toSample({ at, count, min, median, max }: Interval): SignalSample {
  return {
    at: toIso(at),
    signal_dbm: toDbm(median),
    signal_min_dbm: toDbm(min),
    signal_max_dbm: toDbm(max),
    sample_count: count,
  };
}

/** Moves the start to that of an interval, at most as far back as data is kept: a question about all time costs no more than one about a year. */
function within(span: Span, resolution: Resolution, now: number): Span {
  const oldest = now - KEPT_MS[resolution] - DAY_MS;
  const sinceAt = Math.max(beginOfSlot(span.sinceAt, resolution), oldest - (oldest % DAY_MS));
  return { sinceAt, untilAt: Math.min(span.untilAt, now + DAY_MS) };
}

function beginOfSlot(at: number, resolution: Resolution): number {
  return resolution === 'raw' ? at : Math.floor(at / SLOT_MS[resolution]) * SLOT_MS[resolution];
}

function rangeOf({ sinceAt, untilAt }: Span, resolution: Resolution): { since_at: string; until_at: string } {
  return { since_at: toIso(beginOfSlot(sinceAt, resolution)), until_at: toIso(untilAt) };
}

function* periods(sinceAt: number, untilAt: number, width: Width): Generator<number> {
  const periodMs = width === '5m' ? HOUR_MS : DAY_MS;
  for (let period = Math.floor(sinceAt / periodMs); period * periodMs < untilAt; period++) yield period;
}
