/** Records of the past: a device's places and signals, and the load of an access point. */
import { z } from 'zod';
import { bands } from './device.ts';
import { momentSchema } from './moment.ts';

export const resolutions = ['raw', '5m', '1h'] as const;
export type Resolution = (typeof resolutions)[number];

/** Why a session ended; the reason is the router's sentence. */
export const sessionEnds = ['roamed', 'disconnected', 'left', 'unknown'] as const;

const time = () => z.string().meta({ format: 'date-time' });
const dbm = (meaning: string) => z.int().nullable().describe(`${meaning}, in dBm; null when none was told.`);

const place = {
  router: z.string().nullable().describe('Id of the router that told.'),
  access_point: z.string().nullable().describe('Name of the access point, as it was called last.'),
  access_point_id: z.string().nullable().describe('Its id.'),
  interface: z.string().nullable().describe('WiFi interface.'),
  ssid: z.string().nullable().describe('WiFi network name.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
};

const range = {
  since_at: time().describe('Begin of what is told, included.'),
  until_at: time().describe('End of what is told, not included.'),
};

export const signalSampleSchema = z.strictObject({
  at: time().describe('When it was read; begin of the interval for 5m and 1h.'),
  signal_dbm: dbm('Signal; the median of the interval for 5m and 1h'),
  signal_min_dbm: dbm('Weakest in the interval'),
  signal_max_dbm: dbm('Strongest in the interval'),
  sample_count: z.int().describe('Readings in the interval; 1 for raw.'),
});

export const segmentSchema = z.strictObject({
  ...place,
  from_at: time().describe('First sample of the segment.'),
  to_at: time().describe('Last sample of the segment.'),
  samples: z.array(signalSampleSchema).describe('Signal while it was there, oldest first.'),
});

export const deviceHistorySchema = z.strictObject({
  device_id: z.string().describe('The device.'),
  ...range,
  resolution: z
    .enum(resolutions)
    .describe('raw: each reading (kept for a day). 5m: five minutes (30 days). 1h: an hour (a year).'),
  segments: z
    .array(segmentSchema)
    .describe('One after another, oldest first: a new one with each change of interface.'),
});

export const sessionSchema = z.strictObject({
  device_id: z.string().describe('The device.'),
  ...place,
  from_at: time().describe('When it began.'),
  to_at: time().nullable().describe('When it ended; null while it lasts.'),
  duration_seconds: z.int().describe('How long it lasted, or has lasted.'),
  signal_min_dbm: dbm('Weakest signal'),
  signal_median_dbm: dbm('Median signal'),
  signal_max_dbm: dbm('Strongest signal'),
  sample_count: z.int().describe('Readings of the signal.'),
  tx_bytes: z.int().nullable().describe('Bytes to the device; null when the router did not count.'),
  rx_bytes: z.int().nullable().describe('Bytes from the device; null when the router did not count.'),
  ended_by: z
    .enum(sessionEnds)
    .nullable()
    .describe('What ended it; unknown when nobody watched; null while it lasts.'),
  reason: z.string().nullable().describe('In the words of the router; null when it gave none.'),
});

export const sessionListSchema = z.strictObject({
  sessions: z.array(sessionSchema).describe('Newest first.'),
  ...range,
  limit: z.int().describe('Most sessions in this answer.'),
  has_more: z
    .boolean()
    .describe('There are older ones: ask again with until set to the from_at of the last one.'),
});

export const accessPointBucketSchema = z.strictObject({
  at: time().describe('Begin of the interval.'),
  client_count_max: z.int().describe('Most devices on it at the same time.'),
  client_count_mean: z.number().describe('Devices on it on average.'),
  signal_min_dbm: dbm('Weakest signal it heard'),
  signal_median_dbm: dbm('Median of the signals it heard'),
  signal_max_dbm: dbm('Strongest signal it heard'),
});

export const accessPointHistorySchema = z.strictObject({
  access_point_id: z.string().describe('The access point.'),
  ...range,
  resolution: z.enum(['5m', '1h']).describe('Length of an interval.'),
  buckets: z
    .array(accessPointBucketSchema)
    .describe('Oldest first; intervals without any reading are left out.'),
});

export type SignalSample = z.infer<typeof signalSampleSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type DeviceHistory = z.infer<typeof deviceHistorySchema>;
export type Session = z.infer<typeof sessionSchema>;
export type SessionList = z.infer<typeof sessionListSchema>;
export type AccessPointBucket = z.infer<typeof accessPointBucketSchema>;
export type AccessPointHistory = z.infer<typeof accessPointHistorySchema>;

const since = momentSchema.optional().describe('From when on: a time, or how long ago, such as 24h.');
const until = momentSchema.optional().describe('Until when: a time, or how long ago. Default: now.');

export const deviceHistoryQuerySchema = z.strictObject({
  since,
  until,
  resolution: z
    .enum(resolutions)
    .optional()
    .describe(
      'raw, 5m or 1h; unless given, the finest that is kept for the time and stays below 1,500 samples.',
    ),
});

export const sessionQuerySchema = z.strictObject({
  since,
  until,
  limit: z.int().min(1).max(1000).optional().describe('Most sessions in one answer. Default 100.'),
});

export const allSessionsQuerySchema = z.strictObject({
  since,
  until,
  limit: z.int().min(1).max(5000).optional().describe('Most sessions in one answer. Default 1000.'),
});

export const accessPointHistoryQuerySchema = z.strictObject({
  since,
  until,
  resolution: z.enum(['5m', '1h']).optional().describe('5m or 1h; unless given, 5m for up to eight days.'),
});

/** A span in epoch milliseconds; the end is not included. */
export interface Span {
  sinceAt: number;
  untilAt: number;
}

/** A sentence that says why there is no history now. */
export interface HistoryOff {
  off: string;
}

/** The past, as edges read it. No call rejects, and none waits for the disk longer than a few seconds. */
export interface History {
  deviceHistory: (
    deviceId: string,
    span: Span,
    resolution: Resolution | null,
  ) => Promise<DeviceHistory | HistoryOff>;
  /** Sessions that overlap the span, newest first; those of all devices without a `deviceId`. */
  sessions: (deviceId: string | null, span: Span, limit: number) => Promise<SessionList | HistoryOff>;
  accessPointHistory: (
    accessPointId: string,
    span: Span,
    resolution: '5m' | '1h' | null,
  ) => Promise<AccessPointHistory | HistoryOff>;
}
