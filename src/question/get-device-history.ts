/** Where one device has been, and its signal there. */
import { z } from 'zod';
import {
  type DeviceHistory,
  deviceHistoryQuerySchema,
  deviceHistorySchema,
  type History,
  type HistoryOff,
  type DeviceRefusal,
  type Resolution,
  resolutions,
  type Segment,
  sessionSchema,
  type Span,
} from '../record/history.ts';
import { toSpan } from '../record/span.ts';
import { exampleDevicePast } from './example-past.ts';
import { deviceAliases, deviceId } from './get-device.ts';
import { type Answer, olderOutput, olderRows, type Page } from './page.ts';
import { historyQuestion } from './question.ts';
import { badInput, isRefusal } from './refusal.ts';
import { deviceOf, missingDevice, toRefusal } from './subject.ts';

const SPAN = '24h';
const MAX_SESSIONS = { rest: 1000, mcp: 50 };
/** As many as a model can use; a chosen resolution may return more. */
const FEW_SAMPLES = 100;
const FEW_REFUSALS = 20;

interface Rows extends Answer {
  sessions: readonly { from_at: string }[];
  segments: readonly Segment[];
  refusals: readonly DeviceRefusal[];
}

/** The newest sessions and samples; the next page ends where they begin. */
const page: Page = {
  rows: 'sessions and samples',
  ifNone:
    'The device was not seen in this time, nor refused. For a longer time give since, such as since=30d.',
  count: (answer) => timesOf(answer as Rows).length || (answer as Rows).refusals.length,
  cut: (answer, count) => {
    const at = timesOf(answer as Rows)
      .toSorted()
      .at(-count);
    const refusals = (answer as Rows).refusals.slice(0, FEW_REFUSALS);
    if (at === undefined) return { ...answer, refusals };
    return { ...cutBefore(answer as Rows, at), refusals, has_more: true, next_until_at: at };
  },
  next: olderRows,
};

export const getDeviceHistory = historyQuestion({
  name: 'get_device_history',
  title: 'Get the history of one WiFi device',
  use: `Sessions of one device: access point, start and end, signal (weakest, median, strongest) and why it ended, its signal over time, and how often which access point refused it. Use it for questions such as why a device cannot join, why it stays on the wrong access point or how its signal was last night; a device that never joined is found by its MAC address. Default: the last 24 hours (since). At most ${MAX_SESSIONS.mcp} sessions, and few samples of the signal (resolution for more).`,
  description:
    'The interfaces the device was on, in order of time, with its signal strength, its sessions, and how often it was refused. At most 400 days at once. A forgotten device is still found by its MAC address.',
  topic: 'Devices',
  path: '/devices/{device_id}/history',
  input: deviceHistoryQuerySchema.extend({ device_id: deviceId }),
  aliases: deviceAliases,
  defaults: {},
  span: SPAN,
  output: deviceHistorySchema
    .extend({
      name: z
        .string()
        .nullable()
        .describe('Its present name; untrusted text. null when the device is forgotten.'),
      sessions: z.array(sessionSchema.omit({ device_id: true })).describe('Newest first.'),
      ...olderOutput('sessions or samples'),
    })
    .describe('Where a device was, and its signal strength.'),
  record: 'DeviceHistory',
  refusals: ['no_history', 'history_off', 'device_not_found', 'ambiguous_device', 'no_snapshot'],
  narrow: 'Shorten the time with since and until, or choose a coarser resolution.',
  page,
  example: { input: { device_id: '3c22fb0a1b2c', since: '2h' }, answer: exampleDevicePast },
  async answer({ history, snapshot, now, door }, { device_id: wanted, resolution, ...query }) {
    const span = toSpan(query, SPAN, now);
    if (Array.isArray(span)) return badInput(span);
    const device = deviceOf(snapshot, wanted);
    if (isRefusal(device)) return device;
    const { id } = device;
    const most = door === 'mcp' ? FEW_SAMPLES : Infinity;
    const [signal, list] = await Promise.all([
      signalOf(history, id, span, resolution ?? null, most),
      history.sessions(id, span, { limit: MAX_SESSIONS[door] }),
    ]);
    if ('off' in signal) return toRefusal(signal);
    if ('off' in list) return toRefusal(list);
    if (
      !device.isCurrent &&
      signal.segments.length === 0 &&
      list.sessions.length === 0 &&
      signal.refusals.length === 0
    ) {
      const missing = await missingDevice(history, id, now);
      if (missing !== null) return missing;
    }
    const { has_more } = list;
    const next_until_at = has_more ? list.sessions.at(-1)!.from_at : null;
    const past = {
      ...signal,
      refusals: door === 'mcp' ? signal.refusals.slice(0, FEW_REFUSALS) : signal.refusals,
      name: snapshot?.devices.get(id)?.name ?? null,
      sessions: list.sessions.map(({ device_id: _same, ...session }) => session),
      has_more,
      next_until_at,
    };
    return door === 'mcp' && next_until_at !== null ? cutBefore(past, next_until_at) : past;
  },
});

/** In the wanted resolution, else in the finest one with at most so many samples. */
async function signalOf(
  history: History,
  deviceId: string,
  span: Span,
  wanted: Resolution | null,
  most: number,
): Promise<DeviceHistory | HistoryOff> {
  let found = await history.deviceHistory(deviceId, span, wanted);
  for (const coarser of resolutions) {
    if (wanted !== null || 'off' in found || sampleCountOf(found.segments) <= most) break;
    if (resolutions.indexOf(coarser) > resolutions.indexOf(found.resolution))
      found = await history.deviceHistory(deviceId, span, coarser);
  }
  return found;
}

function sampleCountOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { samples }) => sum + samples.length, 0);
}

/** ISO times in UTC, which sort as text. */
function timesOf({ sessions, segments }: Rows): string[] {
  const samples = segments.flatMap(({ samples: these }) => these.map(({ at }) => at));
  return [...sessions.map(({ from_at }) => from_at), ...samples];
}

/** Without what is older than `at`. */
function cutBefore<T extends Rows>(past: T, at: string): T {
  const segments = past.segments.flatMap((segment) => {
    const samples = segment.samples.filter((sample) => sample.at >= at);
    if (samples.length === segment.samples.length) return [segment];
    return samples.length === 0 ? [] : [{ ...segment, from_at: samples[0]!.at, samples }];
  });
  return { ...past, sessions: past.sessions.filter(({ from_at }) => from_at >= at), segments };
}
