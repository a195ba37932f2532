/** Records of the history: the places and signals of a device, and the load of an access point. */
import { z } from 'zod';
import { bands } from './device.ts';
import { momentSchema } from './moment.ts';
import { reasonClasses } from './reason-class.ts';

export const resolutions = ['raw', '5m', '1h'] as const;
export type Resolution = (typeof resolutions)[number];

/** The event that ended a session; its `reason` is the router's text. */
export const sessionEnds = ['roamed', 'disconnected', 'left', 'unknown'] as const;

const time = () => z.string().meta({ format: 'date-time' });
const dbm = (meaning: string) =>
  z.int().nullable().describe(`${meaning}, in dBm; null when no reading has one.`);

const place = {
  router: z.string().nullable().describe('Id of the router that reported the device.'),
  access_point: z.string().nullable().describe('Latest name of the access point.'),
  access_point_id: z.string().nullable().describe('Id of the access point.'),
  interface: z.string().nullable().describe('WiFi interface.'),
  ssid: z.string().nullable().describe('SSID of the WiFi network.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
};

const range = {
  since_at: time().describe('Start of the period, included.'),
  until_at: time().describe('End of the period, excluded.'),
};

export const signalSampleSchema = z.strictObject({
  at: time().describe('Time of the reading; start of the interval for 5m and 1h.'),
  signal_dbm: dbm('Signal, for 5m and 1h the median of the interval'),
  signal_min_dbm: dbm('Weakest signal in the interval'),
  signal_max_dbm: dbm('Strongest signal in the interval'),
  sample_count: z.int().describe('Readings in the interval; 1 for raw.'),
});

export const segmentSchema = z.strictObject({
  ...place,
  from_at: time().describe('First sample of the segment.'),
  to_at: time().describe('Last sample of the segment.'),
  samples: z.array(signalSampleSchema).describe('Signal of the device there, oldest first.'),
});

const refusal = {
  reason_class: z.enum(reasonClasses).nullable().describe('Class of the reason, as in events.'),
  reason: z.string().nullable().describe('Last reason; untrusted text.'),
  count: z.int().describe('Attempts to join.'),
  first_at: time().describe('First of them in the period.'),
  last_at: time().describe('Last of them in the period.'),
};

export const deviceRefusalSchema = z.strictObject({
  access_point: place.access_point,
  access_point_id: place.access_point_id,
  ...refusal,
});

export const accessPointRefusalSchema = z.strictObject({
  device_id: z.string().describe('device_id, also of a device that never joined.'),
  name: z.string().nullable().describe('Its name at that time; untrusted text.'),
  ...refusal,
});

export const deviceHistorySchema = z.strictObject({
  device_id: z.string().describe('device_id of the device.'),
  ...range,
  resolution: z
    .enum(resolutions)
    .describe(
      'raw: every reading, kept for 24 hours. 5m: per five minutes, 30 days. 1h: per hour, one year.',
    ),
  segments: z.array(segmentSchema).describe('Oldest first; each change of interface begins a new segment.'),
  refusals: z
    .array(deviceRefusalSchema)
    .describe('Refused attempts to join, most frequent first, at most 100; from log lines.'),
});

export const sessionSchema = z.strictObject({
  session_id: z.int().describe('Number of the session: after and before take it.'),
  device_id: z.string().describe('device_id of the device.'),
  ...place,
  from_at: time().describe('Start of the session.'),
  to_at: time().nullable().describe('End of the session; null while it lasts.'),
  duration_seconds: z.int().describe('Length in seconds, up to now while it lasts.'),
  signal_min_dbm: dbm('Weakest signal'),
  signal_median_dbm: dbm('Median signal'),
  signal_max_dbm: dbm('Strongest signal'),
  sample_count: z.int().describe('Number of signal readings.'),
  tx_bytes: z.int().nullable().describe('Bytes to the device; null when the router reports no counter.'),
  rx_bytes: z.int().nullable().describe('Bytes from the device; null when the router reports no counter.'),
  ended_by: z
    .enum(sessionEnds)
    .nullable()
    .describe('Event that ended it; unknown when none was recorded. null while it lasts.'),
  reason: z.string().nullable().describe('Reason given in the log line; untrusted text. null without one.'),
  reason_class: z.enum(reasonClasses).nullable().describe('Class of the reason, as in events.'),
});

export const sessionListSchema = z.strictObject({
  sessions: z.array(sessionSchema).describe('In the requested order.'),
  ...range,
  limit: z.int().describe('Maximum number of sessions in this response.'),
  has_more: z.boolean().describe('There are more in the requested order.'),
});

export const accessPointBucketSchema = z.strictObject({
  at: time().describe('Start of the interval.'),
  client_count_max: z.int().describe('Largest number of devices at the same time.'),
  client_count_mean: z.number().describe('Mean number of devices.'),
  signal_min_dbm: dbm('Weakest signal of a device'),
  signal_median_dbm: dbm('Median signal of the devices'),
  signal_max_dbm: dbm('Strongest signal of a device'),
});

export const accessPointHistorySchema = z.strictObject({
  access_point_id: z.string().describe('Id of the access point.'),
  ...range,
  resolution: z.enum(['5m', '1h']).describe('Length of an interval.'),
  buckets: z
    .array(accessPointBucketSchema)
    .describe('Oldest first; intervals without a reading are omitted.'),
  refusals: z
    .array(accessPointRefusalSchema)
    .describe('Attempts to join that it refused, most frequent first, at most 100; from log lines.'),
});

export type DeviceRefusal = z.infer<typeof deviceRefusalSchema>;
export type AccessPointRefusal = z.infer<typeof accessPointRefusalSchema>;
export type SignalSample = z.infer<typeof signalSampleSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type DeviceHistory = z.infer<typeof deviceHistorySchema>;
export type Session = z.infer<typeof sessionSchema>;
export type SessionList = z.infer<typeof sessionListSchema>;
export type AccessPointBucket = z.infer<typeof accessPointBucketSchema>;
export type AccessPointHistory = z.infer<typeof accessPointHistorySchema>;

const since = momentSchema.optional().describe('Start: a time, or a duration before now such as 24h.');
const until = momentSchema.optional().describe('End: a time, or a duration before now. Default: now.');

export const deviceHistoryQuerySchema = z.strictObject({
  since,
  until,
  resolution: z
    .enum(resolutions)
    .optional()
    .describe(
      'raw, 5m or 1h. Default: the finest that is kept for the period and has fewer than 1,500 samples.',
    ),
});

const sessionId = z.int().min(0).max(999_999_999_999_999).optional();

const sessionPosition = {
  after: sessionId.describe(
    'A session_id: only sessions that began after it; next_after of the previous page.',
  ),
  before: sessionId.describe(
    'A session_id: only sessions that began before it; next_before of the previous page.',
  ),
  order: z.enum(['asc', 'desc']).optional().describe('asc: oldest first. desc: newest first.'),
};

export const sessionQuerySchema = z.strictObject({
  since,
  until,
  ...sessionPosition,
  limit: z.int().min(1).max(1000).optional().describe('Maximum number of sessions.'),
});

export const allSessionsQuerySchema = z.strictObject({
  since,
  until,
  ...sessionPosition,
  limit: z.int().min(1).max(5000).optional().describe('Maximum number of sessions.'),
});

export const accessPointHistoryQuerySchema = z.strictObject({
  since,
  until,
  resolution: z
    .enum(['5m', '1h'])
    .optional()
    .describe('5m or 1h. Default: 5m up to eight days while it is kept, else 1h.'),
});

/** One association of a device, as findings see it. Times are epoch milliseconds. */
export interface Stay {
  accessPointId: string;
  interface: string | null;
  ssid: string | null;
  band: Session['band'];
  fromAt: number;
  /** Null while it lasts. */
  toAt: number | null;
  /** Median, weakest and strongest tenth, in dBm; null without a reading. */
  medianDbm: number | null;
  lowDbm: number | null;
  highDbm: number | null;
  sampleCount: number;
  /** The first and the last signal, each the median of at most five minutes. */
  firstDbm: number | null;
  lastDbm: number | null;
  /** The last time of ten minutes or more in which the signal was weak; null: never. */
  weak: { fromAt: number; toAt: number; medianDbm: number } | null;
  endedBy: Session['ended_by'];
  /** Words of the router; null without a log line. */
  reason: string | null;
}

/** Stays of one device, oldest first. */
export interface DeviceStays {
  deviceId: string;
  stays: readonly Stay[];
}

export interface StayAnswer {
  /** Time of the oldest reading that is kept in steps of five minutes; null without one. */
  oldestAt: number | null;
  /** In the order of the question. */
  devices: readonly DeviceStays[];
}

/** What is weak, and for how long. */
export interface WeakLimit {
  belowDbm: number;
  forMs: number;
}

/** A span in epoch milliseconds; the end is not included. */
export interface Span {
  sinceAt: number;
  untilAt: number;
}

/** Which sessions of a span, and in which order. A session that is no longer kept counts as older than all. */
export interface SessionSlice {
  limit: number;
  /** By the begin of a session; those that began together, by their number. Default: newest first. */
  order?: 'asc' | 'desc' | undefined;
  /** Number of a session, which is not included. */
  after?: number | undefined;
  before?: number | undefined;
}

/** Why the history cannot be read now, as a sentence. */
export interface HistoryOff {
  off: string;
}

/** The history, as edges read it. No call rejects, and none waits for the disk longer than a few seconds. */
export interface History {
  deviceHistory: (
    deviceId: string,
    span: Span,
    resolution: Resolution | null,
  ) => Promise<DeviceHistory | HistoryOff>;
  /** Sessions that overlap the span; those of all devices without a `deviceId`. */
  sessions: (deviceId: string | null, span: Span, slice: SessionSlice) => Promise<SessionList | HistoryOff>;
  accessPointHistory: (
    accessPointId: string,
    span: Span,
    resolution: '5m' | '1h' | null,
  ) => Promise<AccessPointHistory | HistoryOff>;
}

/** What findings ask of the history: the associations of some devices that ended after a time, or last. */
export interface StayHistory {
  stays: (
    devices: readonly { deviceId: string; sinceAt: number }[],
    weak: WeakLimit,
  ) => Promise<StayAnswer | HistoryOff>;
}
