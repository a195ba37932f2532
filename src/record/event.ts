/** The public record of an event. */
import { z } from 'zod';
import type { Place } from '../join/place.ts';
import { eventTypes, type PresenceEvent } from '../presence/event.ts';
import type { Settings } from '../presence/settings.ts';
import { bands } from './device.ts';
import { toIso } from './time.ts';
import { accessPointName } from './to-device.ts';

export const spotSchema = z.strictObject({
  access_point: z.string().nullable().describe('Name of the access point.'),
  access_point_id: z.string().nullable().describe('Id of the access point.'),
  interface: z.string().nullable().describe('WiFi interface.'),
  ssid: z.string().nullable().describe('SSID of the WiFi network.'),
  band: z.enum(bands).nullable().describe('Frequency band.'),
  signal_dbm: z.int().nullable().describe('Last signal there in dBm; null when unknown.'),
});

export const eventSchema = z.strictObject({
  event_type: z
    .enum(eventTypes)
    .describe(
      'arrived, left: presence changed. connected, disconnected, roamed: the WiFi association changed.',
    ),
  at: z
    .string()
    .meta({ format: 'date-time' })
    .describe('Time of the log line that announced it, or start of the poll that showed it.'),
  device_id: z.string().describe('device_id of the device.'),
  name: z.string().describe('Name of the device at that time; untrusted text.'),
  router: z.string().nullable().describe('Id of the router that reported it; null when unknown.'),
  from: spotSchema.nullable().describe('Place before the event; null when there was none.'),
  to: spotSchema.nullable().describe('Place after the event; null when there is none.'),
  reason: z
    .string()
    .nullable()
    .describe('Reason given in the log line; untrusted text. null without a log line that gives one.'),
  source: z
    .enum(['poll', 'log'])
    .describe(
      'poll: found by comparing readings. log: announced by a log line and confirmed by a reading, directly or by the age of the association.',
    ),
});

export type EventRecord = z.infer<typeof eventSchema>;

export function toEvent(
  event: PresenceEvent,
  name: string,
  settings: Pick<Settings, 'accessPoints'>,
): EventRecord {
  const { type, at, deviceId, router, from, to, reason, source } = event;
  const place = (end: Place | null) =>
    end === null
      ? null
      : {
          access_point: accessPointName(end.accessPoint, settings),
          access_point_id: end.accessPoint?.id ?? null,
          interface: end.interface,
          ssid: end.ssid,
          band: end.band,
          signal_dbm: end.signalDbm,
        };
  return {
    event_type: type,
    at: toIso(at),
    device_id: deviceId,
    name,
    router,
    from: place(from),
    to: place(to),
    reason,
    source,
  };
}
