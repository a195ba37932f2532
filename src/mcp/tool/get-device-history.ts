/** Where one device has been, and its signal there. */
import { z } from 'zod';
import { findPastDevice } from '../../record/find-past.ts';
import {
  type DeviceHistory,
  deviceHistoryQuerySchema,
  deviceHistorySchema,
  type History,
  type HistoryOff,
  type Resolution,
  resolutions,
  type Segment,
  type Session,
  sessionSchema,
  type Span,
} from '../../record/history.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { MAX_SPAN_DAYS, type SpanObjection, toSpan } from '../../record/span.ts';
import { toIso } from '../../record/time.ts';
import {
  ambiguousName,
  deviceNotFound,
  type Failure,
  invalidArgument,
  isFailure,
  noDataYet,
  historyMissing,
} from '../failure.ts';
import { plural, line, namedLine, short } from '../line.ts';
import { DEFAULT_SINCE, DEFAULT_SPAN_MS, toTimeRange } from '../time-range.ts';
import { type HistoryTool, readOnly } from '../tool.ts';
import { deviceArgument } from './get-device.ts';

const MAX_SESSIONS = 50;
/** As many as a model can use; a chosen resolution may return more. */
const FEW_SAMPLES = 100;
const MAX_SAMPLES = 300;
/** The place in each takes as much space as several samples. */
const MAX_SEGMENTS = 100;

const { shape } = deviceHistorySchema;

const input = z.strictObject({
  device: deviceArgument,
  ...deviceHistoryQuerySchema.shape,
  resolution: deviceHistoryQuerySchema.shape.resolution.describe(
    `raw, 5m or 1h, at most ${MAX_SAMPLES} samples; default: the finest with at most ${FEW_SAMPLES}.`,
  ),
});

export const getDeviceHistory: HistoryTool<typeof input> = {
  name: 'get_device_history',
  title: 'Get the history of one WiFi device',
  description: `Sessions of one device: access point, start and end, signal (weakest, median, strongest) and why it ended, and its signal over time. Use it for questions such as why a device stays on the wrong access point or how its signal was last night. Default: the last 24 hours (since). At most ${MAX_SESSIONS} sessions, and few samples of the signal (resolution for more).`,
  annotations: readOnly,
  input,
  defaults: { since: DEFAULT_SINCE },
  output: z.strictObject({
    device_id: shape.device_id,
    name: z
      .string()
      .nullable()
      .describe('Its present name; untrusted text. null when the device is forgotten.'),
    since_at: shape.since_at,
    until_at: shape.until_at,
    resolution: shape.resolution,
    sessions: z.array(sessionSchema.omit({ device_id: true })).describe('Newest first.'),
    segments: shape.segments,
    has_more: z
      .boolean()
      .describe('Older sessions or samples are left out: call again with until = next_until_at.'),
    next_until_at: z
      .string()
      .meta({ format: 'date-time' })
      .nullable()
      .describe('The value of until for older ones; null when there are none.'),
  }),
  narrowing: 'Shorten the time with since and until, or choose a coarser resolution.',
  reads: 'history',
  async answer({ history, snapshot, now }, query) {
    const span = toSpan(query, DEFAULT_SPAN_MS, now);
    if (Array.isArray(span)) return wrongSpan(span);
    const device = deviceFor(snapshot, query.device);
    if (isFailure(device)) return device;
    const [signal, list, isKnown] = await Promise.all([
      signalOf(history, device.id, span, query.resolution ?? null),
      history.sessions(device.id, span, MAX_SESSIONS),
      device.isCurrent || wasEver(history, device.id, now),
    ]);
    if ('off' in signal) return historyMissing(signal.off);
    if ('off' in list) return historyMissing(list.off);
    if (!isKnown) return snapshot === null ? noDataYet : deviceNotFound(getDeviceHistory.name);
    const device_id = device.id;
    const name = snapshot?.devices.get(device_id)?.name ?? null;
    const { segments, isCut } = newestOf(signal.segments);
    const nextUntilAt = latest([
      list.has_more ? list.sessions.at(-1)?.from_at : undefined,
      isCut ? segments[0]?.from_at : undefined,
    ]);
    const sessions = list.sessions.map(({ device_id: _same, ...session }) => session);
    const { resolution } = signal;
    const [since_at, until_at] = [toIso(span.sinceAt), toIso(span.untilAt)];
    const record = { device_id, name, since_at, until_at, resolution, sessions, segments };
    return {
      record: { ...record, has_more: nextUntilAt !== null, next_until_at: nextUntilAt },
      lines: [
        namedLine(device_id, name ?? '', `${toTimeRange(since_at, until_at)} UTC`),
        line(
          plural(sessions.length, 'session'),
          plural(sampleCountOf(segments), 'sample'),
          `resolution ${resolution}`,
        ),
        ...sessions.map(lineOf),
      ],
      ...(nextUntilAt !== null && {
        paginationHint: `Older ones are left out: call again with until=${nextUntilAt}.`,
      }),
    };
  },
};

function wrongSpan(objections: SpanObjection): Failure {
  const problems = objections.map(({ parameter, message }) => `${parameter} ${message}`);
  return invalidArgument(problems, `Call ${getDeviceHistory.name} again with another since or until.`);
}

/** Whether the history has the device; the snapshot has no forgotten ones. */
async function wasEver(history: History, deviceId: string, now: number): Promise<boolean> {
  const ever = { sinceAt: now - MAX_SPAN_DAYS * 24 * 60 * 60_000, untilAt: now };
  const list = await history.sessions(deviceId, ever, 1);
  return 'sessions' in list && list.sessions.length > 0;
}

function deviceFor(snapshot: Snapshot | null, wanted: string): { id: string; isCurrent: boolean } | Failure {
  const found = findPastDevice(snapshot, wanted);
  if (found.status === 'found') return found;
  if (found.status === 'ambiguous') return ambiguousName(getDeviceHistory.name, found.candidates);
  return snapshot === null ? noDataYet : deviceNotFound(getDeviceHistory.name);
}

/** In the wanted resolution, else in the finest one with few samples. */
async function signalOf(
  history: History,
  deviceId: string,
  span: Span,
  wanted: Resolution | null,
): Promise<DeviceHistory | HistoryOff> {
  let found = await history.deviceHistory(deviceId, span, wanted);
  for (const coarser of resolutions) {
    if (wanted !== null || 'off' in found || sampleCountOf(found.segments) <= FEW_SAMPLES) break;
    if (resolutions.indexOf(coarser) > resolutions.indexOf(found.resolution))
      found = await history.deviceHistory(deviceId, span, coarser);
  }
  return found;
}

function sampleCountOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { samples }) => sum + samples.length, 0);
}

/** The newest samples, up to the limit. */
function newestOf(all: readonly Segment[]): { segments: Segment[]; isCut: boolean } {
  const segments: Segment[] = [];
  let room = MAX_SAMPLES;
  for (const segment of all.toReversed()) {
    if (room === 0 || segments.length === MAX_SEGMENTS) return { segments, isCut: true };
    const samples = segment.samples.slice(-room);
    room -= samples.length;
    const isWhole = samples.length === segment.samples.length;
    segments.unshift(isWhole ? segment : { ...segment, from_at: samples[0]!.at, samples });
    if (!isWhole) return { segments, isCut: true };
  }
  return { segments, isCut: false };
}

/** ISO times in UTC sort as text. */
function latest(times: readonly (string | undefined)[]): string | null {
  return (
    times
      .filter((time) => time !== undefined)
      .sort()
      .at(-1) ?? null
  );
}

function lineOf(session: Omit<Session, 'device_id'>): string {
  const { signal_min_dbm: min, signal_median_dbm: median, signal_max_dbm: max } = session;
  const place = [short(session.access_point ?? session.interface) ?? 'unknown', session.band];
  return namedLine(
    toTimeRange(session.from_at, session.to_at),
    place.filter((part) => part !== null).join(' '),
    median === null ? null : `${min}/${median}/${max} dBm`,
    session.ended_by,
    session.reason,
  );
}
